//! The live session between two devices: `Noise_XKhfs_25519+MLKEM1024_AESGCM_SHA512`.
