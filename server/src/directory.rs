//! The phone directory: who proves a number by an SMS code may hang a public card under it, and whoever
//! knows the number may take the card.
//!
//! It keeps a keyed hash of each number and the card, nothing else: no number, name, picture or pay
//! address. Codes live in memory only. It writes no log.
//!
//! | request | answer |
//! | --- | --- |
//! | `POST /v1/code {"phone"}` | 204; the code goes out by SMS |
//! | `POST /v1/register {"phone","code","card","claim"}` | 204; the card hangs under the number |
//! | `PUT /v1/card {"card"}` | 204; it replaces the older card of its identity |
//! | `POST /v1/lookup {"phone"}` | 200 `{"card"}` |
//!
//! Cards and claims are hex; a claim is a [`NumberClaim`](tongtong_chat::card::NumberClaim), 128 digits. A
//! refusal is `{"error":{"code","retry_after"?,"left"?}}` with the codes of [`Refusal`]:
//! `retry_after` in seconds, `left` the tries a code still has.

mod book;
mod codes;
mod http;
mod number;
mod rate;
mod refusal;
mod table;

pub use codes::SmsCode;
pub use number::KeyError;
pub use rate::{Budget, Limits};
pub use refusal::Refusal;

use book::Book;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tongtong_crypto::entropy::{EntropyError, OsEntropy};

/// How long requests in progress may take when the directory stops.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(2);

/// What a directory is started with.
pub struct Config {
    /// Where it listens; port 0: chosen by the system. TLS is the business of a proxy in front of it.
    pub bind: SocketAddr,
    /// Its folder: `directory.db`, and `number.key`, without which the database finds nobody.
    pub dir: PathBuf,
    /// Who sends the codes. A full channel makes the directory answer [`Refusal::Busy`].
    pub codes: mpsc::Sender<SmsCode>,
    /// What one network address may ask for.
    pub limits: Limits,
}

/// Why the directory does not run.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DirectoryError {
    /// The address is taken, or this process may not listen there: choose another.
    #[error("the directory cannot listen on this address")]
    Bind,
    /// The key that hashes numbers cannot be used.
    #[error("the key of the numbers: {0}")]
    Key(#[from] KeyError),
    /// The database cannot be opened, or is of another version. It is left as it is.
    #[error("the database of the directory cannot be opened")]
    Database,
    /// The system gives no randomness.
    #[error("no randomness: {0}")]
    Entropy(#[from] EntropyError),
}

impl DirectoryError {
    /// The stable name of the situation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Bind => "directory_bind",
            Self::Key(error) => error.code(),
            Self::Database => "directory_database",
            Self::Entropy(_) => "entropy_unavailable",
        }
    }
}

/// A running directory. Dropping it stops it at once.
#[derive(Debug)]
pub struct DirectoryHandle {
    addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// Starts a directory.
///
/// # Errors
/// [`DirectoryError`]; nothing then listens.
pub async fn start(config: Config) -> Result<DirectoryHandle, DirectoryError> {
    let book = Book::open(&config.dir, config.codes, OsEntropy::new()?)?;
    let listener = TcpListener::bind(config.bind).await.map_err(|_| DirectoryError::Bind)?;
    let addr = listener.local_addr().map_err(|_| DirectoryError::Bind)?;
    let app = http::router(book, config.limits).into_make_service_with_connect_info::<SocketAddr>();
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(async move {
        let until = async move {
            // A handle that is gone stops it too.
            let _ = stopped.await;
        };
        // `serve` ends only by `until`.
        let _ = axum::serve(listener, app).with_graceful_shutdown(until).await;
    });
    Ok(DirectoryHandle { addr, stop: Some(stop), task })
}

impl DirectoryHandle {
    /// Where it listens, `http://address:port`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Stops it after the requests in progress, or after two seconds.
    pub async fn shutdown(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let _ = tokio::time::timeout(SHUTDOWN_LIMIT, &mut self.task).await;
    }
}

impl Drop for DirectoryHandle {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[cfg(test)]
mod tests;
