//! Objects that somebody else sets back whenever they are repaired, on one cluster: in memory, lost with the worker.
//!
//! A hand that errs is put right at once. A controller that wants another value would be written against for ever, at the pace of the watch that tells
//! of its writes; so after a few repairs each waits longer than the one before, whatever is told meanwhile. A plan that changes, as a room's does at each of
//! its bells, is nobody's contest: what is counted is counted of one plan.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use homeroom_domain::workload::ObjectRef;
use serde_json::Value;

/// Repairs of one object that are made at once.
const AT_ONCE: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LAST_PAUSE: Duration = Duration::from_secs(600);
/// An object that has stood for so long is not contested any more.
const PEACE: Duration = Duration::from_secs(1_200);

type Key = (String, ObjectRef);

/// What an object is planned to be, told from what it was planned to be before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlanMark(u64);

impl PlanMark {
    /// Of a body to be applied, whatever version of the object it was made against.
    pub(super) fn of(body: &Value) -> Self {
        let mut body = body.clone();
        if let Some(metadata) = body.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.remove("resourceVersion");
        }
        let mut hasher = DefaultHasher::new();
        body.to_string().hash(&mut hasher);
        Self(hasher.finish())
    }
}

#[derive(Debug)]
struct Contest {
    plan: PlanMark,
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
    pub(super) fn holds(&self, namespace: &str, object: &ObjectRef, plan: PlanMark) -> bool {
        self.holds_at((namespace, object), plan, Instant::now())
    }

    fn holds_at(&self, (namespace, object): (&str, &ObjectRef), plan: PlanMark, now: Instant) -> bool {
        let known = self.lock();
        let contest = known.get(&(namespace.to_owned(), object.clone())).filter(|contest| contest.plan == plan);
        contest.is_some_and(|contest| now < contest.last + pause_after(contest.repairs))
    }

    /// Notes a repair.
    pub(super) fn wrote(&self, namespace: &str, object: &ObjectRef, plan: PlanMark) {
        self.wrote_at((namespace, object), plan, Instant::now());
    }

    fn wrote_at(&self, (namespace, object): (&str, &ObjectRef), plan: PlanMark, now: Instant) {
        let mut known = self.lock();
        known.retain(|_, contest| now.saturating_duration_since(contest.last) < PEACE);
        let fresh = || Contest { plan, repairs: 0, last: now, manager: None };
        let contest = known.entry((namespace.to_owned(), object.clone())).or_insert_with(fresh);
        if contest.plan != plan {
            *contest = fresh();
        }
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
    use serde_json::json;

    use super::*;

    #[test]
    fn a_hand_is_put_right_at_once_and_a_controller_less_and_less_often() {
        let (contests, object) = (Contests::default(), ObjectRef::new(ObjectKind::Service, "rooms"));
        let plan = PlanMark::of(&json!({"spec": {"replicas": 1}}));
        let mut now = Instant::now();
        let mut repairs = Vec::new();
        // The other one writes each second for an hour.
        for second in 0..3_600 {
            if !contests.holds_at(("order-1", &object), plan, now) {
                contests.wrote_at(("order-1", &object), plan, now);
                repairs.push(second);
            }
            now += Duration::from_secs(1);
        }
        assert_eq!(repairs[..6], [0, 1, 2, 7, 17, 37]);
        assert!(repairs.len() < 16, "{repairs:?}");
        assert!(!contests.holds_at(("order-2", &object), plan, now), "another order's is another object");
        assert_eq!(contests.known("order-1", &object), Some(None), "nobody asked yet");

        now += PEACE;
        contests.wrote_at(("order-1", &object), plan, now);
        assert!(!contests.holds_at(("order-1", &object), plan, now), "it has stood for long");
    }

    #[test]
    fn a_room_that_starts_and_ends_all_day_is_contested_by_nobody() {
        let (contests, object) = (Contests::default(), ObjectRef::new(ObjectKind::Deployment, "r-1"));
        let mut now = Instant::now();
        for bell in 0..40 {
            let body = |version: usize| json!({"metadata": {"resourceVersion": version.to_string()}, "spec": {"replicas": bell % 2}});
            let plan = PlanMark::of(&body(bell));
            assert!(!contests.holds_at(("order-1", &object), plan, now), "bell {bell}");
            contests.wrote_at(("order-1", &object), plan, now);
            assert_eq!(plan, PlanMark::of(&body(bell + 1)), "a version is no part of the plan");
            assert_eq!(contests.known("order-1", &object), None);
            now += Duration::from_secs(60);
        }
    }
}
