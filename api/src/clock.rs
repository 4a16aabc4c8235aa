//! The clock of business time: timetables, phases, tokens. Leases, timeouts and back-off use real time and do not ask it.
//!
//! Tests and simulations hold a clock that they move; everything else reads the system's.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;

/// Where the service reads business time.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    #[default]
    System,
    /// Stands until it is moved.
    Held(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn held(at: Timestamp) -> Self {
        Self::Held(Arc::new(Mutex::new(at)))
    }

    /// Now, in whole microseconds, which is what the database keeps.
    pub fn now(&self) -> Timestamp {
        let now = match self {
            #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is told to use")]
            Self::System => Timestamp::now(),
            Self::Held(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        };
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Moves a held clock; the system's cannot be moved.
    pub fn set(&self, to: Timestamp) {
        if let Self::Held(at) = self {
            *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to;
        }
    }
}
