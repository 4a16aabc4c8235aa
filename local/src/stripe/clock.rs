//! What time it is at the played Stripe: the machine's, until a test holds it.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Unix seconds.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Clock {
    held: Option<i64>,
}

impl Clock {
    pub(super) fn now(self) -> i64 {
        self.held.unwrap_or_else(of_the_machine)
    }

    /// Stands at this moment; `None` lets it go with the machine's.
    pub(super) fn set(&mut self, moment: Option<i64>) {
        self.held = moment;
    }
}

#[expect(clippy::disallowed_methods, reason = "nobody injects the time of another company")]
fn of_the_machine() -> i64 {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(passed.as_secs()).unwrap_or_default()
}
