use crate::address::{account_path, shown};
use crate::facts::Read;
use crate::message::What;
use crate::network::Solana;
use solana_address::Address as Key;
use tongtong_chain::{
    Cost, Draft, Effects, Fault, KeyTree, Keys, Kind, Order, Query, Reading, Reply, Rules, Sealed, Sight,
    Signable, Signature, ToSign, View,
};
use tongtong_types::{Address, Amount, Asset, Chain};

impl Rules for Solana {
    fn chain(&self) -> Chain {
        crate::CHAIN
    }

    fn network_id(&self) -> Vec<u8> {
        self.genesis_bytes.to_vec()
    }

    fn key_tree(&self) -> KeyTree {
        KeyTree::Ed25519 { key: account_path() }
    }

    fn read(&self, text: &str) -> Reading {
        self.reading(text)
    }

    fn receive(&self, keys: &dyn Keys, state: &[u8]) -> Result<(Address, Vec<u8>), Fault> {
        Ok((shown(&Key::new_from_array(keys.ed25519()?)), state.to_vec()))
    }

    fn look(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault> {
        self.looks(view, answers)
    }

    fn saw(&self, view: &View<'_>, answers: &[(Query, Reply)]) -> Result<Sight, Fault> {
        self.sees(view, answers)
    }

    fn ask(&self, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Vec<Query>, Fault> {
        self.asks(order, answers)
    }

    fn draft(&self, order: &Order<'_>, answers: &[(Query, Reply)]) -> Result<Draft, Fault> {
        self.drafts(order, answers)
    }

    fn effects(&self, draft: &Draft, keys: &dyn Keys) -> Result<Effects, Fault> {
        let Read { payment, facts, fee } = self.ours(draft, keys)?;
        let asset = self.asset_of(&payment.what)?;
        let (us, units) = (shown(&payment.payer), u128::from(payment.amount));
        // All of the asset that leaves: of SOL, the fee too.
        let leaves = if asset == self.coin { units.checked_add(u128::from(fee)) } else { Some(units) };
        let rent = facts.token.and_then(|token| token.rent);
        let made = rent.map(|rent| Cost::AccountMade {
            asset: self.coin.clone(),
            amount: Amount::from_units(u128::from(rent)),
        });
        Ok(Effects {
            to: shown(&payment.payee),
            amount: Amount::from_units(units),
            asset,
            fee: Amount::from_units(u128::from(fee)),
            fee_asset: self.coin.clone(),
            costs: made.into_iter().collect(),
            sources: vec![(us, Amount::from_units(leaves.ok_or(Fault::Unreadable)?))],
            change: None,
            notes: Vec::new(),
            expires: Some(facts.expires()),
        })
    }

    fn to_sign(&self, draft: &Draft, keys: &dyn Keys) -> Result<Vec<ToSign>, Fault> {
        self.ours(draft, keys)?;
        let what = Signable::Ed25519 { message: draft.unsigned.clone(), key: keys.ed25519()? };
        Ok(vec![ToSign { path: account_path(), what }])
    }

    fn seal(&self, draft: &Draft, signatures: &[Signature]) -> Result<Sealed, Fault> {
        self.seals(draft, signatures)
    }
}

impl Solana {
    /// A draft that this chain could have made, read back.
    pub(crate) fn payment_of(&self, draft: &Draft) -> Result<Read, Fault> {
        let read = Read::new(&draft.unsigned, &draft.facts)?;
        self.asset_of(&read.payment.what)?;
        let payable =
            matches!(self.reading(shown(&read.payment.payee).text()), Reading::Is(Kind::Address, _));
        let fits = payable && read.payment.unit_price <= self.priority_cap;
        if fits { Ok(read) } else { Err(Fault::Unreadable) }
    }

    /// The same, if we pay it.
    fn ours(&self, draft: &Draft, keys: &dyn Keys) -> Result<Read, Fault> {
        let us = keys.ed25519()?;
        let read = self.payment_of(draft)?;
        if read.payment.payer.to_bytes() == us { Ok(read) } else { Err(Fault::Unreadable) }
    }

    /// What is paid, if the profile names it with these decimals.
    pub(crate) fn asset_of(&self, what: &What) -> Result<Asset, Fault> {
        match what {
            What::Coin => Ok(self.coin.clone()),
            What::Token { mint, decimals, .. } => self
                .token_by_mint(mint)
                .filter(|token| token.decimals == *decimals)
                .map(|token| token.code.clone())
                .ok_or(Fault::Unreadable),
        }
    }
}
