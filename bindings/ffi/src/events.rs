//! Events: what happened, told to the app's listeners.

use crate::runtime;
use crate::{Device, TongTongError};
use std::sync::Arc;
use thiserror::Error;
use tokio::task::AbortHandle;
use tongtong_engine::Events;
use tongtong_types::{PaymentId, PeerId, RowId};

/// What happened, told after it is durable. It carries ids: read the row and show it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Event {
    /// Read everything that the screen shows. Told first, and again when the listener was too slow.
    ReadAnew {
        /// How many events it missed.
        missed: u64,
    },
    /// A contact is new or changed.
    ContactChanged {
        /// Who.
        peer: PeerId,
    },
    /// A message is new, or stands elsewhere than before.
    MessageChanged {
        /// With whom.
        peer: PeerId,
        /// Which.
        row: RowId,
    },
    /// A contact says in the chat that they paid; the wallet looks for it.
    PaymentAnnounced {
        /// By whom.
        peer: PeerId,
        /// In which message.
        row: RowId,
    },
    /// A payment is new, or stands elsewhere than before.
    PaymentChanged {
        /// Which.
        payment: PaymentId,
    },
    /// What the wallet holds has changed.
    BalanceChanged,
    /// The search for a restored wallet's addresses is done.
    WalletRestored,
    /// Money came to an address that should not be used any more: offer `review_rescue`.
    LateDeposit,
    /// A contact is online.
    Online {
        /// Who.
        peer: PeerId,
    },
    /// A contact is no longer online.
    Offline {
        /// Who.
        peer: PeerId,
    },
}

impl From<tongtong_engine::Event> for Event {
    fn from(event: tongtong_engine::Event) -> Self {
        use tongtong_chat::Event as Chat;
        use tongtong_engine::Event as Engine;
        use tongtong_wallet::Event as Wallet;
        match event {
            Engine::Chat(Chat::Contact { peer }) => Self::ContactChanged { peer },
            Engine::Chat(Chat::Message { peer, row }) => Self::MessageChanged { peer, row },
            Engine::Chat(Chat::PaymentAnnounced { peer, row }) => Self::PaymentAnnounced { peer, row },
            Engine::Wallet(Wallet::Payment { payment }) => Self::PaymentChanged { payment },
            Engine::Wallet(Wallet::Balance) => Self::BalanceChanged,
            Engine::Wallet(Wallet::Restored) => Self::WalletRestored,
            Engine::Wallet(Wallet::LateDeposit { address: _ }) => Self::LateDeposit,
            Engine::Online { peer } => Self::Online { peer },
            Engine::Offline { peer } => Self::Offline { peer },
            Engine::Lagged { missed } => Self::ReadAnew { missed },
        }
    }
}

/// That a listener or a log failed. What it threw is dropped: it may hold anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, uniffi::Error)]
pub enum CallbackError {
    /// It threw.
    #[error("the callback failed")]
    Failed,
}

impl CallbackError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Failed => "callback_failed",
        }
    }
}

impl From<uniffi::UnexpectedUniFFICallbackError> for CallbackError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Foreign trait: hears what happens. One call at a time, on threads that may block; a slow one is told with
/// [`Event::ReadAnew`] that it missed some, and holds nobody else up (as long as fewer than 500 block).
#[uniffi::export(foreign)]
pub trait EventListener: Send + Sync {
    /// Something happened.
    ///
    /// # Errors
    /// Whatever is thrown is dropped; the next event comes all the same.
    fn on_event(&self, event: Event) -> Result<(), CallbackError>;
}

/// A listener's place. Cancelled or dropped, it hears nothing new; a call that runs already runs to its end.
#[derive(uniffi::Object)]
pub struct Subscription(AbortHandle);

#[uniffi::export]
impl Subscription {
    /// Ends it. Doing so twice is harmless.
    pub fn cancel(&self) {
        self.0.abort();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[uniffi::export]
impl Device {
    /// Tells this listener everything from now on, beginning with [`Event::ReadAnew`]. Hold the subscription.
    ///
    /// # Errors
    /// `shut_down`.
    pub fn subscribe(&self, listener: Arc<dyn EventListener>) -> Result<Arc<Subscription>, TongTongError> {
        runtime::guard(|| {
            let events = self.engine()?.events();
            Ok(Arc::new(Subscription(runtime::spawn_listener(tell(events, listener))?)))
        })
    }
}

async fn tell(mut events: Events, listener: Arc<dyn EventListener>) {
    let mut next = Some(Event::ReadAnew { missed: 0 });
    while let Some(event) = next {
        let listener = Arc::clone(&listener);
        // Thrown or not: the next one comes.
        let _heard = tokio::task::spawn_blocking(move || listener.on_event(event)).await;
        next = events.next().await.map(Event::from);
    }
}
