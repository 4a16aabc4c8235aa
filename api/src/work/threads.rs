//! Threads for the heaviest of heavy work. The scheduler gives them a core where nobody wants one who answers people, here or in a database beside us.

use std::io;

use tokio::runtime::{Builder, Handle, Runtime};

/// About a tenth of what a thread of ordinary standing gets where both want the same core.
const NICE: i32 = 10;

/// See the module. Work that is on goes on when they are dropped, and nobody waits for it.
#[derive(Debug)]
pub(super) struct Threads(Option<Runtime>);

impl Threads {
    pub(super) fn start(count: usize) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().max_blocking_threads(count).thread_name("work").on_thread_start(give_way).build()?;
        Ok(Self(Some(runtime)))
    }

    pub(super) fn handle(&self) -> Option<Handle> {
        self.0.as_ref().map(|runtime| runtime.handle().clone())
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

fn give_way() {
    if let Err(error) = rustix::process::nice(NICE) {
        tracing::debug!(%error, "a thread for heavy work does not give way to others");
    }
}
