//! The numbers of TTChain's assets. A profile names an asset by its symbol, and a node tells its number, once:
//! what is known is never followed elsewhere.

use crate::draft::Draft;
use crate::network::{Answer, AssetRecord, Question};
use crate::rows::{AccountRow, KnownAsset};
use crate::{Profile, Refused};
use tongtong_types::{Asset, Chain};

/// The number of the chain's own coin.
pub(crate) const COIN: i32 = 0;

/// An asset's number, if it is known and what was told fits the profile.
pub(crate) fn number(profile: &Profile, account: &AccountRow, code: &Asset) -> Option<i32> {
    let info = profile.asset(code).filter(|info| info.chain == Chain::TTCHAIN)?;
    let Some(symbol) = &info.id else { return Some(COIN) };
    let known = known(account, symbol).filter(|known| known.decimals == info.decimals)?;
    Some(known.number)
}

/// All assets of TTChain whose numbers are known, in the profile's order.
pub(crate) fn numbers<'a>(
    profile: &'a Profile,
    account: &'a AccountRow,
) -> impl Iterator<Item = (&'a Asset, i32)> {
    profile.ttchain_assets().filter_map(|info| Some((&info.code, number(profile, account, &info.code)?)))
}

/// Asks for the numbers that nobody has told yet.
pub(crate) fn unknown(profile: &Profile, account: &AccountRow) -> impl Iterator<Item = Question> {
    let symbols = profile.ttchain_assets().filter_map(|info| info.id.as_ref());
    symbols.filter(|symbol| known(account, symbol).is_none()).cloned().map(Question::TtcAsset)
}

/// Takes note of numbers that are told for the first time.
///
/// # Errors
/// [`Refused::AssetDiffers`] if a number is told otherwise than before: no node of this chain does so.
pub(crate) fn learn(draft: &mut Draft<'_>, answers: &[(Question, Answer)]) -> Result<(), Refused> {
    for (question, answer) in answers {
        let (Question::TtcAsset(symbol), Answer::TtcAsset(AssetRecord::Is { number, decimals })) =
            (question, answer)
        else {
            continue;
        };
        let (number, decimals) = (*number, *decimals);
        match known(&draft.account, symbol) {
            Some(known) if (known.number, known.decimals) != (number, decimals) => {
                return Err(Refused::AssetDiffers);
            }
            Some(_) => {}
            None => {
                let info = draft.profile.ttchain_assets().find(|info| info.id.as_ref() == Some(symbol));
                let taken = draft.account.assets.iter().any(|known| known.number == number);
                if info.is_some_and(|info| info.decimals == decimals) && number > COIN && !taken {
                    draft.account.assets.push(KnownAsset { symbol: symbol.clone(), number, decimals });
                }
            }
        }
    }
    Ok(())
}

/// Asks for what a plan must hear of an asset again.
pub(crate) fn question(profile: &Profile, code: &Asset) -> Option<Question> {
    profile.asset(code)?.id.clone().map(Question::TtcAsset)
}

/// Whether a node describes an asset as it is known.
///
/// # Errors
/// [`Refused::AssetUnknown`] if nobody has such an asset, [`Refused::NodeBehind`] if only this node has none,
/// [`Refused::AssetDiffers`], [`Refused::Unanswered`].
pub(crate) fn check(
    profile: &Profile,
    account: &AccountRow,
    code: &Asset,
    answers: &[(Question, Answer)],
) -> Result<(), Refused> {
    let info = profile.asset(code).ok_or(Refused::AssetUnknown)?;
    let Some(symbol) = &info.id else { return Ok(()) };
    let known = known(account, symbol);
    let record = answers.iter().find_map(|(question, answer)| match (question, answer) {
        (Question::TtcAsset(asked), Answer::TtcAsset(record)) if asked == symbol => Some(*record),
        _ => None,
    });
    match record.ok_or(Refused::Unanswered)? {
        AssetRecord::Unknown if known.is_some() => Err(Refused::NodeBehind),
        AssetRecord::Unknown => Err(Refused::AssetUnknown),
        AssetRecord::Is { number, decimals } => {
            let other = known.is_some_and(|known| known.number != number || known.decimals != decimals);
            if decimals != info.decimals || other { Err(Refused::AssetDiffers) } else { Ok(()) }
        }
    }
}

fn known<'a>(account: &'a AccountRow, symbol: &str) -> Option<&'a KnownAsset> {
    account.assets.iter().find(|known| known.symbol == symbol)
}
