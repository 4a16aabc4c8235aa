//! How long work tells what it is doing. Callers choose where it goes: the demo
//! prints it, tests stay silent unless something has to be built.

use std::sync::Arc;
use std::time::Duration;

/// Takes one line, without its end.
pub type Progress = Arc<dyn Fn(&str) + Send + Sync>;

/// Lines on standard error.
#[must_use]
pub fn stderr() -> Progress {
    Arc::new(|line| eprintln!("{line}"))
}

/// Nothing at all.
#[must_use]
pub fn silent() -> Progress {
    Arc::new(|_| {})
}

/// `75 s` as `1 min 15 s`.
pub(crate) fn took(duration: Duration) -> String {
    match duration.as_secs() {
        0 => format!("{} ms", duration.as_millis()),
        seconds @ 1..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}
