use super::{DAWN, Ledger, profile};
use tongtong_crypto::entropy::SeededEntropy;
use tongtong_crypto::keys::SpendingKeys;
use tongtong_crypto::secret::Secret;
use tongtong_types::{Address, Amount, Asset, Duration, PaymentId, PeerId, Timestamp};
use tongtong_wallet::intent::{ContactAddress, Intent, Payee, Wanted};
use tongtong_wallet::rows::{AddressRow, AddressState, Direction, PaymentRow, PaymentState};
use tongtong_wallet::sheet::Sheet;
use tongtong_wallet::sign::Signed;
use tongtong_wallet::{
    Answer, Command, Facts, Needs, PaymentsNeeded, Plan, Profile, Question, Refused, Step, balance, plan,
    poll, step,
};

/// A wallet, its rows in memory. Every command sees only the rows that it says it needs.
pub(crate) struct Wallet {
    pub(crate) profile: Profile,
    pub(crate) keys: SpendingKeys,
    pub(crate) rows: Facts,
    pub(crate) now: Timestamp,
    pub(crate) entropy: SeededEntropy,
    round: u64,
    /// Every address that has ever signed.
    pub(crate) signed_by: Vec<Address>,
}

impl Wallet {
    pub(crate) fn new(seed: u8) -> Self {
        let mut wallet = Self::of_words(seed);
        let _step = wallet.open(false).unwrap();
        wallet
    }

    /// A wallet on a network of its own.
    pub(crate) fn on(profile: Profile, seed: u8) -> Self {
        let mut wallet = Self { profile, ..Self::of_words(seed) };
        let _step = wallet.open(false).unwrap();
        wallet
    }

    /// The same words in a new folder.
    pub(crate) fn restored(&self, seed: u8) -> Self {
        let mut wallet = Self { profile: self.profile.clone(), ..Self::of_words(seed) };
        wallet.now = self.now;
        let _step = wallet.open(true).unwrap();
        wallet
    }

    fn of_words(seed: u8) -> Self {
        Self {
            profile: profile(),
            keys: SpendingKeys::from_seed(Secret::init_with(|out| out.fill(seed))),
            rows: Facts::default(),
            now: DAWN,
            entropy: SeededEntropy::new(u64::from(seed)),
            round: 0,
            signed_by: Vec::new(),
        }
    }

    pub(crate) fn open(&mut self, restored: bool) -> Result<Step, Refused> {
        let keys = self.keys.account(self.profile.coin_type, 0).unwrap();
        let pay_key = self.keys.pay_key().public().0;
        self.run(&Command::Open { keys, pay_key, coins: Vec::new(), restored })
    }

    pub(crate) fn read(&self, needs: &Needs) -> Facts {
        let alive = |to: &Address| {
            self.rows.addresses.iter().any(|row| row.address == *to && row.state != AddressState::Dead)
        };
        let open = |row: &&PaymentRow| {
            let settled = matches!(row.state, PaymentState::Confirmed { .. } | PaymentState::Failed { .. });
            !settled || (row.direction == Direction::In && alive(&row.to))
        };
        let payments = self.rows.payments.iter();
        Facts {
            account: self.rows.account.clone(),
            addresses: if needs.addresses { self.rows.addresses.clone() } else { Vec::new() },
            payments: match &needs.payments {
                PaymentsNeeded::None => Vec::new(),
                PaymentsNeeded::Open => payments.filter(open).cloned().collect(),
                PaymentsNeeded::One(id) => payments.filter(|row| row.id == *id).cloned().collect(),
                PaymentsNeeded::All => payments.cloned().collect(),
            },
        }
    }

    /// Runs a command and commits what it says.
    pub(crate) fn run(&mut self, command: &Command) -> Result<Step, Refused> {
        let facts = self.read(&command.needs());
        let step = step(command, &self.profile, &facts, self.now, &self.entropy)?;
        for row in &step.changes.addresses {
            self.rows.addresses.retain(|old| (old.branch, old.index) != (row.branch, row.index));
            self.rows.addresses.push(row.clone());
        }
        for row in &step.changes.payments {
            self.rows.payments.retain(|old| old.id != row.id);
            self.rows.payments.push(row.clone());
        }
        if let Some(account) = &step.changes.account {
            self.rows.account = Some(account.clone());
        }
        Ok(step)
    }

    pub(crate) fn wait(&mut self, span: Duration) {
        self.now = self.now.after(span);
    }

    /// One round with a node.
    pub(crate) fn poll(&mut self, ledger: &Ledger) -> Result<Step, Refused> {
        self.round += 1;
        let facts = self.read(&poll::needs());
        let questions = poll::questions(&self.profile, &facts, self.round, 64)?;
        assert!(questions.len() <= 64);
        assert_eq!(questions.first(), Some(&Question::TtcChainId));
        self.run(&Command::Observe { answers: ledger.answers(questions) })
    }

    /// As many rounds as it takes to ask for everything.
    pub(crate) fn look(&mut self, ledger: &Ledger) {
        loop {
            let rounds = self.rows.addresses.len() / 10 + 2;
            for _ in 0..rounds {
                let _step = self.poll(ledger).unwrap();
            }
            if self.rows.account.as_ref().unwrap().scan.is_none() {
                return;
            }
        }
    }

    pub(crate) fn show(&mut self) -> Address {
        self.run(&Command::ShowAddress { asset: Asset::ttc() }).unwrap().shown.unwrap()
    }

    pub(crate) fn hand(&mut self, peer: PeerId) -> Result<Sheet, Refused> {
        self.run(&Command::HandToContact { peer }).map(|step| step.sheet.unwrap())
    }

    pub(crate) fn plan_with(
        &self,
        intent: &Intent,
        answer: impl Fn(Vec<Question>) -> Vec<(Question, Answer)>,
    ) -> Result<Plan, Refused> {
        let facts = self.read(&plan::needs());
        let questions = plan::questions(intent, &self.profile, &facts, self.now)?;
        plan::plan(intent, &self.profile, &facts, &answer(questions), self.now, &self.entropy)
    }

    pub(crate) fn plan(&self, intent: &Intent, ledger: &Ledger) -> Result<Plan, Refused> {
        self.plan_with(intent, |questions| ledger.answers(questions))
    }

    /// Approves what the review shows, and signs it.
    pub(crate) fn sign(&self, plan: Plan) -> Result<Signed, Refused> {
        let seen = plan.review().digest;
        plan.approve(seen, self.now).map_err(|refused| refused.why)?.sign(&self.keys)
    }

    pub(crate) fn record(&mut self, signed: Signed) -> Result<Step, Refused> {
        let step = self.run(&Command::Record(Box::new(signed)))?;
        for row in &step.changes.payments {
            let sources = row.parts().flat_map(|part| part.sources.iter());
            self.signed_by.extend(sources.map(|(address, _)| address.clone()));
        }
        Ok(step)
    }

    /// The whole road up to the commit; nothing is sent.
    pub(crate) fn pay(&mut self, intent: &Intent, ledger: &Ledger) -> Result<PaymentId, Refused> {
        let signed = self.sign(self.plan(intent, ledger)?)?;
        let id = signed.payment();
        let _step = self.record(signed)?;
        Ok(id)
    }

    /// The same for the cancelling of a payment.
    pub(crate) fn cancel(&mut self, id: PaymentId, ledger: &Ledger) -> Result<PaymentId, Refused> {
        let intent = Intent::cancel(&self.profile, self.payment(id))?;
        self.pay(&intent, ledger)
    }

    pub(crate) fn payment(&self, id: PaymentId) -> &PaymentRow {
        self.rows.payments.iter().find(|row| row.id == id).unwrap()
    }

    pub(crate) fn address(&self, address: &Address) -> &AddressRow {
        self.rows.addresses.iter().find(|row| row.address == *address).unwrap()
    }

    /// What is sent for a payment.
    pub(crate) fn bytes(&self, id: PaymentId) -> Vec<u8> {
        self.payment(id).signed.clone().unwrap()
    }

    pub(crate) fn balance(&self) -> balance::Balance {
        balance::balances(&self.read(&poll::needs()), &self.profile).remove(0)
    }

    pub(crate) fn balance_of(&self, asset: &Asset) -> balance::Balance {
        let all = balance::balances(&self.read(&poll::needs()), &self.profile);
        all.into_iter().find(|balance| balance.asset == *asset).unwrap()
    }

    /// What the chain holds for all addresses of this wallet.
    pub(crate) fn truth(&self, ledger: &Ledger) -> i64 {
        self.truth_of(0, ledger)
    }

    /// The same of an asset.
    pub(crate) fn truth_of(&self, asset: i32, ledger: &Ledger) -> i64 {
        self.rows.addresses.iter().map(|row| ledger.holds_of(asset, &row.address)).sum()
    }

    pub(crate) fn dead(&self) -> impl Iterator<Item = &AddressRow> {
        self.rows.addresses.iter().filter(|row| row.state == AddressState::Dead)
    }

    pub(crate) fn incoming(&self) -> impl Iterator<Item = &PaymentRow> {
        self.rows.payments.iter().filter(|row| row.direction == Direction::In)
    }

    pub(crate) fn to(&self, text: &str, amount: Amount) -> Intent {
        self.intent(Payee::Address(text.to_owned()), Wanted::Exactly(amount)).unwrap()
    }

    pub(crate) fn intent(&self, payee: Payee, amount: Wanted) -> Result<Intent, Refused> {
        Intent::pay(&self.profile, Asset::ttc(), amount, payee, None)
    }

    /// A payment of another asset to an address.
    pub(crate) fn of(&self, asset: &Asset, text: &str, amount: Wanted) -> Intent {
        let payee = Payee::Address(text.to_owned());
        Intent::pay(&self.profile, asset.clone(), amount, payee, None).unwrap()
    }

    /// The payee that a contact's sheet names first.
    pub(crate) fn contact(&self, sheet: &Sheet, by: PeerId, pay_key: [u8; 32]) -> ContactAddress {
        ContactAddress {
            peer: by,
            chain: tongtong_types::Chain::TTCHAIN,
            address: sheet.addresses[0].text().to_owned(),
            network: sheet.network.clone(),
            pay_key,
            until: sheet.until,
        }
    }
}
