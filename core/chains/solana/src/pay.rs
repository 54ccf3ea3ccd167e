//! From an order to a draft: what must be known, whom and how much can be paid.

use crate::account::State;
use crate::address::{associated, key};
use crate::facts::{Facts, MAX_BASE_FEE, MAX_RENT, MIN_BASE_FEE, MIN_RENT, TokenFacts, Track};
use crate::look::signature;
use crate::message::{Payment, What};
use crate::network::{Solana, Token};
use crate::question::{Answer, MAX_SIGNATURES, Price, Question, Status};
use crate::sum::{Purse, empties};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use solana_address::Address as Key;
use tongtong_chain::{Draft, Fault, Kind, Order, Query, Reading, Reply, Wanted};
use tongtong_types::Asset;

/// Who pays whom what.
struct Parties<'a> {
    us: Key,
    payee: Key,
    token: Option<&'a Token>,
}

/// A payment but for its amount and its fee.
struct Form {
    payment: Payment,
    price: Price,
    /// What is deposited for the payee's account, if it must be made.
    rent: Option<u64>,
    /// Lamports and, where a token is paid, tokens that we hold.
    coins: u64,
    tokens: Option<u64>,
    least: u64,
}

/// What payments on their way still need.
#[derive(Default)]
struct Reserved {
    /// Lamports, of each.
    coins: Vec<u64>,
    /// Of the order's asset all together, if that is a token.
    tokens: u64,
}

impl Parties<'_> {
    /// Whose state matters: always in the same order.
    fn accounts(&self) -> Vec<Key> {
        let mut keys = vec![self.us, self.payee];
        if let Some(token) = self.token {
            keys.extend([
                associated(&self.us, &token.mint),
                associated(&self.payee, &token.mint),
                token.mint,
            ]);
        }
        keys
    }

    fn question(&self) -> Question {
        let accounts: Vec<String> = self.accounts().iter().map(Key::to_string).collect();
        let writable = match self.token {
            None => accounts.clone(),
            Some(_) => [0, 2, 3].iter().filter_map(|at: &usize| accounts.get(*at).cloned()).collect(),
        };
        Question::Price { accounts, writable }
    }
}

impl Solana {
    /// What must still be asked before the order can be priced.
    pub(crate) fn asks(&self, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault> {
        let parties = self.parties(order)?;
        let question = Query::new(&parties.question())?;
        let Some(answer) = found(&question, answers)? else { return Ok(vec![question]) };
        let mut more = Vec::new();
        for question in [Some(fee_question(&self.form(&parties, answer)?)?), flights_question(order)?] {
            let Some(question) = question else { continue };
            if found(&question, answers)?.is_none() {
                more.push(question);
            }
        }
        Ok(more)
    }

    /// The order in bytes.
    pub(crate) fn drafts(&self, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Draft, Fault> {
        let parties = self.parties(order)?;
        let answer = found(&Query::new(&parties.question())?, answers)?.ok_or(Fault::Unanswered)?;
        let form = self.form(&parties, answer)?;
        let told = match found(&fee_question(&form)?, answers)?.ok_or(Fault::Unanswered)? {
            Answer::Fee(told) => told,
            _ => return Err(Fault::Unreadable),
        };
        let priority = form.payment.priority_fee().ok_or(Fault::FeeTooHigh)?;
        let base_fee = match told {
            None => MIN_BASE_FEE,
            Some(whole) => whole
                .checked_sub(priority)
                .filter(|base_fee| *base_fee >= MIN_BASE_FEE)
                .ok_or(Fault::Contradiction)?,
        };
        if base_fee > MAX_BASE_FEE {
            return Err(Fault::FeeTooHigh);
        }
        let reserved = self.reserved(order, &landed(order, answers)?, form.price.slot)?;
        let coins = reserved.coins.iter().fold(form.coins, |left, takes| left.saturating_sub(*takes));
        let purse = Purse {
            coins,
            tokens: form.tokens.map(|held| held.saturating_sub(reserved.tokens)),
            may_empty: empties(coins, &reserved.coins, form.price.rent_wallet),
            fee: base_fee.checked_add(priority).ok_or(Fault::FeeTooHigh)?,
            rent: form.rent.unwrap_or_default(),
            rent_wallet: form.price.rent_wallet,
            least: form.least,
        };
        let amount = purse.pays(order.amount, &self.coin)?;
        let payment = Payment { amount, ..form.payment };
        let facts = Facts {
            at: order.now,
            payee: payment.payee.to_bytes(),
            blockhash: payment.blockhash,
            slot: form.price.slot,
            block_height: form.price.block_height,
            last_valid_block_height: form.price.last_valid_block_height,
            base_fee,
            unit_price: payment.unit_price,
            token: match payment.what {
                What::Coin => None,
                What::Token { decimals, .. } => Some(TokenFacts { decimals, rent: form.rent }),
            },
        };
        Ok(Draft { unsigned: payment.pack()?, facts: facts.pack()? })
    }

    fn parties(&self, order: &Order<'_>) -> Result<Parties<'_>, Fault> {
        let us = Key::new_from_array(order.keys.ed25519()?);
        let payee = match self.reading(order.to.text()) {
            _ if order.to.chain() != crate::CHAIN => return Err(Fault::Unreadable),
            Reading::Is(Kind::Address, _) => key(order.to.text()).ok_or(Fault::Unreadable)?,
            Reading::Is(Kind::Mint, _) => return Err(tongtong_chain::AddressFault::Mint.into()),
            Reading::Bad(fault) => return Err(fault.into()),
            Reading::Foreign => return Err(Fault::Unreadable),
        };
        let token = match self.token_by_code(order.asset) {
            None if *order.asset != self.coin => return Err(Fault::Asset),
            token => token,
        };
        match order.amount {
            Wanted::Exactly(none) if none.is_zero() => {
                Err(Fault::TooLittle { least: tongtong_types::Amount::from_units(1) })
            }
            Wanted::Exactly(much) if u64::try_from(much.units()).is_err() => Err(Fault::OutOfRange),
            _ => Ok(Parties { us, payee, token }),
        }
    }

    /// What the answer makes of the order, the payee and the accounts checked.
    fn form(&self, parties: &Parties<'_>, answer: Answer) -> Result<Form, Fault> {
        let Answer::Price(price) = answer else { return Err(Fault::Unreadable) };
        if price.genesis != self.genesis {
            return Err(Fault::WrongNetwork);
        }
        if price.rent_wallet > MAX_RENT || price.rent_token > MAX_RENT {
            return Err(Fault::FeeTooHigh);
        }
        if price.accounts.len() != parties.accounts().len() {
            return Err(Fault::Unreadable);
        }
        if !Facts::can_end(price.block_height, price.last_valid_block_height) {
            return Err(Fault::Contradiction);
        }
        let state = |at: usize| State::of(price.accounts.get(at).and_then(Option::as_ref));
        let (us, payee) = (state(0)?, state(1)?);
        payee.as_payee()?;
        let (what, rent, tokens) = match parties.token {
            None => (What::Coin, None, None),
            Some(token) => {
                match state(4)? {
                    State::Mint(mint) if mint.decimals == token.decimals => {}
                    _ => return Err(Fault::Asset),
                }
                // All of the rent, even where lamports lie there already: they may be gone by then, and nothing is
                // taken that was not shown.
                let make = state(3)?.as_associated(&parties.payee, &token.mint)?;
                if make && price.rent_token < MIN_RENT {
                    return Err(Fault::Contradiction);
                }
                let rent = make.then_some(price.rent_token);
                let what = What::Token { mint: token.mint, decimals: token.decimals, make };
                let ours = state(2)?;
                // A frozen account of ours cannot pay.
                let frozen = matches!(&ours, State::Token(account) if account.is_frozen());
                let held = if frozen { 0 } else { ours.tokens(&parties.us, &token.mint) };
                (what, rent, Some(held))
            }
        };
        let blockhash = key(&price.blockhash).ok_or(Fault::Unreadable)?.to_bytes();
        let payment = Payment {
            payer: parties.us,
            payee: parties.payee,
            amount: 1,
            what,
            unit_price: self.unit_price(&price.priority)?,
            blockhash,
        };
        let least = match parties.token {
            None => price.rent_wallet.saturating_sub(payee.lamports()).max(1),
            Some(_) => 1,
        };
        Ok(Form { payment, rent, coins: us.lamports(), tokens, least, price })
    }

    /// What our payments on their way still need. What one took that is in a block by `slot`, the accounts lack.
    fn reserved(&self, order: &Order<'_>, statuses: &[Option<Status>], slot: u64) -> Result<Reserved, Fault> {
        let mut reserved = Reserved::default();
        for (place, flight) in order.flights.iter().enumerate() {
            let track = Track::unpack(&flight.track)?;
            let status = statuses.get(place).copied().flatten();
            if status.is_some_and(|status| status.settled && status.slot <= slot) {
                continue;
            }
            let of = |asset: &Asset| if track.asset == *asset { track.amount } else { 0 };
            let takes = track.fee.saturating_add(track.rent).saturating_add(of(&self.coin));
            reserved.coins.push(takes);
            let tokens = if *order.asset == self.coin { 0 } else { of(order.asset) };
            reserved.tokens = reserved.tokens.saturating_add(tokens);
        }
        Ok(reserved)
    }
}

/// What became of our payments on their way, asked after the accounts; nothing where there are none.
fn flights_question(order: &Order<'_>) -> Result<Option<Query>, Fault> {
    if order.flights.is_empty() {
        return Ok(None);
    }
    let signatures = order.flights.iter().take(MAX_SIGNATURES).map(signature).collect::<Result<_, _>>()?;
    Query::new(&Question::Statuses { signatures }).map(Some)
}

fn landed(order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Option<Status>>, Fault> {
    let Some(question) = flights_question(order)? else { return Ok(Vec::new()) };
    match found(&question, answers)?.ok_or(Fault::Unanswered)? {
        Answer::Statuses(told) if told.len() == order.flights.len().min(MAX_SIGNATURES) => Ok(told),
        _ => Err(Fault::Unreadable),
    }
}

/// What the network takes for such a message, whatever the amount.
fn fee_question(form: &Form) -> Result<Query, Fault> {
    Query::new(&Question::Fee { message: BASE64.encode(form.payment.pack()?) })
}

/// The answer to a question, if it was given.
pub(crate) fn found(question: &Query, answers: &[(Query, Reply)]) -> Result<Option<Answer>, Fault> {
    answers.iter().find(|(asked, _)| asked == question).map(|(_, reply)| reply.read()).transpose()
}
