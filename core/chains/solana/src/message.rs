//! A payment as the message that is signed: written in one form, read back by writing it again.

use crate::address::associated;
use solana_address::Address as Key;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_message::{Instruction, Message};
use solana_system_interface::{instruction::transfer, program::ID as SYSTEM};
use spl_associated_token_account_interface::address::get_associated_token_address_and_bump_seed;
use spl_associated_token_account_interface::instruction::create_associated_token_account_idempotent;
use spl_associated_token_account_interface::program::ID as ASSOCIATED;
use spl_token_interface::ID as TOKEN;
use spl_token_interface::instruction::{TokenInstruction, transfer_checked};
use tongtong_chain::Fault;

/// The longest transaction that the network carries.
pub(crate) const MAX_TRANSACTION: usize = 1232;
/// Millionths of a lamport in a lamport.
const MICRO: u128 = 1_000_000;

/// Compute units that each form is allowed, well above what it needs: a transfer of SOL takes 450 with the two
/// instructions that say limit and price, one of tokens some 6,500.
const UNITS_COIN: u32 = 1_000;
const UNITS_TOKEN: u32 = 20_000;
/// Making an associated account, some 25,000, and each number that the program tries before it finds its address.
const UNITS_MAKE: u32 = 45_000;
const UNITS_TRY: u32 = 1_500;

/// One payment, everything that its message says.
#[cfg_attr(test, derive(Debug))]
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Payment {
    pub(crate) payer: Key,
    pub(crate) payee: Key,
    pub(crate) amount: u64,
    pub(crate) what: What,
    /// For a compute unit, in millionths of a lamport.
    pub(crate) unit_price: u64,
    pub(crate) blockhash: [u8; 32],
}

/// What is paid.
#[cfg_attr(test, derive(Debug))]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Coin,
    Token {
        mint: Key,
        decimals: u8,
        /// Whether the payee's associated account is made.
        make: bool,
    },
}

impl Payment {
    /// The message that is signed.
    pub(crate) fn pack(&self) -> Result<Vec<u8>, Fault> {
        let mut instructions = vec![
            ComputeBudgetInstruction::set_compute_unit_limit(self.unit_limit()),
            ComputeBudgetInstruction::set_compute_unit_price(self.unit_price),
        ];
        match self.what {
            What::Coin => instructions.push(transfer(&self.payer, &self.payee, self.amount)),
            What::Token { mint, decimals, make } => {
                if make {
                    instructions.push(create_associated_token_account_idempotent(
                        &self.payer,
                        &self.payee,
                        &mint,
                        &TOKEN,
                    ));
                }
                instructions.push(self.transfer_of(&mint, decimals)?);
            }
        }
        let mut message = Message::new(&instructions, Some(&self.payer));
        message.recent_blockhash = self.blockhash.into();
        Ok(message.serialize())
    }

    fn transfer_of(&self, mint: &Key, decimals: u8) -> Result<Instruction, Fault> {
        let (from, to) = (associated(&self.payer, mint), associated(&self.payee, mint));
        transfer_checked(&TOKEN, &from, mint, &to, &self.payer, &[], self.amount, decimals)
            .map_err(|_| Fault::Unreadable)
    }

    /// Reads a message of this form. Who is paid stands in a transfer of SOL and where an account is made; for other
    /// payments it must be told, and is proven by the associated account that the message names.
    pub(crate) fn unpack(bytes: &[u8], told: &Key) -> Result<Self, Fault> {
        let payment = read(bytes, told).ok_or(Fault::Unreadable)?;
        if payment.pack()? == bytes { Ok(payment) } else { Err(Fault::Unreadable) }
    }

    /// The most compute units that it may take.
    pub(crate) fn unit_limit(&self) -> u32 {
        match self.what {
            What::Coin => UNITS_COIN,
            What::Token { make: false, .. } => UNITS_TOKEN,
            What::Token { make: true, mint, .. } => {
                let (_, bump) =
                    get_associated_token_address_and_bump_seed(&self.payee, &mint, &ASSOCIATED, &TOKEN);
                let tries = u32::from(u8::MAX.saturating_sub(bump));
                UNITS_TRY.saturating_mul(tries).saturating_add(UNITS_TOKEN).saturating_add(UNITS_MAKE)
            }
        }
    }

    /// What is paid for being taken early, in lamports: the network rounds up.
    pub(crate) fn priority_fee(&self) -> Option<u64> {
        let micro = u128::from(self.unit_limit()).checked_mul(u128::from(self.unit_price))?;
        u64::try_from(micro.div_ceil(MICRO)).ok()
    }
}

/// What the message says, not compared with anything yet.
fn read(bytes: &[u8], told: &Key) -> Option<Payment> {
    if bytes.len() > MAX_TRANSACTION {
        return None;
    }
    let message: Message = wincode::deserialize_exact(bytes).ok()?;
    let key_at = |index: &u8| message.account_keys.get(usize::from(*index)).copied();
    let price = message.instructions.get(1)?.data.split_first().filter(|(kind, _)| **kind == 3)?.1;
    let last = message.instructions.last()?;
    let program = key_at(&last.program_id_index)?;
    let (payee, amount, what) = if program == SYSTEM {
        // SystemInstruction::Transfer: number 2 in four bytes, then the lamports.
        let lamports = last.data.strip_prefix(&[2, 0, 0, 0])?;
        (key_at(last.accounts.get(1)?)?, u64::from_le_bytes(lamports.try_into().ok()?), What::Coin)
    } else if program == TOKEN {
        let TokenInstruction::TransferChecked { amount, decimals } =
            TokenInstruction::unpack(&last.data).ok()?
        else {
            return None;
        };
        let mint = key_at(last.accounts.get(1)?)?;
        (*told, amount, What::Token { mint, decimals, make: message.instructions.len() == 4 })
    } else {
        return None;
    };
    Some(Payment {
        payer: *message.account_keys.first()?,
        payee,
        amount,
        what,
        unit_price: u64::from_le_bytes(price.try_into().ok()?),
        blockhash: message.recent_blockhash.to_bytes(),
    })
}
