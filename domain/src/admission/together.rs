//! Which slots are gone through together where rooms are packed: from one in which nothing is up to the last of the day in which anything is short or packed.
//!
//! A room stays where it was put, so where it is depends on all that have been up since everything was empty. A room that comes may take a place that others were
//! seen to find later in the day: until the last of those it is looked at again. Where something has been up for longer than a day, nobody knows where.

use std::collections::BTreeSet;

use crate::{
    calendar::{Calendar, Resource, ShortRun, slot_of},
    slots::{Slot, Steps},
};

/// Slots `[from, to)`.
pub(super) type Stretch = (Slot, Slot);

/// What comes to a cluster.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comes<'a> {
    /// How many of its rooms are up.
    pub(super) up: &'a Steps,
    /// Where there are more than before.
    pub(super) adds: &'a Steps,
}

/// The first slot of each day on which it adds rooms that are up before others are that were packed.
pub(super) fn before_packed(calendar: &Calendar, comes: Comes<'_>) -> Vec<Slot> {
    let near = days(comes.adds.iter().filter(|step| step.amount > 0).map(|step| (step.from, step.to)));
    let mut slots: Vec<Slot> = near.into_iter().filter_map(|day| first(calendar, comes, day, &[])).map(|(first, _)| first).collect();
    // An evening may be before what is packed on two days.
    slots.dedup();
    slots
}

/// What is gone through for these slots that are short, and for all that it adds. `None` where nobody knows what is where.
pub(super) fn stretches(calendar: &Calendar, comes: Comes<'_>, runs: &[ShortRun]) -> Option<Vec<Stretch>> {
    let added = comes.adds.iter().filter(|step| step.amount > 0).map(|step| (step.from, step.to));
    let near = days(added.chain(runs.iter().map(|run| (run.from, run.to))));
    let of_day = |day: i32| {
        let (first, to) = first(calendar, comes, day, runs)?;
        Some(last_empty(calendar, comes.up, (begins(day), first)).map(|from| (from, to)))
    };
    near.into_iter().filter_map(of_day).collect()
}

/// Those of some slots, and the next: what is up may be up past midnight.
fn days(slots: impl Iterator<Item = Stretch>) -> BTreeSet<i32> {
    slots.flat_map(|(from, to)| from.day()..=Slot(to.0 - 1).day().saturating_add(1)).collect()
}

/// A day earlier.
fn begins(day: i32) -> Slot {
    slot_of(day.saturating_sub(1), 0)
}

/// From the first slot of a day in which anything is packed or short to the last.
fn asked(calendar: &Calendar, day: i32, runs: &[ShortRun]) -> Option<Stretch> {
    let packed = calendar.day(Resource::PackedShare, day);
    let place = |place: Option<usize>| place.map(|place| slot_of(day, place));
    let begun = place(packed.iter().position(|packed| *packed > 0));
    let ended = place(packed.iter().rposition(|packed| *packed > 0).map(|last| last + 1));
    let (midnight, next) = (slot_of(day, 0), slot_of(day.saturating_add(1), 0));
    let short = || runs.iter().filter(move |run| run.from < next && midnight < run.to);
    let from = short().map(|run| run.from.max(midnight)).chain(begun).min()?;
    let to = short().map(|run| run.to.min(next)).chain(ended).max()?;
    Some((from, to))
}

/// The first slot in which it adds any or is short, of those from which anything may still be up in what is asked of a day, and where that ends.
fn first(calendar: &Calendar, comes: Comes<'_>, day: i32, runs: &[ShortRun]) -> Option<Stretch> {
    let (opening, to) = asked(calendar, day, runs)?;
    let since = last_empty(calendar, comes.up, (begins(day), opening)).unwrap_or_else(|| begins(day));
    let adds = comes.adds.within(&[(since, to)]);
    let added = adds.iter().find(|step| step.amount > 0).map(|step| step.from);
    let short = runs.iter().filter(|run| run.from < to && since < run.to).map(|run| run.from.max(since));
    short.chain(added).min().map(|first| (first, to))
}

/// The last of these slots, both included, in which nothing is up.
fn last_empty(calendar: &Calendar, up: &Steps, (from, last): Stretch) -> Option<Slot> {
    (from.0..=last.0).rev().map(Slot).find(|slot| calendar.used(Resource::Pods, *slot) == 0 && up.at(*slot) == 0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use uuid::Uuid;

    use super::*;
    use crate::slots::{SLOTS_PER_DAY, Step};

    fn steps((from, to): (i64, i64), amount: i64) -> Steps {
        Steps::sum([Step { from: Slot(from), to: Slot(to), amount }])
    }

    /// Rooms are up in some slots, and packed in some.
    fn calendar(up: (i64, i64), packed: (i64, i64)) -> Calendar {
        let mut calendar = Calendar::new(Uuid::nil(), BTreeMap::new());
        calendar.add(&[(Resource::Pods, steps(up, 2)), (Resource::PackedShare, steps(packed, 1))].into(), 1);
        calendar
    }

    fn found(calendar: &Calendar, adds: (i64, i64)) -> (Vec<Slot>, Option<Vec<Stretch>>) {
        let adds = steps(adds, 1);
        let comes = Comes { up: &adds, adds: &adds };
        (before_packed(calendar, comes), stretches(calendar, comes, &[]))
    }

    #[test]
    fn from_when_nothing_is_up_to_the_last_that_is_packed() {
        let one_day = SLOTS_PER_DAY as i64;
        let calendar = calendar((100, 140), (130, 135));
        assert_eq!(found(&calendar, (110, 112)), (vec![Slot(110)], Some(vec![(Slot(99), Slot(135))])));
        assert_eq!(found(&calendar, (50, 105)), (vec![Slot(50)], Some(vec![(Slot(49), Slot(135))])));
        assert_eq!(found(&calendar, (50, 60)), (vec![], Some(vec![])), "nothing is up after that");
        assert_eq!(found(&calendar, (135, 150)), (vec![], Some(vec![])), "nothing is packed after that");
        assert_eq!(found(&calendar, (one_day + 1, one_day + 2)), (vec![], Some(vec![])));
    }

    #[test]
    fn what_is_up_past_midnight_is_gone_through_from_the_evening_on_and_what_is_up_all_through_not_at_all() {
        let one_day = SLOTS_PER_DAY as i64;
        let evening = calendar((one_day - 20, one_day + 40), (one_day + 30, one_day + 35));
        let whole = (vec![Slot(one_day - 10)], Some(vec![(Slot(one_day - 21), Slot(one_day + 35))]));
        assert_eq!(found(&evening, (one_day - 10, one_day - 5)), whole);
        let throughout = calendar((-one_day, one_day * 2), (one_day + 30, one_day + 35));
        assert_eq!(found(&throughout, (one_day + 5, one_day + 9)), (vec![Slot(one_day + 5)], None));
    }
}
