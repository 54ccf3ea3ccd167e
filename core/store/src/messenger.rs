//! The messenger's rows: myself, contacts, logs, messages.

use crate::table::{Lookup, Rows, Table, blob, number};
use rusqlite::types::Value;
use std::collections::BTreeSet;
use tongtong_chat::rows::{Author, ContactRow, ContactState, LogRow, MessageRow, MessageState};
use tongtong_chat::{Changes, Facts, Needs};
use tongtong_ports::StoreError;
use tongtong_ports::store::Before;
use tongtong_types::{MessageId, PeerId, RowId};

/// How a message's state stands in the clear; the indexes name two of them.
const fn state(message: &MessageState) -> i64 {
    match message {
        MessageState::Waiting { .. } => 1,
        MessageState::Delivered { .. } => 2,
        MessageState::Read { .. } => 3,
        MessageState::Received { .. } => 4,
        MessageState::Seen { .. } => 5,
        MessageState::Conflicting { .. } => 6,
    }
}

impl Rows<'_> {
    /// Writes what the messenger changed.
    pub(crate) fn write_chat(&self, changes: &Changes) -> Result<(), StoreError> {
        if let Some(me) = &changes.me {
            let row = self.only_row(Table::Me)?;
            self.put(Table::Me, row, Vec::new(), me)?;
        }
        for contact in &changes.contacts {
            self.write_contact(contact)?;
        }
        for log in &changes.logs {
            self.write_log(log)?;
        }
        for message in &changes.messages {
            self.write_message(message)?;
        }
        Ok(())
    }

    /// Reads what a command of the messenger needs.
    pub(crate) fn read_chat(&self, needs: &Needs) -> Result<Facts, StoreError> {
        let mut facts = Facts { me: self.pick(Table::Me, "", &[])?.pop(), ..Facts::default() };
        facts.contacts = self.contacts_of(needs)?;
        let conversations: BTreeSet<_> = needs.logs.iter().collect();
        for conversation in conversations {
            let value = self.keys.lookup(Lookup::LogConversation, &[conversation.bytes()]);
            facts.logs.extend(self.pick(Table::Log, "WHERE conversation = ?1 ORDER BY rowid", &[value])?);
        }
        facts.messages = self.messages_of(needs)?;
        if let Some((peer, limit)) = needs.waiting {
            let tail = "WHERE peer = ?1 AND state = 1 ORDER BY place, seq LIMIT ?2";
            facts.waiting = self.pick(Table::Message, tail, &[self.peer(peer), number(limit.into())])?;
        }
        if let Some((conversation, up_to, limit)) = needs.unseen {
            let tail = "WHERE conversation = ?1 AND state = 4 AND place <= ?2 ORDER BY place, seq LIMIT ?3";
            let value = self.keys.lookup(Lookup::MessageConversation, &[conversation.bytes()]);
            facts.unseen = self.pick(Table::Message, tail, &[value, number(up_to), number(limit.into())])?;
        }
        Ok(facts)
    }

    /// All contacts, in the order in which they came.
    pub(crate) fn contacts(&self) -> Result<Vec<ContactRow>, StoreError> {
        self.pick(Table::Contact, "ORDER BY rowid", &[])
    }

    /// A page of a conversation, newest first.
    pub(crate) fn message_page(
        &self,
        peer: PeerId,
        before: Option<Before>,
        limit: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        let (peer, limit) = (self.peer(peer), number(limit.into()));
        match before {
            None => self.pick(
                Table::Message,
                "WHERE peer = ?1 ORDER BY place DESC, row DESC LIMIT ?2",
                &[peer, limit],
            ),
            Some(Before { order, row }) => self.pick(
                Table::Message,
                "WHERE peer = ?1 AND (place, row) < (?3, ?4) ORDER BY place DESC, row DESC LIMIT ?2",
                &[peer, limit, number(order), blob(row)],
            ),
        }
    }

    /// One message.
    pub(crate) fn message(&self, row: RowId) -> Result<Option<MessageRow>, StoreError> {
        Ok(self.pick(Table::Message, "WHERE row = ?1", &[blob(row)])?.pop())
    }

    /// Peers for whom messages of mine wait, the longest waiting first.
    pub(crate) fn waiting_peers(&self) -> Result<Vec<PeerId>, StoreError> {
        let tail = "WHERE rowid IN (SELECT min(rowid) FROM message WHERE state = 1 GROUP BY peer) \
                    ORDER BY rowid";
        let first: Vec<MessageRow> = self.pick(Table::Message, tail, &[])?;
        Ok(first.into_iter().map(|message| message.peer).collect())
    }

    /// The id of the one row of a table, or a new one.
    pub(crate) fn only_row(&self, table: Table) -> Result<RowId, StoreError> {
        self.row_with(table, "1", &Value::Integer(1))?.map_or_else(|| self.keys.fresh_row(), Ok)
    }

    fn write_contact(&self, contact: &ContactRow) -> Result<(), StoreError> {
        let peer = self.keys.lookup(Lookup::ContactPeer, &[contact.peer.bytes()]);
        let known = self.row_with(Table::Contact, "peer", &peer)?;
        let row = known.map_or_else(|| self.keys.fresh_row(), Ok)?;
        let static_key = self.keys.lookup(Lookup::ContactStaticKey, &[contact.static_key.bytes()]);
        self.put(Table::Contact, row, vec![peer, static_key], contact)
    }

    fn write_log(&self, log: &LogRow) -> Result<(), StoreError> {
        // Another's log may bear any id, even that of mine: it is known by its conversation and author too.
        let author: &[u8] = match log.author {
            Author::Me => &[1],
            Author::Them => &[2],
        };
        let parts = [log.conversation.bytes().as_slice(), author, log.log.bytes()];
        let id = self.keys.lookup(Lookup::LogLog, &parts);
        let known = self.row_with(Table::Log, "log", &id)?;
        let row = known.map_or_else(|| self.keys.fresh_row(), Ok)?;
        let conversation = self.keys.lookup(Lookup::LogConversation, &[log.conversation.bytes()]);
        self.put(Table::Log, row, vec![id, conversation], log)
    }

    fn write_message(&self, message: &MessageRow) -> Result<(), StoreError> {
        let clear = vec![
            self.peer(message.peer),
            self.keys.lookup(Lookup::MessageConversation, &[message.conversation.bytes()]),
            self.id(message.id),
            number(message.order),
            number(message.id.seq),
            Value::Integer(state(&message.state)),
        ];
        self.put(Table::Message, message.row, clear, message)
    }

    fn contacts_of(&self, needs: &Needs) -> Result<Vec<ContactRow>, StoreError> {
        let mut found: Vec<ContactRow> = Vec::new();
        let mut add = |rows: Vec<ContactRow>| {
            for row in rows {
                if found.iter().all(|known| known.peer != row.peer) {
                    found.push(row);
                }
            }
        };
        for peer in &needs.contacts {
            let value = self.keys.lookup(Lookup::ContactPeer, &[peer.bytes()]);
            add(self.pick(Table::Contact, "WHERE peer = ?1", &[value])?);
        }
        if let Some(static_key) = &needs.by_static_key {
            let value = self.keys.lookup(Lookup::ContactStaticKey, &[static_key.bytes()]);
            add(self.pick(Table::Contact, "WHERE static_key = ?1 ORDER BY rowid", &[value])?);
        }
        if needs.accepted {
            let mut all = self.contacts()?;
            all.retain(|contact| contact.state == ContactState::Accepted);
            add(all);
        }
        Ok(found)
    }

    fn messages_of(&self, needs: &Needs) -> Result<Vec<MessageRow>, StoreError> {
        let mut found: Vec<MessageRow> = Vec::new();
        let mut rows = BTreeSet::new();
        let ids: BTreeSet<_> = needs.messages.iter().collect();
        for id in ids {
            found.extend(self.pick(Table::Message, "WHERE id = ?1 ORDER BY rowid", &[self.id(*id)])?);
        }
        rows.extend(found.iter().map(|message| message.row));
        for row in &needs.rows {
            if rows.insert(*row) {
                found.extend(self.message(*row)?);
            }
        }
        Ok(found)
    }

    fn peer(&self, peer: PeerId) -> Value {
        self.keys.lookup(Lookup::MessagePeer, &[peer.bytes()])
    }

    fn id(&self, id: MessageId) -> Value {
        let seq = id.seq.to_be_bytes();
        self.keys.lookup(Lookup::MessageId, &[id.author.bytes(), id.log.bytes(), &seq])
    }
}
