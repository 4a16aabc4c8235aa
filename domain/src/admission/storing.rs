//! Whether a storage pool would take what lessons record, asked for thousands of starts.
//!
//! It is the arithmetic of admission; but what a pool has booked of a day is looked through once. Space is needed by whole UTC days, so of its space the most that
//! any slot of a day has booked decides.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

use crate::{
    calendar::Resource,
    pools::{PoolCalendar, Rates, need},
    slots::{SLOTS_PER_DAY, Slot, Step, Steps},
};

pub(super) struct Storing<'a> {
    pool: &'a PoolCalendar,
    rates: Rates,
    /// By day, the most of its space that is booked.
    space: BTreeMap<i32, i64>,
    /// By the first and the last day of a run of them, the same.
    runs: RefCell<HashMap<(i32, i32), i64>>,
}

impl<'a> Storing<'a> {
    pub(super) fn of(pool: &'a PoolCalendar, rates: Rates) -> Self {
        let of_space = pool.calendar.days().filter(|(resource, ..)| *resource == Resource::StorageSpaceMib);
        let space = of_space.map(|(_, day, used)| (day, used.iter().copied().max().unwrap_or_default())).collect();
        Self { pool, rates, space, runs: RefCell::default() }
    }

    /// Whether lessons fit that no order holds yet, all of them together. Each step says how many rooms have one.
    pub(super) fn takes(&self, lessons: &[Step]) -> bool {
        let needed = need(&Steps::sum(lessons.iter().copied()), self.rates, self.pool.retention_days);
        needed.iter().all(|(resource, steps)| match resource {
            Resource::StorageSpaceMib => steps.iter().all(|step| self.has_space(step)),
            _ => steps.iter().all(|step| self.has(*resource, step)),
        })
    }

    /// Steps of space begin and end with days.
    fn has_space(&self, step: Step) -> bool {
        let run = (step.from.day(), step.to.day() - 1);
        let most = *self
            .runs
            .borrow_mut()
            .entry(run)
            .or_insert_with(|| self.space.range(run.0..=run.1).map(|(_, most)| *most).max().unwrap_or_default());
        most.saturating_add(step.amount) <= self.pool.calendar.limit(Resource::StorageSpaceMib)
    }

    fn has(&self, resource: Resource, step: Step) -> bool {
        let calendar = &self.pool.calendar;
        let free = calendar.limit(resource).saturating_sub(step.amount);
        free >= 0
            && (step.from.day()..=Slot(step.to.0 - 1).day()).all(|day| {
                let first = if day == step.from.day() { step.from.of_day() } else { 0 };
                let end = if day == step.to.day() { step.to.of_day() } else { SLOTS_PER_DAY };
                calendar.day(resource, day)[first..end].iter().all(|used| *used <= free)
            })
    }
}
