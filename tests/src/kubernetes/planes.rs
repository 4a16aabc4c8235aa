//! Control planes, of which a test has one to itself and the next test has it after.
//!
//! Starting one costs more than most tests do on it. Given on, it is emptied, and has the nodes that were asked for. One whose test failed is given
//! to nobody: its processes end.

use std::{
    ops::{Deref, DerefMut},
    sync::Mutex,
    thread,
};

use homeroom_local::{
    control_plane::{ControlPlane, NodeSpec, Options},
    scratch::Scratch,
};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Tests that have a control plane at the same time: they wait more than they work, so two cores carry six. With three, half of both was idle.
const AT_ONCE: u32 = 6;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE as usize);
static IDLE: Mutex<Vec<Started>> = Mutex::new(Vec::new());

struct Started {
    plane: ControlPlane,
    _scratch: Scratch,
}

/// A control plane that nobody else has.
pub(crate) struct Plane {
    started: Option<Started>,
    _turn: Turns,
}

pub(crate) type Turns = SemaphorePermit<'static>;

/// A test that starts so many control planes by itself waits until others have left it room for them.
pub(crate) async fn turns(planes: u32) -> Turns {
    TURNS.acquire_many(planes).await.unwrap()
}

/// One with a real node waits until no other has a control plane: people hear and see each other there, in real time.
pub(crate) async fn alone() -> Turns {
    turns(AT_ONCE).await
}

impl Plane {
    /// With so many bare-metal nodes, `node-1` and so on, when it is this test's turn.
    pub(crate) async fn with(nodes: usize) -> Self {
        let [plane] = Self::several([nodes]).await;
        plane
    }

    /// As many as one test needs, in one turn: two tests that each had one and waited for another would wait for ever.
    pub(crate) async fn several<const N: usize>(nodes: [usize; N]) -> [Self; N] {
        Self::in_turn(turns(u32::try_from(N).unwrap()).await, nodes).await
    }

    /// The same with no other control plane beside them: what takes all of the machine.
    pub(crate) async fn several_alone<const N: usize>(nodes: [usize; N]) -> [Self; N] {
        Self::in_turn(alone().await, nodes).await
    }

    /// The turn's permits are shared out, and the last one has those that are left.
    async fn in_turn<const N: usize>(turn: Turns, nodes: [usize; N]) -> [Self; N] {
        let (mut left, mut planes) = (Some(turn), Vec::new());
        for (number, nodes) in nodes.into_iter().enumerate() {
            let part = if number + 1 < N { left.as_mut().and_then(|left| left.split(1)) } else { left.take() };
            planes.push(Self { started: Some(Started::take(NodeSpec::bare_metal_fleet(nodes)).await), _turn: part.unwrap() });
        }
        planes.try_into().ok().unwrap()
    }
}

impl Started {
    /// One that was given back, else a new one.
    async fn take(nodes: Vec<NodeSpec>) -> Self {
        let idle = IDLE.lock().unwrap().pop();
        if let Some(mut idle) = idle {
            match idle.plane.reset(&nodes).await {
                Ok(()) => return idle,
                Err(error) => eprintln!("a control plane could not be used again: {error:#}"),
            }
        }
        let scratch = Scratch::new("control-plane").unwrap();
        let plane = ControlPlane::start(Options::scratch(scratch.path(), nodes)).await.unwrap();
        Self { plane, _scratch: scratch }
    }
}

impl Drop for Plane {
    fn drop(&mut self) {
        if let Some(started) = self.started.take().filter(|_| !thread::panicking()) {
            IDLE.lock().unwrap().push(started);
        }
    }
}

impl Deref for Plane {
    type Target = ControlPlane;

    fn deref(&self) -> &ControlPlane {
        &self.started.as_ref().unwrap().plane
    }
}

impl DerefMut for Plane {
    fn deref_mut(&mut self) -> &mut ControlPlane {
        &mut self.started.as_mut().unwrap().plane
    }
}
