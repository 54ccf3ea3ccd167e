//! The chain's side of the wallet's contract.

use crate::CHAIN;
use crate::address::{account_path, bytes_of, read, shown};
use crate::look::Looker;
use crate::network::Network;
use crate::pay::{Step, payer, step, to_sign};
use crate::transfer::Transfer;
use tongtong_chain::{
    Draft, Effects, Fault, KeyTree, Keys, Order, Query, Reading, Reply, Rules, Sealed, Sight, Signature,
    ToSign, View,
};
use tongtong_types::{Address, Chain};

/// Ethereum on one network.
#[derive(Clone, Debug)]
pub(crate) struct Ethereum {
    network: Network,
}

impl Ethereum {
    pub(crate) fn new(network: Network) -> Self {
        Self { network }
    }

    fn looker(&self, keys: &dyn Keys) -> Result<Looker<'_>, Fault> {
        Ok(Looker { network: &self.network, own: bytes_of(&keys.secp(0, 0)?) })
    }

    fn step(&self, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Step, Fault> {
        step(&self.network, &bytes_of(&order.keys.secp(0, 0)?), order, answers)
    }
}

impl Rules for Ethereum {
    fn chain(&self) -> Chain {
        CHAIN
    }

    /// The chain id, 8 bytes big-endian.
    fn network_id(&self) -> Vec<u8> {
        self.network.id()
    }

    fn key_tree(&self) -> KeyTree {
        KeyTree::Secp { account: account_path() }
    }

    fn read(&self, text: &str) -> Reading {
        read(text)
    }

    /// The one address, always.
    fn receive(&self, keys: &dyn Keys, state: &[u8]) -> Result<(Address, Vec<u8>), Fault> {
        Ok((shown(&bytes_of(&keys.secp(0, 0)?)), state.to_vec()))
    }

    fn look(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault> {
        self.looker(view.keys)?.ask(view, answers)
    }

    fn saw(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Sight, Fault> {
        self.looker(view.keys)?.saw(view, answers)
    }

    fn ask(&self, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault> {
        Ok(match self.step(order, answers)? {
            Step::Ask(query) => vec![query],
            Step::Ready(_) => Vec::new(),
        })
    }

    fn draft(&self, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Draft, Fault> {
        match self.step(order, answers)? {
            Step::Ask(_) => Err(Fault::Unanswered),
            Step::Ready(draft) => Ok(draft),
        }
    }

    fn effects(&self, draft: &Draft, keys: &dyn Keys) -> Result<Effects, Fault> {
        let (transfer, facts) = Transfer::of(draft, &self.network)?;
        transfer.effects(&facts, payer(&keys.secp(0, 0)?), &self.network)
    }

    fn to_sign(&self, draft: &Draft, keys: &dyn Keys) -> Result<Vec<ToSign>, Fault> {
        let (transfer, _) = Transfer::of(draft, &self.network)?;
        Ok(vec![to_sign(&transfer, keys.secp(0, 0)?, &self.network)])
    }

    fn seal(&self, draft: &Draft, signatures: &[Signature]) -> Result<Sealed, Fault> {
        let (transfer, facts) = Transfer::of(draft, &self.network)?;
        match signatures {
            [Signature::Secp(signature)] => transfer.sealed(&facts, signature, &self.network),
            _ => Err(Fault::WrongKey),
        }
    }
}
