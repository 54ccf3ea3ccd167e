//! Bitcoin, as the wallet knows a chain.

use crate::network::Config;
use crate::state::{MAX_INDEX, RECEIVE, State};
use crate::{CHAIN, address, order, seal, sight};
use std::collections::BTreeSet;
use tongtong_chain::{
    Draft, Effects, Fault, KeyTree, Keys, Order, Query, Reading, Reply, Rules, Sealed, Sight, Signature,
    ToSign, View,
};
use tongtong_types::{Address, Asset, Chain, KeyPath};

/// The rules of Bitcoin on one network.
#[derive(Debug)]
pub(crate) struct Bitcoin {
    config: Config,
}

impl Bitcoin {
    pub(crate) fn new(config: Config) -> Self {
        Self { config }
    }

    pub(crate) fn network(&self) -> bitcoin::Network {
        self.config.network
    }

    pub(crate) fn genesis(&self) -> Vec<u8> {
        self.config.genesis()
    }

    pub(crate) fn account(&self) -> KeyPath {
        self.config.account()
    }

    pub(crate) fn asset(&self) -> &Asset {
        &self.config.asset
    }

    /// The rate where the node cannot estimate, in units for each 1,000 virtual bytes.
    pub(crate) fn floor(&self) -> u64 {
        self.config.floor
    }

    /// In how many blocks a payment should be in one.
    pub(crate) fn target(&self) -> u16 {
        self.config.target
    }
}

impl Rules for Bitcoin {
    fn chain(&self) -> Chain {
        CHAIN
    }

    fn network_id(&self) -> Vec<u8> {
        self.genesis()
    }

    fn key_tree(&self) -> KeyTree {
        KeyTree::Secp { account: self.account() }
    }

    fn read(&self, text: &str) -> Reading {
        address::read(text, self.network())
    }

    fn receive(&self, keys: &dyn Keys, state: &[u8]) -> Result<(Address, Vec<u8>), Fault> {
        let mut state = State::read(state)?;
        let index = state.fresh(RECEIVE, &[], &BTreeSet::new());
        if index >= MAX_INDEX {
            return Err(Fault::NoKey);
        }
        state.handed = state.handed.max(index.saturating_add(1));
        let address = address::own(&keys.secp(RECEIVE, index)?, self.network())?;
        Ok((address, state.write()?))
    }

    fn has_fresh_addresses(&self) -> bool {
        true
    }

    fn look(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault> {
        sight::look(self, view, answers)
    }

    fn saw(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Sight, Fault> {
        sight::saw(self, view, answers)
    }

    fn ask(&self, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault> {
        order::ask(self, order, answers)
    }

    fn draft(&self, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Draft, Fault> {
        order::draft(self, order, answers)
    }

    fn effects(&self, draft: &Draft, keys: &dyn Keys) -> Result<Effects, Fault> {
        order::effects(self, draft, keys)
    }

    fn to_sign(&self, draft: &Draft, keys: &dyn Keys) -> Result<Vec<ToSign>, Fault> {
        seal::to_sign(&order::read(self, draft)?, keys, &self.account())
    }

    fn seal(&self, draft: &Draft, signatures: &[Signature]) -> Result<Sealed, Fault> {
        seal::seal(&order::read(self, draft)?, signatures)
    }
}
