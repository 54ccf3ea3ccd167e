//! What a device can be told to do.

use super::{money, people};
use crate::compose::Device;
use crate::failure::Failure;
use serde_json::{Value, json};
use std::str::FromStr;
use tongtong_crypto::secret::PassPhrase;
use tongtong_types::{DisplayName, Phone};

/// Does one operation.
pub(super) async fn act(device: &Device, op: &str, args: &Value) -> Result<Value, Failure> {
    let args = Told(args);
    let engine = &device.engine;
    match op {
        "set_up" => {
            engine.set_up(args.pass()?, tongtong_engine::usual_work(&device.profile)).await?;
            Ok(json!({}))
        }
        "unlock" => {
            engine.unlock(args.pass()?).await?;
            Ok(json!({}))
        }
        "lock" => {
            engine.lock().await;
            Ok(json!({}))
        }
        "direct" => {
            engine.allow_direct(args.flag("allowed")?).await?;
            Ok(json!({}))
        }
        "request_code" => {
            engine.request_code(&args.read::<Phone>("phone")?).await?;
            Ok(json!({}))
        }
        "sign_up" => {
            let name = DisplayName::new(args.text("name")?)?;
            let peer = engine.sign_up(&args.read::<Phone>("phone")?, args.text("code")?, name).await?;
            Ok(json!({ "peer": peer }))
        }
        "own" => {
            let own = engine.own().await?;
            Ok(json!({ "peer": own.map(|own| own.identity) }))
        }
        _ => match people::act(device, op, &args).await? {
            Some(done) => Ok(done),
            None => money::act(device, op, &args).await,
        },
    }
}

/// The arguments of an operation.
pub(super) struct Told<'a>(&'a Value);

impl Told<'_> {
    /// A text.
    pub(super) fn text(&self, name: &str) -> Result<&str, Failure> {
        self.0.get(name).and_then(Value::as_str).ok_or_else(|| missing(name))
    }

    /// A text, or nothing.
    pub(super) fn maybe(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// A word of the domain, read from its text.
    pub(super) fn read<T: FromStr>(&self, name: &str) -> Result<T, Failure>
    where
        Failure: From<T::Err>,
    {
        Ok(self.text(name)?.parse()?)
    }

    /// A yes or no.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Failure> {
        self.0.get(name).and_then(Value::as_bool).ok_or_else(|| missing(name))
    }

    /// The pass phrase.
    pub(super) fn pass(&self) -> Result<PassPhrase, Failure> {
        Ok(PassPhrase::new(self.text("pass")?)?)
    }
}

fn missing(name: &str) -> Failure {
    Failure::refused("argument_missing").with("argument", name)
}
