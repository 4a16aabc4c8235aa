//! What every handler and worker is given. No business methods.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::{clock::Clock, config::Config, db::Pools};

/// The service's parts.
#[derive(Debug)]
pub struct App {
    pub pools: Pools,
    pub clock: Clock,
    pub config: Config,
    /// Cancelled when the process was asked to stop: waiting requests answer at once.
    pub stopping: CancellationToken,
}

impl App {
    /// # Errors
    /// When a part cannot be made from what was configured.
    pub fn new(config: Config, pools: Pools, clock: Clock) -> anyhow::Result<Self> {
        Ok(Self { pools, clock, config, stopping: CancellationToken::new() })
    }
}

/// Shared by all handlers.
pub type AppState = Arc<App>;
