//! The endpoint that a wallet is given: a door in front of a node, at which faults are met.

mod armed;
mod esplora;
mod ethereum;
mod json_rpc;
mod solana;

pub(crate) use armed::{Armed, Kind, Lie};

use crate::refusal::Refusal;
use armed::Faults;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The longest request or answer that passes, in bytes.
const LIMIT: usize = 64 * 1024 * 1024;

/// What is spoken at a door: what a request asks for, and how its answer is spoiled.
pub(crate) trait Dialect: Send + Sync + 'static {
    /// Whether a fault of this kind can be met by this request.
    fn meets(&self, kind: Kind, asked: &Asked) -> bool;

    /// What the node would say to a broadcast, for one that never reaches it.
    fn swallowed(&self, asked: &Asked) -> Option<Told>;

    /// Another network, or another balance, than the node told.
    fn forged(&self, armed: &Armed, asked: &Asked, told: Told) -> Told;
}

/// A request.
pub(crate) struct Asked {
    method: Method,
    /// The path with its query.
    path: String,
    content_type: Option<String>,
    body: Bytes,
}

/// An answer.
pub(crate) struct Told {
    status: u16,
    content_type: String,
    body: Vec<u8>,
}

impl Told {
    fn json(value: &Value) -> Self {
        Self {
            status: 200,
            content_type: "application/json".to_owned(),
            body: value.to_string().into_bytes(),
        }
    }

    fn text(text: impl Into<String>) -> Self {
        Self { status: 200, content_type: "text/plain".to_owned(), body: text.into().into_bytes() }
    }

    fn value(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// An open door.
pub(crate) struct Door {
    /// Where it is.
    pub(crate) url: String,
    /// What can be met there.
    pub(crate) faults: Arc<Faults>,
    server: JoinHandle<()>,
}

struct Passage {
    dialect: Box<dyn Dialect>,
    target: String,
    http: reqwest::Client,
    faults: Arc<Faults>,
}

/// Opens a door to a node, on a port that the system chooses.
pub(crate) async fn open(dialect: Box<dyn Dialect>, target: &str) -> Result<Door, Refusal> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let faults = Arc::new(Faults::default());
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .map_err(|why| Refusal::new("machine", why.to_string()))?;
    let target = target.trim_end_matches('/').to_owned();
    let passage = Arc::new(Passage { dialect, target, http, faults: faults.clone() });
    let router = Router::new().fallback(pass).with_state(passage);
    let server = tokio::spawn(async move {
        let _ended = axum::serve(listener, router).await;
    });
    Ok(Door { url, faults, server })
}

impl Drop for Door {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The dialect of btcd's index.
pub(crate) fn esplora() -> Box<dyn Dialect> {
    Box::new(esplora::Esplora)
}

/// The dialect of Ethereum's nodes.
pub(crate) fn ethereum() -> Box<dyn Dialect> {
    Box::new(ethereum::Ethereum)
}

/// The dialect of Solana's nodes.
pub(crate) fn solana() -> Box<dyn Dialect> {
    Box::new(solana::Solana)
}

async fn pass(State(passage): State<Arc<Passage>>, request: Request<Body>) -> Response {
    let Some(asked) = read(request).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "too long").into_response();
    };
    let Some(armed) = passage.faults.meet(|kind| passage.dialect.meets(kind, &asked)) else {
        return show(passage.forward(&asked).await);
    };
    match armed.kind {
        // The caller is gone before this goes on, or the fault is healed.
        Kind::TimeOut => {
            passage.faults.healed().await;
            (StatusCode::GATEWAY_TIMEOUT, "held").into_response()
        }
        Kind::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, "spoiled").into_response(),
        Kind::LostAnswer => {
            let _lost = passage.forward(&asked).await;
            (StatusCode::INTERNAL_SERVER_ERROR, "spoiled").into_response()
        }
        Kind::DroppedBroadcast => match passage.dialect.swallowed(&asked) {
            Some(told) => show(told),
            // What a node cannot read is refused by the node.
            None => show(passage.forward(&asked).await),
        },
        Kind::WrongChain | Kind::LyingBalance => {
            let told = passage.forward(&asked).await;
            show(passage.dialect.forged(&armed, &asked, told))
        }
    }
}

async fn read(request: Request<Body>) -> Option<Asked> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let content_type = content_type(&parts.headers);
    let body = to_bytes(body, LIMIT).await.ok()?;
    Some(Asked { method: parts.method, path, content_type, body })
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok().map(str::to_owned)
}

fn show(told: Told) -> Response {
    let status = StatusCode::from_u16(told.status).unwrap_or(StatusCode::BAD_GATEWAY);
    (status, [(header::CONTENT_TYPE, told.content_type)], told.body).into_response()
}

impl Passage {
    async fn forward(&self, asked: &Asked) -> Told {
        self.try_forward(asked).await.unwrap_or_else(|why| Told {
            status: StatusCode::BAD_GATEWAY.as_u16(),
            ..Told::text(why.without_url().to_string())
        })
    }

    async fn try_forward(&self, asked: &Asked) -> reqwest::Result<Told> {
        let mut request = self
            .http
            .request(asked.method.clone(), format!("{}{}", self.target, asked.path))
            .body(asked.body.clone());
        if let Some(content_type) = &asked.content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let content_type = content_type(answer.headers()).unwrap_or_default();
        let body = answer.bytes().await?.to_vec();
        Ok(Told { status, content_type, body })
    }
}

#[cfg(test)]
mod tests;
