//! Keeps the public card in the directory fresh, and the contact cards after it.

use crate::EngineError;
use crate::engine::Shared;
use std::sync::Arc;
use std::time::Duration;
use tongtong_ports::{DirectoryError, Level, Link};

/// Between two looks at a card that is in the directory.
const OFTEN: Duration = Duration::from_secs(6 * 3_600);
/// Between two tries at a directory that does not answer.
const SOON: Duration = Duration::from_secs(30);

/// Runs until it is stopped.
pub(crate) async fn run(shared: Arc<Shared>, link: Arc<dyn Link>) {
    loop {
        let wait = match renew(&shared, link.as_ref()).await {
            Ok(()) => OFTEN,
            Err(error) => {
                shared.log(Level::Info, error.code(), None);
                SOON
            }
        };
        tokio::time::sleep(wait).await;
    }
}

async fn renew(shared: &Arc<Shared>, link: &dyn Link) -> Result<(), EngineError> {
    let card = shared.renew_card(link).await?;
    shared.hand_cards().await?;
    match shared.parts.directory.publish(&card).await {
        // Refused: the directory has it, or a newer one of a device that took over.
        Ok(()) | Err(DirectoryError::CardRefused) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
