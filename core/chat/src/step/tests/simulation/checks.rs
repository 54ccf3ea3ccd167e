use super::{World, named};
use crate::body::kind;
use crate::frame::{ACK, HEADS, MESSAGE, MessageFrame};
use crate::header::Header;
use crate::rows::{Alert, Author, ContactState, MessageRow, MessageState};
use crate::{Command, Step};
use std::collections::{BTreeMap, BTreeSet};

impl World {
    /// What must hold after every step, and which branch it was.
    pub(super) fn check(&mut self, side: usize, command: &Command, step: &Step) {
        let seed = self.seed;
        for row in &step.changes.messages {
            // Of these only the newest has a row.
            if matches!(row.kind, kind::REQUEST | kind::ACCEPT) {
                let _ = self.newest.insert(named(row));
            }
            match (&row.author, &row.state) {
                (Author::Them, MessageState::Received { .. } | MessageState::Seen { .. }) => {
                    let _ = self.committed[side].insert(named(row));
                }
                (Author::Me, MessageState::Delivered { .. }) => {
                    let there = self.committed[1 - side].contains(&named(row));
                    assert!(there, "seed {seed}: delivered without being committed there");
                }
                (Author::Me, MessageState::Read { .. }) => self.reach("read"),
                (_, MessageState::Conflicting { .. }) => {
                    panic!("seed {seed}: a conflict between honest devices")
                }
                _ => {}
            }
        }
        self.check_alerts(side);
        let Command::Frame(frame) = command else { return };
        let acknowledges = step.send.iter().any(|frame| frame.kind == ACK);
        if acknowledges {
            let message = MessageFrame::decode(&frame.body).unwrap();
            let came = Header::decode(&message.header).unwrap().commitment;
            let replaced = self.newest.contains(&came) && self.committed[side].contains(&came);
            assert!(
                replaced || self.devices[side].kept.messages.values().any(|row| named(row) == came),
                "seed {seed}: acknowledged without being committed"
            );
        }
        let delivered = |row: &MessageRow| matches!(row.state, MessageState::Delivered { .. });
        let mine = step.changes.messages.iter().any(delivered);
        let waits = |row: &MessageRow| matches!(row.state, MessageState::Waiting { .. });
        let written = step.changes.messages.iter().any(waits);
        let gaps = step.changes.logs.iter().any(|log| !log.missing.is_empty());
        match frame.kind {
            HEADS if written => self.reach("put into another log"),
            HEADS if mine => self.reach("delivered by heads"),
            ACK if mine => self.reach("delivered by ack"),
            ACK => self.reach("acknowledged twice"),
            MESSAGE if *step == Step::default() => self.reach("not taken"),
            MESSAGE if step.changes.messages.is_empty() && !step.changes.logs.is_empty() => {
                self.reach("came at another place");
            }
            MESSAGE if step.changes.messages.is_empty() => self.reach("came twice"),
            MESSAGE if written => self.reach("answered a request"),
            MESSAGE if gaps => self.reach("taken above a gap"),
            MESSAGE => self.reach("taken"),
            _ => {}
        }
    }

    fn check_alerts(&mut self, side: usize) {
        let (seed, other) = (self.seed, self.devices[1 - side].peer());
        let alerts = self.devices[side].kept.contacts.get(&other).map_or(&[][..], |row| &row.alerts);
        assert!(self.put_back || !alerts.contains(&Alert::Conflict), "seed {seed}: conflict");
        assert!(self.restores || alerts.is_empty(), "seed {seed}: an alert without a restore");
        if alerts.contains(&Alert::Behind) {
            self.reach("behind");
        }
    }

    /// What must hold when all is quiet.
    pub(super) fn verdict(&mut self) {
        let seed = self.seed;
        for side in 0..2 {
            let (here, there) = (&self.devices[side], &self.devices[1 - side]);
            assert_eq!(here.state(there.peer()), Some(ContactState::Accepted), "seed {seed}: not accepted");
            let theirs = |row: &&MessageRow| row.author == Author::Them;
            let rows = || there.kept.messages.values().filter(theirs);
            let arrived: BTreeSet<_> = rows().map(named).collect();
            assert_eq!(arrived.len(), rows().count(), "seed {seed}: doubled");
            let texts = there.texts(Author::Them);
            assert_eq!(
                texts.iter().collect::<BTreeSet<_>>().len(),
                texts.len(),
                "seed {seed}: a text doubled"
            );
            for mine in here.kept.messages.values().filter(|row| row.author == Author::Me) {
                assert!(!matches!(mine.state, MessageState::Waiting { .. }), "seed {seed}: still waiting");
                let name = named(mine);
                let there_or_lost = arrived.contains(&name) || self.lost[1 - side].contains(&name);
                let replaced = self.newest.contains(&name) && self.committed[1 - side].contains(&name);
                assert!(there_or_lost || replaced, "seed {seed}: lost");
            }
            if !self.restores {
                assert_eq!(here.texts(Author::Me), texts, "seed {seed}: lost or reordered");
                let mut order = BTreeMap::new();
                // Requests and accepts overtake; what is shown of them is where they came.
                let ordered =
                    |row: &&MessageRow| theirs(row) && !matches!(row.kind, kind::REQUEST | kind::ACCEPT);
                for row in there.screen().into_iter().filter(ordered) {
                    let before = order.insert(row.id.log, row.id.seq);
                    assert!(before.is_none_or(|seq| seq < row.id.seq), "seed {seed}: reordered in its log");
                }
            }
        }
    }
}
