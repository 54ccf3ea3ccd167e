use super::World;
use crate::frame::HEADS;
use crate::step::tests::device::with_card;
use crate::{Command, Outgoing};
use std::collections::VecDeque;
use tongtong_types::{Duration, Timestamp};

/// Frames under way, in order, to each side; and how far each side has sent its waiting messages.
pub(super) struct Session {
    pub(super) number: u64,
    pub(super) opened: Timestamp,
    pub(super) to: [VecDeque<Outgoing>; 2],
    pub(super) after: [u64; 2],
    /// Who has heard the other's heads: what waits flows from then on.
    pub(super) ready: [bool; 2],
}

impl World {
    pub(super) fn open(&mut self) {
        self.opened += 1;
        let mut session = Session {
            number: self.opened,
            opened: self.now,
            to: Default::default(),
            after: [0; 2],
            ready: [false; 2],
        };
        for side in 0..2 {
            let (peer, card) = (self.devices[1 - side].peer(), self.devices[1 - side].kept.me.card.clone());
            let step = self.run(side, &Command::SessionOpened { peer, card });
            session.to[1 - side].extend(step.send);
        }
        if !self.sessions.is_empty() {
            self.reach("sessions crossed");
        }
        self.sessions.push(session);
    }

    pub(super) fn resume(&mut self, side: usize, index: usize) {
        let peer = self.devices[1 - side].peer();
        // What waits flows over the newest session alone; an older one only ends.
        let session = &self.sessions[index];
        if session.number != self.opened || !session.ready[side] {
            return;
        }
        let after = self.sessions[index].after[side];
        let step = self.run(side, &Command::Resume { peer, after });
        let session = &mut self.sessions[index];
        session.after[side] = step.send.iter().map(|frame| frame.place).fold(after, u64::max);
        session.to[1 - side].extend(step.send);
    }

    fn incoming(&self, side: usize, frame: &Outgoing) -> Command {
        let from = &self.devices[1 - side];
        with_card(from.peer(), frame, from.kept.me.card.clone())
    }

    /// Hands the next frame of a session to a side.
    pub(super) fn deliver(&mut self, side: usize, index: usize) -> bool {
        let Some(frame) = self.sessions[index].to[side].pop_front() else { return false };
        let step = self.run(side, &self.incoming(side, &frame));
        if step.resend {
            self.sessions[index].after[side] = 0;
            self.reach("sent once more");
        }
        self.sessions[index].ready[side] = true;
        self.sessions[index].to[1 - side].extend(step.send);
        true
    }

    /// The process dies in the middle of taking a frame; what was under way is gone.
    pub(super) fn crash(&mut self, side: usize, index: usize, committed: bool) {
        let Some(frame) = self.sessions[index].to[side].pop_front() else { return };
        let command = self.incoming(side, &frame);
        if committed {
            let _ = self.run(side, &command);
            self.reach("died after the commit");
        } else {
            let _ = self.devices[side].decide(&command, self.clock(side)).unwrap();
            self.reach("died before the commit");
        }
        self.sessions.clear();
    }

    /// A connection that is silent for 30 s is over: heads do not arrive later than that.
    pub(super) fn time_out(&mut self) {
        let heads = |frames: &VecDeque<Outgoing>| frames.front().is_some_and(|frame| frame.kind == HEADS);
        let now = self.now;
        let silent = |session: &Session| {
            now.since(session.opened) > Duration::from_secs(30) && session.to.iter().any(heads)
        };
        if self.sessions.iter().any(silent) {
            self.reach("timed out");
            self.sessions.retain(|session| !silent(session));
        }
    }
}
