use super::Needs;
use crate::body::{Body, MAX_BODY, kind};
use crate::card::PublicCard;
use crate::command::Command;
use crate::frame::{self, Acks, Heads, MessageFrame};
use crate::header::Header;
use crate::log::{conversation_id, newest_row, their_row};
use crate::step::Incoming;
use tongtong_types::{MessageId, PeerId, RowId};

/// The most waiting messages that one session start or delay looks at.
const MAX_WAITING: u32 = 1_024;
/// The most unseen messages that one look marks, the oldest first; the next look marks the next.
const MAX_UNSEEN: u32 = 1_000;
/// The most waiting messages under way at a time.
const WINDOW: u32 = 256;

impl Command {
    /// What [`crate::step`] must know to decide this command. `me` is my identity.
    ///
    /// For bytes of a peer that cannot be read, only what refusing them needs.
    #[must_use]
    pub fn needs(&self, me: PeerId) -> Needs {
        match self {
            Self::Meet { card } => card_needs(card),
            Self::SessionOpened { peer, card } => {
                let mut needs = Needs { logs: vec![conversation_id(me, *peer)], ..card_needs(card) };
                if !needs.contacts.contains(peer) {
                    needs.contacts.push(*peer);
                }
                needs
            }
            Self::Ask { peer, .. } => Needs { waiting: Some((*peer, 1)), ..of(me, *peer) },
            Self::Accept { peer, .. }
            | Self::Say { peer, .. }
            | Self::Verify { peer }
            | Self::CardChanged { peer, .. } => of(me, *peer),
            Self::Paid(payment) => of(me, payment.peer),
            Self::Seen { peer, row } => {
                let unseen = Some((conversation_id(me, *peer), u64::MAX, MAX_UNSEEN));
                Needs { rows: vec![*row], unseen, ..of(me, *peer) }
            }
            Self::Resume { peer, .. } => {
                let rows = [kind::REQUEST, kind::ACCEPT].into_iter().filter_map(|kind| mine(me, *peer, kind));
                Needs { rows: rows.collect(), waiting: Some((*peer, WINDOW)), ..of(me, *peer) }
            }
            Self::Delayed { peer, .. } => Needs { waiting: Some((*peer, MAX_WAITING)), ..of(me, *peer) },
            Self::Frame(incoming) => frame_needs(me, incoming),
        }
    }
}

fn of(me: PeerId, peer: PeerId) -> Needs {
    Needs { contacts: vec![peer], logs: vec![conversation_id(me, peer)], ..Needs::default() }
}

/// My row of a kind of which the newest is kept.
fn mine(me: PeerId, peer: PeerId, kind: u64) -> Option<RowId> {
    newest_row(&conversation_id(me, peer), &me, kind)
}

fn card_needs(card: &[u8]) -> Needs {
    match PublicCard::decode(card) {
        Ok(card) => {
            Needs { contacts: vec![card.identity], by_static_key: Some(card.static_key), ..Needs::default() }
        }
        Err(_) => Needs::default(),
    }
}

fn frame_needs(me: PeerId, incoming: &Incoming) -> Needs {
    let needs = of(me, incoming.peer);
    match incoming.kind {
        frame::HEADS => {
            let Ok(Heads(heads)) = Heads::decode(&incoming.body) else { return needs };
            let mine = heads.iter().map(|reach| reach.head.id).filter(|id| id.author == me);
            Needs { messages: mine.collect(), waiting: Some((incoming.peer, MAX_WAITING)), ..needs }
        }
        frame::ACK => {
            let Ok(Acks(heads)) = Acks::decode(&incoming.body) else { return needs };
            // What an accept was ahead of.
            let waiting = Some((incoming.peer, 1));
            Needs { messages: heads.iter().map(|head| head.id).collect(), waiting, ..needs }
        }
        frame::MESSAGE => {
            let Ok(message) = MessageFrame::decode(&incoming.body) else { return needs };
            let Ok(header) = Header::decode(&message.header) else { return needs };
            let conversation = conversation_id(me, incoming.peer);
            let messages = message_needs(me, &header, &message.body);
            // The message itself, if it came at another place before.
            let mut rows = vec![their_row(&conversation, &incoming.peer, &header.commitment)];
            let needs = Needs { messages, ..needs };
            match header.kind {
                // A request is answered unless the last answer still waits. Someone unknown becomes a
                // contact by it, with the card of the session.
                kind::REQUEST => {
                    rows.extend(mine(me, incoming.peer, kind::ACCEPT));
                    Needs { rows, by_static_key: card_needs(&incoming.card).by_static_key, ..needs }
                }
                // With an accept, what waits flows.
                kind::ACCEPT => Needs { rows, waiting: Some((incoming.peer, 1)), ..needs },
                _ => Needs { rows, ..needs },
            }
        }
        _ => needs,
    }
}

/// The message itself, its neighbours in its log, what its author had seen, and what a read mark names.
fn message_needs(me: PeerId, header: &Header, body: &[u8]) -> Vec<MessageId> {
    let at = |seq| MessageId { seq, ..header.id };
    let mut ids = vec![header.id, at(header.id.seq + 1)];
    if header.id.seq > 1 {
        ids.push(at(header.id.seq - 1));
    }
    ids.extend(header.seen.iter().map(|head| head.id));
    if header.kind == kind::RECEIPT
        && body.len() <= MAX_BODY
        && let Ok(Body::Receipt { log, from, up_to }) = Body::decode(header.kind, body)
    {
        ids.extend((from..=up_to).map(|seq| MessageId { author: me, log, seq }));
    }
    ids
}
