//! `tongtong signup`: keys for this device, an identity, a public card under a phone number.

use super::open;
use crate::args::{Cli, Signup};
use crate::compose::{self, Watch};
use crate::failure::Failure;
use serde_json::json;
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
    let is_new = !home.store().exists();
    let pass = if is_new { Some(cli.passphrases().fresh()?) } else { None };
    if let Some(pass) = &pass
        && tongtong_crypto::passphrase::check(&pass.once()?).is_err()
    {
        return Err(EngineError::WeakPassPhrase.into());
    }
    let device = compose::device(&home, Access::Write, Watch::nothing())?;
    let work = compose::work(&device.profile);
    match (device.engine.is_set_up().await?, pass) {
        (false, Some(pass)) => device.engine.set_up(pass.once()?, work).await?,
        (false, None) => device.engine.set_up(cli.passphrases().fresh()?.once()?, work).await?,
        (true, _) => device.engine.unlock(cli.passphrases().known()?.once()?).await?,
    }
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
