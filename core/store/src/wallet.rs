//! The wallet's rows: the account, its addresses, payments.

use crate::opening::failed;
use crate::table::{Lookup, Rows, Table, blob, number};
use rusqlite::OptionalExtension;
use rusqlite::types::Value;
use tongtong_ports::StoreError;
use tongtong_types::{Address, PaymentId, RowId, Timestamp};
use tongtong_wallet::rows::{AccountRow, AddressRow, AddressState, Branch, Direction, PaymentRow};
use tongtong_wallet::{Changes, Facts, Needs, PaymentsNeeded};

/// How a payment stands in the clear: 1 ours and in flight, 2 open otherwise, 3 incoming and settled,
/// 4 ours and settled. The indexes name them.
fn standing(payment: &PaymentRow) -> i64 {
    match (payment.is_settled(), payment.direction) {
        (false, _) if payment.is_in_flight() => 1,
        (false, _) => 2,
        (true, Direction::In) => 3,
        (true, Direction::Out | Direction::Rescue | Direction::Cancel) => 4,
    }
}

/// The open payments, by the index that holds no others: SQLite would rather walk in the wanted order.
const OPEN: &str = "INDEXED BY payment_open WHERE standing < 3 ORDER BY at, row";
/// Ours among them.
const IN_FLIGHT: &str = "INDEXED BY payment_open WHERE standing < 3 AND standing = 1 ORDER BY at, row";

impl Rows<'_> {
    /// Writes what the wallet changed.
    pub(crate) fn write_wallet(&self, changes: &Changes) -> Result<(), StoreError> {
        if let Some(account) = &changes.account {
            let kept: Option<AccountRow> = self.pick(Table::Account, "", &[])?.pop();
            if kept.is_some_and(|kept| account.revision <= kept.revision) {
                return Err(StoreError::Stale);
            }
            let row = self.only_row(Table::Account)?;
            self.put(Table::Account, row, Vec::new(), account)?;
        }
        for address in &changes.addresses {
            self.write_address(address)?;
        }
        for payment in &changes.payments {
            self.write_payment(payment)?;
        }
        Ok(())
    }

    /// Reads what a command of the wallet needs.
    pub(crate) fn read_wallet(&self, needs: &Needs) -> Result<Facts, StoreError> {
        let mut facts = Facts { account: self.pick(Table::Account, "", &[])?.pop(), ..Facts::default() };
        if needs.addresses {
            facts.addresses = self.pick(Table::Address, "ORDER BY rowid", &[])?;
        }
        facts.payments = match needs.payments {
            PaymentsNeeded::None => Vec::new(),
            PaymentsNeeded::One(id) => self.payment(id)?.into_iter().collect(),
            PaymentsNeeded::All => self.pick(Table::Payment, "ORDER BY at, row", &[])?,
            PaymentsNeeded::Open => {
                let mut open = self.pick(Table::Payment, OPEN, &[])?;
                let tail = "WHERE standing = 3 AND address IN (SELECT address FROM address WHERE alive = 1) \
                            ORDER BY at, row";
                open.extend(self.pick::<PaymentRow>(Table::Payment, tail, &[])?);
                open
            }
        };
        Ok(facts)
    }

    /// Payments of ours that may still have to be sent.
    pub(crate) fn payments_in_flight(&self) -> Result<Vec<PaymentId>, StoreError> {
        let rows: Vec<PaymentRow> = self.pick(Table::Payment, IN_FLIGHT, &[])?;
        Ok(rows.into_iter().map(|payment| payment.id).collect())
    }

    /// A page of payments, newest first.
    pub(crate) fn payment_page(
        &self,
        before: Option<(Timestamp, PaymentId)>,
        limit: u32,
    ) -> Result<Vec<PaymentRow>, StoreError> {
        let limit = number(limit.into());
        match before {
            None => self.pick(Table::Payment, "ORDER BY at DESC, row DESC LIMIT ?1", &[limit]),
            Some((at, id)) => self.pick(
                Table::Payment,
                "WHERE (at, row) < (?2, ?3) ORDER BY at DESC, row DESC LIMIT ?1",
                &[limit, number(at.millis()), blob(row(id))],
            ),
        }
    }

    /// One payment.
    pub(crate) fn payment(&self, id: PaymentId) -> Result<Option<PaymentRow>, StoreError> {
        Ok(self.pick(Table::Payment, "WHERE row = ?1", &[blob(row(id))])?.pop())
    }

    fn write_address(&self, address: &AddressRow) -> Result<(), StoreError> {
        let branch: &[u8] = match address.branch {
            Branch::Receive => &[0],
            Branch::Change => &[1],
        };
        let place = self.keys.lookup(Lookup::AddressPlace, &[branch, &address.index.to_be_bytes()]);
        let known = self.row_with(Table::Address, "place", &place)?;
        let row = known.map_or_else(|| self.keys.fresh_row(), Ok)?;
        self.must_rise(Table::Address, row, address.revision)?;
        let alive = i64::from(address.state != AddressState::Dead);
        let clear =
            vec![place, self.address(&address.address), Value::Integer(alive), number(address.revision)];
        self.put(Table::Address, row, clear, address)
    }

    fn write_payment(&self, payment: &PaymentRow) -> Result<(), StoreError> {
        let row = row(payment.id);
        self.must_rise(Table::Payment, row, payment.revision)?;
        let clear = vec![
            self.address(&payment.to),
            number(payment.at.millis()),
            Value::Integer(standing(payment)),
            number(payment.revision),
        ];
        self.put(Table::Payment, row, clear, payment)
    }

    /// A row that moves money is replaced by a later one only: a decision from older facts is refused.
    fn must_rise(&self, table: Table, row: RowId, revision: u64) -> Result<(), StoreError> {
        let sql = format!("SELECT revision FROM {} WHERE row = ?1", table.name());
        let mut select = self.conn.prepare_cached(&sql).map_err(failed)?;
        let kept: Option<i64> =
            select.query_row([row.bytes()], |raw| raw.get(0)).optional().map_err(failed)?;
        match kept {
            Some(kept) if i64::try_from(revision).is_ok_and(|revision| revision <= kept) => {
                Err(StoreError::Stale)
            }
            _ => Ok(()),
        }
    }

    fn address(&self, address: &Address) -> Value {
        let chain = address.chain();
        self.keys.lookup(Lookup::AddressAddress, &[chain.name().as_bytes(), address.text().as_bytes()])
    }
}

/// A payment's id is 128 random bits of its own, and so its row.
fn row(id: PaymentId) -> RowId {
    RowId::new(*id.bytes())
}
