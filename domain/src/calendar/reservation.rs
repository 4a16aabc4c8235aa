//! What somebody booked on a calendar: amounts slot by slot, cut short, replaced in part, or set against others. What is free is nothing to it.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Resource, by_day};
use crate::slots::{Slot, Steps};

/// Amounts per resource and slot; below zero in a difference.
pub type Amounts = BTreeMap<Resource, Steps>;

/// What an order or a placement booked on one calendar: frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    pub calendar: Uuid,
    /// No entry without steps.
    pub steps: Amounts,
}

impl Reservation {
    pub fn new(calendar: Uuid, steps: Amounts) -> Self {
        Self { calendar, steps: pruned(steps) }
    }

    /// What remains when it ends at a slot: past steps stay in it.
    pub fn truncated(&self, end: Slot) -> Self {
        Self::new(self.calendar, self.steps.iter().map(|(r, s)| (*r, s.truncated(end))).collect())
    }

    /// This reservation up to a slot, and other amounts from there on.
    pub fn continued(&self, from: Slot, with: &Amounts) -> Self {
        let with: Amounts = with.iter().map(|(r, s)| (*r, s.starting(from))).collect();
        Self::new(self.calendar, combined(&self.truncated(from).steps, &with, Steps::plus))
    }

    /// What of it lies in some spans of slots, which are sorted and disjoint.
    #[must_use]
    pub fn within(&self, spans: &[(Slot, Slot)]) -> Self {
        Self::new(self.calendar, within(&self.steps, spans))
    }

    /// Other amounts in some spans of slots, which are sorted and disjoint, and this reservation everywhere else.
    #[must_use]
    pub fn replaced(&self, spans: &[(Slot, Slot)], with: &Amounts) -> Self {
        self.with(&combined(&within(with, spans), &within(&self.steps, spans), Steps::minus))
    }

    /// This reservation and other amounts on top of it.
    #[must_use]
    pub fn with(&self, more: &Amounts) -> Self {
        Self::new(self.calendar, combined(&self.steps, more, Steps::plus))
    }

    /// What to book so that `self` becomes `new`: above zero what is added, below zero what is given back.
    pub fn difference(&self, new: &Self) -> Amounts {
        pruned(combined(&new.steps, &self.steps, Steps::minus))
    }

    /// The day rows that it lies in: those to load before and to write after it is booked or released.
    pub fn touched_days(&self) -> BTreeSet<(Resource, i32)> {
        touched_days(&self.steps)
    }
}

/// The day rows that some amounts lie in.
pub fn touched_days(amounts: &Amounts) -> BTreeSet<(Resource, i32)> {
    let steps = amounts.iter().flat_map(|(resource, steps)| steps.iter().map(|s| (*resource, s)));
    steps.flat_map(|(resource, step)| by_day(step).map(move |(day, _)| (resource, day))).collect()
}

/// The larger of both, slot by slot.
pub fn larger(a: &Amounts, b: &Amounts) -> Amounts {
    pruned(combined(a, b, Steps::max))
}

fn within(amounts: &Amounts, spans: &[(Slot, Slot)]) -> Amounts {
    amounts.iter().map(|(resource, steps)| (*resource, steps.within(spans))).collect()
}

pub(super) fn pruned(mut amounts: Amounts) -> Amounts {
    amounts.retain(|_, steps| !steps.is_empty());
    amounts
}

fn combined(a: &Amounts, b: &Amounts, with: fn(&Steps, &Steps) -> Steps) -> Amounts {
    let none = Steps::default();
    let resources: BTreeSet<Resource> = a.keys().chain(b.keys()).copied().collect();
    resources.into_iter().map(|r| (r, with(a.get(&r).unwrap_or(&none), b.get(&r).unwrap_or(&none)))).collect()
}
