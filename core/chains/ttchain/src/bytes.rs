//! Fixed-size values that are bytes on the wire and lower-case hex in profiles and rows.

macro_rules! fixed_bytes {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            /// Bytes in this value.
            pub const LEN: usize = $len;

            /// The bytes, for the wire and the store.
            #[must_use]
            pub const fn bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        /// Hides the value: what belongs to a user is not for logs.
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let Self(_) = self;
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&hex::encode(self.0))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                use serde::de::Error as _;
                let text = String::deserialize(deserializer)?;
                let mut bytes = [0; $len];
                hex::decode_to_slice(&text, &mut bytes)
                    .map_err(|_| D::Error::custom(concat!("not ", stringify!($len), " bytes in hex")))?;
                Self::read(bytes).ok_or_else(|| D::Error::custom(concat!("not a ", stringify!($name))))
            }
        }
    };
}

pub(crate) use fixed_bytes;
