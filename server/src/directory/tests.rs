use super::*;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tongtong_chat::card::{NumberClaim, PublicCard};
use tongtong_crypto::secret::Secret;
use tongtong_crypto::statement::IdentityKey;
use tongtong_types::{DeviceId, EndpointAddress, EndpointId, StaticKey, Timestamp};

pub(super) fn identity(seed: u8) -> IdentityKey {
    IdentityKey::from_seed(&Secret::init_with(|bytes| bytes.fill(seed)))
}

pub(super) fn card(key: &IdentityKey, counter: u64, from: Timestamp) -> Vec<u8> {
    let relays = vec!["https://relay.example/".to_owned()];
    let card = PublicCard {
        identity: key.peer(),
        device: DeviceId::new([2; 16]),
        counter,
        static_key: StaticKey::new([3; 32]),
        rendezvous: EndpointAddress { endpoint: EndpointId::new([5; 32]), relays },
        valid_from: from,
        valid_until: from.after(PublicCard::LIFETIME),
    };
    card.issue(key).unwrap()
}

struct World {
    _dir: tempfile::TempDir,
    directory: DirectoryHandle,
    sms: mpsc::Receiver<SmsCode>,
}

impl World {
    async fn new(limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (codes, sms) = mpsc::channel(8);
        let bind = (Ipv4Addr::LOCALHOST, 0).into();
        let config = Config { bind, dir: dir.path().to_owned(), codes, limits };
        Self { _dir: dir, directory: start(config).await.unwrap(), sms }
    }

    async fn call(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: directory\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(self.directory.addr).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.call("POST", path, &body.to_string()).await
    }

    async fn code(&mut self, phone: &str) -> String {
        assert_eq!(self.post("/v1/code", json!({ "phone": phone })).await, (204, Value::Null));
        let code = self.sms.recv().await.unwrap();
        assert_eq!(code.phone(), &phone.parse().unwrap());
        code.digits().to_owned()
    }
}

fn error(code: &str) -> Value {
    json!({ "error": { "code": code } })
}

fn of_now(seed: u8, counter: u64) -> String {
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
    hex::encode(card(&identity(seed), counter, Timestamp::from_millis(now.try_into().unwrap())))
}

/// What identity 1 claims.
fn claim(phone: &str, code: &str) -> String {
    hex::encode(NumberClaim::sign(&identity(1), &phone.parse().unwrap(), code))
}

#[tokio::test]
async fn number_in_any_spelling_leads_to_the_card() {
    let mut world = World::new(Limits::default()).await;
    let (first, second) = (of_now(1, 1), of_now(1, 2));
    let code = world.code("010-1234-5678").await;
    let claim = claim("010-1234-5678", &code);
    let body =
        json!({ "phone": "＋８２ １０ １２３４ ５６７８", "code": code, "card": first, "claim": claim });
    assert_eq!(world.post("/v1/register", body.clone()).await, (204, Value::Null));
    assert_eq!(world.post("/v1/register", body).await, (410, error("code_expired")), "the code again");
    let found = world.post("/v1/lookup", json!({ "phone": "+82 10 1234 5678" })).await;
    assert_eq!(found, (200, json!({ "card": first })));
    let published = world.call("PUT", "/v1/card", &json!({ "card": second }).to_string()).await;
    assert_eq!(published, (204, Value::Null));
    let found = world.post("/v1/lookup", json!({ "phone": "01012345678" })).await;
    assert_eq!(found, (200, json!({ "card": second })));
    let published = world.call("PUT", "/v1/card", &json!({ "card": first }).to_string()).await;
    assert_eq!(published, (400, error("card_older")));
    world.directory.shutdown().await;
}

#[tokio::test]
async fn refusals_have_their_codes() {
    let mut world = World::new(Limits::default()).await;
    let phone = "010-1234-5678";
    let code = world.code(phone).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let body = json!({ "phone": phone, "code": code, "card": of_now(2, 1), "claim": claim(phone, &code) });
    assert_eq!(world.post("/v1/register", body).await, (400, error("card_signature")), "another's card");
    let body = json!({ "phone": phone, "code": wrong, "card": of_now(1, 1), "claim": claim(phone, wrong) });
    for left in [4, 3, 2, 1, 0] {
        let refused = json!({ "error": { "code": "code_wrong", "left": left } });
        assert_eq!(world.post("/v1/register", body.clone()).await, (403, refused));
    }
    let body = json!({ "phone": phone, "code": code, "card": of_now(1, 1), "claim": claim(phone, &code) });
    assert_eq!(world.post("/v1/register", body).await, (410, error("code_expired")));
    let (status, refused) = world.post("/v1/code", json!({ "phone": phone })).await;
    assert_eq!((status, &refused["error"]["code"]), (429, &json!("limited")));
    assert!((1..=30).contains(&refused["error"]["retry_after"].as_u64().unwrap()));
    let nobody = world.post("/v1/lookup", json!({ "phone": "010-0000-0000" })).await;
    assert_eq!(nobody, (404, error("not_found")));
    let no_number = world.post("/v1/lookup", json!({ "phone": "02-123-4567" })).await;
    assert_eq!(no_number, (400, error("phone_invalid")));
}

#[tokio::test]
async fn what_is_no_request_is_refused() {
    let world = World::new(Limits::default()).await;
    let malformed = (400, error("request_malformed"));
    assert_eq!(world.call("POST", "/v1/lookup", "").await, malformed);
    assert_eq!(world.call("POST", "/v1/lookup", "{\"phone\":").await, malformed);
    assert_eq!(world.post("/v1/lookup", json!({ "phone": 1 })).await, malformed);
    assert_eq!(world.post("/v1/lookup", json!({ "phone": "010-1234-5678", "x": 1 })).await, malformed);
    let (whole, card) = (claim("010-1234-5678", "000000"), of_now(1, 1));
    let registration = |card: &str, claim: &str| json!({ "phone": "010-1234-5678", "code": "000000", "card": card, "claim": claim });
    for (fault, body) in [
        ("a card that is no hex", registration("zz", &whole)),
        ("a claim that is no hex", registration(&card, &"z".repeat(128))),
        ("a claim of 63 bytes", registration(&card, &whole[2..])),
        ("a claim of 65 bytes", registration(&card, &format!("{whole}00"))),
        ("no claim", json!({ "phone": "010-1234-5678", "code": "000000", "card": card })),
    ] {
        assert_eq!(world.post("/v1/register", body).await, malformed, "{fault}");
    }
    assert_eq!(world.call("GET", "/v1/lookup", "").await, (404, error("no_such_request")));
    assert_eq!(world.call("POST", "/v1/all", "").await, (404, error("no_such_request")));
    let large = " ".repeat(http::MAX_BODY + 1);
    assert_eq!(world.call("POST", "/v1/lookup", &large).await, (413, error("request_too_large")));
    let largest = " ".repeat(http::MAX_BODY);
    assert_eq!(world.call("POST", "/v1/lookup", &largest).await, malformed);
}

#[tokio::test]
async fn each_kind_of_request_has_a_budget_for_an_address() {
    let one = Budget { count: 1, per: tongtong_types::Duration::from_secs(3600) };
    let limits = Limits { codes: one, registrations: one, publications: one, look_ups: one };
    let world = World::new(limits).await;
    for (method, path) in
        [("POST", "/v1/code"), ("POST", "/v1/register"), ("PUT", "/v1/card"), ("POST", "/v1/lookup")]
    {
        assert_eq!(world.call(method, path, "{}").await, (400, error("request_malformed")), "{path}");
        let (status, refused) = world.call(method, path, "{}").await;
        assert_eq!((status, &refused["error"]["code"]), (429, &json!("limited")), "{path}");
        assert!((1..=3600).contains(&refused["error"]["retry_after"].as_u64().unwrap()));
    }
}

#[tokio::test]
async fn nobody_answers_after_shutdown() {
    let world = World::new(Limits::default()).await;
    let addr = world.directory.addr;
    assert_eq!(world.directory.url(), format!("http://{addr}"));
    let idle = TcpStream::connect(addr).await.unwrap();
    world.directory.shutdown().await;
    assert!(TcpStream::connect(addr).await.is_err());
    drop(idle);
}

#[tokio::test]
async fn taken_address_is_named() {
    let world = World::new(Limits::default()).await;
    let dir = tempfile::tempdir().unwrap();
    let (codes, _sms) = mpsc::channel(1);
    let bind = world.directory.addr;
    let config = Config { bind, dir: dir.path().to_owned(), codes, limits: Limits::default() };
    assert_eq!(start(config).await.unwrap_err().code(), "directory_bind");
}
