//! Two endpoints of TTChain, of which the first is wrong in every way that can be seen: whoever has a good second
//! one sees and pays as if there were no other.

#![allow(clippy::unwrap_used, reason = "test code: a fault of the world must stop the test at once")]

use async_trait::async_trait;
use std::sync::{Arc, Mutex};
use tongtong_crypto::words::Language;
use tongtong_engine::EngineError;
use tongtong_ports::{Network, NetworkError};
use tongtong_tests::{Device, World, wait_for};
use tongtong_ttchain::ChainId;
use tongtong_types::{Amount, Asset, Chain, PaymentId, TxId};
use tongtong_wallet::intent::{Intent, Payee, Wanted};
use tongtong_wallet::{Answer, AssetRecord, BalanceRecord, Question};

/// What the first endpoint does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Manner {
    Honest,
    Dead,
    OtherChain,
    /// It has never heard of any balance.
    Behind,
    /// It gives assets other numbers.
    Contradicting,
}

/// A first endpoint of this manner, and the real one behind it. It counts what each of them is asked.
struct Two {
    real: Arc<dyn Network>,
    first: Mutex<Manner>,
    asked: Mutex<[usize; 2]>,
}

impl Two {
    fn set(&self, manner: Manner) {
        *self.first.lock().unwrap() = manner;
    }

    fn asked(&self) -> [usize; 2] {
        *self.asked.lock().unwrap()
    }
}

fn spoiled(manner: Manner, answer: Answer) -> Answer {
    match (manner, answer) {
        (Manner::OtherChain, Answer::TtcChainId(_)) => Answer::TtcChainId(ChainId::new([7; 32])),
        (Manner::Behind, Answer::TtcBalance(_)) => Answer::TtcBalance(BalanceRecord::Unknown),
        (Manner::Contradicting, Answer::TtcAsset(AssetRecord::Is { number, decimals })) => {
            Answer::TtcAsset(AssetRecord::Is { number: number + 1, decimals })
        }
        (_, answer) => answer,
    }
}

#[async_trait]
impl Network for Two {
    fn endpoints(&self, chain: Chain) -> usize {
        assert_eq!((chain, self.real.endpoints(chain)), (Chain::TTCHAIN, 1));
        2
    }

    async fn ask(&self, endpoint: usize, questions: &[Question]) -> Result<Vec<Answer>, NetworkError> {
        self.asked.lock().unwrap()[endpoint] += 1;
        let manner = if endpoint == 0 { *self.first.lock().unwrap() } else { Manner::Honest };
        if manner == Manner::Dead {
            return Err(NetworkError::Offline);
        }
        let answers = self.real.ask(0, questions).await?;
        Ok(answers.into_iter().map(|answer| spoiled(manner, answer)).collect())
    }

    async fn broadcast(&self, chain: Chain, signed: &[u8]) -> Result<TxId, NetworkError> {
        self.real.broadcast(chain, signed).await
    }
}

struct Purse {
    world: World,
    device: Device,
    two: Arc<Two>,
}

impl Purse {
    async fn new(first: Manner) -> Self {
        let world = World::start().await;
        let mut made = None;
        let over = |real| {
            let two = Arc::new(Two { real, first: Mutex::new(first), asked: Mutex::default() });
            made = Some(Arc::clone(&two));
            two as Arc<dyn Network>
        };
        let device = Device::sign_up_over(&world, "Alex", "010-1234-5678", over).await;
        device.fund(&world, 10_000_000).await;
        Self { world, device, two: made.unwrap() }
    }

    fn intent(&self, asset: Asset, units: u128) -> Intent {
        let profile = self.world.profile();
        let payee = profile.ttchain.address(&tongtong_ttchain::Owner::new([9; 20])).text().to_owned();
        let amount = Wanted::Exactly(Amount::from_units(units));
        Intent::pay(&profile, asset, amount, Payee::Address(payee), None).unwrap()
    }

    async fn pay(&self, asset: Asset, units: u128) -> Result<PaymentId, EngineError> {
        let review = self.device.engine.review(self.intent(asset, units)).await?;
        self.device.engine.approve(review.digest, Device::pass()).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_is_seen_and_paid_through_the_second_and_the_first_is_left_alone() {
    for (first, code) in [(Manner::Dead, "node_offline"), (Manner::OtherChain, "wrong_chain")] {
        let purse = Purse::new(first).await;
        assert!(purse.device.codes.count(code) > 0, "what was passed over is in the log");
        let [before, _] = purse.two.asked();
        let payment = purse.pay(Asset::ttc(), 100_000).await.unwrap();
        purse.device.confirmed(payment).await;
        purse.device.engine.refresh().await.unwrap();
        let [after, second] = purse.two.asked();
        assert_eq!(after, before, "{first:?}: it is not tried at each look again");
        assert!(second > 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_made_by_the_second_if_the_first_is_behind_or_contradicts_what_is_known() {
    let ttm: Asset = "TTM".parse().unwrap();
    let purse = Purse::new(Manner::Honest).await;
    let address = purse.device.engine.receive_address(Asset::ttc()).await.unwrap();
    purse.world.faucet_of("TTM", address.text(), 10_000_000).await;
    wait_for("both are there", || async {
        let all = purse.device.engine.wallet().await.unwrap().balances;
        let ttm = all.iter().find(|balance| balance.asset == ttm).unwrap();
        ttm.confirmed == Amount::from_units(10_000_000)
    })
    .await;
    assert_eq!(purse.two.asked()[1], 0, "the first did all of it");
    purse.two.set(Manner::Contradicting);
    purse.device.engine.review(purse.intent(ttm, 1_000_000)).await.unwrap();
    assert_eq!(purse.device.codes.count("asset_differs"), 1);

    let purse = Purse::new(Manner::Honest).await;
    purse.two.set(Manner::Behind);
    purse.device.engine.review(purse.intent(Asset::ttc(), 100_000)).await.unwrap();
    assert_eq!(purse.device.codes.count("node_behind"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_person_lacks_is_asked_of_nobody_else() {
    let purse = Purse::new(Manner::Honest).await;
    let refused = purse.pay(Asset::ttc(), 20_000_000).await.unwrap_err();
    assert_eq!(refused.code(), "not_enough");
    assert_eq!(purse.two.asked()[1], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_error_is_told_if_no_endpoint_does() {
    let world = World::start().await;
    let over = |real| {
        let two = Two { real, first: Mutex::new(Manner::OtherChain), asked: Mutex::default() };
        Arc::new(Nobody(two)) as Arc<dyn Network>
    };
    let device = Device::sign_up_over(&world, "Alex", "010-1234-5678", over).await;
    device.engine.new_wallet(Device::pass(), Language::English).await.unwrap();
    let refused = device.engine.refresh().await.unwrap_err();
    assert_eq!(refused.code(), "node_offline");
    assert!(device.codes.count("wrong_chain") > 0, "what was passed over is in the log");
}

/// The same with a second endpoint at which nobody is.
struct Nobody(Two);

#[async_trait]
impl Network for Nobody {
    fn endpoints(&self, chain: Chain) -> usize {
        self.0.endpoints(chain)
    }

    async fn ask(&self, endpoint: usize, questions: &[Question]) -> Result<Vec<Answer>, NetworkError> {
        if endpoint == 0 { self.0.ask(endpoint, questions).await } else { Err(NetworkError::Offline) }
    }

    async fn broadcast(&self, chain: Chain, signed: &[u8]) -> Result<TxId, NetworkError> {
        self.0.broadcast(chain, signed).await
    }
}
