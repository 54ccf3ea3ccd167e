//! The envelope: HTTP POST to `/rpc`, one call a request, the connection closed after each reply.

use super::refusal::Refusal;
use super::{Node, control, methods};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE, EXPIRES, PRAGMA};
use axum::http::{HeaderName, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Largest request body.
const MAXIMUM_BODY: usize = 1 << 20;
const NOT_RPC: &str = "Invalid RPC Request\n";

/// How a call ends where it has no result.
pub(super) enum CallError {
    /// There is no such method.
    Unknown,
    /// The node refuses.
    Refused(Refusal),
}

impl<E: Into<Refusal>> From<E> for CallError {
    fn from(refusal: E) -> Self {
        Self::Refused(refusal.into())
    }
}

/// Serves until stopped. What fails here fails a connection, and the caller sees that.
pub(super) async fn serve(listener: TcpListener, node: Arc<Node>, mut stopped: watch::Receiver<bool>) {
    let app = Router::new().fallback(answer).layer(DefaultBodyLimit::max(MAXIMUM_BODY)).with_state(node);
    let stop = async move {
        let _closed = stopped.wait_for(|stop| *stop).await;
    };
    let _served = axum::serve(listener, app).with_graceful_shutdown(stop).await;
}

async fn answer(State(node): State<Arc<Node>>, method: Method, uri: Uri, body: Bytes) -> Response {
    if method != Method::POST || uri.path() != "/rpc" {
        return reply(StatusCode::BAD_REQUEST, "text/html", NOT_RPC.to_owned());
    }
    let call = match read_call(&body) {
        Ok(call) => call,
        Err(why) => return reply(StatusCode::BAD_REQUEST, "application/json", format!("{NOT_RPC}{why}")),
    };
    let outcome = match methods::call(&node, &call.method, &call.params) {
        Err(CallError::Unknown) => control::call(&node, &call.method, &call.params),
        outcome => outcome,
    };
    let (status, member, content) = match outcome {
        Ok(result) => (StatusCode::OK, "result", result),
        Err(CallError::Unknown) => {
            let message = format!("Invalid Method: {}", call.method);
            (StatusCode::NOT_FOUND, "error", json!({ "message": message }))
        }
        Err(CallError::Refused(refusal)) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "error", error_form(&refusal))
        }
    };
    reply(status, "application/json", format!("{{\"id\":{},\"{member}\":{content}}}", call.id))
}

fn error_form(refusal: &Refusal) -> Value {
    let (code, name, words) = refusal.facts();
    let more = refusal.more();
    json!({
        "message": format!("{words} ({code})\n{more}\n"),
        "detail": format!("{code} {name}: {words}\n{more}\n"),
        "code": code,
    })
}

struct Call {
    id: Value,
    method: String,
    params: Vec<Value>,
}

/// Reads a call; the texts of the refusals are the real node's, except that it dies of a body that
/// ends too early and this one says so.
fn read_call(body: &[u8]) -> Result<Call, &'static str> {
    let body: Value = serde_json::from_slice(body)
        .map_err(|_| "11 eof_exception: End Of File\nunexpected end of file\n")?;
    let Value::Object(mut call) = body else {
        return Err("7 bad_cast_exception: Bad Cast\nInvalid cast from array_type to Object\n");
    };
    let id = call.remove("id").ok_or("6 key_not_found_exception: Key Not Found\nKey id\n")?;
    let method = call.remove("method").ok_or("6 key_not_found_exception: Key Not Found\nKey method\n")?;
    let params = call.remove("params").ok_or("6 key_not_found_exception: Key Not Found\nKey params\n")?;
    let Value::String(method) = method else {
        return Err("7 bad_cast_exception: Bad Cast\nInvalid cast to string\n");
    };
    let Value::Array(params) = params else {
        return Err("7 bad_cast_exception: Bad Cast\nInvalid cast from object_type to Array\n");
    };
    Ok(Call { id, method, params })
}

fn reply(status: StatusCode, kind: &'static str, body: String) -> Response {
    let headers: [(HeaderName, &'static str); 5] = [
        (CONNECTION, "close"),
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-cache, no-store, must-revalidate"),
        (PRAGMA, "no-cache"),
        (EXPIRES, "0"),
    ];
    (status, headers, body).into_response()
}
