//! What the steps share: the world, the two devices, patience.

use super::child::Child;
use super::device::Device;
use super::fault::Fault;
use super::node::Node;
use super::show::Show;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long the other party is waited for.
const PATIENCE: Duration = Duration::from_secs(25);
/// The same in a step that is spoiled on purpose.
const SHORT: Duration = Duration::from_secs(6);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(40);

/// The world's process and where it answers.
pub(super) struct World {
    /// The process.
    pub(super) child: Child,
    /// The chain's node.
    pub(super) node: Node,
    /// The phone directory.
    pub(super) directory: String,
    /// The profile that leads there.
    pub(super) profile: PathBuf,
}

/// The stage of one story.
pub(super) struct Stage {
    /// The folder of the story.
    pub(super) dir: PathBuf,
    /// Where it is shown.
    pub(super) show: Show,
    world: Option<World>,
    a: Option<Device>,
    b: Option<Device>,
    spoil: Option<u8>,
    step: u8,
}

impl Stage {
    /// An empty stage.
    pub(super) fn new(dir: &Path, show: Show, spoil: Option<u8>) -> Self {
        Self { dir: dir.to_owned(), show, world: None, a: None, b: None, spoil, step: 0 }
    }

    /// A step begins.
    pub(super) fn begin(&mut self, number: u8, name: &str) {
        self.step = number;
        self.show.step(number, name);
    }

    /// Whether the outcome of this step is to be spoiled.
    pub(super) fn is_spoiled(&self) -> bool {
        self.spoil == Some(self.step)
    }

    /// The world is there.
    pub(super) fn set_world(&mut self, world: World) -> &mut World {
        self.world.insert(world)
    }

    /// The two devices are there.
    pub(super) fn set_devices(&mut self, a: Device, b: Device) {
        (self.a, self.b) = (Some(a), Some(b));
    }

    /// The world.
    pub(super) fn world(&self) -> Result<&World, Fault> {
        self.world.as_ref().ok_or_else(|| Fault::new("process_gone"))
    }

    /// The first device, 지민's.
    pub(super) fn a(&self) -> Result<&Device, Fault> {
        self.a.as_ref().ok_or_else(|| Fault::new("process_gone"))
    }

    /// The second device, Alex's.
    pub(super) fn b(&self) -> Result<&Device, Fault> {
        self.b.as_ref().ok_or_else(|| Fault::new("process_gone"))
    }

    /// Both, to start and stop them.
    pub(super) fn both(&mut self) -> Result<(&mut Device, &mut Device), Fault> {
        match (&mut self.a, &mut self.b) {
            (Some(a), Some(b)) => Ok((a, b)),
            _ => Err(Fault::new("process_gone")),
        }
    }

    /// Looks until something is there, for a while; a line says that something is waited for.
    pub(super) async fn until<T>(
        &self,
        fault: &'static str,
        look: impl AsyncFn() -> Result<Option<T>, Fault>,
    ) -> Result<T, Fault> {
        let _line = self.show.waiting(fault);
        let began = Instant::now();
        let patience = if self.is_spoiled() { SHORT } else { PATIENCE };
        loop {
            match look().await? {
                Some(found) => return Ok(found),
                None if began.elapsed() > patience => return Err(Fault::new(fault)),
                None => tokio::time::sleep(LOOK).await,
            }
        }
    }

    /// Everybody goes.
    pub(super) async fn end(&mut self) {
        for device in [&mut self.a, &mut self.b].into_iter().flatten() {
            device.stop().await;
        }
        if let Some(world) = &mut self.world {
            world.child.stop().await;
        }
    }
}

/// A text in an object.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The objects of a list.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
