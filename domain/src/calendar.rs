//! Calendars: what is booked, per slot, of something finite. One type for a tenant's quota, a cluster, and whatever is finite later.
//!
//! A reservation is frozen: giving back subtracts what was booked, never a re-computation, because the catalogue and time-zone data change. A slot
//! refuses only where something is added and does not fit, so giving back always works and a limit may be lowered below what is used. Which
//! reservations there should be is `demand` and `admission`; rows and locks are the service's. Here is what is free; what one booked is `reservation`'s.

mod fullness;
mod limit_changes;
mod reservation;
mod resource;
mod shares;
mod shortage;

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use uuid::Uuid;

use limit_changes::Levels;
pub use limit_changes::LimitChanges;
pub use reservation::{Amounts, Reservation, larger, touched_days};
pub use resource::{Resource, UnknownResource};
pub use shortage::{ShortRun, Shortage};

use crate::slots::{SLOTS_PER_DAY, Slot, Step, Steps};

/// A limit per resource, and how much is used in each slot. A resource without a limit has none to give; a day that is not loaded has no use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub id: Uuid,
    /// What holds until the first change.
    pub limits: BTreeMap<Resource, i64>,
    pub changes: LimitChanges,
    /// By resource and UTC day; no day that is zero throughout.
    days: BTreeMap<(Resource, i32), [i64; SLOTS_PER_DAY]>,
}

impl Calendar {
    pub fn new(id: Uuid, limits: BTreeMap<Resource, i64>) -> Self {
        Self { id, limits, changes: LimitChanges::default(), days: BTreeMap::new() }
    }

    /// The same with limits that change.
    #[must_use]
    pub fn changing(self, changes: LimitChanges) -> Self {
        Self { changes, ..self }
    }

    /// Puts a stored day row in.
    pub fn load(&mut self, resource: Resource, day: i32, used: [i64; SLOTS_PER_DAY]) {
        if used.iter().any(|u| *u != 0) {
            self.days.insert((resource, day), used);
        } else {
            self.days.remove(&(resource, day));
        }
    }

    /// The day row to store; all zero where nothing is used.
    pub fn day(&self, resource: Resource, day: i32) -> [i64; SLOTS_PER_DAY] {
        self.days.get(&(resource, day)).copied().unwrap_or([0; SLOTS_PER_DAY])
    }

    /// Every day row in which something is used.
    pub fn days(&self) -> impl Iterator<Item = (Resource, i32, &[i64; SLOTS_PER_DAY])> {
        self.days.iter().map(|((resource, day), used)| (*resource, *day, used))
    }

    /// Before any change: of what is not booked per slot, the limit.
    pub fn limit(&self, resource: Resource) -> i64 {
        self.limits.get(&resource).copied().unwrap_or_default()
    }

    pub fn limit_at(&self, resource: Resource, slot: Slot) -> i64 {
        self.changes.within(resource, self.limit(resource), (slot, Slot(slot.0 + 1))).at(slot)
    }

    fn limits_on(&self, resource: Resource, day: i32) -> Levels<'_> {
        self.changes.within(resource, self.limit(resource), (slot_of(day, 0), slot_of(day + 1, 0)))
    }

    /// The limit in slots `[from, to)`: of the first, and of each from which on it is another.
    pub fn limits_over(&self, resource: Resource, (from, to): (Slot, Slot)) -> Vec<(Slot, i64)> {
        let later = self.changes.of(resource).iter().filter(|(since, _)| from < *since && *since < to);
        std::iter::once((from, self.limit_at(resource, from))).chain(later.copied()).collect()
    }

    pub fn used(&self, resource: Resource, slot: Slot) -> i64 {
        self.days.get(&(resource, slot.day())).map_or(0, |used| used[slot.of_day()])
    }

    /// Books a reservation as a whole, or says everything that refuses and changes nothing.
    pub fn book(&mut self, reservation: &Reservation) -> Result<(), Vec<Shortage>> {
        self.change(&reservation.steps)
    }

    /// Books a difference as a whole, or says everything that refuses and changes nothing.
    pub fn change(&mut self, difference: &Amounts) -> Result<(), Vec<Shortage>> {
        let shortages = self.shortages(difference);
        if !shortages.is_empty() {
            return Err(shortages);
        }
        self.add(difference, 1);
        Ok(())
    }

    /// Gives back what a reservation booked.
    pub fn release(&mut self, reservation: &Reservation) {
        self.add(&reservation.steps, -1);
    }

    /// Gives back what a reservation booked from a slot on, and returns what remains of it.
    pub fn truncate(&mut self, reservation: &Reservation, end: Slot) -> Reservation {
        let remaining = reservation.truncated(end);
        self.add(&reservation.difference(&remaining), 1);
        remaining
    }

    /// Every resource that refuses a difference; a slot refuses only where something is added and `used + added > limit`. Of shares of nodes those count too
    /// that were packed: whether more of them pack is not this sum's to say.
    pub fn shortages(&self, difference: &Amounts) -> Vec<Shortage> {
        judged(difference).iter().filter_map(|(resource, steps)| self.shortage(*resource, steps)).collect()
    }

    fn shortage(&self, resource: Resource, steps: &Steps) -> Option<Shortage> {
        Shortage::of(resource, self.added(resource, steps))
    }

    /// The least that would be left of a resource in any slot to which a difference adds. `None` where it adds nothing.
    pub fn least_left(&self, resource: Resource, difference: &Amounts) -> Option<i64> {
        let steps = difference.get(&resource)?;
        self.added(resource, steps).map(|(_, needed, free)| free.saturating_sub(needed)).min()
    }

    /// Slot by slot what is added and what is free.
    fn added(&self, resource: Resource, steps: &Steps) -> impl Iterator<Item = (Slot, i64, i64)> {
        const UNUSED: &[i64; SLOTS_PER_DAY] = &[0; SLOTS_PER_DAY];
        let limit = self.limit(resource);
        let within =
            move |day, slots: &Range<usize>| self.changes.within(resource, limit, (slot_of(day, slots.start), slot_of(day, slots.end)));
        let adding = steps.iter().filter(|s| s.amount > 0);
        let pieces = adding.flat_map(|step| by_day(step).map(move |(day, slots)| (step.amount, day, slots)));
        pieces.flat_map(move |(amount, day, slots)| {
            let used = self.days.get(&(resource, day)).unwrap_or(UNUSED);
            let packed = self.packed(resource, day).unwrap_or(UNUSED);
            let limits = within(day, &slots);
            slots.map(move |i| (slot_of(day, i), amount, limits.at(slot_of(day, i)).saturating_sub(used[i]).saturating_sub(packed[i])))
        })
    }

    /// Adds (`sign` 1) or subtracts (-1) without looking at limits: for what was judged before.
    pub fn add(&mut self, amounts: &Amounts, sign: i64) {
        for (resource, steps) in amounts {
            for (amount, day, slots) in steps.iter().flat_map(|s| by_day(s).map(move |(day, slots)| (s.amount, day, slots))) {
                let used = self.days.entry((*resource, day)).or_insert([0; SLOTS_PER_DAY]);
                used[slots].iter_mut().for_each(|u| *u = u.saturating_add(sign * amount));
            }
        }
        for touched in touched_days(amounts) {
            if self.days.get(&touched).is_some_and(|used| used.iter().all(|u| *u == 0)) {
                self.days.remove(&touched);
            }
        }
    }
}

/// What of a difference is held against limits, which shares that are packed are not by themselves.
pub(crate) fn judged(difference: &Amounts) -> BTreeMap<Resource, Cow<'_, Steps>> {
    let limited = difference.iter().filter(|(resource, _)| **resource != Resource::PackedShare);
    let mut judged: BTreeMap<Resource, Cow<'_, Steps>> = limited.map(|(resource, steps)| (*resource, Cow::Borrowed(steps))).collect();
    if let Some(shares) = Calendar::shares_with_packed(difference) {
        judged.insert(Resource::NodeShare, Cow::Owned(shares));
    }
    judged
}

pub(crate) fn slot_of(day: i32, of_day: usize) -> Slot {
    let before = i64::from(day) * SLOTS_PER_DAY as i64;
    Slot(before + i64::try_from(of_day).unwrap_or_default())
}

/// A step cut at midnights: the day and the slots within it.
pub(crate) fn by_day(step: Step) -> impl Iterator<Item = (i32, Range<usize>)> {
    let last = if step.from < step.to { Slot(step.to.0 - 1).day() } else { step.from.day() - 1 };
    (step.from.day()..=last).map(move |day| {
        let from = if day == step.from.day() { step.from.of_day() } else { 0 };
        let to = if day == last { Slot(step.to.0 - 1).of_day() + 1 } else { SLOTS_PER_DAY };
        (day, from..to)
    })
}

#[cfg(test)]
mod tests;
