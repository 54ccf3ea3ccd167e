//! Opens the device of this command: as its one writer, or to read beside it.

use crate::args::Cli;
use crate::compose::{self, Device, Watch};
use crate::failure::Failure;
use crate::passphrase::Typed;
use crate::screen::is_answered_by_a_person;
use std::time::Duration;
use tongtong_engine::EngineError;
use tongtong_store::Access;

/// How long the goodbye to live sessions may take.
const GOODBYE: Duration = Duration::from_secs(4);

/// The device, unlocked and online, and the pass phrase that opened it.
pub(crate) async fn writer(cli: &Cli) -> Result<(Device, Typed), Failure> {
    let device = composed(cli, Access::Write)?;
    let pass = cli.passphrases().known()?;
    unlock(cli, &device, &pass).await?;
    make_up(&device, &pass).await?;
    Ok((device, pass))
}

/// Unlocks. An older copy of the folder goes on only if a person says so.
async fn unlock(cli: &Cli, device: &Device, pass: &Typed) -> Result<(), Failure> {
    match device.engine.unlock(pass.once()?).await {
        Err(EngineError::OldCopy) if !cli.screen().json && is_answered_by_a_person() => {
            cli.screen().confirm("ask.old_copy")?;
            Ok(device.engine.unlock_old_copy(pass.once()?).await?)
        }
        unlocked => Ok(unlocked?),
    }
}

/// Signs pay addresses for contacts who wait for them, now that the pass phrase is at hand.
pub(crate) async fn make_up(device: &Device, pass: &Typed) -> Result<(), Failure> {
    if device.engine.owes_pay_addresses().await? {
        device.engine.renew_pay_addresses(pass.once()?).await?;
    }
    Ok(())
}

/// The device for reading only; another process may be its writer.
pub(crate) async fn reader(cli: &Cli) -> Result<Device, Failure> {
    let device = composed(cli, Access::Read)?;
    if !device.engine.is_set_up().await? {
        return Err(EngineError::Empty.into());
    }
    let pass = cli.passphrases().known()?;
    device.engine.unlock_for_reading(pass.once()?).await?;
    Ok(device)
}

/// The device with its wallet as the chain has it now, or as the writer beside this process saw it last.
pub(crate) async fn newest(cli: &Cli) -> Result<Device, Failure> {
    match composed(cli, Access::Write) {
        Ok(device) => {
            let pass = cli.passphrases().known()?;
            unlock(cli, &device, &pass).await?;
            device.engine.wallet().await?;
            while device.engine.refresh().await.is_ok() && device.engine.wallet().await?.scanning {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Ok(device)
        }
        Err(failure) if failure.code == "store_held" => reader(cli).await,
        Err(failure) => Err(failure),
    }
}

/// Wipes the keys and says goodbye.
pub(crate) async fn close(device: &Device) {
    let _late = tokio::time::timeout(GOODBYE, device.engine.lock()).await;
}

/// An empty folder is refused before anything is made in it.
fn composed(cli: &Cli, access: Access) -> Result<Device, Failure> {
    let home = cli.home()?;
    if !home.store().exists() {
        return Err(EngineError::Empty.into());
    }
    compose::device(&home, access, Watch::nothing())
}
