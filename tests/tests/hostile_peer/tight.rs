//! A connection whose dialler grants the other side next to nothing, and never reads on.

use crate::peer::{Target, random};
use crate::wire::Wire;
use async_trait::async_trait;
use iroh::endpoint::{QuicTransportConfig, RecvStream, RelayMode, SendStream, VarInt, presets};
use iroh::{Endpoint, EndpointAddr, PublicKey, RelayUrl, SecretKey, TransportAddr};
use tongtong_crypto::session::ALPN;
use tongtong_ports::{LinkError, LinkReader, LinkWriter};
use tongtong_tests::World;
use tongtong_types::EndpointId;

/// How much the device may have under way to this peer: a handshake and a few frames.
const WINDOW: u32 = 4_096;

struct Reader(RecvStream);

struct Writer(SendStream, iroh::endpoint::Connection);

#[async_trait]
impl LinkReader for Reader {
    async fn read_exact(&mut self, buffer: &mut [u8]) -> Result<(), LinkError> {
        self.0.read_exact(buffer).await.map_err(|_| LinkError::Closed)
    }
}

#[async_trait]
impl LinkWriter for Writer {
    async fn write_all(&mut self, bytes: &[u8]) -> Result<(), LinkError> {
        self.0.write_all(bytes).await.map_err(|_| LinkError::Closed)
    }

    async fn close(&mut self) {
        self.1.close(VarInt::from_u32(0), b"");
    }
}

/// An endpoint with small windows.
pub(crate) struct Tight {
    endpoint: Endpoint,
}

impl Tight {
    pub(crate) async fn open(world: &World) -> Self {
        let relays =
            world.profile().endpoints.relays.into_iter().map(|relay| relay.parse::<RelayUrl>().unwrap());
        let windows = QuicTransportConfig::builder()
            .stream_receive_window(VarInt::from_u32(WINDOW))
            .receive_window(VarInt::from_u32(WINDOW))
            .build();
        let endpoint = Endpoint::builder(presets::Minimal)
            .secret_key(SecretKey::from_bytes(&random()))
            .alpns(vec![ALPN.to_vec()])
            .relay_mode(RelayMode::custom(relays))
            .transport_config(windows)
            .clear_ip_transports()
            .bind()
            .await
            .unwrap();
        Self { endpoint }
    }

    /// Dials a device; nothing if its door is full.
    pub(crate) async fn dial(&self, to: &Target) -> Option<Wire> {
        let key = PublicKey::from_bytes(to.at.endpoint.bytes()).unwrap();
        let relays = to.at.relays.iter().map(|relay| TransportAddr::Relay(relay.parse().unwrap()));
        let quic = self.endpoint.connect(EndpointAddr::from_parts(key, relays), ALPN).await.ok()?;
        let (send, receive) = quic.open_bi().await.ok()?;
        let mut exporter = [0; 32];
        quic.export_keying_material(&mut exporter, b"EXPORTER-tongtong-session", b"").unwrap();
        let local = EndpointId::new(*self.endpoint.id().as_bytes());
        Some(Wire::new(
            (local, to.at.endpoint),
            exporter,
            Box::new(Reader(receive)),
            Box::new(Writer(send, quic)),
        ))
    }
}
