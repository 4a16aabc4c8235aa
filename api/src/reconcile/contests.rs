//! Objects that somebody else sets back whenever they are repaired, on one cluster: in memory, lost with the worker.
//!
//! A hand that errs is put right at once. A controller that wants another value would be written against for ever, at the pace of the watch that tells
//! of its writes; so after a few repairs each waits longer than the one before, whatever is told meanwhile.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use homeroom_domain::workload::ObjectRef;

/// Repairs of one object that are made at once.
const AT_ONCE: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LAST_PAUSE: Duration = Duration::from_secs(600);
/// An object that has stood for so long is not contested any more.
const PEACE: Duration = Duration::from_secs(1_200);

type Key = (String, ObjectRef);

#[derive(Debug)]
struct Contest {
    repairs: u32,
    last: Instant,
    /// Who sets it back; `None` until that was asked, and within it where nobody is named.
    manager: Option<Option<String>>,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Contests {
    by_object: Mutex<HashMap<Key, Contest>>,
}

impl Contests {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Contest>> {
        self.by_object.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an object that differs is left as it is for now.
    pub(super) fn holds(&self, namespace: &str, object: &ObjectRef) -> bool {
        self.holds_at(namespace, object, Instant::now())
    }

    fn holds_at(&self, namespace: &str, object: &ObjectRef, now: Instant) -> bool {
        let known = self.lock();
        known.get(&(namespace.to_owned(), object.clone())).is_some_and(|contest| now < contest.last + pause_after(contest.repairs))
    }

    /// Notes a repair.
    pub(super) fn wrote(&self, namespace: &str, object: &ObjectRef) {
        self.wrote_at(namespace, object, Instant::now());
    }

    fn wrote_at(&self, namespace: &str, object: &ObjectRef, now: Instant) {
        let mut known = self.lock();
        known.retain(|_, contest| now.saturating_duration_since(contest.last) < PEACE);
        let fresh = Contest { repairs: 0, last: now, manager: None };
        let contest = known.entry((namespace.to_owned(), object.clone())).or_insert(fresh);
        contest.repairs = contest.repairs.saturating_add(1);
        contest.last = now;
    }

    /// Who sets an object back, as far as that was asked. `None` for one that is not contested.
    pub(super) fn known(&self, namespace: &str, object: &ObjectRef) -> Option<Option<Option<String>>> {
        let known = self.lock();
        let contest = known.get(&(namespace.to_owned(), object.clone())).filter(|contest| contest.repairs > AT_ONCE)?;
        Some(contest.manager.clone())
    }

    pub(super) fn learn(&self, namespace: &str, object: &ObjectRef, manager: Option<String>) {
        if let Some(contest) = self.lock().get_mut(&(namespace.to_owned(), object.clone())) {
            contest.manager = Some(manager);
        }
    }
}

fn pause_after(repairs: u32) -> Duration {
    match repairs.checked_sub(AT_ONCE) {
        None => Duration::ZERO,
        Some(more) => FIRST_PAUSE.saturating_mul(1 << more.min(10)).min(LAST_PAUSE),
    }
}

#[cfg(test)]
mod tests {
    use homeroom_domain::workload::ObjectKind;

    use super::*;

    #[test]
    fn a_hand_is_put_right_at_once_and_a_controller_less_and_less_often() {
        let (contests, object) = (Contests::default(), ObjectRef::new(ObjectKind::Service, "rooms"));
        let mut now = Instant::now();
        let mut repairs = Vec::new();
        // The other one writes each second for an hour.
        for second in 0..3_600 {
            if !contests.holds_at("order-1", &object, now) {
                contests.wrote_at("order-1", &object, now);
                repairs.push(second);
            }
            now += Duration::from_secs(1);
        }
        assert_eq!(repairs[..6], [0, 1, 2, 7, 17, 37]);
        assert!(repairs.len() < 16, "{repairs:?}");
        assert!(!contests.holds_at("order-2", &object, now), "another order's is another object");
        assert_eq!(contests.known("order-1", &object), Some(None), "nobody asked yet");

        now += PEACE;
        contests.wrote_at("order-1", &object, now);
        assert!(!contests.holds_at("order-1", &object, now), "it has stood for long");
    }
}
