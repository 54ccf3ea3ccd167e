//! Stub.
use crate::client::Client; use crate::http::Http; use async_trait::async_trait; use tongtong_chain::{Query,Reply}; use tongtong_ports::NetworkError; use tongtong_types::TxId;
#[derive(Debug)] pub(crate) struct Esplora;
impl Esplora { pub(crate) fn new(_: Http, _: reqwest::Url) -> Self { Self } }
#[async_trait] impl Client for Esplora { async fn ask(&self, _: &[Query]) -> Result<Vec<Reply>, NetworkError> { Err(NetworkError::Offline) } async fn broadcast(&self, _: &[u8]) -> Result<TxId, NetworkError> { Err(NetworkError::Offline) } }
