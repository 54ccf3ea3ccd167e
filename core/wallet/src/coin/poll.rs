//! What a chain wants to know of its network, round by round.

use crate::coin::{Coin, CoinRow, included};
use crate::network::{Answer, Question};
use crate::{Facts, Profile, Refused};
use tongtong_chain::{Fault, Flight, Query, Reply, View};
use tongtong_types::{Chain, Timestamp};

/// The next questions of a look at a chain; none when the answers so far suffice.
pub(crate) fn questions(
    profile: &Profile,
    facts: &Facts,
    chain: Chain,
    answers: &[(Question, Answer)],
    now: Timestamp,
) -> Result<Vec<Question>, Refused> {
    let coin = Coin::of(profile, facts, chain, now)?;
    let watched = included::watched(facts, chain, now);
    let queries = coin.rules.look(&view(coin.row, &coin.flights, &watched), &heard(chain, answers))?;
    Ok(asked(chain, queries))
}

pub(crate) fn view<'a>(row: &'a CoinRow, flights: &'a [Flight], watched: &'a [Flight]) -> View<'a> {
    View { keys: &row.keys, state: &row.state, flights, watched }
}

/// What a chain asked and heard.
pub(crate) fn heard(chain: Chain, answers: &[(Question, Answer)]) -> Vec<(Query, Reply)> {
    let pair = |(question, answer): &(Question, Answer)| match (question, answer) {
        (Question::Coin { chain: asked, query }, Answer::Coin(reply)) if *asked == chain => {
            Some((query.clone(), reply.clone()))
        }
        _ => None,
    };
    answers.iter().filter_map(pair).collect()
}

pub(crate) fn asked(chain: Chain, queries: Vec<Query>) -> Vec<Question> {
    queries.into_iter().map(|query| Question::Coin { chain, query }).collect()
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::WrongNetwork => Self::WrongChain,
            Fault::Unanswered => Self::Unanswered,
            Fault::Asset => Self::AssetUnknown,
            Fault::OutOfRange => Self::AmountTooLarge,
            Fault::WrongKey => Self::WrongKey,
            Fault::NotEnough { missing } => Self::NotEnough { missing, coming: tongtong_types::Amount::ZERO },
            Fault::NotEnoughForFee { asset, missing } => {
                Self::NotEnoughForFee { asset, missing, coming: tongtong_types::Amount::ZERO }
            }
            other => Self::Coin(other),
        }
    }
}
