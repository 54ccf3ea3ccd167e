use crate::rows::{AccountRow, AddressRow, Branch, PaymentRow};
use crate::step::{Event, Facts, Step};
use crate::{Profile, Refused};
use std::collections::BTreeMap;
use tongtong_types::{Address, PaymentId, Timestamp};

/// A step under construction: rows are changed freely, and [`Draft::finish`] finds out which differ.
pub(crate) struct Draft<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) now: Timestamp,
    before: &'a Facts,
    pub(crate) account: AccountRow,
    pub(crate) addresses: BTreeMap<(Branch, u32), AddressRow>,
    pub(crate) payments: BTreeMap<PaymentId, PaymentRow>,
    pub(crate) step: Step,
}

impl<'a> Draft<'a> {
    pub(crate) fn of(profile: &'a Profile, facts: &'a Facts, now: Timestamp) -> Result<Self, Refused> {
        Ok(Self {
            profile,
            now,
            before: facts,
            account: facts.account.clone().ok_or(Refused::NoWallet)?,
            addresses: facts.addresses.iter().map(|row| ((row.branch, row.index), row.clone())).collect(),
            payments: facts.payments.iter().map(|row| (row.id, row.clone())).collect(),
            step: Step::default(),
        })
    }

    /// Where an address of ours stands in the list.
    pub(crate) fn place(&self, address: &Address) -> Option<(Branch, u32)> {
        self.addresses.iter().find(|(_, row)| row.address == *address).map(|(place, _)| *place)
    }

    /// Tells an event once.
    pub(crate) fn tell(&mut self, event: Event) {
        if !self.step.events.contains(&event) {
            self.step.events.push(event);
        }
    }

    /// Collects the rows that differ from what was read, each with its revision raised.
    pub(crate) fn finish(self) -> Step {
        let Self { before, mut account, addresses, payments, mut step, .. } = self;
        let old: BTreeMap<_, _> = before.addresses.iter().map(|row| ((row.branch, row.index), row)).collect();
        for (place, mut row) in addresses {
            if old.get(&place).is_none_or(|old| **old != row) {
                row.revision = row.revision.saturating_add(1);
                step.changes.addresses.push(row);
            }
        }
        let old: BTreeMap<_, _> = before.payments.iter().map(|row| (row.id, row)).collect();
        for (id, mut row) in payments {
            if old.get(&id).is_none_or(|old| **old != row) {
                row.revision = row.revision.saturating_add(1);
                step.changes.payments.push(row);
            }
        }
        if before.account.as_ref() != Some(&account) {
            account.revision = account.revision.saturating_add(1);
            step.changes.account = Some(account);
        }
        step
    }
}
