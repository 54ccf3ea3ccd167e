//! The one writer of the chain's bytes.

/// Bytes being written; integers are little endian.
#[derive(Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// What `write` puts down.
    pub(crate) fn packed(write: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut writer = Self::default();
        write(&mut writer);
        writer.bytes
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub(crate) fn u32(&mut self, value: u32) {
        self.raw(&value.to_le_bytes());
    }

    pub(crate) fn u64(&mut self, value: u64) {
        self.raw(&value.to_le_bytes());
    }

    pub(crate) fn i64(&mut self, value: i64) {
        self.raw(&value.to_le_bytes());
    }

    /// `unsigned_int`: seven bits a byte, low first.
    pub(crate) fn varint(&mut self, value: u32) {
        self.groups(u64::from(value));
    }

    /// `signed_int`: zig-zag over the unsigned form.
    pub(crate) fn signed(&mut self, value: i32) {
        self.varint(((value << 1) ^ (value >> 31)).cast_unsigned());
    }

    /// A count of elements or bytes.
    pub(crate) fn count(&mut self, count: usize) {
        self.groups(u64::try_from(count).unwrap_or(u64::MAX));
    }

    /// A counted run of bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.raw(bytes);
    }

    /// A counted run of bytes that has fields of its own.
    pub(crate) fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        self.bytes(&Self::packed(write));
    }

    fn groups(&mut self, mut value: u64) {
        loop {
            let [low, ..] = value.to_le_bytes();
            value >>= 7;
            if value == 0 {
                self.u8(low & 0x7f);
                return;
            }
            self.u8(low | 0x80);
        }
    }
}
