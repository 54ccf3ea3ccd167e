use super::desk::Desk;
use super::{Incoming, Step};
use crate::body::kind;
use crate::command::Refused;
use crate::frame::{Acks, Heads, Reach};
use crate::header::Head;
use crate::log::MAX_LOGS;
use crate::rows::{Alert, Author, LogRow, MessageRow, MessageState};
use tongtong_types::{Duration, RowId};

/// How long after a log was moved the other side's heads may still lag: two sessions may cross, and a
/// frame may be under way for as long as a connection may be silent (30 s).
const CROSSING: Duration = Duration::from_secs(40);

/// Their heads at session start, against what I know.
///
/// What they have of mine is delivered, if the hash says that it is the same. Where they stand behind what
/// they acknowledged, or behind what they wrote, the user is told; nothing is sent again for it.
pub(super) fn compare(mut desk: Desk<'_>, incoming: &Incoming) -> Result<Step, Refused> {
    let Heads(heads) = Heads::decode(&incoming.body).map_err(|_| Refused::Protocol)?;
    let of_two = |reach: &Reach| [desk.me.identity, desk.contact.peer].contains(&reach.head.id.author);
    if !heads.iter().all(of_two) {
        return Err(Refused::Protocol);
    }
    for (index, known) in desk.logs.clone().into_iter().enumerate() {
        let author = match known.author {
            Author::Me => desk.me.identity,
            Author::Them => desk.contact.peer,
        };
        let theirs =
            heads.iter().find(|reach| reach.head.id.author == author && reach.head.id.log == known.log);
        match known.author {
            Author::Me => compare_mine(&mut desk, index, &known, theirs, incoming)?,
            Author::Them => compare_theirs(&mut desk, index, &known, theirs.map(|reach| &reach.head)),
        }
    }
    Ok(desk.finish())
}

/// They have committed these messages of mine.
pub(super) fn acknowledged(mut desk: Desk<'_>, incoming: &Incoming) -> Result<Step, Refused> {
    let Acks(heads) = Acks::decode(&incoming.body).map_err(|_| Refused::Protocol)?;
    if heads.iter().any(|head| head.id.author != desk.me.identity) {
        return Err(Refused::Protocol);
    }
    for head in heads {
        // A message that I do not have: I am the one who restored an old copy.
        let Some(row) = desk.message(head.id) else { continue };
        if row.header_hash != head.hash {
            desk.alert(Alert::Conflict);
            continue;
        }
        deliver(&mut desk, row, &incoming.path);
        desk.heard(head.id.log, head.id.seq);
        // With my answer they take what was written before it, too.
        let older = |oldest: &MessageRow| oldest.order < row.order;
        if row.kind == kind::ACCEPT && desk.facts.waiting.first().is_some_and(older) {
            desk.flow();
        }
    }
    Ok(desk.finish())
}

fn compare_mine(
    desk: &mut Desk<'_>,
    index: usize,
    known: &LogRow,
    theirs: Option<&Reach>,
    incoming: &Incoming,
) -> Result<(), Refused> {
    let reached = theirs.map_or(0, |reach| reach.head.id.seq);
    if reached < known.acknowledged && settled(desk, known) {
        desk.alert(Alert::Behind);
        // Told once: from here on they stand where they say.
        if let Some(log) = desk.logs.get_mut(index) {
            log.acknowledged = reached;
        }
    }
    let Some(theirs) = theirs else { return Ok(()) };
    let current = known.log == desk.my_log();
    let mine = desk.message(theirs.head.id).map(|row| row.header_hash);
    let mine = if reached == known.head { known.head_hash } else { mine };
    if reached > known.head || mine.is_some_and(|mine| mine != theirs.head.hash) {
        // More was written under my name into this log, by this device before it came back from an old
        // copy, or by a copy of it: the log ends here, and what is written from now on goes into another.
        if current {
            desk.alert(Alert::Conflict);
            // They take no more logs than that, if they are honest.
            if desk.logs.iter().filter(|log| log.author == Author::Me).count() >= MAX_LOGS {
                return Ok(());
            }
            desk.contact.renewed = Some(RowId::new(desk.draw()?));
        }
        return rewrite(desk, known);
    }
    if mine.is_none() {
        // Rewritten, or replaced by a newer one of its kind: nothing is known of what came before it.
        return if current { Ok(()) } else { rewrite(desk, known) };
    }
    // The chain of hashes makes everything before it the same too, as far as they have it.
    let facts = desk.facts;
    for row in &facts.waiting {
        if row.id.log == known.log && row.id.seq <= reached && !theirs.misses(row.id.seq) {
            deliver(desk, row, &incoming.path);
        }
    }
    desk.heard(known.log, reached);
    Ok(())
}

/// What waits in a log that ended moves to the one I am writing. Some of it they may have taken; which, only
/// they can tell, and do: by its salted body they know it again.
fn rewrite(desk: &mut Desk<'_>, ended: &LogRow) -> Result<(), Refused> {
    let facts = desk.facts;
    facts.waiting.iter().filter(|row| row.id.log == ended.log).try_for_each(|row| desk.rewrite(row))
}

fn compare_theirs(desk: &mut Desk<'_>, index: usize, known: &LogRow, theirs: Option<&Head>) {
    let reached = theirs.map_or(0, |head| head.id.seq);
    let behind = reached < known.head && settled(desk, known);
    let conflict = theirs.is_some_and(|head| reached == known.head && Some(head.hash) != known.head_hash);
    // Told once: from then on they stand where they say.
    let told = reached.saturating_add(1);
    if known.acknowledged == told {
        return;
    }
    if behind {
        desk.alert(Alert::Behind);
    }
    if conflict {
        desk.alert(Alert::Conflict);
    }
    if let Some(log) = desk.logs.get_mut(index).filter(|_| behind || conflict) {
        log.acknowledged = told;
    }
}

/// Whether a lagging head means something: the log is its author's newest that the other side moved, and
/// no second session can have crossed.
fn settled(desk: &Desk<'_>, known: &LogRow) -> bool {
    let moved =
        |log: &&LogRow| log.author == known.author && (log.acknowledged > 0 || log.author == Author::Them);
    let newest = desk.logs.iter().filter(moved).max_by_key(|log| (log.order, log.log));
    newest.is_some_and(|log| log.log == known.log) && desk.now.since(known.heard) >= CROSSING
}

/// They have this message of mine.
fn deliver(desk: &mut Desk<'_>, row: &MessageRow, path: &str) {
    if matches!(row.state, MessageState::Waiting { .. }) {
        let state = MessageState::Delivered { at: desk.now };
        desk.put(MessageRow { state, path: Some(path.to_owned()), ..row.clone() });
    }
}
