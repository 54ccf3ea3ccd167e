//! The one reader of the chain's bytes: bounded, strict, never beyond the end.

use crate::WireError;

/// Bytes being read from the front. What it accepts, [`crate::writer::Writer`] writes back identically.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts on `bytes`, of which there may be `limit`.
    pub(crate) fn new(bytes: &'a [u8], limit: usize) -> Result<Self, WireError> {
        if bytes.len() > limit { Err(WireError::TooMany { limit }) } else { Ok(Self { rest: bytes }) }
    }

    /// Ends, with nothing left over.
    pub(crate) fn finish(self) -> Result<(), WireError> {
        if self.rest.is_empty() { Ok(()) } else { Err(WireError::Trailing) }
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(WireError::Truncated)?;
        self.rest = rest;
        Ok(*head)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, WireError> {
        let [byte] = self.array()?;
        Ok(byte)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, WireError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, WireError> {
        self.array().map(u64::from_le_bytes)
    }

    pub(crate) fn i64(&mut self) -> Result<i64, WireError> {
        self.array().map(i64::from_le_bytes)
    }

    /// A byte that says whether something follows.
    pub(crate) fn flag(&mut self) -> Result<bool, WireError> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(WireError::Flag),
        }
    }

    /// `unsigned_int`: seven bits a byte, low first, at most 32 bits, in the shortest form.
    pub(crate) fn varint(&mut self) -> Result<u32, WireError> {
        let mut value: u64 = 0;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.u8()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                if byte == 0 && shift > 0 {
                    return Err(WireError::VarintNotMinimal);
                }
                return u32::try_from(value).map_err(|_| WireError::VarintRange);
            }
        }
        Err(WireError::VarintRange)
    }

    /// `signed_int`: zig-zag over the unsigned form.
    pub(crate) fn signed(&mut self) -> Result<i32, WireError> {
        let raw = self.varint()?;
        let sign = if raw & 1 == 1 { -1 } else { 0 };
        Ok((raw >> 1).cast_signed() ^ sign)
    }

    /// A count of elements or bytes, at most `limit`.
    pub(crate) fn count(&mut self, limit: usize) -> Result<usize, WireError> {
        match usize::try_from(self.varint()?) {
            Ok(count) if count <= limit => Ok(count),
            _ => Err(WireError::TooMany { limit }),
        }
    }

    /// A counted run of bytes.
    pub(crate) fn bytes(&mut self, limit: usize) -> Result<&'a [u8], WireError> {
        let count = self.count(limit)?;
        let (head, rest) = self.rest.split_at_checked(count).ok_or(WireError::Truncated)?;
        self.rest = rest;
        Ok(head)
    }

    /// A counted run of UTF-8.
    pub(crate) fn text(&mut self, limit: usize) -> Result<String, WireError> {
        let bytes = self.bytes(limit)?;
        core::str::from_utf8(bytes).map(str::to_owned).map_err(|_| WireError::NotText)
    }

    /// A counted run of bytes that has fields of its own; `read` must use all of them.
    pub(crate) fn nested<T>(
        &mut self,
        limit: usize,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, WireError>,
    ) -> Result<T, WireError> {
        let mut inner = Reader { rest: self.bytes(limit)? };
        let value = read(&mut inner)?;
        inner.finish().map_err(|_| WireError::InnerTrailing)?;
        Ok(value)
    }
}
