//! The foreign border: what Kotlin and Swift see of TongTong core.
//!
//! It decides nothing. An exported method lifts its arguments, calls the engine once, and lowers what came
//! back. It runs on a runtime of its own, so that work goes on to its end whatever the caller does; a panic
//! becomes an error that carries no data. Secrets come in as bytes, into objects that Rust owns and wipes,
//! and go out through [`Reveal`] alone, one word at a time.

uniffi::setup_scaffolding!("tongtong");

mod codes;
#[cfg(feature = "contract")]
pub mod contract;
mod device;
mod error;
mod events;
mod ids;
mod key_vault;
mod logger;
mod mirrors;
mod records;
mod runtime;
mod secrets;
mod wake_up;

pub use codes::{qr_png, qr_svg};
pub use device::{Device, Own, Presence};
pub use error::{ErrorKind, TongTongError};
pub use events::{CallbackError, Event, EventListener, Subscription};
pub use key_vault::{ForeignKeyVault, VaultError};
pub use logger::{ForeignLogger, LogLine};
pub use records::contact::{Contact, Conversation};
pub use records::message::{Message, MessageContent, MessageState, Place};
pub use records::money::{
    Balance, BalanceState, Inclusion, Money, Part, Payment, PaymentPlace, PaymentState, Wallet, Wanted,
};
pub use records::review::{Review, Warning};
pub use secrets::{PassPhrase, RecoveryWords, Reveal, SecretSink, word_list};
pub use wake_up::{ForeignWakeUp, WakeUpFailure};

/// Wipes every byte that this library frees: what crosses the border lies in buffers that nothing else wipes.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// The version of this library, as `major.minor.patch`.
#[uniffi::export]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
