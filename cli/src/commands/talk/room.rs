//! What is said in a conversation, typed and heard.

use super::super::{open, people, rows, send};
use super::With;
use super::input::Printer;
use crate::compose::Device;
use crate::failure::Failure;
use crate::passphrase::{Source, Typed};
use crate::screen::Screen;
use crate::shape;
use serde_json::{Value, json};
use std::collections::HashMap;
use tongtong_chat::rows::{Author, ContactRow, ContactState, MessageState};
use tongtong_chat::{Content, Event as ChatEvent, Why};
use tongtong_engine::Event;
use tongtong_types::{PaymentId, PeerId, RowId};
use tongtong_wallet::Event as WalletEvent;
use tongtong_wallet::intent::Wanted;

/// How many messages stand on the screen when a chat begins.
const PAGE: u32 = 20;

/// Whether the person stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goes {
    /// On.
    On,
    /// Away.
    Away,
}

/// One conversation on the screen.
pub(crate) struct Room {
    device: Device,
    screen: Screen,
    with: With,
    source: Source,
    printer: Printer,
    /// The last marks shown for each message of mine.
    marks: HashMap<RowId, String>,
    /// What was last said of each contact's presence.
    presence: HashMap<PeerId, String>,
}

impl Room {
    /// A room for one conversation.
    pub(crate) fn new(device: Device, screen: Screen, with: With, source: Source, printer: Printer) -> Self {
        Self { device, screen, with, source, printer, marks: HashMap::new(), presence: HashMap::new() }
    }

    /// The page so far, and how things are done here.
    pub(crate) async fn greet(&mut self) -> Result<(), Failure> {
        let With::Contact(peer) = self.with else {
            self.say("listen.ready", &[]);
            return Ok(());
        };
        let contact = self.device.engine.contact(peer).await?;
        let number = self.device.engine.safety_number(peer)?.to_string();
        self.say("talk.ready", &[("name", &people::name(&contact)), ("number", &number)]);
        self.device.engine.connect(peer);
        let mut page = self.device.engine.messages(peer, None, PAGE).await?;
        page.reverse();
        for row in &page {
            if let Some(line) = rows::message(self.screen.lang, row, &contact, &self.device.profile) {
                self.put(&line);
            }
        }
        match page.iter().rev().find(|row| row.author == Author::Them) {
            Some(row) => Ok(self.device.engine.seen(peer, row.row).await?),
            None => Ok(()),
        }
    }

    /// Does what was typed. A refusal is said, and the conversation goes on.
    pub(crate) async fn read(&mut self, line: &str) -> Result<Goes, Failure> {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let done = match (word, rest.trim()) {
            ("", _) => Ok(()),
            ("/quit" | "/q", _) => return Ok(Goes::Away),
            ("/help", _) => {
                self.say("talk.help", &[]);
                Ok(())
            }
            ("/lock", _) => {
                self.device.engine.lock().await;
                self.say("talk.locked", &[]);
                Ok(())
            }
            ("/unlock", _) => self.unlock().await,
            ("/pay", money) => self.pay(money).await,
            ("/accept", name) => self.accept(name).await,
            (command, _) if command.starts_with('/') => Err(Failure::refused("command_unknown")),
            _ => self.tell(line).await,
        };
        if let Err(failure) = done {
            let said = format!("error[{}]: {}", failure.code, self.screen.lang.failure(&failure));
            self.put(&said);
            self.object(&json!({ "error": failure.json(&said) }));
        }
        Ok(Goes::On)
    }

    /// Shows what happened.
    pub(crate) async fn hear(&mut self, event: Event) -> Result<(), Failure> {
        let shown = match event {
            Event::Chat(ChatEvent::Message { peer, row }) => self.message(peer, row).await,
            Event::Chat(ChatEvent::Contact { peer }) => self.contact(peer).await,
            Event::Wallet(WalletEvent::Payment { payment }) => self.payment(payment).await,
            Event::Online { peer } => self.presence(peer, "online").await,
            Event::Offline { peer } => self.presence(peer, "offline").await,
            _ => Ok(()),
        };
        match shown {
            // Locked in the meantime: what happened stands in the rows.
            Err(failure) if failure.code == "store_locked" || failure.code == "locked" => Ok(()),
            // A stranger's session, before anything was said.
            Err(failure) if failure.code == "contact_unknown" => Ok(()),
            shown => shown,
        }
    }

    async fn message(&mut self, peer: PeerId, row: RowId) -> Result<(), Failure> {
        let Some(message) = self.device.engine.message(row).await? else { return Ok(()) };
        if message.content() == Content::Silent {
            return Ok(());
        }
        let contact = self.device.engine.contact(peer).await?;
        match (&message.author, &message.state) {
            (Author::Them, MessageState::Received { .. }) => {
                if let Some(line) = rows::message(self.screen.lang, &message, &contact, &self.device.profile)
                {
                    self.put(&line);
                }
                if self.with == With::Contact(peer) {
                    self.device.engine.seen(peer, row).await?;
                }
            }
            (Author::Me, state) => {
                let early = matches!(state, MessageState::Waiting { why: Why::NotTried | Why::NoAnswer, .. });
                let marks = rows::marks(self.screen.lang, &message).filter(|_| !early);
                if let Some(marks) = marks
                    && self.marks.insert(row, marks.clone()).as_ref() != Some(&marks)
                {
                    self.put(&format!("      {marks}"));
                }
            }
            _ => {}
        }
        let shown = shape::message(&message, &self.device.profile);
        self.object(&json!({ "event": "message", "peer": peer, "message": shown }));
        Ok(())
    }

    async fn contact(&mut self, peer: PeerId) -> Result<(), Failure> {
        let contact = self.device.engine.contact(peer).await?;
        if contact.state == ContactState::Asking {
            self.say("talk.asks", &[("name", &people::name(&contact))]);
        }
        self.object(&json!({ "event": "contact", "contact": shape::contact(&contact) }));
        Ok(())
    }

    async fn payment(&mut self, id: PaymentId) -> Result<(), Failure> {
        let Some(payment) = self.device.engine.payment(id).await? else { return Ok(()) };
        let everyone = people::all(&self.device.engine).await?;
        let line = rows::payment(self.screen.lang, &payment, &self.device.profile, &everyone);
        self.put(&line);
        self.object(
            &json!({ "event": "payment", "payment": shape::payment(&payment, &self.device.profile) }),
        );
        Ok(())
    }

    async fn presence(&mut self, peer: PeerId, state: &str) -> Result<(), Failure> {
        let contact = self.device.engine.contact(peer).await?;
        let name = people::name(&contact);
        let path = self.device.engine.online().into_iter().find(|(one, _)| *one == peer);
        let path = path.map(|(_, path)| shape::path(path));
        let words = path.and_then(|path| self.screen.lang.text(&format!("path.{path}"))).unwrap_or_default();
        let said = format!("{state} {words}");
        // A session that took another one's place is no news.
        if self.presence.insert(peer, said.clone()) != Some(said) {
            self.say(&format!("talk.{state}"), &[("name", &name), ("path", words)]);
            self.object(&json!({ "event": state, "peer": peer, "path": path }));
        }
        Ok(())
    }

    async fn tell(&mut self, text: &str) -> Result<(), Failure> {
        match self.with {
            With::Contact(peer) => Ok(self.device.engine.say(peer, text).await.map(drop)?),
            With::Everyone => Err(Failure::refused("command_unknown")),
        }
    }

    async fn accept(&mut self, name: &str) -> Result<(), Failure> {
        let contact: ContactRow = people::one(&self.device.engine, name).await?;
        self.device.engine.accept(contact.peer).await?;
        // The pass phrase is not kept while people talk; signing addresses for a new contact asks for it.
        if self.device.engine.owes_pay_addresses().await? {
            open::make_up(&self.device, &self.pass_phrase()?).await?;
        }
        self.say("contacts.accepted", &[("name", &people::name(&contact))]);
        Ok(())
    }

    async fn unlock(&mut self) -> Result<(), Failure> {
        self.device.engine.unlock(self.pass_phrase()?.once()?).await?;
        self.say("talk.unlocked", &[]);
        Ok(())
    }

    /// `/pay 10 TTC`, `/pay 10 TTC 점심값`: reviewed, asked, approved.
    async fn pay(&mut self, money: &str) -> Result<(), Failure> {
        let With::Contact(peer) = self.with else { return Err(Failure::refused("command_unknown")) };
        let mut words = money.splitn(3, ' ');
        let (amount, asset) = (words.next().unwrap_or_default(), words.next().unwrap_or("TTC"));
        let text = words.next().unwrap_or_default();
        let (info, amount) = send::money(&self.device.profile, amount, asset)?;
        let engine = &self.device.engine;
        let contact = engine.contact(peer).await?;
        engine.refresh().await?;
        let wanted = Wanted::Exactly(amount);
        let review = engine.review_for_contact(peer, info.code.clone(), wanted, text).await;
        let review = review.map_err(|error| Failure::of_money(error, &self.device.profile, &info.code))?;
        rows::review(self.screen, &review, Some(&contact));
        let screen = self.screen;
        tokio::task::block_in_place(|| screen.confirm("ask.approve"))?;
        send::approve(&self.device, self.screen, &review, &self.pass_phrase()?).await
    }

    fn pass_phrase(&self) -> Result<Typed, Failure> {
        tokio::task::block_in_place(|| self.source.known())
    }

    fn say(&mut self, code: &str, facts: &[(&str, &str)]) {
        let line = self.screen.lang.say(code, facts);
        self.put(&line);
    }

    fn put(&mut self, line: &str) {
        if !self.screen.json {
            self.printer.put(line);
        }
    }

    fn object(&self, object: &Value) {
        self.screen.object(object);
    }
}
