//! A cluster of the tests: accounts, heights, and a judge of transactions that reads them with the field's own
//! reader and knows nothing of the form that the rules write.

use super::*;
use crate::question::{Account, Answer, Final, Look, Price, Question, Status, Taken};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use solana_program_pack::Pack;
use solana_transaction::versioned::VersionedTransaction;
use spl_token_interface::ID as TOKEN;
use spl_token_interface::instruction::TokenInstruction;
use spl_token_interface::state::{Account as TokenAccount, AccountState, Mint};
use std::collections::BTreeMap;

pub(super) const SYSTEM: Key = Key::new_from_array([0; 32]);
pub(super) const RENT_WALLET: u64 = 890_880;
pub(super) const RENT_TOKEN: u64 = 2_039_280;
pub(super) const BASE: u64 = 5_000;
/// How many blocks a hash is good for.
pub(super) const HASH_LIFE: u64 = 150;

#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) lamports: u64,
    pub(super) owner: Key,
    pub(super) executable: bool,
    pub(super) data: Vec<u8>,
}

#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) genesis: String,
    pub(super) accounts: BTreeMap<Key, Stored>,
    /// Confirmed slot and height; what is final is 32 behind.
    pub(super) slot: u64,
    pub(super) blockhash: [u8; 32],
    /// The last height for the current hash, and for every hash there was.
    pub(super) hashes: BTreeMap<[u8; 32], u64>,
    pub(super) priority: Vec<u64>,
    pub(super) fee_known: bool,
    /// What the node says of the hash's last height, if that is not the truth.
    pub(super) last_told: Option<u64>,
    /// What the node says a token account holds at least.
    pub(super) rent_told: u64,
    pub(super) statuses: BTreeMap<String, (Status, Taken)>,
    /// Where the node's history begins, and how far the node of the statuses lies behind the one of the accounts.
    pub(super) first_slot: u64,
    pub(super) behind: u64,
    /// How many slots go by between two questions.
    pub(super) goes_on: u64,
    /// All lamports that were burnt or given to validators.
    pub(super) fees: u64,
}

fn token_data(mint: &Key, owner: &Key, amount: u64, frozen: bool) -> Vec<u8> {
    let state = if frozen { AccountState::Frozen } else { AccountState::Initialized };
    let account = TokenAccount { mint: *mint, owner: *owner, amount, state, ..TokenAccount::default() };
    let mut data = vec![0; TokenAccount::LEN];
    TokenAccount::pack(account, &mut data).unwrap();
    data
}

pub(super) fn mint_data(decimals: u8) -> Vec<u8> {
    let mint = Mint { decimals, is_initialized: true, supply: 1 << 60, ..Mint::default() };
    let mut data = vec![0; Mint::LEN];
    Mint::pack(mint, &mut data).unwrap();
    data
}

impl World {
    /// A cluster in which the two mints exist and we hold `coins` lamports.
    pub(super) fn new(coins: u64) -> Self {
        let mut world = Self {
            genesis: GENESIS.to_owned(),
            accounts: BTreeMap::new(),
            slot: 1_000,
            blockhash: [7; 32],
            hashes: BTreeMap::from([([7; 32], 1_000 + HASH_LIFE)]),
            priority: vec![0; 150],
            fee_known: true,
            last_told: None,
            rent_told: RENT_TOKEN,
            statuses: BTreeMap::new(),
            first_slot: 0,
            behind: 0,
            goes_on: 1,
            fees: 0,
        };
        world.wallet(&us().0.pubkey(), coins);
        world.put(&ttcl(), RENT_TOKEN, &TOKEN, mint_data(DECIMALS));
        world.put(&usd(), RENT_TOKEN, &TOKEN, mint_data(2));
        world
    }

    pub(super) fn put(&mut self, at: &Key, lamports: u64, owner: &Key, data: Vec<u8>) {
        self.accounts.insert(*at, Stored { lamports, owner: *owner, executable: false, data });
    }

    pub(super) fn wallet(&mut self, at: &Key, lamports: u64) {
        self.accounts.remove(at);
        if lamports > 0 {
            self.put(at, lamports, &SYSTEM, Vec::new());
        }
    }

    /// Gives `owner` an associated account with so many tokens.
    pub(super) fn tokens(&mut self, owner: &Key, mint: &Key, amount: u64) {
        let at = crate::address::associated(owner, mint);
        self.put(&at, RENT_TOKEN, &TOKEN, token_data(mint, owner, amount, false));
    }

    /// What stands at `owner`'s associated account is of another's, or of another mint, or frozen.
    pub(super) fn spoil(&mut self, owner: &Key, mint: &Key, with_owner: &Key, with_mint: &Key, frozen: bool) {
        let at = crate::address::associated(owner, mint);
        self.put(&at, RENT_TOKEN, &TOKEN, token_data(with_mint, with_owner, 5, frozen));
    }

    pub(super) fn lamports(&self, at: &Key) -> u64 {
        self.accounts.get(at).map_or(0, |account| account.lamports)
    }

    fn token(&self, at: &Key) -> Option<TokenAccount> {
        self.accounts
            .get(at)
            .filter(|account| account.owner == TOKEN)
            .and_then(|a| TokenAccount::unpack(&a.data).ok())
    }

    pub(super) fn units(&self, owner: &Key, mint: &Key) -> u64 {
        self.token(&crate::address::associated(owner, mint)).map_or(0, |account| account.amount)
    }

    pub(super) fn all_lamports(&self) -> u64 {
        self.accounts.values().map(|account| account.lamports).sum()
    }

    /// Blocks go by; every so often there is a new hash.
    pub(super) fn pass(&mut self, slots: u64) {
        self.slot += slots;
        self.blockhash = [0; 32];
        self.blockhash[..8].copy_from_slice(&self.slot.to_le_bytes());
        self.hashes.insert(self.blockhash, self.slot + HASH_LIFE);
    }

    fn shown(&self, at: &str) -> Option<Account> {
        let stored = self.accounts.get(&at.parse().unwrap())?;
        Some(Account {
            lamports: stored.lamports,
            owner: stored.owner.to_string(),
            executable: stored.executable,
            space: u64::try_from(stored.data.len()).unwrap(),
            data: BASE64.encode(&stored.data[..stored.data.len().min(166)]),
        })
    }

    fn told(&self, signatures: &[String]) -> Vec<Option<Status>> {
        signatures.iter().map(|at| self.statuses.get(at).map(|(status, _)| *status)).collect()
    }

    pub(super) fn answer(&self, question: &Question) -> Answer {
        let accounts = |keys: &[String]| keys.iter().map(|at| self.shown(at)).collect();
        match question {
            Question::Look { accounts: keys, signatures } => Answer::Look(Look {
                genesis: self.genesis.clone(),
                finalized: Final {
                    slot: self.slot - 32,
                    block_height: self.slot - 32,
                    first_slot: self.first_slot,
                },
                slot: self.slot,
                accounts: accounts(keys),
                status_slot: self.slot - self.behind,
                statuses: self.told(signatures),
            }),
            Question::Price { accounts: keys, .. } => Answer::Price(Price {
                genesis: self.genesis.clone(),
                slot: self.slot,
                accounts: accounts(keys),
                blockhash: Key::new_from_array(self.blockhash).to_string(),
                block_height: self.slot,
                last_valid_block_height: self.last_told.unwrap_or(self.hashes[&self.blockhash]),
                rent_wallet: RENT_WALLET,
                rent_token: self.rent_told,
                priority: self.priority.clone(),
            }),
            Question::Fee { message } => {
                let message: solana_message::Message =
                    wincode::deserialize_exact(&BASE64.decode(message).unwrap()).unwrap();
                Answer::Fee(self.fee_known.then(|| fee_of(&message)))
            }
            Question::Taken { signature } => {
                Answer::Taken(self.statuses.get(signature).map(|(_, taken)| *taken))
            }
            Question::Statuses { signatures } => Answer::Statuses(self.told(signatures)),
            Question::Slot => Answer::Slot(self.slot + self.goes_on),
        }
    }

    pub(super) fn reply(&self, query: &Query) -> Reply {
        Reply::new(&self.answer(&query.read().unwrap())).unwrap()
    }

    /// Takes a transaction into the next block, if the network would. What it does there may fail.
    pub(super) fn land(&mut self, bytes: &[u8]) -> Result<(), &'static str> {
        let transaction: VersionedTransaction = wincode::deserialize_exact(bytes).unwrap();
        let signature = transaction.signatures[0].to_string();
        let solana_message::VersionedMessage::Legacy(message) = transaction.message else { panic!("legacy") };
        let payer = message.account_keys[0];
        assert!(
            transaction.signatures[0].verify(payer.as_ref(), &message.serialize()),
            "the payer has signed"
        );
        if self.statuses.contains_key(&signature) {
            return Err("already processed");
        }
        match self.hashes.get(&message.recent_blockhash.to_bytes()) {
            Some(last) if self.slot < *last => {}
            _ => return Err("block hash not found"),
        }
        let before = self.lamports(&payer);
        let fee = fee_of(&message);
        let rest = before.checked_sub(fee).ok_or("no money for the fee")?;
        self.slot += 1;
        let kept = self.accounts.clone();
        self.set_lamports(&payer, rest);
        let ran = self.run(&message);
        let failed = ran.is_err() || !self.rents_are_paid(&message);
        if failed {
            self.accounts = kept;
            self.set_lamports(&payer, rest);
        }
        self.fees += fee;
        let after = self.lamports(&payer);
        let status = Status { slot: self.slot, failed, settled: true };
        let taken = Taken { slot: self.slot, fee, before, after };
        self.statuses.insert(signature, (status, taken));
        Ok(())
    }

    fn set_lamports(&mut self, at: &Key, lamports: u64) {
        match self.accounts.get_mut(at) {
            Some(_) if lamports == 0 => drop(self.accounts.remove(at)),
            Some(account) => account.lamports = lamports,
            None => self.wallet(at, lamports),
        }
    }

    fn rents_are_paid(&self, message: &solana_message::Message) -> bool {
        message.account_keys.iter().filter_map(|key| self.accounts.get(key)).all(|account| {
            account.executable
                || account.lamports >= if account.data.is_empty() { RENT_WALLET } else { RENT_TOKEN }
        })
    }

    fn run(&mut self, message: &solana_message::Message) -> Result<(), &'static str> {
        for instruction in &message.instructions {
            let keys: Vec<Key> =
                instruction.accounts.iter().map(|at| message.account_keys[usize::from(*at)]).collect();
            match message.account_keys[usize::from(instruction.program_id_index)].to_string().as_str() {
                "ComputeBudget111111111111111111111111111111" => {}
                "11111111111111111111111111111111" => {
                    assert_eq!(instruction.data[..4], [2, 0, 0, 0]);
                    let lamports = u64::from_le_bytes(instruction.data[4..].try_into().unwrap());
                    self.give(&keys[0], &keys[1], lamports)?;
                }
                "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL" => {
                    assert_eq!(instruction.data, [1]);
                    self.make(&keys)?;
                }
                "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA" => self.transfer(&keys, &instruction.data)?,
                other => panic!("{other}"),
            }
        }
        Ok(())
    }

    fn give(&mut self, from: &Key, to: &Key, lamports: u64) -> Result<(), &'static str> {
        let rest = self.lamports(from).checked_sub(lamports).ok_or("not enough lamports")?;
        self.set_lamports(from, rest);
        self.set_lamports(to, self.lamports(to) + lamports);
        Ok(())
    }

    fn make(&mut self, keys: &[Key]) -> Result<(), &'static str> {
        let [funder, at, wallet, mint, system, token] = keys else { panic!("six accounts") };
        assert_eq!((*system, *token), (SYSTEM, TOKEN));
        assert_eq!(*at, crate::address::associated(wallet, mint));
        match self.token(at) {
            Some(account) if account.owner == *wallet => return Ok(()),
            Some(_) => return Err("owned by another"),
            None => {}
        }
        let missing = RENT_TOKEN.saturating_sub(self.lamports(at));
        self.give(funder, at, missing)?;
        let lamports = self.lamports(at);
        self.put(at, lamports, &TOKEN, token_data(mint, wallet, 0, false));
        Ok(())
    }

    fn transfer(&mut self, keys: &[Key], data: &[u8]) -> Result<(), &'static str> {
        let [from, mint, to, authority] = keys else { panic!("four accounts") };
        let Ok(TokenInstruction::TransferChecked { amount, decimals }) = TokenInstruction::unpack(data)
        else {
            panic!("transfer checked");
        };
        let kind = Mint::unpack(&self.accounts[mint].data).unwrap();
        let mut source = self.token(from).ok_or("no source")?;
        let target = self.token(to).ok_or("no target")?;
        let good = kind.decimals == decimals
            && [source, target].iter().all(|account| account.mint == *mint && !account.is_frozen())
            && source.owner == *authority;
        if !good {
            return Err("not allowed");
        }
        source.amount = source.amount.checked_sub(amount).ok_or("not enough tokens")?;
        self.write(from, source);
        let mut target = self.token(to).unwrap();
        target.amount += amount;
        self.write(to, target);
        Ok(())
    }

    fn write(&mut self, at: &Key, account: TokenAccount) {
        TokenAccount::pack(account, &mut self.accounts.get_mut(at).unwrap().data).unwrap();
    }
}

/// What the network takes: a fixed sum for a signature, and limit times price, rounded up.
pub(super) fn fee_of(message: &solana_message::Message) -> u64 {
    let (mut limit, mut price) = (200_000u128, 0u128);
    for instruction in &message.instructions {
        match instruction.data.as_slice() {
            [2, rest @ ..] if rest.len() == 4 => {
                limit = u128::from(u32::from_le_bytes(rest.try_into().unwrap()))
            }
            [3, rest @ ..] if rest.len() == 8 => {
                price = u128::from(u64::from_le_bytes(rest.try_into().unwrap()))
            }
            _ => {}
        }
    }
    BASE + u64::try_from((limit * price).div_ceil(1_000_000)).unwrap()
}
