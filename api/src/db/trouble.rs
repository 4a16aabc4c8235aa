//! Whether the database gave trouble a moment ago.
//!
//! A connection is asked whether it still works when it is given back, by sqlx and without an end. Where the server is gone without a word that takes as
//! long as the kernel tries, and the connection's place in the pool with it. So in times of trouble it is asked before, with an end. In calm ones nobody
//! pays for that.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Of this process, whatever pool it was.
static LAST: Mutex<Option<Instant>> = Mutex::new(None);

/// Longer than the statements last that were on when it began.
const RECENT: Duration = Duration::from_secs(60);

/// Somebody waited in vain, or lost a connection.
pub(crate) fn note() {
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
}

pub(super) fn is_recent() -> bool {
    LAST.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|last| last.elapsed() < RECENT)
}
