//! `tongtong signup`: keys for this device, an identity, a public card under a phone number.

use super::open;
use crate::args::{Cli, Signup};
use crate::compose::{self, Device, Watch};
use crate::failure::Failure;
use crate::home::Home;
use serde_json::json;
use tongtong_crypto::passphrase;
use tongtong_engine::EngineError;
use tongtong_store::Access;
use tongtong_types::{DisplayName, Phone};

/// Signs up. Input is read before anything is made.
pub(crate) async fn run(cli: &Cli, asked: &Signup) -> Result<(), Failure> {
    let screen = cli.screen();
    let phone: Phone = asked.phone.parse()?;
    let name = DisplayName::new(&asked.name)?;
    let home = cli.home()?;
    home.profile()?;
    let device = opened(cli, &home).await?;
    if device.engine.own().await?.is_some() {
        return Err(EngineError::SignedUpAlready.into());
    }
    let code = match &asked.code {
        Some(code) => code.clone(),
        None => {
            device.engine.request_code(&phone).await?;
            screen.ask("ask.code", &[("phone", &phone.national())])?
        }
    };
    let identity = device.engine.sign_up(&phone, code.trim(), name).await?;
    screen.say("signup.done", &[("phone", &phone.national()), ("peer", &identity.to_string())]);
    screen.object(&json!({ "peer": identity, "phone": phone.e164() }));
    open::close(&device).await;
    Ok(())
}

/// The device of the folder, unlocked: with new keys if it has none.
async fn opened(cli: &Cli, home: &Home) -> Result<Device, Failure> {
    let fresh = || {
        let pass = cli.passphrases().fresh()?;
        passphrase::check(&pass.once()?).map_err(|_| EngineError::WeakPassPhrase)?;
        Ok::<_, Failure>(pass)
    };
    // In a new folder nothing is made for a pass phrase that would be refused.
    let early = if home.store().exists() { None } else { Some(fresh()?) };
    let device = compose::device(home, Access::Write, Watch::nothing())?;
    if device.engine.is_set_up().await? {
        device.engine.unlock(cli.passphrases().known()?.once()?).await?;
        return Ok(device);
    }
    let pass = match early {
        Some(pass) => pass,
        None => fresh()?,
    };
    device.engine.set_up(pass.once()?, tongtong_engine::usual_work(&device.profile)).await?;
    Ok(device)
}
