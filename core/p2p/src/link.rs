use crate::door::{OpenDoor, Surroundings, relay_url};
use crate::names::Names;
use async_trait::async_trait;
use iroh::SecretKey;
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock, mpsc, watch};
use tongtong_ports::link::{Connection, Door, Link, LinkError, LinkOpener, LinkSeeds};
use tongtong_types::{EndpointAddress, EndpointId};

/// Finished connections of one door that wait to be taken by [`Link::accept`].
const WAITING: usize = 32;

/// How long the question takes whether a relay is held: an answer that is there already.
const RELAY_KNOWN: std::time::Duration = std::time::Duration::from_millis(200);

/// Opens transports on iroh: port [`LinkOpener`].
#[derive(Clone, Debug, Default)]
pub struct IrohOpener {
    /// How names in relay URLs are resolved.
    pub names: Names,
}

/// The transport on iroh: port [`Link`] over two endpoints.
pub struct IrohLink {
    around: Surroundings,
    rendezvous: OpenDoor,
    conversation: RwLock<Conversation>,
    conversation_key: SecretKey,
    addresses: [EndpointAddress; 2],
    at_rendezvous: Mutex<mpsc::Receiver<Connection>>,
    at_conversation: Mutex<mpsc::Receiver<Connection>>,
    let_in: mpsc::Sender<Connection>,
    shut: watch::Sender<bool>,
}

/// The conversation door; closed for the moment in which it is rebuilt, or if that failed.
struct Conversation {
    open: Option<OpenDoor>,
    direct: bool,
}

impl IrohLink {
    /// Opens both endpoints. Returns before a relay is reached: that may take any time, or fail.
    ///
    /// # Errors
    /// [`LinkError::BadAddress`] if there is no relay, more than [`EndpointAddress::MAX_RELAYS`], or one
    /// is no URL; [`LinkError::Endpoint`] if the system gives no socket.
    pub async fn start(
        seeds: LinkSeeds,
        relays: &[String],
        direct: bool,
        names: Names,
    ) -> Result<Self, LinkError> {
        if relays.is_empty() || relays.len() > EndpointAddress::MAX_RELAYS {
            return Err(LinkError::BadAddress);
        }
        let urls = relays.iter().map(|text| relay_url(text)).collect::<Result<_, _>>()?;
        let (knocked, at_rendezvous) = mpsc::channel(WAITING);
        let (let_in, at_conversation) = mpsc::channel(WAITING);
        let around = Surroundings { relays: urls, names };
        let rendezvous_key = SecretKey::from_bytes(&seeds.rendezvous);
        let conversation_key = SecretKey::from_bytes(&seeds.conversation);
        let addresses = [&rendezvous_key, &conversation_key].map(|key| EndpointAddress {
            endpoint: EndpointId::new(*key.public().as_bytes()),
            relays: relays.to_vec(),
        });
        let rendezvous = OpenDoor::open(&rendezvous_key, false, &around, &knocked).await?;
        let open = OpenDoor::open(&conversation_key, direct, &around, &let_in).await?;
        Ok(Self {
            around,
            rendezvous,
            conversation: RwLock::new(Conversation { open: Some(open), direct }),
            conversation_key,
            addresses,
            at_rendezvous: Mutex::new(at_rendezvous),
            at_conversation: Mutex::new(at_conversation),
            let_in,
            shut: watch::Sender::new(false),
        })
    }

    /// Waits until both endpoints are registered at a relay, so that others can reach them. Waits for
    /// ever without a network: give it a limit.
    pub async fn online(&self) {
        self.rendezvous.endpoint.online().await;
        let conversation = self.conversation.read().await.open.as_ref().map(|open| open.endpoint.clone());
        if let Some(endpoint) = conversation {
            endpoint.online().await;
        }
    }

    fn ensure_running(&self) -> Result<(), LinkError> {
        if *self.shut.borrow() { Err(LinkError::Shutdown) } else { Ok(()) }
    }
}

#[async_trait]
impl Link for IrohLink {
    fn address(&self, door: Door) -> EndpointAddress {
        let [rendezvous, conversation] = &self.addresses;
        match door {
            Door::Rendezvous => rendezvous.clone(),
            Door::Conversation => conversation.clone(),
        }
    }

    async fn dial(&self, from: Door, to: &EndpointAddress) -> Result<Connection, LinkError> {
        self.ensure_running()?;
        let dialler = match from {
            Door::Rendezvous => self.rendezvous.dialler(),
            Door::Conversation => {
                let conversation = self.conversation.read().await;
                conversation.open.as_ref().ok_or(LinkError::Endpoint)?.dialler()
            }
        };
        let dialled = dialler.dial(to).await;
        self.ensure_running()?;
        dialled
    }

    async fn accept(&self, door: Door) -> Result<Connection, LinkError> {
        let arrivals = match door {
            Door::Rendezvous => &self.at_rendezvous,
            Door::Conversation => &self.at_conversation,
        };
        let mut shut = self.shut.subscribe();
        tokio::select! {
            biased;
            _ = shut.wait_for(|shut| *shut) => Err(LinkError::Shutdown),
            arrival = async { arrivals.lock().await.recv().await } => arrival.ok_or(LinkError::Shutdown),
        }
    }

    async fn has_network(&self) -> bool {
        tokio::time::timeout(RELAY_KNOWN, self.rendezvous.endpoint.online()).await.is_ok()
    }

    async fn allow_direct(&self, allowed: bool) -> Result<(), LinkError> {
        let mut conversation = self.conversation.write().await;
        self.ensure_running()?;
        if conversation.open.is_some() && conversation.direct == allowed {
            return Ok(());
        }
        if let Some(open) = conversation.open.take() {
            open.endpoint.close().await;
        }
        conversation.direct = allowed;
        let open = OpenDoor::open(&self.conversation_key, allowed, &self.around, &self.let_in).await?;
        conversation.open = Some(open);
        Ok(())
    }

    async fn shutdown(&self) {
        self.shut.send_replace(true);
        let conversation = self.conversation.write().await.open.take();
        let conversation = async {
            if let Some(open) = conversation {
                open.endpoint.close().await;
            }
        };
        tokio::join!(self.rendezvous.endpoint.close(), conversation);
    }
}

#[async_trait]
impl LinkOpener for IrohOpener {
    async fn open(
        &self,
        seeds: LinkSeeds,
        relays: &[String],
        direct: bool,
    ) -> Result<Arc<dyn Link>, LinkError> {
        Ok(Arc::new(IrohLink::start(seeds, relays, direct, self.names.clone()).await?))
    }
}

#[cfg(test)]
mod tests;
