use crate::command::{Asset, Command, Refusal};
use crate::token::{Token, units};
use crate::view::Commitment;
use litesvm::LiteSVM;
use serde_json::{Value, json};
use solana_account::Account;
use solana_address::Address;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::{Message, VersionedMessage};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

/// For how many blocks after its own a blockhash is good.
pub(crate) const LIFETIME: u64 = 150;

/// Slots that had no block: a slot is more than a height.
const EMPTY_SLOTS: u64 = 400;

/// The height at the start, so that there is a finalized block.
const FIRST_HEIGHT: u64 = 64;

/// What the authority of the mint pays its fees with, in lamports.
const POCKET: u64 = 1_000_000_000_000;

/// The virtual machine, and what a node knows besides: blocks, their hashes, and what was in them.
///
/// A transaction is carried out at once, in the block of the current height. That block is confirmed when the next
/// one is there, so what is confirmed does not change any more.
pub(crate) struct Chain {
    pub(crate) svm: LiteSVM,
    pub(crate) height: u64,
    /// The hash of each block, from the first.
    pub(crate) hashes: Vec<Hash>,
    /// What was carried out, the oldest first.
    pub(crate) ledger: Vec<Entry>,
    /// What accounts held before they changed, the oldest first.
    pub(crate) journal: Vec<Change>,
    /// What others have paid lately to be first.
    pub(crate) priority: u64,
    pub(crate) token: Token,
}

/// A transaction in a block.
pub(crate) struct Entry {
    pub(crate) signature: Signature,
    pub(crate) height: u64,
    pub(crate) err: Option<TransactionError>,
    pub(crate) fee: u64,
    pub(crate) accounts: Vec<Address>,
    /// What each of them held before and after, in lamports.
    pub(crate) balances: [Vec<u64>; 2],
    pub(crate) transaction: VersionedTransaction,
}

/// An account as it was before a block changed it.
pub(crate) struct Change {
    pub(crate) height: u64,
    pub(crate) address: Address,
    pub(crate) before: Option<Account>,
}

impl Chain {
    /// A new one, with the mint made.
    pub(crate) fn new() -> Result<Self, Refusal> {
        // Blockhashes, signatures and repetitions are judged here: the machine knows one blockhash.
        let svm = LiteSVM::new().with_blockhash_check(false).with_sigverify(false);
        let hashes = vec![svm.latest_blockhash()];
        let (ledger, journal) = (Vec::new(), Vec::new());
        let mut chain = Self { svm, height: 0, hashes, ledger, journal, priority: 0, token: Token::new() };
        chain.advance(FIRST_HEIGHT);
        chain.airdrop(&chain.token.authority.pubkey(), POCKET)?;
        let making = chain.token.making(&chain.svm)?;
        let signers = [chain.token.authority.insecure_clone(), chain.token.mint.insecure_clone()];
        chain.carry_out(&making, &signers)?;
        chain.advance(FIRST_HEIGHT);
        Ok(chain)
    }

    /// What a test must know.
    pub(crate) fn facts(&self) -> Value {
        json!({
            "genesis": self.genesis().to_string(),
            "mint": self.token.mint.pubkey().to_string(),
            "decimals": crate::token::DECIMALS,
            "faucet": self.svm.airdrop_pubkey().to_string(),
        })
    }

    /// What the network is known by.
    pub(crate) fn genesis(&self) -> Hash {
        self.hashes.first().copied().unwrap_or_default()
    }

    /// The slot of a height.
    pub(crate) fn slot(height: u64) -> u64 {
        height.saturating_add(EMPTY_SLOTS)
    }

    /// The height of a blockhash that is good for a transaction in the block of this height.
    pub(crate) fn good_hash(&self, hash: &Hash, at: u64) -> Option<u64> {
        let oldest = at.saturating_sub(LIFETIME);
        (oldest..=at).rev().find(|height| self.hash_at(*height) == Some(hash))
    }

    /// The hash of a block.
    pub(crate) fn hash_at(&self, height: u64) -> Option<&Hash> {
        self.hashes.get(usize::try_from(height).ok()?)
    }

    /// Makes blocks.
    pub(crate) fn advance(&mut self, blocks: u64) {
        for _ in 0..blocks {
            self.svm.expire_blockhash();
            self.hashes.push(self.svm.latest_blockhash());
            self.height = self.height.saturating_add(1);
        }
        self.svm.warp_to_slot(Self::slot(self.height));
    }

    /// Does what a line says.
    pub(crate) fn obey(&mut self, command: &Command) -> Result<Value, Refusal> {
        match command {
            Command::Fund { asset, to, units, confirm } => {
                // A new blockhash, so that the same payment twice is two payments.
                self.advance(1);
                let id = match asset {
                    Asset::Sol => self.airdrop(to, *units)?,
                    Asset::Ttcl => self.by_authority(&self.token.minting(to, *units)?)?,
                };
                self.advance(u64::from(*confirm));
                Ok(json!({"tx": id.to_string()}))
            }
            Command::Balance { asset, of } => {
                let height = self.height_of(Commitment::Confirmed);
                let units = match asset {
                    Asset::Sol => self.account_at(of, height).map_or(0, |account| account.lamports),
                    Asset::Ttcl => self.account_at(&self.token.account_of(of), height).map_or(0, units),
                };
                Ok(json!({"units": units.to_string()}))
            }
            Command::Mine { blocks } | Command::Advance { blocks } => {
                self.advance(*blocks);
                Ok(json!({"height": self.height}))
            }
            Command::Mining { .. } => Ok(json!({})),
            Command::Freeze { owner } => self.change(&self.token.freezing(owner)?),
            Command::Thaw { owner } => self.change(&self.token.thawing(owner)?),
            Command::HandOver { owner, to } => {
                let address = self.token.account_of(owner);
                let account = self.svm.get_account(&address).ok_or_else(no_account)?;
                let handed = Token::handed_over(account, to).ok_or_else(no_account)?;
                self.advance(1);
                self.remember(&[address]);
                let set = self.svm.set_account(address, handed);
                set.map_err(|why| Refusal { code: "refused_by_program", text: why.to_string() })?;
                self.advance(1);
                Ok(json!({"account": address.to_string()}))
            }
            Command::Account { owner } => Ok(json!({"account": self.token.account_of(owner).to_string()})),
            Command::Priority { fee } => {
                self.priority = *fee;
                Ok(json!({}))
            }
        }
    }

    /// Carries a transaction out and remembers it, if it gets into a block at all.
    pub(crate) fn land(&mut self, transaction: VersionedTransaction) -> Result<Signature, TransactionError> {
        let accounts = transaction.message.static_account_keys().to_vec();
        let signature = transaction.signatures.first().copied().unwrap_or_default();
        let before = accounts.iter().map(|address| self.svm.get_account(address)).collect::<Vec<_>>();
        let (err, fee) = match self.svm.send_transaction(transaction.clone()) {
            Ok(meta) => (None, meta.fee),
            Err(failed) => (Some(failed.err), failed.meta.fee),
        };
        let after = accounts.iter().map(|address| self.svm.get_account(address)).collect::<Vec<_>>();
        let balances = [lamports(&before), lamports(&after)];
        for ((address, before), after) in accounts.iter().zip(before).zip(after) {
            if before != after {
                self.journal.push(Change { height: self.height, address: *address, before });
            }
        }
        // What fails without a fee was never in a block.
        if self.svm.get_transaction(&signature).is_some() {
            let err = err.clone();
            let height = self.height;
            self.ledger.push(Entry { signature, height, err, fee, accounts, balances, transaction });
        }
        err.map_or(Ok(signature), Err)
    }

    /// Coins from the machine's own account.
    fn airdrop(&mut self, to: &Address, lamports: u64) -> Result<Signature, Refusal> {
        let payer = self.svm.airdrop_pubkey();
        let transfer = solana_system_interface::instruction::transfer(&payer, to, lamports);
        // The machine does not ask for its signature; an id is needed nevertheless.
        let message = Message::new_with_blockhash(&[transfer], Some(&payer), &self.svm.latest_blockhash());
        let id = self.token.authority.sign_message(&message.serialize());
        let message = VersionedMessage::Legacy(message);
        self.land(VersionedTransaction { signatures: vec![id], message }).map_err(by_program)
    }

    fn by_authority(&mut self, instructions: &[Instruction]) -> Result<Signature, Refusal> {
        let signers = [self.token.authority.insecure_clone()];
        self.carry_out(instructions, &signers)
    }

    /// Carries out what the authority does to an account, and lets it be confirmed.
    fn change(&mut self, instruction: &Instruction) -> Result<Value, Refusal> {
        self.advance(1);
        let id = self.by_authority(std::slice::from_ref(instruction))?;
        self.advance(1);
        Ok(json!({"tx": id.to_string()}))
    }

    fn carry_out(&mut self, instructions: &[Instruction], signers: &[Keypair]) -> Result<Signature, Refusal> {
        let payer = signers.first().map(Signer::pubkey);
        let message = Message::new_with_blockhash(instructions, payer.as_ref(), &self.svm.latest_blockhash());
        let keys: Vec<&dyn Signer> = signers.iter().map(|key| key as &dyn Signer).collect();
        let signed = VersionedTransaction::try_new(VersionedMessage::Legacy(message), &keys);
        let signed = signed.map_err(|why| Refusal { code: "refused_by_program", text: why.to_string() })?;
        self.land(signed).map_err(by_program)
    }

    fn remember(&mut self, addresses: &[Address]) {
        for address in addresses {
            let before = self.svm.get_account(address);
            self.journal.push(Change { height: self.height, address: *address, before });
        }
    }
}

fn lamports(accounts: &[Option<Account>]) -> Vec<u64> {
    accounts.iter().map(|account| account.as_ref().map_or(0, |account| account.lamports)).collect()
}

/// There is nothing to change.
fn no_account() -> Refusal {
    Refusal { code: "no_account", text: "the owner has no such account".to_owned() }
}

fn by_program(why: TransactionError) -> Refusal {
    Refusal { code: "refused_by_program", text: why.to_string() }
}
