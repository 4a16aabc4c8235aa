//! Slots and steps: the arithmetic of time in which everything finite is booked.
//!
//! A slot is five minutes of UTC, numbered from the epoch; a day has 288: schools' bells ring at multiples of five minutes, so lessons that follow each
//! other share no slot. A step function says how much is used in each slot and is kept as sorted,
//! disjoint, non-zero steps, so that a term of lessons is a few hundred rows and not half a million numbers.

use jiff::{Span, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Seconds in a slot.
pub const SLOT_SECONDS: i64 = 300;
/// Slots in a UTC day.
pub const SLOTS_PER_DAY: usize = 288;

/// Five minutes of UTC, numbered from the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slot(pub i64);

impl Slot {
    /// The slot that holds an instant.
    pub fn holding(at: Timestamp) -> Self {
        Self(at.as_second().div_euclid(SLOT_SECONDS))
    }

    /// The first slot that begins at or after an instant.
    pub fn at_or_after(at: Timestamp) -> Self {
        let nanos_over = at.subsec_nanosecond() > 0;
        let seconds = at.as_second() + i64::from(nanos_over);
        Self(seconds.div_euclid(SLOT_SECONDS) + i64::from(seconds.rem_euclid(SLOT_SECONDS) > 0))
    }

    /// When the slot begins. Saturates at the ends of what a timestamp can hold.
    pub fn start(self) -> Timestamp {
        Timestamp::from_second(self.0.saturating_mul(SLOT_SECONDS)).unwrap_or(if self.0 < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }

    /// The UTC day, counted from the epoch.
    pub fn day(self) -> i32 {
        i32::try_from(self.0.div_euclid(SLOTS_PER_DAY as i64)).unwrap_or(i32::MAX)
    }

    /// The place within the day, 0..288.
    pub fn of_day(self) -> usize {
        usize::try_from(self.0.rem_euclid(SLOTS_PER_DAY as i64)).unwrap_or_default()
    }
}

/// A half-open run of slots `[from, to)` with one amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    pub from: Slot,
    pub to: Slot,
    pub amount: i64,
}

/// A step function over slots: sorted, disjoint, no empty or zero step, no two neighbours that could be one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Steps(Vec<Step>);

/// What holds in a slot, of levels by the slot from which on each does, ascending. `None` before the first.
pub fn level_at(levels: &[(Slot, i64)], slot: Slot) -> Option<i64> {
    let begun = levels.partition_point(|(since, _)| *since <= slot);
    begun.checked_sub(1).map(|last| levels[last].1)
}

/// The levels in slots `[from, to)`: the one that holds in the first, from there on, and those that begin later.
pub fn levels_within(levels: &[(Slot, i64)], (from, to): (Slot, Slot)) -> impl Iterator<Item = (Slot, i64)> {
    let later = levels.iter().copied().filter(move |(since, _)| from < *since && *since < to);
    level_at(levels, from).map(|level| (from, level)).into_iter().chain(later)
}

/// The Monday of a day's week.
pub fn monday(day: Date) -> Date {
    day.saturating_sub(Span::new().days(i64::from(day.weekday().to_monday_zero_offset())))
}

impl Steps {
    /// The sum of any steps, in any order, overlapping or not.
    pub fn sum(parts: impl IntoIterator<Item = Step>) -> Self {
        let mut edges: Vec<(Slot, i64)> = Vec::new();
        for part in parts {
            if part.from < part.to && part.amount != 0 {
                edges.push((part.from, part.amount));
                edges.push((part.to, -part.amount));
            }
        }
        edges.sort_unstable_by_key(|edge| edge.0);
        let mut out = Self::default();
        let mut level = 0;
        let mut since = Slot(0);
        for edge in edges.chunk_by(|a, b| a.0 == b.0) {
            out.push(Step { from: since, to: edge[0].0, amount: level });
            level += edge.iter().map(|e| e.1).sum::<i64>();
            since = edge[0].0;
        }
        out
    }

    fn push(&mut self, step: Step) {
        if step.amount == 0 || step.from >= step.to {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.to == step.from && last.amount == step.amount => last.to = step.to,
            _ => self.0.push(step),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = Step> + '_ {
        self.0.iter().copied()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The largest amount and the first slot that has it.
    pub fn peak(&self) -> Option<(Slot, i64)> {
        self.iter().map(|s| (s.from, s.amount)).reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// The amount in a slot.
    pub fn at(&self, slot: Slot) -> i64 {
        let next = self.0.partition_point(|step| step.to <= slot);
        self.0.get(next).filter(|step| step.from <= slot).map_or(0, |step| step.amount)
    }

    /// What remains before `end`: steps from there on are dropped, one that spans it is cut.
    pub fn truncated(&self, end: Slot) -> Self {
        let mut out = Self::default();
        for step in self.iter() {
            out.push(Step { to: step.to.min(end), ..step });
        }
        out
    }

    /// What remains from `start` on.
    pub fn starting(&self, start: Slot) -> Self {
        let mut out = Self::default();
        for step in self.iter() {
            out.push(Step { from: step.from.max(start), ..step });
        }
        out
    }

    /// What lies in some spans of slots `[from, to)`, which are sorted and disjoint.
    pub fn within(&self, spans: &[(Slot, Slot)]) -> Self {
        let mut out = Self::default();
        for (from, to) in spans {
            let first = self.0.partition_point(|step| step.to <= *from);
            for step in self.0.iter().skip(first).take_while(|step| step.from < *to) {
                out.push(Step { from: step.from.max(*from), to: step.to.min(*to), ..*step });
            }
        }
        out
    }

    /// `self + other`, slot by slot.
    pub fn plus(&self, other: &Self) -> Self {
        Self::sum(self.iter().chain(other.iter()))
    }

    /// `self - other`, slot by slot. May go below zero: it is a difference to book, not a use.
    pub fn minus(&self, other: &Self) -> Self {
        Self::sum(self.iter().chain(other.iter().map(|s| Step { amount: -s.amount, ..s })))
    }

    /// The larger of both, slot by slot.
    pub fn max(&self, other: &Self) -> Self {
        let more = other.minus(self);
        Self::sum(self.iter().chain(more.iter().filter(|step| step.amount > 0)))
    }

    /// The smaller of both, slot by slot.
    pub fn min(&self, other: &Self) -> Self {
        let less = other.minus(self);
        Self::sum(self.iter().chain(less.iter().filter(|step| step.amount < 0)))
    }

    /// Triples `from, to, amount` one after the other: the stored form.
    pub fn to_flat(&self) -> Vec<i64> {
        self.iter().flat_map(|s| [s.from.0, s.to.0, s.amount]).collect()
    }

    /// Reads the stored form; a rest of fewer than three numbers is ignored.
    pub fn from_flat(flat: &[i64]) -> Self {
        Self::sum(flat.chunks_exact(3).map(|c| Step { from: Slot(c[0]), to: Slot(c[1]), amount: c[2] }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(from: i64, to: i64, amount: i64) -> Step {
        Step { from: Slot(from), to: Slot(to), amount }
    }

    #[test]
    fn overlapping_steps_add_and_touching_equal_ones_join() {
        let sum = Steps::sum([step(0, 4, 1), step(2, 6, 2), step(6, 8, 2)]);
        assert_eq!(sum.iter().collect::<Vec<_>>(), [step(0, 2, 1), step(2, 4, 3), step(4, 8, 2)]);
        assert_eq!(sum.peak(), Some((Slot(2), 3)));
        assert_eq!(Steps::from_flat(&sum.to_flat()), sum);
    }

    #[test]
    fn cutting_at_a_slot_and_adding_the_halves_gives_the_whole() {
        let sum = Steps::sum([step(0, 4, 1), step(2, 6, 2)]);
        assert_eq!(sum.truncated(Slot(3)).plus(&sum.starting(Slot(3))), sum);
        assert!(sum.minus(&sum).is_empty());
    }

    #[test]
    fn what_lies_in_spans_is_cut_at_their_edges_and_joins_where_they_touch() {
        let sum = Steps::sum([step(0, 4, 1), step(4, 6, 2), step(8, 9, 2)]);
        let within = |spans: &[(i64, i64)]| {
            let spans: Vec<(Slot, Slot)> = spans.iter().map(|(from, to)| (Slot(*from), Slot(*to))).collect();
            sum.within(&spans).iter().collect::<Vec<_>>()
        };
        assert_eq!(within(&[(1, 2), (3, 5), (6, 8)]), [step(1, 2, 1), step(3, 4, 1), step(4, 5, 2)]);
        assert_eq!(within(&[(1, 2), (2, 3)]), [step(1, 3, 1)]);
        assert_eq!(within(&[(-5, 20)]), sum.iter().collect::<Vec<_>>());
        assert!(within(&[]).is_empty());
    }

    #[test]
    fn the_larger_of_two_counts_nothing_as_zero() {
        let (a, b) = (Steps::sum([step(0, 4, 2), step(6, 8, -1)]), Steps::sum([step(2, 6, 3)]));
        assert_eq!(a.max(&b), Steps::sum([step(0, 2, 2), step(2, 6, 3)]));
        assert_eq!(a.min(&b), Steps::sum([step(2, 4, 2), step(6, 8, -1)]));
        assert_eq!([a.at(Slot(3)), a.at(Slot(4)), a.at(Slot(7)), a.at(Slot(8))], [2, 0, -1, 0]);
    }

    #[test]
    fn a_slot_boundary_belongs_to_the_slot_it_begins() {
        let boundary = Timestamp::from_second(300).unwrap();
        assert_eq!(Slot::holding(boundary), Slot(1));
        assert_eq!(Slot::at_or_after(boundary), Slot(1));
        assert_eq!(Slot::at_or_after(Timestamp::from_second(301).unwrap()), Slot(2));
        assert_eq!(Slot(289).day(), 1);
        assert_eq!(Slot(289).of_day(), 1);
    }
}
