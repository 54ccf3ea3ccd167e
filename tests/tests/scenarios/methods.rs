//! The facade's functions by name.

use crate::file::With;
use crate::json::{Json, revealed};
use serde_json::Value;
use std::sync::Arc;
use tongtong::{Device, PassPhrase, PaymentPlace, Place, RecoveryWords, TongTongError, Wanted};
use tongtong_crypto::words::Language;
use tongtong_types::{IdError, Timestamp};

/// Why a call did not return.
pub(crate) enum Failure {
    /// The facade says so.
    Error(TongTongError),
    /// The file asks for what cannot be asked.
    File(String),
}

impl From<TongTongError> for Failure {
    fn from(error: TongTongError) -> Self {
        Self::Error(error)
    }
}

/// Arguments, taken by name.
pub(crate) struct Arguments(pub(crate) With);

impl Arguments {
    fn value(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or(&Value::Null)
    }

    fn wrong<T>(&self, name: &str) -> Result<T, Failure> {
        Err(Failure::File(format!("the argument {name} cannot be {}", self.value(name))))
    }

    /// A text.
    pub(crate) fn text(&self, name: &str) -> Result<String, Failure> {
        self.value(name).as_str().map_or_else(|| self.wrong(name), |text| Ok(text.to_owned()))
    }

    fn optional_text(&self, name: &str) -> Result<Option<String>, Failure> {
        if self.value(name).is_null() { Ok(None) } else { self.text(name).map(Some) }
    }

    fn id<T: std::str::FromStr<Err = IdError>>(&self, name: &str) -> Result<T, Failure> {
        self.text(name)?.parse().map_err(|error| Failure::Error(TongTongError::from(error)))
    }

    fn bool(&self, name: &str) -> Result<bool, Failure> {
        self.value(name).as_bool().map_or_else(|| self.wrong(name), Ok)
    }

    fn number(&self, name: &str) -> Result<u32, Failure> {
        let number = self.value(name).as_u64().and_then(|number| u32::try_from(number).ok());
        number.map_or_else(|| self.wrong(name), Ok)
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>, Failure> {
        let text = self.text(name)?;
        let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
        bytes.map_or_else(|| self.wrong(name), Ok)
    }

    fn pass(&self) -> Result<Arc<PassPhrase>, Failure> {
        Ok(PassPhrase::from_utf8(self.text("pass")?.as_bytes())?)
    }

    fn words(&self) -> Result<Arc<RecoveryWords>, Failure> {
        let words = self.value("words").as_array().and_then(|words| {
            let words: Option<Vec<&str>> = words.iter().map(Value::as_str).collect();
            words.map(|words| words.join(" "))
        });
        match words {
            Some(words) => Ok(RecoveryWords::from_utf8(words.as_bytes())?),
            None => self.wrong("words"),
        }
    }

    fn language(&self) -> Result<Language, Failure> {
        match self.text("language")?.as_str() {
            "english" => Ok(Language::English),
            "korean" => Ok(Language::Korean),
            _ => self.wrong("language"),
        }
    }

    fn amount(&self) -> Result<Wanted, Failure> {
        let amount = self.record("amount", &["type", "amount"])?;
        match (amount.0.get("type").and_then(Value::as_str), amount.0.get("amount")) {
            (Some("exactly"), Some(_)) => Ok(Wanted::Exactly { amount: amount.text("amount")? }),
            (Some("max"), None) => Ok(Wanted::Max),
            _ => self.wrong("amount"),
        }
    }

    fn place(&self) -> Result<Option<Place>, Failure> {
        if self.value("before").is_null() {
            return Ok(None);
        }
        let place = self.record("before", &["sent", "row"])?;
        Ok(Some(Place { sent: place.time("sent")?, row: place.id("row")? }))
    }

    fn payment_place(&self) -> Result<Option<PaymentPlace>, Failure> {
        if self.value("before").is_null() {
            return Ok(None);
        }
        let place = self.record("before", &["at", "id"])?;
        Ok(Some(PaymentPlace { at: place.time("at")?, id: place.id("id")? }))
    }

    fn time(&self, name: &str) -> Result<Timestamp, Failure> {
        self.value(name)
            .as_u64()
            .map_or_else(|| self.wrong(name), |millis| Ok(Timestamp::from_millis(millis)))
    }

    fn record(&self, name: &str, fields: &[&str]) -> Result<Self, Failure> {
        match self.value(name) {
            Value::Object(record) if record.keys().all(|field| fields.contains(&field.as_str())) => {
                Ok(Self(record.clone()))
            }
            _ => self.wrong(name),
        }
    }
}

/// Calls a method of a device.
pub(crate) async fn on_device(device: &Device, name: &str, with: &Arguments) -> Result<Value, Failure> {
    let returned = match name {
        "is_set_up" => device.is_set_up().await?.json(),
        "set_up" => device.set_up(with.pass()?).await?.json(),
        "unlock" => device.unlock(with.pass()?).await?.json(),
        "unlock_old_copy" => device.unlock_old_copy(with.pass()?).await?.json(),
        "lock" => device.lock().await?.json(),
        "request_code" => device.request_code(with.text("phone")?).await?.json(),
        "sign_up" => {
            device.sign_up(with.text("phone")?, with.text("code")?, with.text("name")?).await?.json()
        }
        "own" => device.own().await?.json(),
        "allow_direct" => device.allow_direct(with.bool("allowed")?).await?.json(),
        "shutdown" => device.shutdown().await?.json(),
        "find" => device.find(with.text("phone")?).await?.json(),
        "meet" => device.meet(with.bytes("card")?).await?.json(),
        "ask" => device.ask(with.id("peer")?, with.text("text")?).await?.json(),
        "accept" => device.accept(with.id("peer")?).await?.json(),
        "verify" => device.verify(with.id("peer")?).await?.json(),
        "safety_number" => device.safety_number(with.id("peer")?).await?.json(),
        "contacts" => device.contacts().await?.json(),
        "contact" => device.contact(with.id("peer")?).await?.json(),
        "online" => device.online().await?.json(),
        "connect" => device.connect(with.id("peer")?).await?.json(),
        "conversations" => device.conversations().await?.json(),
        "say" => device.say(with.id("peer")?, with.text("text")?).await?.json(),
        "seen" => device.seen(with.id("peer")?, with.id("row")?).await?.json(),
        "messages" => device.messages(with.id("peer")?, with.place()?, with.number("limit")?).await?.json(),
        "message" => device.message(with.id("row")?).await?.json(),
        "new_wallet" => revealed(&*device.new_wallet(with.pass()?, with.language()?).await?)?,
        "restore_wallet" => device.restore_wallet(with.pass()?, with.words()?).await?.json(),
        "reveal_words" => revealed(&*device.reveal_words(with.pass()?).await?)?,
        "receive_address" => device
            .receive_address(with.optional_text("asset")?.unwrap_or_else(|| "TTC".to_owned()))
            .await?
            .json(),
        "wallet" => device.wallet().await?.json(),
        "refresh" => device.refresh().await?.json(),
        "payments" => device.payments(with.payment_place()?, with.number("limit")?).await?.json(),
        "payment" => device.payment(with.id("id")?).await?.json(),
        "review" => {
            let (to, asset) = (with.text("to")?, with.text("asset")?);
            device.review(to, asset, with.amount()?, with.optional_text("memo")?).await?.json()
        }
        "review_for_contact" => {
            let (peer, asset) = (with.id("peer")?, with.text("asset")?);
            device.review_for_contact(peer, asset, with.amount()?, with.text("text")?).await?.json()
        }
        "review_cancel" => device.review_cancel(with.id("payment")?).await?.json(),
        "review_rescue" => device.review_rescue().await?.json(),
        "approve" => device.approve(with.id("digest")?, with.pass()?).await?.json(),
        "owes_pay_addresses" => device.owes_pay_addresses().await?.json(),
        "renew_pay_addresses" => device.renew_pay_addresses(with.pass()?).await?.json(),
        _ => return Err(Failure::File(format!("this runner cannot call {name}"))),
    };
    Ok(returned)
}

/// Calls a free function.
pub(crate) fn free(name: &str, with: &Arguments) -> Result<Value, Failure> {
    match name {
        "version" => Ok(tongtong::version().json()),
        "qr_png" => Ok(hex(&tongtong::qr_png(with.text("text")?, with.number("module_pixels")?)?)),
        "qr_svg" => Ok(tongtong::qr_svg(with.text("text")?)?.json()),
        "word_list" => Ok(tongtong::word_list(with.language()?).json()),
        _ => Err(Failure::File(format!("this runner cannot call {name}"))),
    }
}

/// The JSON of bytes.
fn hex(bytes: &[u8]) -> Value {
    Value::String(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
