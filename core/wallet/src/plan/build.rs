//! From an intent to claims, and from claims to bytes.

use super::price::{Priced, PricedCoin};
use super::*;
use crate::asset::COIN;
use crate::rows::PaymentRow;

/// Prices a payment to somebody else.
pub(super) fn payment(
    intent: &Intent,
    market: &Market<'_>,
    account: &AccountRow,
    now: Timestamp,
) -> Result<Claims, Refused> {
    let Kind::Pay { asset, amount, payee, memo, text } = &intent.kind else {
        return Err(Refused::EffectsDiffer);
    };
    let route = route::route(market.profile, market.facts, payee, now)?;
    match sources::balance(market.answers, route::balance_in_question(&route))? {
        BalanceRecord::Unknown => {}
        BalanceRecord::Holds(_) => return Err(Refused::PayeeIsBalance),
    }
    let priced = market.pay(*amount, &route.owner)?;
    let warnings = warnings(market.facts, &route, payee, asset, priced.amount);
    let mut fresh = market.facts.fresh_change(account, addresses_for_change(&priced))?;
    fresh.reverse();
    let claims = claims(market, account, Direction::Out, route, priced, fresh)?;
    Ok(Claims { memo: memo.clone(), text: text.clone(), warnings, ..claims })
}

/// How many fresh addresses take what is left: two deposits to one owner are refused.
fn addresses_for_change(priced: &Priced) -> usize {
    let coin = priced.coin.as_ref().is_some_and(|coin| !coin.rest.is_zero());
    usize::from(!priced.rest.is_zero()).saturating_add(usize::from(coin))
}

/// What is left goes to fresh addresses of ours, taken from the end of `fresh`.
fn claims(
    market: &Market<'_>,
    account: &AccountRow,
    direction: Direction,
    route: Route,
    priced: Priced,
    mut fresh: Vec<u32>,
) -> Result<Claims, Refused> {
    let mut taken = Vec::new();
    let mut change = |amount: Amount| {
        if amount.is_zero() {
            return Ok(None);
        }
        let index = fresh.pop().ok_or(Refused::ChangeGap)?;
        taken.push(index);
        let owner = account::owner(&account.keys, Branch::Change, index)?;
        Ok::<_, Refused>(Some(Change { owner, amount }))
    };
    let asset_change = change(priced.rest)?;
    let coin = match priced.coin {
        Some(PricedCoin { asset, sources, rest }) => Some(CoinFee { asset, sources, change: change(rest)? }),
        None => None,
    };
    let number = asset::number(market.profile, account, market.asset);
    Ok(Claims {
        direction,
        route,
        asset: market.asset.clone(),
        number: number.ok_or(Refused::AssetUnknown)?,
        amount: priced.amount,
        fee: priced.fee,
        sources: priced.sources,
        change: asset_change,
        fee_to: priced.fee_to,
        coin,
        fresh: taken,
        cancels: None,
        memo: None,
        text: None,
        expiration: 0,
        reserved: None,
        not_after: Timestamp::default(),
        warnings: Vec::new(),
    })
}

/// The dead address that is to be emptied, if there is something on it and no payment does so already.
pub(super) fn rescued(
    profile: &Profile,
    facts: &Facts,
    asset: &Asset,
    address: &Address,
) -> Result<Vec<Source>, Refused> {
    if facts.is_in_use(asset, address) {
        return Err(Refused::SourceInUse);
    }
    let mut found = sources::candidates(profile, facts, asset)?;
    found.retain(|source| source.dead && source.address == *address);
    if found.is_empty() { Err(Refused::NothingToRescue) } else { Ok(found) }
}

/// What a payment in flight is to empty, if no cancel of it is in flight already. A cancel that is stuck can
/// be cancelled like any other.
pub(super) fn cancelled(
    profile: &Profile,
    facts: &Facts,
    payment: PaymentId,
) -> Result<Vec<Source>, Refused> {
    let row = facts.to_cancel(payment)?;
    let mut found =
        sources::of(profile, facts, &row.asset, |address| row.spends(&row.asset, &address.address))?;
    found.retain(|source| !source.amount.is_zero());
    if found.is_empty() { Err(Refused::NothingToCancel) } else { Ok(found) }
}

/// Prices the moving of a late deposit, or of what a payment is to empty, to a fresh address of our own.
pub(super) fn to_ourselves(
    cancels: Option<&PaymentRow>,
    found: Vec<Source>,
    market: &Market<'_>,
    account: &AccountRow,
) -> Result<Claims, Refused> {
    let seen = sources::weighed(found, market.answers)?;
    let (direction, nothing, warnings) = match cancels {
        None => (Direction::Rescue, Refused::NothingToRescue, vec![Warning::LateDeposit]),
        Some(_) => (Direction::Cancel, Refused::NothingToCancel, Vec::new()),
    };
    if seen.sources.is_empty() {
        return Err(if seen.behind { Refused::NodeBehind } else { nothing });
    }
    let priced = market.to_ourselves(seen, cancels)?;
    let mut fresh = market.facts.fresh_change(account, addresses_for_change(&priced).saturating_add(1))?;
    fresh.reverse();
    let index = fresh.pop().ok_or(Refused::ChangeGap)?;
    let owner = account::owner(&account.keys, Branch::Change, index)?;
    let address = market.profile.ttchain.address(&owner);
    let route = Route { owner, address, sub_address: None, peer: None };
    let mut claims = claims(market, account, direction, route, priced, fresh)?;
    claims.fresh.insert(0, index);
    Ok(Claims { cancels: cancels.map(|row| row.id), warnings, ..claims })
}

/// Withdraws, deposits, memo: the order of the node's own wallet.
pub(super) fn transaction(claims: &Claims) -> Result<Transaction, Refused> {
    let mut transaction = Transaction::new(claims.expiration);
    transaction.reserved = claims.reserved;
    if let Some(text) = &claims.route.sub_address {
        transaction.alp_account.clone_from(text);
        transaction.alp_inport_asset = AssetAmount { amount: wire(claims.amount)?, asset_id: claims.number };
    }
    for source in claims.all_sources() {
        let amount = wire(source.amount)?;
        transaction.operations.push(Operation::Withdraw {
            balance: source.balance,
            amount,
            claim_input: Vec::new(),
        });
    }
    let to_payee = Change { owner: claims.route.owner, amount: claims.amount };
    let fee = claims.fee_to.map(|owner| Change { owner, amount: claims.fee });
    let of_asset = core::iter::once(to_payee).chain(fee).chain(claims.change);
    let of_coin = claims.coin.iter().filter_map(|coin| coin.change);
    let deposits =
        of_asset.map(|deposit| (deposit, claims.number)).chain(of_coin.map(|deposit| (deposit, COIN)));
    for (deposit, number) in deposits {
        transaction.operations.push(Operation::Deposit {
            amount: wire(deposit.amount)?,
            condition: Condition::signature(deposit.owner, number),
        });
    }
    transaction.operations.extend(claims.memo.clone().map(|text| Operation::Memo { text }));
    Ok(transaction)
}

/// What the plan took for true, and who said so.
pub(super) fn facts_used(intent: &Intent, profile: &Profile, claims: &Claims) -> Value {
    let fact = |source: &str, what: &str, values: Vec<Value>| {
        Value::Array(vec![Value::text(source), Value::text(what), Value::Array(values)])
    };
    let mut facts = vec![
        fact("node", "chain id", vec![Value::bytes(profile.ttchain.chain_id.bytes())]),
        fact(
            "profile",
            "fee",
            vec![Value::Uint(u64::from(profile.fee.rate_ppm)), Value::Uint(profile.fee.minimum_units)],
        ),
    ];
    if let Some(info) = profile.asset(&claims.asset).filter(|info| info.id.is_some()) {
        let number = u64::try_from(claims.number).unwrap_or_default();
        let symbol = info.id.as_deref().unwrap_or_default();
        facts.push(fact("node", "asset", vec![Value::text(symbol), Value::Uint(number)]));
        let fee = serde_json::to_string(&info.fee).unwrap_or_default();
        facts.push(fact("profile", "asset fee", vec![Value::text(&fee)]));
    }
    if let Kind::Pay { payee, .. } = &intent.kind {
        facts.push(fact("node", "no balance", vec![Value::bytes(claims.route.owner.bytes())]));
        if let Payee::Contact(contact) = payee {
            facts.push(fact(
                "contact card",
                "pay address",
                vec![
                    Value::bytes(contact.peer.bytes()),
                    Value::bytes(&contact.pay_key),
                    Value::bytes(&contact.network),
                    Value::text(&contact.address),
                    Value::Uint(contact.until.millis()),
                ],
            ));
        }
    }
    if let Some(payment) = claims.cancels {
        facts.push(fact("wallet", "cancels", vec![Value::bytes(payment.bytes())]));
    }
    for source in claims.all_sources() {
        let units = source.amount.units().to_be_bytes();
        facts.push(fact("node", "holds", vec![Value::bytes(source.balance.bytes()), Value::bytes(&units)]));
    }
    Value::Array(facts)
}

fn warnings(facts: &Facts, route: &Route, payee: &Payee, asset: &Asset, amount: Amount) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let ours = || paid(facts);
    let same_address = |to: &Address, sub: &Option<String>| *to == route.address && *sub == route.sub_address;
    let same = |peer: Option<PeerId>, to: &_, sub: &_| {
        same_address(to, sub) || (route.peer.is_some() && peer == route.peer)
    };
    if !ours().any(|payment| same(payment.peer, &payment.to, &payment.sub_address)) {
        warnings.push(Warning::FirstPayment);
    }
    let one_time = matches!(payee, Payee::Contact(_));
    if one_time && ours().any(|payment| same_address(&payment.to, &payment.sub_address)) {
        warnings.push(Warning::AddressPaidBefore);
    }
    let twin = ours().filter(|payment| payment.is_in_flight()).find(|payment| {
        same(payment.peer, &payment.to, &payment.sub_address)
            && payment.amount == amount
            && payment.asset == *asset
    });
    warnings.extend(twin.map(|payment| Warning::DuplicateInFlight { payment: payment.id }));
    warnings
}

fn wire(amount: Amount) -> Result<i64, Refused> {
    i64::try_from(amount.units()).map_err(|_| Refused::AmountTooLarge)
}
