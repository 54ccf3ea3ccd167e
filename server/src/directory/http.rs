use super::book::Book;
use super::rate::{Kind, Limits, Meter};
use super::refusal::Refusal;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{post, put};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::timeout;
use tongtong_types::{Phone, Timestamp};

/// The largest body, in bytes.
pub(super) const MAX_BODY: usize = 16 * 1024;
/// The longest a request may take, its body's way included.
const REQUEST_LIMIT: Duration = Duration::from_secs(10);

type Answer = Result<Response, Refusal>;
type Body = Result<Bytes, BytesRejection>;

#[derive(Clone)]
struct Desk {
    book: Arc<Mutex<Book>>,
    meter: Arc<Mutex<Meter>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByNumber {
    phone: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Registration {
    phone: String,
    code: String,
    card: String,
    claim: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Card {
    card: String,
}

#[derive(Serialize)]
struct Refused {
    error: Fault,
}

#[derive(Serialize)]
struct Fault {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<u32>,
}

/// The requests of the module's table.
pub(super) fn router(book: Book, limits: Limits) -> Router {
    let desk = Desk { book: Arc::new(Mutex::new(book)), meter: Arc::new(Mutex::new(Meter::new(limits))) };
    Router::new()
        .route("/v1/code", post(code))
        .route("/v1/register", post(register))
        .route("/v1/card", put(publish))
        .route("/v1/lookup", post(look_up))
        .fallback(async || Refusal::NoSuchRequest)
        .method_not_allowed_fallback(async || Refusal::NoSuchRequest)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(in_time))
        .with_state(desk)
}

async fn code(State(desk): State<Desk>, ConnectInfo(from): ConnectInfo<SocketAddr>, body: Body) -> Answer {
    desk.take(Kind::Code, from.ip())?;
    let ByNumber { phone } = read(&body?)?;
    let phone = number(&phone)?;
    desk.done(move |book| book.request_code(&phone, now())).await
}

async fn register(
    State(desk): State<Desk>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    body: Body,
) -> Answer {
    desk.take(Kind::Register, from.ip())?;
    let Registration { phone, code, card, claim } = read(&body?)?;
    let (phone, card, claim) = (number(&phone)?, bytes(&card)?, signature(&claim)?);
    desk.done(move |book| book.register(&phone, &code, &card, &claim, now())).await
}

async fn publish(State(desk): State<Desk>, ConnectInfo(from): ConnectInfo<SocketAddr>, body: Body) -> Answer {
    desk.take(Kind::Publish, from.ip())?;
    let Card { card } = read(&body?)?;
    let card = bytes(&card)?;
    desk.done(move |book| book.publish(&card, now())).await
}

async fn look_up(State(desk): State<Desk>, ConnectInfo(from): ConnectInfo<SocketAddr>, body: Body) -> Answer {
    desk.take(Kind::LookUp, from.ip())?;
    let ByNumber { phone } = read(&body?)?;
    let phone = number(&phone)?;
    let card = desk.ask(move |book| book.look_up(&phone)).await?;
    Ok(json(StatusCode::OK, &Card { card: hex::encode(card) }))
}

impl Desk {
    fn take(&self, kind: Kind, from: IpAddr) -> Result<(), Refusal> {
        self.meter.lock().unwrap_or_else(PoisonError::into_inner).take(kind, from, now())
    }

    /// Asks the book where waiting for the disk holds nobody up.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Book) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let book = self.book.clone();
        let asked = move || question(&mut book.lock().unwrap_or_else(PoisonError::into_inner));
        tokio::task::spawn_blocking(asked).await.map_err(|_| Refusal::Internal)?
    }

    async fn done(&self, change: impl FnOnce(&mut Book) -> Result<(), Refusal> + Send + 'static) -> Answer {
        self.ask(change).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    }
}

async fn in_time(request: Request, next: Next) -> Answer {
    timeout(REQUEST_LIMIT, next.run(request)).await.map_err(|_| Refusal::Malformed)
}

fn read<'a, T: Deserialize<'a>>(body: &'a Bytes) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::Malformed)
}

fn number(text: &str) -> Result<Phone, Refusal> {
    text.parse().map_err(|_| Refusal::PhoneInvalid)
}

fn bytes(text: &str) -> Result<Vec<u8>, Refusal> {
    hex::decode(text).map_err(|_| Refusal::Malformed)
}

fn signature(text: &str) -> Result<[u8; 64], Refusal> {
    let mut signature = [0; 64];
    hex::decode_to_slice(text, &mut signature).map_err(|_| Refusal::Malformed)?;
    Ok(signature)
}

/// The system's time; before 1970 it stands still.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let text = serde_json::to_vec(body).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let retry_after = match self {
            Self::Limited { wait } | Self::Busy { wait } => Some(wait.millis().div_ceil(1000)),
            _ => None,
        };
        let left = if let Self::CodeWrong { left } = self { Some(left) } else { None };
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        json(status, &Refused { error: Fault { code: self.code(), retry_after, left } })
    }
}

impl From<BytesRejection> for Refusal {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { Self::TooLarge } else { Self::Malformed }
    }
}
