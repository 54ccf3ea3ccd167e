use super::hello::{Hello, MAX_VERSIONS};
use super::{ALPN, SessionError};
use tongtong_types::{EndpointId, PeerId};

/// What both sides must agree on before the first key: any difference fails message 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prologue {
    /// The versions of the initiator's hello, in the order sent.
    pub offered: Vec<u16>,
    /// The version spoken, as the ALPN names it.
    pub version: u16,
    /// The endpoint that dialled.
    pub initiator: EndpointId,
    /// The endpoint that was dialled.
    pub responder: EndpointId,
    /// The identity that the initiator means to reach.
    pub responder_identity: PeerId,
    /// 32 bytes of the TLS exporter `EXPORTER-tongtong-session`.
    pub tls_exporter: [u8; 32],
}

impl Prologue {
    /// The seven fields as they are hashed, each as `u16 length || bytes` (big endian).
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let Self { offered, version, initiator, responder, responder_identity, tls_exporter } = self;
        let fields: [&[u8]; 7] = [
            ALPN,
            &Hello::encode(offered),
            &version.to_be_bytes(),
            initiator.bytes(),
            responder.bytes(),
            responder_identity.bytes(),
            tls_exporter,
        ];
        let mut bytes = Vec::new();
        for field in fields {
            // Every field is far below 65,536 bytes: the longest is the hello with 33.
            let length = u16::try_from(field.len()).unwrap_or(u16::MAX);
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(field);
        }
        bytes
    }

    /// The bytes, if the list can have been sent and holds the version.
    pub(super) fn checked(&self) -> Result<Vec<u8>, SessionError> {
        if self.offered.len() > MAX_VERSIONS || !self.offered.contains(&self.version) {
            return Err(SessionError::Prologue);
        }
        Ok(self.bytes())
    }
}
