//! Contacts on every chain: paid by their name, at the addresses that they have signed, and told in the chat.

use crate::coin::{BTC, Coin, ETH, SOL, TTC, TTCL};
use crate::device::Device;
use crate::story::{give, units};
use crate::world::World;
use serde_json::{Value, json};

/// Two people who talk, each with a wallet and the other's addresses.
struct Friends {
    world: World,
    an: Device,
    bo: Device,
    an_peer: String,
    bo_peer: String,
}

impl Friends {
    async fn meet() -> Self {
        let world = World::of_all().await;
        let (an, an_peer) = Device::of_person(&world, "an", "+821012340001").await;
        let (bo, bo_peer) = Device::of_person(&world, "bo", "+821012340002").await;
        assert_eq!(an.act("find", json!({"phone": "+821012340002"})).await["peer"], bo_peer.as_str());
        an.act("ask", json!({"peer": bo_peer, "text": "밥 먹었어?"})).await;
        let becomes = async |device: &Device, peer: &str, state: &str| {
            let known = async || device.ask("contact", json!({"peer": peer})).await.ok();
            let there = async || known().await.filter(|contact| contact["state"] == state).map(drop);
            world.until(state, there).await;
        };
        becomes(&bo, &an_peer, "asking").await;
        bo.act("accept", json!({"peer": an_peer})).await;
        becomes(&an, &bo_peer, "accepted").await;
        an.make_wallet().await;
        bo.make_wallet().await;
        Self { world, an, bo, an_peer, bo_peer }
    }

    /// What an would sign to pay bo, who is a contact.
    async fn review(&self, coin: Coin, amount: &str) -> Result<Value, Value> {
        let (peer, text) = (&self.bo_peer, format!("for {}", coin.code));
        self.an.ask("review", json!({"asset": coin.code, "amount": amount, "peer": peer, "text": text})).await
    }

    /// The same once bo's signed addresses have come.
    async fn reviewed(&self, coin: Coin, amount: &str) -> Value {
        let review = async || match self.review(coin, amount).await {
            Ok(review) => Some(review),
            Err(why) if why["code"] == "contact_no_addresses" => None,
            Err(why) => panic!("{why}"),
        };
        self.world.until("signed addresses", review).await
    }

    /// an pays bo, and both chats show it: sent by one, confirmed for both, one row on each side.
    async fn is_paid(&self, coin: Coin, amount: &str) -> Value {
        let (an, bo, world) = (&self.an, &self.bo, &self.world);
        let before = (bo.balance(coin).await.confirmed, bo.payments(coin, "in").await.len());
        let review = self.reviewed(coin, amount).await;
        assert_eq!(
            (review["peer"].as_str(), review["asset"].as_str()),
            (Some(&*self.bo_peer), Some(coin.code))
        );
        let id = an.approve(&review).await.unwrap();
        let out = an.becomes(world, &id, "confirmed").await;
        assert_eq!((out["peer"].as_str(), &out["to"]), (Some(&*self.bo_peer), &review["to"]));
        let said = self.message(an, &self.bo_peer, &out).await;
        assert_eq!((said["author"].as_str(), said["asset"].as_str()), (Some("me"), Some(coin.code)));

        let arrived = async || {
            world.block().await;
            bo.look().await;
            let rows = bo.payments(coin, "in").await;
            rows.into_iter().find(|row| row["state"] == "confirmed" && row["body"] == out["body"])
        };
        let arrived = world.until(&format!("{} in bo's chat", coin.code), arrived).await;
        assert_eq!((arrived["peer"].as_str(), &arrived["to"]), (Some(&*self.an_peer), &review["to"]));
        let heard = self.message(bo, &self.an_peer, &arrived).await;
        assert_eq!((heard["author"].as_str(), heard["text"].as_str()), (Some("them"), said["text"].as_str()));
        assert_eq!(coin.units(heard["amount"].as_str().unwrap()), coin.units(amount));
        let rows = bo.payments(coin, "in").await;
        assert_eq!(rows.len(), before.1 + 1, "announced and arrived are one row: {rows:?}");
        assert_eq!(bo.balance(coin).await.confirmed, before.0 + coin.units(amount));
        review
    }

    /// The payment message that a row of the history names.
    async fn message(&self, device: &Device, peer: &str, row: &Value) -> Value {
        assert!(row["message"].is_string(), "no message speaks of {row}");
        let all = device.act("messages", json!({"peer": peer})).await;
        let message = all.as_array().unwrap().iter().find(|message| message["row"] == row["message"]);
        let message = message.expect("the row's message is in the chat").clone();
        assert_eq!((&message["kind"], &message["body"]), (&"payment".into(), &row["body"]));
        message
    }
}

#[tokio::test]
async fn a_contact_is_paid_in_every_coin_by_name_and_both_chats_show_it_confirmed() {
    let mut friends = Friends::meet().await;
    let (world, an, bo) = (&friends.world, &friends.an, &friends.bo);
    world.mint("TTC", &an.address("TTC").await, "100").await;
    for coin in [ETH, SOL, TTCL, BTC] {
        give(world, an, coin, coin.units("5")).await;
    }
    an.look().await;
    for coin in [TTC, ETH, SOL, TTCL, BTC] {
        let review = friends.is_paid(coin, "0.5").await;
        if ![TTC, BTC].contains(&coin) {
            assert_eq!(review["to"], bo.address(coin.code).await);
        }
    }

    // Accounts have one address, which is paid again. So is Bitcoin's, until its owner signs the next one.
    let warned = |review: &Value| review["warnings"].as_array().unwrap().contains(&"first_payment".into());
    for coin in [ETH, TTCL, BTC] {
        assert!(!warned(&friends.is_paid(coin, "0.25").await), "{}", coin.code);
    }
    let used = friends.reviewed(BTC, "0.1").await["to"].clone();
    assert_ne!(bo.address("BTC").await, used, "what was paid is not shown again");
    let more = bo.review("ETH", "0.1", &an.address("ETH").await).await.unwrap();
    bo.approve(&more).await.unwrap();
    let renewed = async || (friends.reviewed(BTC, "0.1").await["to"] != used).then_some(());
    world.until("bo's next address of Bitcoin", renewed).await;
    let next = friends.reviewed(BTC, "0.1").await["warnings"].clone();
    assert!(!next.to_string().contains("address_changed"), "Bitcoin's are fresh each time: {next}");

    // What is not enough is said as for any payee; what only the twin has too.
    let missing = friends.review(SOL, "500").await.unwrap_err();
    assert_eq!(missing["code"], "not_enough");
    let twin = friends.review(TTCL, "50").await.unwrap_err();
    assert_eq!((&twin["code"], &twin["twin"]), (&"only_twin_held".into(), &"TTC".into()));

    // The terminal's command, with the name as anybody types it.
    let before = units(ETH, &json!(ETH.text(bo.balance(ETH).await.confirmed)));
    let told = friends.an.command(&["send", "0.125", "ETH", "to", "Bo", "--yes", "--text", "잘 자"]).await;
    assert_eq!(told["payment"]["peer"], friends.bo_peer.as_str());
    friends.an.wake(&[]).await;
    let id = told["payment"]["id"].as_str().unwrap();
    let row = friends.an.becomes(&friends.world, id, "confirmed").await;
    let bo = &friends.bo;
    let arrived = async || {
        bo.look().await;
        bo.payments(ETH, "in")
            .await
            .into_iter()
            .find(|it| it["body"] == row["body"] && it["state"] == "confirmed")
    };
    let arrived = friends.world.until("the command's payment", arrived).await;
    assert_eq!(friends.message(bo, &friends.an_peer, &arrived).await["text"], "잘 자");
    assert_eq!(bo.balance(ETH).await.confirmed, before + ETH.units("0.125"));
}
