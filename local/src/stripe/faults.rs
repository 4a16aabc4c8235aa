//! What goes wrong with calls on demand: each fault takes the next calls that fit it, and is used up.

use std::time::Duration;

use serde::Deserialize;

/// Faults that may wait for their calls.
const MOST: usize = 1_000;
const LONGEST_MS: u64 = 120_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum What {
    /// The work is done, and the connection closes instead of an answer.
    LostAnswer,
    /// The connection closes before anything is done.
    LostCall,
    /// 500, and nothing is done. Like every answer of 500 it stays the answer to the call's key.
    ErrorBefore,
    /// 500, and the work is done all the same.
    ErrorAfter,
    /// 429.
    TooMany,
    /// 409: somebody else works on the object.
    Locked,
    /// 200 and no JSON.
    Garbled,
    /// Nothing for `ms`, then as usual.
    Slow,
    /// The work is done at once, and said after `ms`.
    SlowAnswer,
}

/// A fault and the calls that it takes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fault {
    pub(super) what: What,
    /// As `POST`; any, where it is not said.
    #[serde(default)]
    method: Option<String>,
    /// The end of the path, as `/pay`; any, where it is not said.
    #[serde(default)]
    path: String,
    /// Calls that fit and are let through before.
    #[serde(default)]
    skip: u32,
    #[serde(default = "once")]
    times: u32,
    #[serde(default)]
    ms: u64,
}

const fn once() -> u32 {
    1
}

impl Fault {
    fn fits(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted == method) && path.ends_with(&self.path)
    }

    pub(super) fn pause(&self) -> Duration {
        Duration::from_millis(self.ms.min(LONGEST_MS))
    }
}

#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
        self.0.truncate(MOST);
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault of a call, if it has one.
    pub(super) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let place = self.0.iter().position(|fault| fault.fits(method, path))?;
        let fault = self.0.get_mut(place)?;
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        fault.times = fault.times.saturating_sub(1);
        let taken = fault.clone();
        if taken.times == 0 {
            self.0.remove(place);
        }
        Some(taken)
    }
}
