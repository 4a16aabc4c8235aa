//! What every handler and worker is given. No business methods.

use std::sync::Arc;

use crate::{clock::Clock, config::Config, db::Pools};

/// The service's parts.
#[derive(Debug)]
pub struct App {
    pub pools: Pools,
    pub clock: Clock,
    pub config: Config,
}

/// Shared by all handlers.
pub type AppState = Arc<App>;
