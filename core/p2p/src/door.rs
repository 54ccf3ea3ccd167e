use crate::accept::Acceptor;
use crate::names::Names;
use crate::stream;
use iroh::endpoint::{IdleTimeout, PortmapperConfig, QuicTransportConfig, RelayMode, VarInt, presets};
use iroh::{
    Endpoint, EndpointAddr, NetReportConfig, PublicKey, RelayConfig, RelayMap, RelayUrl, SecretKey,
    TransportAddr,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tongtong_ports::link::{Connection, LinkError};
use tongtong_types::{EndpointAddress, EndpointId};

/// The one application protocol spoken; a connection that asks for another is refused in TLS.
pub(crate) const ALPN: &[u8] = b"tongtong/1";
/// A dialled device that has not answered by then is not there.
const DIAL_LIMIT: Duration = Duration::from_secs(8);
/// A connection without a sign of life ends after this.
const IDLE_MILLIS: u32 = 30_000;
/// Signs of life are sent this often.
const KEEP_ALIVE: Duration = Duration::from_secs(5);
/// What the other side may send before we have read it.
const RECEIVE_WINDOW: u32 = 1 << 20;
/// What we hold for the other side before it has acknowledged it.
const SEND_WINDOW: u64 = 1 << 20;

/// What both doors are built with.
pub(crate) struct Surroundings {
    pub(crate) relays: Vec<RelayUrl>,
    pub(crate) names: Names,
}

/// One open endpoint, and the task that lets others in.
pub(crate) struct OpenDoor {
    pub(crate) endpoint: Endpoint,
    id: EndpointId,
    relays: Vec<RelayUrl>,
    _acceptor: Acceptor,
}

impl OpenDoor {
    /// Opens the endpoint of this key. Without `direct` it owns no IP socket.
    pub(crate) async fn open(
        key: &SecretKey,
        direct: bool,
        around: &Surroundings,
        arrivals: &mpsc::Sender<Connection>,
    ) -> Result<Self, LinkError> {
        let relays = around.relays.iter().map(|url| RelayConfig::new(url.clone(), None));
        let mut builder = Endpoint::builder(presets::Empty)
            .crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .secret_key(key.clone())
            .alpns(vec![ALPN.to_vec()])
            .relay_mode(RelayMode::Custom(RelayMap::from_iter(relays)))
            .dns_resolver(around.names.resolver())
            .portmapper_config(PortmapperConfig::Disabled)
            .net_report_config(report())
            // No ticket kept: nothing to resume, so no early data and no link between connections.
            .max_tls_tickets(0)
            .transport_config(transport());
        if !direct {
            builder = builder.clear_ip_transports();
        }
        let endpoint = builder.bind().await.map_err(|_| LinkError::Endpoint)?;
        let id = EndpointId::new(*endpoint.id().as_bytes());
        let acceptor = Acceptor::start(id, endpoint.clone(), arrivals.clone());
        Ok(Self { endpoint, id, relays: around.relays.clone(), _acceptor: acceptor })
    }

    /// The parts of a dial, free of any lock.
    pub(crate) fn dialler(&self) -> Dialler {
        Dialler { endpoint: self.endpoint.clone(), id: self.id, relays: self.relays.clone() }
    }
}

/// Dials from one endpoint.
pub(crate) struct Dialler {
    endpoint: Endpoint,
    id: EndpointId,
    relays: Vec<RelayUrl>,
}

impl Dialler {
    /// Connects and opens the stream. The other side hears of it with the first byte written.
    pub(crate) async fn dial(&self, to: &EndpointAddress) -> Result<Connection, LinkError> {
        let address = self.usable(to)?;
        let opened = timeout(DIAL_LIMIT, async {
            let quic = self.endpoint.connect(address, ALPN).await.map_err(|_| LinkError::Unreachable)?;
            let stream = quic.open_bi().await.map_err(|_| LinkError::Unreachable)?;
            Ok((quic, stream))
        });
        let (quic, stream) = opened.await.map_err(|_| LinkError::Unreachable)??;
        stream::connection(self.id, quic, stream)
    }

    /// The address with our own relays only: a card must not send this device to a host of its choice.
    fn usable(&self, to: &EndpointAddress) -> Result<EndpointAddr, LinkError> {
        let key = PublicKey::from_bytes(to.endpoint.bytes()).map_err(|_| LinkError::BadAddress)?;
        let relays: Vec<TransportAddr> = to
            .relays
            .iter()
            .take(EndpointAddress::MAX_RELAYS)
            .filter_map(|text| relay_url(text).ok())
            .filter(|url| self.relays.contains(url))
            .map(TransportAddr::Relay)
            .collect();
        if relays.is_empty() || to.endpoint == self.id {
            return Err(LinkError::BadAddress);
        }
        Ok(EndpointAddr::from_parts(key, relays))
    }
}

/// Reads a relay's URL: `http` or `https`, with a host.
pub(crate) fn relay_url(text: &str) -> Result<RelayUrl, LinkError> {
    if text.len() > EndpointAddress::MAX_RELAY_LEN {
        return Err(LinkError::BadAddress);
    }
    let url: RelayUrl = text.parse().map_err(|_| LinkError::BadAddress)?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() {
        Ok(url)
    } else {
        Err(LinkError::BadAddress)
    }
}

/// The relay's distance is measured, by HTTP to the relay itself: without it no relay is chosen.
fn report() -> NetReportConfig {
    let mut config = NetReportConfig::minimal();
    config.https_probes = true;
    config
}

/// One bidirectional stream, no other stream, no datagrams.
fn transport() -> QuicTransportConfig {
    QuicTransportConfig::builder()
        .max_concurrent_bidi_streams(VarInt::from_u32(1))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .datagram_receive_buffer_size(None)
        .max_idle_timeout(Some(IdleTimeout::from(VarInt::from_u32(IDLE_MILLIS))))
        .keep_alive_interval(KEEP_ALIVE)
        .stream_receive_window(VarInt::from_u32(RECEIVE_WINDOW))
        .receive_window(VarInt::from_u32(RECEIVE_WINDOW))
        .send_window(SEND_WINDOW)
        .build()
}
