//! From an intent to claims, and from claims to bytes.

use super::*;

/// Prices a payment to somebody else.
pub(super) fn payment(
    intent: &Intent,
    profile: &Profile,
    facts: &Facts,
    account: &AccountRow,
    answers: &[(Question, Answer)],
    now: Timestamp,
) -> Result<Claims, Refused> {
    let Kind::Pay { asset, amount, payee, memo, text } = &intent.kind else {
        return Err(Refused::EffectsDiffer);
    };
    let route = route::route(profile, &facts.addresses, payee, now)?;
    match sources::balance(answers, route::balance_in_question(&route))? {
        BalanceRecord::Unknown => {}
        BalanceRecord::Holds(_) => return Err(Refused::PayeeIsBalance),
    }
    let seen = sources::weighed(sources::candidates(profile, facts, asset)?, answers)?;
    let lacking = |have, need| {
        if seen.behind { Refused::NodeBehind } else { not_enough(facts, asset, have, need) }
    };
    let all = seen.sources;
    let (amount, fee, sources) = match amount {
        Wanted::Max => {
            let sources = sources::most(all);
            let total = sources::sum(&sources).ok_or(Refused::AmountTooLarge)?;
            match most_of(profile, &sources)? {
                Some((amount, fee)) => (amount, fee, sources),
                None => return Err(lacking(total, least(profile)?)),
            }
        }
        Wanted::Exactly(amount) => {
            let total = sources::sum(&all).ok_or(Refused::AmountTooLarge)?;
            let fee = profile.fee.fee(*amount).ok_or(Refused::AmountTooLarge)?;
            let mut extra = Amount::ZERO;
            loop {
                let fee = fee.checked_add(extra).ok_or(Refused::AmountTooLarge)?;
                let need = amount.checked_add(fee).ok_or(Refused::AmountTooLarge)?;
                if total < need {
                    return Err(lacking(total, need));
                }
                let sources = sources::choose(all.clone(), need)?;
                // More sources cost more, and that may need one more.
                let signatures = fee::signatures(sources.len());
                if signatures <= extra {
                    break (*amount, fee, sources);
                }
                extra = signatures;
            }
        }
    };
    let total = sources::sum(&sources).ok_or(Refused::AmountTooLarge)?;
    let spent = amount.checked_add(fee).ok_or(Refused::AmountTooLarge)?;
    let rest = total.checked_sub(spent).ok_or(Refused::EffectsDiffer)?;
    let (change, fresh) = if rest.is_zero() {
        (None, None)
    } else {
        let index = facts.fresh_change(account)?;
        let owner = account::owner(&account.keys, Branch::Change, index)?;
        (Some(Change { owner, amount: rest }), Some(index))
    };
    let warnings = warnings(facts, &route, payee, asset, amount);
    Ok(Claims {
        direction: Direction::Out,
        route,
        asset: asset.clone(),
        amount,
        fee,
        sources,
        change,
        fresh,
        cancels: None,
        memo: memo.clone(),
        text: text.clone(),
        expiration: 0,
        reserved: None,
        not_after: now,
        warnings,
    })
}

/// The dead address that is to be emptied, if there is something on it and no payment does so already.
pub(super) fn rescued(
    profile: &Profile,
    facts: &Facts,
    asset: &Asset,
    address: &Address,
) -> Result<Vec<Source>, Refused> {
    if facts.is_in_use(address) {
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
    let mut found = sources::of(profile, facts, &row.asset, |address| row.spends(&address.address))?;
    found.retain(|source| !source.amount.is_zero());
    if found.is_empty() { Err(Refused::NothingToCancel) } else { Ok(found) }
}

/// Prices the moving of a late deposit, or of what a payment is to empty, to a fresh address of our own.
pub(super) fn to_ourselves(
    asset: &Asset,
    cancels: Option<PaymentId>,
    found: Vec<Source>,
    profile: &Profile,
    facts: &Facts,
    account: &AccountRow,
    answers: &[(Question, Answer)],
) -> Result<Claims, Refused> {
    let seen = sources::weighed(found, answers)?;
    let (direction, nothing, warnings) = match cancels {
        None => (Direction::Rescue, Refused::NothingToRescue, vec![Warning::LateDeposit]),
        Some(_) => (Direction::Cancel, Refused::NothingToCancel, Vec::new()),
    };
    if seen.sources.is_empty() {
        return Err(if seen.behind { Refused::NodeBehind } else { nothing });
    }
    let sources = seen.sources;
    let (amount, fee) = most_of(profile, &sources)?.ok_or(Refused::RescueBelowFee)?;
    let index = facts.fresh_change(account)?;
    let owner = account::owner(&account.keys, Branch::Change, index)?;
    let route = Route { owner, address: profile.ttchain.address(&owner), sub_address: None, peer: None };
    Ok(Claims {
        direction,
        route,
        asset: asset.clone(),
        amount,
        fee,
        sources,
        change: None,
        fresh: Some(index),
        cancels,
        memo: None,
        text: None,
        expiration: 0,
        reserved: None,
        not_after: Timestamp::default(),
        warnings,
    })
}

/// Withdraws, deposits, memo: the order of the node's own wallet.
pub(super) fn transaction(profile: &Profile, claims: &Claims) -> Result<Transaction, Refused> {
    let asset_id = profile.asset(&claims.asset).ok_or(Refused::AssetUnknown)?.chain_asset_id;
    let mut transaction = Transaction::new(claims.expiration);
    transaction.reserved = claims.reserved;
    if let Some(text) = &claims.route.sub_address {
        transaction.alp_account.clone_from(text);
        transaction.alp_inport_asset = AssetAmount { amount: wire(claims.amount)?, asset_id };
    }
    for source in &claims.sources {
        let amount = wire(source.amount)?;
        transaction.operations.push(Operation::Withdraw {
            balance: source.balance,
            amount,
            claim_input: Vec::new(),
        });
    }
    let to_payee = Change { owner: claims.route.owner, amount: claims.amount };
    for deposit in core::iter::once(to_payee).chain(claims.change) {
        transaction.operations.push(Operation::Deposit {
            amount: wire(deposit.amount)?,
            condition: Condition::signature(deposit.owner, asset_id),
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
    for source in &claims.sources {
        let units = source.amount.units().to_be_bytes();
        facts.push(fact("node", "holds", vec![Value::bytes(source.balance.bytes()), Value::bytes(&units)]));
    }
    Value::Array(facts)
}

fn warnings(facts: &Facts, route: &Route, payee: &Payee, asset: &Asset, amount: Amount) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let ours = || facts.payments.iter().filter(|payment| payment.direction == Direction::Out);
    let same_address = |to: &Address, sub: &Option<String>| *to == route.address && *sub == route.sub_address;
    let same = |peer: Option<tongtong_types::PeerId>, to: &_, sub: &_| {
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

fn not_enough(facts: &Facts, asset: &Asset, have: Amount, need: Amount) -> Refused {
    let coming = facts
        .leading()
        .filter(|payment| payment.asset == *asset)
        .filter_map(|payment| payment.comes_back())
        .try_fold(Amount::ZERO, |sum, (_, amount)| sum.checked_add(amount));
    Refused::NotEnough {
        missing: need.checked_sub(have).unwrap_or(Amount::ZERO),
        coming: coming.unwrap_or(Amount::ZERO),
    }
}

/// The largest payment out of sources, and its fee with what their signatures cost.
fn most_of(profile: &Profile, sources: &[Source]) -> Result<Option<(Amount, Amount)>, Refused> {
    let total = sources::sum(sources).ok_or(Refused::AmountTooLarge)?;
    let extra = fee::signatures(sources.len());
    let largest = total.checked_sub(extra).and_then(|rest| profile.fee.largest(rest));
    Ok(largest.and_then(|(amount, fee)| Some((amount, fee.checked_add(extra)?))))
}

/// The least that a payment of one unit needs.
fn least(profile: &Profile) -> Result<Amount, Refused> {
    profile.fee.total(Amount::from_units(1)).ok_or(Refused::AmountTooLarge)
}

fn wire(amount: Amount) -> Result<i64, Refused> {
    i64::try_from(amount.units()).map_err(|_| Refused::AmountTooLarge)
}
