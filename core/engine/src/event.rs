use serde::{Deserialize, Serialize};
use tongtong_types::PeerId;

/// What happened, told after the commit. Events carry ids; a screen reads the row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Of the messenger.
    Chat(tongtong_chat::Event),
    /// Of the wallet.
    Wallet(tongtong_wallet::Event),
    /// A contact is online: a verified session is live.
    Online {
        /// Who.
        peer: PeerId,
    },
    /// A contact's session has ended.
    Offline {
        /// Who.
        peer: PeerId,
    },
    /// The listener was too slow and missed some: read the rows anew.
    Lagged {
        /// How many it missed.
        missed: u64,
    },
}
