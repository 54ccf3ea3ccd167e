use crate::command::Refusal;
use litesvm::LiteSVM;
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_program_pack::Pack;
use solana_signer::Signer;
use spl_associated_token_account_interface::address::get_associated_token_address;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;
use spl_token_interface::instruction as program;
use spl_token_interface::state::{Account as State, Mint};

/// Places behind the point of the token.
pub(crate) const DECIMALS: u8 = 9;

/// Where an account of the token keeps its owner.
const OWNER: std::ops::Range<usize> = 32..64;

/// The token and who may make it. Its keys are those of a machine that nobody else runs.
pub(crate) struct Token {
    pub(crate) mint: Keypair,
    pub(crate) authority: Keypair,
}

impl Token {
    /// The same one every time.
    pub(crate) fn new() -> Self {
        Self { mint: Keypair::new_from_array([1; 32]), authority: Keypair::new_from_array([2; 32]) }
    }

    /// How the mint is made.
    pub(crate) fn making(&self, svm: &LiteSVM) -> Result<Vec<Instruction>, Refusal> {
        let (mint, authority) = (self.mint.pubkey(), self.authority.pubkey());
        let rent = svm.minimum_balance_for_rent_exemption(Mint::LEN);
        let space = u64::try_from(Mint::LEN).unwrap_or(u64::MAX);
        let owner = spl_token_interface::ID;
        Ok(vec![
            solana_system_interface::instruction::create_account(&authority, &mint, rent, space, &owner),
            program::initialize_mint2(&owner, &mint, &authority, Some(&authority), DECIMALS)
                .map_err(|why| refused(&why))?,
        ])
    }

    /// How an owner gets some: their account is made if it is missing.
    pub(crate) fn minting(&self, owner: &Address, units: u64) -> Result<Vec<Instruction>, Refusal> {
        let (mint, authority) = (self.mint.pubkey(), self.authority.pubkey());
        let (token, account) = (spl_token_interface::ID, self.account_of(owner));
        Ok(vec![
            create_associated_token_account_idempotent(&authority, owner, &mint, &token),
            program::mint_to(&token, &mint, &account, &authority, &[], units).map_err(|why| refused(&why))?,
        ])
    }

    /// How an owner's account is frozen.
    pub(crate) fn freezing(&self, owner: &Address) -> Result<Instruction, Refusal> {
        let (account, mint, authority) =
            (self.account_of(owner), self.mint.pubkey(), self.authority.pubkey());
        program::freeze_account(&spl_token_interface::ID, &account, &mint, &authority, &[])
            .map_err(|why| refused(&why))
    }

    /// How it is thawed.
    pub(crate) fn thawing(&self, owner: &Address) -> Result<Instruction, Refusal> {
        let (account, mint, authority) =
            (self.account_of(owner), self.mint.pubkey(), self.authority.pubkey());
        program::thaw_account(&spl_token_interface::ID, &account, &mint, &authority, &[])
            .map_err(|why| refused(&why))
    }

    /// The associated account of an owner.
    pub(crate) fn account_of(&self, owner: &Address) -> Address {
        get_associated_token_address(owner, &self.mint.pubkey())
    }

    /// An account as it is when its owner has made another the owner.
    pub(crate) fn handed_over(mut account: Account, to: &Address) -> Option<Account> {
        account.data.get_mut(OWNER)?.copy_from_slice(to.as_ref());
        Some(account)
    }
}

/// What an account holds of a token.
pub(crate) fn units(account: Account) -> u64 {
    State::unpack(&account.data).map_or(0, |state| state.amount)
}

fn refused(why: &impl std::fmt::Display) -> Refusal {
    Refusal { code: "refused_by_program", text: why.to_string() }
}
