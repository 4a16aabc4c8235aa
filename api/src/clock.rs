//! The clock of business time: timetables, phases, tokens. Leases, timeouts and back-off use real time and do not ask it.
//!
//! Tests and simulations hold a clock that they move; everything else reads the system's.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

/// Machines that keep time differ by less.
const DIFFERS: SignedDuration = SignedDuration::from_mins(2);

/// Where the service reads business time.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    #[default]
    System,
    /// The system's, so many seconds fast or, below zero, slow: as one is that is wrong.
    Wrong(Arc<AtomicI64>),
    /// Stands until it is moved.
    Held(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn held(at: Timestamp) -> Self {
        Self::Held(Arc::new(Mutex::new(at)))
    }

    /// A clock that goes right until it is put wrong.
    pub fn wrong_by(seconds: Arc<AtomicI64>) -> Self {
        Self::Wrong(seconds)
    }

    /// What another clock says at the same moment, where it is so far from this one that nobody can tell which of the two is right. Nothing of a held one, whose
    /// time is nobody else's.
    pub fn disputed(&self, now: Timestamp, other: Timestamp) -> Option<Timestamp> {
        match self {
            Self::System | Self::Wrong(_) => (now.duration_since(other).abs() > DIFFERS).then_some(other),
            Self::Held(_) => None,
        }
    }

    /// Now, in whole microseconds, which is what the database keeps.
    pub fn now(&self) -> Timestamp {
        let now = match self {
            #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is told to use")]
            Self::System => Timestamp::now(),
            Self::Wrong(seconds) => {
                let system = Self::System.now();
                system.saturating_add(SignedDuration::from_secs(seconds.load(Ordering::Relaxed))).unwrap_or(system)
            }
            Self::Held(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        };
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Moves a held clock; others cannot be moved.
    pub fn set(&self, to: Timestamp) {
        if let Self::Held(at) = self {
            *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_far_from_another_is_disputed_and_a_held_one_never() {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let system = Clock::System;
        assert_eq!([at(60), at(58), at(62)].map(|other| system.disputed(at(60), other)), [None; 3]);
        assert_eq!([at(0), at(120)].map(|other| system.disputed(at(60), other)), [Some(at(0)), Some(at(120))]);
        assert_eq!(Clock::held(at(60)).disputed(at(60), at(0)), None);
    }

    #[test]
    fn a_wrong_clock_is_as_wrong_as_it_is_put() {
        let seconds = Arc::new(AtomicI64::new(0));
        let clock = Clock::wrong_by(seconds.clone());
        let ahead = |clock: &Clock| clock.now().duration_since(Clock::System.now()).as_mins();
        seconds.store(3_630, Ordering::Relaxed);
        assert_eq!(ahead(&clock), 60);
        seconds.store(-3_630, Ordering::Relaxed);
        assert_eq!(ahead(&clock), -60);
    }
}
