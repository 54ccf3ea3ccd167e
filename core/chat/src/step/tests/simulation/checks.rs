use super::World;
use crate::body::kind;
use crate::frame::{ACK, Acks, HEADS, MESSAGE};
use crate::rows::{Alert, Author, ContactState, MessageRow, MessageState};
use crate::{Command, Step};
use std::collections::{BTreeMap, BTreeSet};

impl World {
    /// What must hold after every step, and which branch it was.
    pub(super) fn check(&mut self, side: usize, command: &Command, step: &Step) {
        let seed = self.seed;
        let mut acknowledged = Vec::new();
        for frame in step.send.iter().filter(|frame| frame.kind == ACK) {
            for head in Acks::decode(&frame.body).unwrap().0 {
                acknowledged.push((head.id, head.hash));
            }
        }
        let other = self.devices[1 - side].peer();
        for row in &step.changes.messages {
            // Of these only the newest has a row.
            if matches!(row.kind, kind::REQUEST | kind::ACCEPT) {
                let _ = self.newest.insert((row.id, row.header_hash));
            }
            match (&row.author, &row.state) {
                (Author::Them, MessageState::Received { .. } | MessageState::Seen { .. }) => {
                    let _ = self.committed[side].insert((row.id, row.header_hash));
                }
                (Author::Me, MessageState::Delivered { .. }) => {
                    let there = self.committed[1 - side].contains(&(row.id, row.header_hash));
                    assert!(there, "seed {seed}: delivered without being committed there");
                }
                (Author::Me, MessageState::Read { .. }) => self.reach("read"),
                (_, MessageState::Conflicting { .. }) => {
                    panic!("seed {seed}: a conflict between honest devices")
                }
                _ => {}
            }
        }
        for named in acknowledged {
            let kept = |row: &MessageRow| (row.id, row.header_hash) == named;
            let replaced = self.newest.contains(&named) && self.committed[side].contains(&named);
            assert!(
                replaced || self.devices[side].kept.messages.values().any(kept),
                "seed {seed}: acknowledged without being committed"
            );
        }
        let alerts = self.devices[side].kept.contacts.get(&other).map_or(&[][..], |row| &row.alerts);
        assert!(!alerts.contains(&Alert::Conflict), "seed {seed}: conflict");
        assert!(self.restores || alerts.is_empty(), "seed {seed}: an alert without a restore");
        if alerts.contains(&Alert::Behind) {
            self.reach("behind");
        }
        if let Command::Frame(frame) = command {
            let delivered = |row: &MessageRow| matches!(row.state, MessageState::Delivered { .. });
            let mine = step.changes.messages.iter().any(delivered);
            let waits = |row: &MessageRow| matches!(row.state, MessageState::Waiting { .. });
            let written = step.changes.messages.iter().any(waits);
            let gaps = step.changes.logs.iter().any(|log| !log.missing.is_empty());
            match frame.kind {
                HEADS if mine => self.reach("delivered by heads"),
                ACK if mine => self.reach("delivered by ack"),
                ACK => self.reach("acknowledged twice"),
                MESSAGE if *step == Step::default() => self.reach("not taken"),
                MESSAGE if step.changes.messages.is_empty() => self.reach("came twice"),
                MESSAGE if written => self.reach("answered a request"),
                MESSAGE if gaps => self.reach("taken above a gap"),
                MESSAGE => self.reach("taken"),
                _ => {}
            }
        }
    }

    /// What must hold when all is quiet.
    pub(super) fn verdict(&mut self) {
        let seed = self.seed;
        for side in 0..2 {
            let (here, there) = (&self.devices[side], &self.devices[1 - side]);
            assert_eq!(here.state(there.peer()), Some(ContactState::Accepted), "seed {seed}: not accepted");
            let arrived: Vec<_> =
                there.kept.messages.values().filter(|row| row.author == Author::Them).collect();
            let ids: BTreeSet<_> = arrived.iter().map(|row| row.id).collect();
            assert_eq!(ids.len(), arrived.len(), "seed {seed}: doubled");
            let texts = there.texts(Author::Them);
            assert_eq!(
                texts.iter().collect::<BTreeSet<_>>().len(),
                texts.len(),
                "seed {seed}: a text doubled"
            );
            for mine in here.kept.messages.values().filter(|row| row.author == Author::Me) {
                assert!(!matches!(mine.state, MessageState::Waiting { .. }), "seed {seed}: still waiting");
                let there_or_lost = ids.contains(&mine.id) || self.lost[1 - side].contains(&mine.id);
                let named = (mine.id, mine.header_hash);
                let replaced = self.newest.contains(&named) && self.committed[1 - side].contains(&named);
                assert!(there_or_lost || replaced, "seed {seed}: lost");
            }
            if !self.restores {
                assert_eq!(here.texts(Author::Me), texts, "seed {seed}: lost or reordered");
                let mut order = BTreeMap::new();
                // Requests and accepts overtake; what is shown of them is where they came.
                let theirs = |row: &&MessageRow| {
                    row.author == Author::Them && !matches!(row.kind, kind::REQUEST | kind::ACCEPT)
                };
                for row in there.screen().into_iter().filter(theirs) {
                    let before = order.insert(row.id.log, row.id.seq);
                    assert!(before.is_none_or(|seq| seq < row.id.seq), "seed {seed}: reordered in its log");
                }
            }
        }
    }
}
