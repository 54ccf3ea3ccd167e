use std::collections::{BTreeMap, BTreeSet};
use tongtong_crypto::secp;
use tongtong_ttchain::{BalanceId, Condition, Effects, Layout, Network, Owner, Signed, effects_of_bytes};
use tongtong_types::{Address, Amount, BodyDigest, Timestamp, TxId};
use tongtong_wallet::{Answer, AssetRecord, BalanceRecord, Question, TransactionRecord};

/// Which duplicates a node refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// 1.0: a body once, and only before its expiration.
    ByBody,
    /// 2.0: an id once; the same body under another id is paid again.
    ById,
}

/// One balance.
#[derive(Clone, Copy, Debug)]
struct Held {
    owner: Owner,
    asset: i32,
    units: i64,
}

/// What a chain is to a wallet: balances by id, spent ones kept at nothing. A clone is a node that stays behind,
/// or one that is told what never happens.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) network: Network,
    pub(crate) rules: Rules,
    balances: BTreeMap<BalanceId, Held>,
    /// What symbols name: number and decimals.
    pub(crate) assets: BTreeMap<&'static str, (i32, u8)>,
    blocks: BTreeMap<TxId, BodyDigest>,
    /// Bodies in blocks, with how often each was paid.
    pub(crate) paid: BTreeMap<BodyDigest, u32>,
    /// Everything that was ever made out of nothing, and everything that was burnt as fees.
    pub(crate) issued: i64,
    pub(crate) burnt: i64,
}

impl Ledger {
    pub(crate) fn new(rules: Rules) -> Self {
        Self {
            network: Network::main_net(),
            rules,
            balances: BTreeMap::new(),
            assets: BTreeMap::new(),
            blocks: BTreeMap::new(),
            paid: BTreeMap::new(),
            issued: 0,
            burnt: 0,
        }
    }

    /// Somebody else pays.
    pub(crate) fn give(&mut self, to: &Address, amount: Amount) {
        self.give_of(0, to, amount);
    }

    /// Somebody else pays an asset.
    pub(crate) fn give_of(&mut self, asset: i32, to: &Address, amount: Amount) {
        let owner = self.network.parse_address(to.text()).unwrap();
        let amount = i64::try_from(amount.units()).unwrap();
        self.issued += amount;
        self.deposit(owner, asset, amount);
    }

    /// Everything is taken from an address; the record stays.
    pub(crate) fn empty(&mut self, address: &Address) {
        let owner = self.network.parse_address(address.text()).unwrap();
        let id = Condition::signature(owner, 0).balance_id();
        let nothing = Held { owner, asset: 0, units: 0 };
        self.burnt += self.balances.insert(id, nothing).map_or(0, |held| held.units);
    }

    /// Nothing was ever paid to an address.
    pub(crate) fn forget(&mut self, address: &Address) {
        let owner = self.network.parse_address(address.text()).unwrap();
        self.balances.remove(&Condition::signature(owner, 0).balance_id());
    }

    fn deposit(&mut self, owner: Owner, asset: i32, amount: i64) {
        let id = Condition::signature(owner, asset).balance_id();
        self.balances.entry(id).or_insert(Held { owner, asset, units: 0 }).units += amount;
    }

    pub(crate) fn holds(&self, address: &Address) -> i64 {
        self.holds_of(0, address)
    }

    pub(crate) fn holds_of(&self, asset: i32, address: &Address) -> i64 {
        let owner = self.network.parse_address(address.text()).unwrap();
        self.balances.get(&Condition::signature(owner, asset).balance_id()).map_or(0, |held| held.units)
    }

    pub(crate) fn total(&self) -> i64 {
        self.balances.values().map(|held| held.units).sum()
    }

    pub(crate) fn is_paid(&self, body: &BodyDigest) -> bool {
        self.paid.contains_key(body)
    }

    /// Puts a signed transaction into a block, or says why not.
    pub(crate) fn submit(&mut self, bytes: &[u8], now: Timestamp) -> Result<TxId, &'static str> {
        let signed = Signed::unpack(bytes, Layout::V2).map_err(|_| "malformed")?;
        let (id, body) = (signed.id(), signed.transaction.body_digest(&self.network.chain_id));
        if self.blocks.contains_key(&id) {
            return Ok(id);
        }
        if self.rules == Rules::ByBody {
            if self.paid.contains_key(&body) {
                return Err("duplicate");
            }
            if u64::from(signed.transaction.expiration) < now.seconds() {
                return Err("expired");
            }
        }
        let effects = effects_of_bytes(&signed.transaction.pack(), Layout::V2).map_err(|_| "unreadable")?;
        let mut signers = BTreeSet::new();
        for signature in signed.recoverable().map_err(|_| "signature")? {
            let key = secp::recover(body.bytes(), &signature).map_err(|_| "signature")?;
            signers.insert(Owner::of(&key));
        }
        self.judge(&effects, &signers)?;
        self.apply(&effects);
        self.blocks.insert(id.clone(), body);
        *self.paid.entry(body).or_default() += 1;
        Ok(id)
    }

    fn judge(&self, effects: &Effects, signers: &BTreeSet<Owner>) -> Result<(), &'static str> {
        for (id, amount) in &effects.withdraws {
            match self.balances.get(id) {
                Some(held) if held.units < *amount => return Err("too little"),
                Some(held) if !signers.contains(&held.owner) => return Err("not signed"),
                Some(_) => {}
                None => return Err("no such balance"),
            }
        }
        let mut owners = BTreeSet::new();
        if !effects.deposits.iter().all(|(owner, _, _)| owners.insert(owner)) {
            return Err("two deposits to one owner");
        }
        let asset = |id: &BalanceId| self.balances.get(id).map(|held| held.asset);
        effects.fees(asset).map(|_| ()).map_err(|_| "more out than in")
    }

    fn apply(&mut self, effects: &Effects) {
        for (id, amount) in &effects.withdraws {
            self.balances.get_mut(id).unwrap().units -= amount;
            self.burnt += amount;
        }
        for (owner, asset, amount) in &effects.deposits {
            self.deposit(*owner, *asset, *amount);
            self.burnt -= amount;
        }
    }

    pub(crate) fn answer(&self, question: &Question) -> Answer {
        match question {
            Question::TtcChainId => Answer::TtcChainId(self.network.chain_id),
            Question::TtcBalance(id) => Answer::TtcBalance(match self.balances.get(id) {
                None => BalanceRecord::Unknown,
                Some(held) => BalanceRecord::Holds(Amount::from_units(u128::try_from(held.units).unwrap())),
            }),
            Question::TtcTransaction(id) => Answer::TtcTransaction(match self.blocks.get(id) {
                None => TransactionRecord::Unknown,
                Some(body) => TransactionRecord::InBlock { block: "1:1".to_owned(), body: *body },
            }),
            Question::TtcAsset(symbol) => Answer::TtcAsset(match self.assets.get(symbol.as_str()) {
                None => AssetRecord::Unknown,
                Some((number, decimals)) => AssetRecord::Is { number: *number, decimals: *decimals },
            }),
            other => panic!("a question of another chain: {other:?}"),
        }
    }

    pub(crate) fn answers(&self, questions: Vec<Question>) -> Vec<(Question, Answer)> {
        questions.into_iter().map(|question| (question.clone(), self.answer(&question))).collect()
    }
}

/// The same body with the other valid encoding of every signature: s becomes n - s.
pub(crate) fn twin(bytes: &[u8]) -> Vec<u8> {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba,
        0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
    ];
    let mut signed = Signed::unpack(bytes, Layout::V2).unwrap();
    for signature in &mut signed.signatures {
        signature[0] = 27 + 4 + ((signature[0] - 31) ^ 1);
        let mut borrow = 0_i16;
        for at in (0..32).rev() {
            let digit = i16::from(ORDER[at]) - i16::from(signature[33 + at]) - borrow;
            borrow = i16::from(digit < 0);
            signature[33 + at] = u8::try_from(digit.rem_euclid(256)).unwrap();
        }
    }
    signed.pack()
}
