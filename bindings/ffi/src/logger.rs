//! The app's log: lines of codes and counts, handed over on a thread of its own.

use crate::events::CallbackError;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use tongtong_ports::{Clock, Level, LogEntry, Logger, SystemClock};
use tongtong_types::Timestamp;

/// Lines that may wait for a slow logger; more are dropped and counted.
const ROOM: usize = 1_024;

/// One line: a code out of the core's own list and a small number. It holds nothing private.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LogLine {
    /// When, in milliseconds since 1970.
    pub at: Timestamp,
    /// How much it matters.
    pub level: Level,
    /// What.
    pub code: String,
    /// A count that goes with it.
    pub count: Option<u64>,
    /// The source file of a fault of this library, for the code `panic`; `count` is the line.
    pub file: Option<String>,
}

/// Foreign trait: the app's log. Called from one thread that may block; a line that cannot be taken is lost.
#[uniffi::export(foreign)]
pub trait ForeignLogger: Send + Sync {
    /// Takes a line.
    ///
    /// # Errors
    /// Whatever is thrown is dropped.
    fn log(&self, line: LogLine) -> Result<(), CallbackError>;
}

/// An app's log behind the port.
pub(crate) struct Adapter {
    lines: SyncSender<LogLine>,
    lost: Mutex<u64>,
}

/// The logs of the open devices, for panics.
static OPEN: Mutex<Vec<Weak<Adapter>>> = Mutex::new(Vec::new());

impl Adapter {
    /// Starts the thread that hands lines over. It ends with the device.
    pub(crate) fn start(logger: Arc<dyn ForeignLogger>) -> Arc<Self> {
        let (lines, waiting) = sync_channel::<LogLine>(ROOM);
        let hand_over = move || {
            while let Ok(line) = waiting.recv() {
                // What a log throws is its own affair.
                let _taken = logger.log(line);
            }
        };
        // Without a thread there is no log; the device works all the same.
        let _thread = thread::Builder::new().name("tongtong-log".to_owned()).spawn(hand_over);
        let adapter = Arc::new(Self { lines, lost: Mutex::new(0) });
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|log| log.strong_count() > 0);
        open.push(Arc::downgrade(&adapter));
        adapter
    }

    fn put(&self, line: LogLine) {
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        if *lost > 0 {
            let code = "log_lines_lost".to_owned();
            let note = LogLine { at: line.at, level: Level::Warn, code, count: Some(*lost), file: None };
            if self.lines.try_send(note).is_ok() {
                *lost = 0;
            }
        }
        if let Err(TrySendError::Full(_)) = self.lines.try_send(line) {
            *lost = lost.saturating_add(1);
        }
    }
}

impl Logger for Adapter {
    fn log(&self, entry: LogEntry) {
        let LogEntry { at, level, code, count } = entry;
        self.put(LogLine { at, level, code: code.to_owned(), count, file: None });
    }
}

/// Tells every log where this library panicked; what the panic says is told to nobody.
pub(crate) fn panicked(place: Option<(&str, u32)>) {
    let line = LogLine {
        at: SystemClock.now(),
        level: Level::Error,
        code: "panic".to_owned(),
        count: place.map(|(_, line)| u64::from(line)),
        file: place.map(|(file, _)| file.to_owned()),
    };
    let Ok(open) = OPEN.try_lock() else { return };
    for log in open.iter().filter_map(Weak::upgrade) {
        log.put(line.clone());
    }
}
