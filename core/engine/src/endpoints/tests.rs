use super::*;
use async_trait::async_trait;
use tongtong_types::{Amount, TxId};
use tongtong_wallet::{AssetRecord, Refused};

/// How many rounds there are.
const ROUNDS: usize = 3;

type Asked = Vec<(usize, Vec<usize>)>;

/// Endpoints of which each does in its round what is said here, and else answers its own number. It writes down who
/// was asked what.
#[derive(Default)]
struct Recording {
    count: usize,
    fails: Vec<(usize, usize, NetworkError)>,
    hangs: Option<usize>,
    asked: Mutex<Asked>,
}

impl Recording {
    fn of(count: usize) -> Self {
        Self { count, ..Self::default() }
    }

    fn asked(&self) -> Asked {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

fn question(round: usize) -> Question {
    Question::TtcAsset(round.to_string())
}

fn round(question: &Question) -> usize {
    let Question::TtcAsset(text) = question else { panic!("nobody asked this") };
    text.parse().unwrap()
}

#[async_trait]
impl Network for Recording {
    fn endpoints(&self, _chain: Chain) -> usize {
        self.count
    }

    async fn ask(&self, endpoint: usize, questions: &[Question]) -> Result<Vec<Answer>, NetworkError> {
        let rounds: Vec<usize> = questions.iter().map(round).collect();
        self.asked.lock().unwrap().push((endpoint, rounds.clone()));
        if self.hangs == Some(endpoint) {
            std::future::pending::<()>().await;
        }
        let fault = self.fails.iter().find(|(who, round, _)| *who == endpoint && rounds.contains(round));
        if let Some((_, _, error)) = fault {
            return Err(*error);
        }
        let number = i32::try_from(endpoint).unwrap();
        Ok(rounds.iter().map(|_| Answer::TtcAsset(AssetRecord::Is { number, decimals: 0 })).collect())
    }

    async fn broadcast(&self, _chain: Chain, _signed: &[u8]) -> Result<TxId, NetworkError> {
        panic!("nothing is sent here")
    }
}

fn who(answer: &Answer) -> usize {
    let Answer::TtcAsset(AssetRecord::Is { number, .. }) = answer else { panic!("nobody answers this") };
    usize::try_from(*number).unwrap()
}

/// Three rounds of one question, and what is refused of whom, after how many answers.
#[derive(Default)]
struct Rounds {
    refused: Vec<(usize, usize, Refused)>,
}

impl Rounds {
    fn judge(&self, answers: &Answers) -> Result<(), EngineError> {
        let Some(last) = answers.last().map(|(_, answer)| who(answer)) else { return Ok(()) };
        let of = |endpoint: usize, after: usize| endpoint == last && after == answers.len();
        match self.refused.iter().find(|(endpoint, after, _)| of(*endpoint, *after)) {
            Some((_, _, why)) => Err(why.clone().into()),
            None => Ok(()),
        }
    }
}

impl Inquiry for Rounds {
    type Found = Vec<usize>;

    async fn next(&self, answers: Answers) -> Result<(Vec<Question>, Answers), EngineError> {
        self.judge(&answers)?;
        let next = (answers.len() < ROUNDS).then(|| question(answers.len()));
        Ok((next.into_iter().collect(), answers))
    }

    async fn done(&self, answers: Answers) -> Result<Vec<usize>, EngineError> {
        self.judge(&answers)?;
        assert_eq!(answers.len(), ROUNDS);
        Ok(answers.iter().map(|(_, answer)| who(answer)).collect())
    }
}

/// Who answered each round, or the code of what is told instead; and the codes of what was passed over.
async fn heard(
    endpoints: &Endpoints,
    network: &Recording,
    rounds: &Rounds,
) -> (Result<Vec<usize>, &'static str>, Vec<&'static str>) {
    let passed = Mutex::new(Vec::new());
    let moved_on = |error: &EngineError| passed.lock().unwrap().push(error.code());
    let found = endpoints.inquire(network, (Chain::TTCHAIN, None), rounds, &moved_on).await;
    (found.map_err(|error| error.code()), passed.into_inner().unwrap())
}

fn all(endpoint: usize) -> Asked {
    (0..ROUNDS).map(|round| (endpoint, vec![round])).collect()
}

#[tokio::test]
async fn all_rounds_are_asked_of_the_first_that_does() {
    let network = Recording::of(2);
    let found = heard(&Endpoints::default(), &network, &Rounds::default()).await;
    assert_eq!(found, (Ok(vec![0; ROUNDS]), vec![]));
    assert_eq!(network.asked(), all(0));
}

#[tokio::test]
async fn an_endpoint_that_fails_in_any_round_is_left_for_one_that_is_asked_everything() {
    for (failing, error) in
        [NetworkError::Offline, NetworkError::Protocol, NetworkError::Refused { code: 429 }]
            .iter()
            .enumerate()
    {
        let network = Recording { fails: vec![(0, failing, *error)], ..Recording::of(2) };
        let found = heard(&Endpoints::default(), &network, &Rounds::default()).await;
        assert_eq!(found, (Ok(vec![1; ROUNDS]), vec![error.code()]));
        let asked: Asked = all(0).into_iter().take(failing + 1).chain(all(1)).collect();
        assert_eq!(network.asked(), asked, "nothing of one is mixed with the other");
    }
}

#[tokio::test]
async fn an_endpoint_whose_answers_are_refused_is_left_whenever_that_is_seen() {
    for after in 1..=ROUNDS {
        let rounds = Rounds { refused: vec![(0, after, Refused::WrongChain)] };
        let network = Recording::of(3);
        let found = heard(&Endpoints::default(), &network, &rounds).await;
        assert_eq!(found, (Ok(vec![1; ROUNDS]), vec!["wrong_chain"]));
        let asked: Asked = all(0).into_iter().take(after).chain(all(1)).collect();
        assert_eq!(network.asked(), asked);
    }
}

#[tokio::test]
async fn what_lies_with_the_person_is_asked_of_one_endpoint() {
    let lacking = Refused::NotEnough { missing: Amount::ZERO, coming: Amount::ZERO };
    for why in [lacking, Refused::PayeeIsBalance, Refused::AmountTooLarge] {
        let rounds = Rounds { refused: vec![(0, 2, why.clone())] };
        let network = Recording::of(2);
        let endpoints = Endpoints::default();
        assert_eq!(heard(&endpoints, &network, &rounds).await, (Err(why.code()), vec![]));
        assert_eq!(network.asked(), [(0, vec![0]), (0, vec![1])]);
        assert_eq!(heard(&endpoints, &network, &Rounds::default()).await.0, Ok(vec![0; ROUNDS]));
    }
}

#[tokio::test]
async fn the_last_error_is_told_if_none_does() {
    let network = Recording { fails: vec![(1, 0, NetworkError::Offline)], ..Recording::of(3) };
    let rounds = Rounds { refused: vec![(0, 1, Refused::WrongChain), (2, ROUNDS, Refused::NodeBehind)] };
    let found = heard(&Endpoints::default(), &network, &rounds).await;
    assert_eq!(found, (Err("node_behind"), vec!["wrong_chain", "node_offline"]));
    let nobody = heard(&Endpoints::default(), &Recording::of(0), &Rounds::default()).await;
    assert_eq!(nobody, (Err("chain_not_configured"), vec![]));
}

#[tokio::test]
async fn one_that_failed_is_not_asked_again_before_the_others() {
    let network = Recording { fails: vec![(0, 0, NetworkError::Offline)], ..Recording::of(2) };
    let endpoints = Endpoints::default();
    for passed in [vec!["node_offline"], vec![], vec![]] {
        assert_eq!(heard(&endpoints, &network, &Rounds::default()).await, (Ok(vec![1; ROUNDS]), passed));
    }
    // The other fails, too: then it is the first one's turn again, and it is there by now.
    let network = Recording { fails: vec![(1, 1, NetworkError::Offline)], ..Recording::of(2) };
    for passed in [vec!["node_offline"], vec![]] {
        assert_eq!(heard(&endpoints, &network, &Rounds::default()).await, (Ok(vec![0; ROUNDS]), passed));
    }
}

#[test]
fn after_a_while_the_order_of_the_profile_holds_again_for_each_chain_by_itself() {
    let (endpoints, now) = (Endpoints::default(), Instant::now());
    let other = Chain::named("other");
    assert_eq!(endpoints.first(Chain::TTCHAIN, now), 0);
    endpoints.failed(Chain::TTCHAIN, 0, now);
    let just_before = now + LATER - Duration::from_millis(1);
    assert_eq!(endpoints.first(Chain::TTCHAIN, just_before), 1);
    assert_eq!(endpoints.first(other, just_before), 0);
    assert_eq!(endpoints.first(Chain::TTCHAIN, now + LATER), 0);
}

#[tokio::test]
async fn one_that_never_answers_keeps_nobody_from_being_asked() {
    let network = Recording { hangs: Some(0), ..Recording::of(2) };
    let endpoints = Endpoints::default();
    let soon = Some(Duration::from_millis(1));
    let late = endpoints.inquire(&network, (Chain::TTCHAIN, soon), &Rounds::default(), &|_| ()).await;
    assert_eq!(late.unwrap_err().code(), "node_offline");
    assert_eq!(network.asked(), [(0, vec![0])], "the time for this chain is over");
    assert_eq!(heard(&endpoints, &network, &Rounds::default()).await, (Ok(vec![1; ROUNDS]), vec![]));
}
