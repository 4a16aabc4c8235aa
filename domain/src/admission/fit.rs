//! How an order's week fits: of each line and weekday how many lessons of the term are refused, and what is short for the first of them.
//!
//! It is read off a refusal, which holds every slot that refuses, so that nothing is asked of admission again. A lesson is refused where one of its slots
//! is short of quota, or a slot of its room's run is short on the cluster of the region that lacks the fewest rooms. What is against an order as a whole
//! (its number of rooms, a room that is too large) is against no lesson more than another.

use jiff::civil::{Date, Weekday};

use super::{
    Refusal, TenantViolation, Violation,
    refusal::{CapacityShort, capacity},
};
use crate::{
    calendar::ShortRun,
    demand::Demand,
    order::ValidOrder,
    slots::{SLOT_SECONDS, Slot},
    timetable::Lesson,
};

/// The lessons of a document by line and weekday, with their slots.
#[derive(Debug, Clone)]
pub struct Week {
    cells: Vec<Cell>,
    /// By cell and date.
    lessons: Vec<Placed>,
    lead: i64,
    drain: i64,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    line: usize,
    weekday: Weekday,
    lessons: u32,
}

/// Lessons of one cell at the same time: of so many rooms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Placed {
    cell: u32,
    on: Date,
    from: Slot,
    to: Slot,
    rooms: u32,
}

/// How the lessons of one line on one weekday fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Index into `timetable.lessons`.
    pub line: usize,
    /// Of the dates before any change.
    pub weekday: Weekday,
    /// A lesson of each room, cancelled ones left out.
    pub lessons: u32,
    pub refused: u32,
    /// The first date, before any change, of a refused lesson, and what is short then.
    pub first_refused: Option<(Date, TenantViolation)>,
}

impl Week {
    /// Of the lessons that count and are not cancelled.
    pub fn of(order: &ValidOrder, counts: impl Fn(&Lesson) -> bool) -> Self {
        let mut lessons: Vec<(usize, Date, Slot, Slot)> = order
            .lessons
            .iter()
            .filter(|lesson| !lesson.cancelled && counts(lesson))
            .map(|lesson| (cell_of(lesson), lesson.held_on, Slot::holding(lesson.starts_at), Slot::at_or_after(lesson.ends_at)))
            .collect();
        lessons.sort_unstable();
        let mut week = Self {
            cells: Vec::new(),
            lessons: Vec::new(),
            lead: slots_of(order.kind.lead_minutes),
            drain: slots_of(order.kind.drain_minutes),
        };
        let mut last = None;
        for alike in lessons.chunk_by(|a, b| a == b) {
            let (cell, on, from, to) = alike[0];
            if last.replace(cell) != Some(cell) {
                week.cells.push(Cell { line: cell / 7, weekday: on.weekday(), lessons: 0 });
            }
            let (place, rooms) = (week.cells.len() - 1, alike.len() as u32);
            week.cells[place].lessons += rooms;
            week.lessons.push(Placed { cell: place as u32, on, from, to, rooms });
        }
        week
    }

    /// How it fits, given what is against the order and what it asks for; by line and weekday.
    pub fn fits(&self, refusal: Option<&Refusal>, demand: &Demand) -> Vec<Fit> {
        let fit = |cell: &Cell| Fit { line: cell.line, weekday: cell.weekday, lessons: cell.lessons, refused: 0, first_refused: None };
        let mut fits: Vec<Fit> = self.cells.iter().map(fit).collect();
        let Some(refusal) = refusal else { return fits };
        let short = Short::of(refusal);
        for placed in &self.lessons {
            let Some(violation) = short.first_within(placed, (self.lead, self.drain), demand) else { continue };
            let fit = &mut fits[placed.cell as usize];
            fit.refused += placed.rooms;
            fit.first_refused.get_or_insert((placed.on, violation));
        }
        fits
    }
}

fn cell_of(lesson: &Lesson) -> usize {
    lesson.line as usize * 7 + usize::from(lesson.held_on.weekday().to_monday_zero_offset().unsigned_abs())
}

/// Slots that may be touched by so many minutes before or after a slot.
fn slots_of(minutes: u32) -> i64 {
    (i64::from(minutes) * 60 + SLOT_SECONDS - 1) / SLOT_SECONDS
}

/// What of a refusal is booked by slots.
struct Short<'a> {
    quota: Vec<&'a Violation>,
    cluster: Vec<&'a CapacityShort>,
}

impl<'a> Short<'a> {
    fn of(refusal: &'a Refusal) -> Self {
        let nearest = refusal.nearest_clusters();
        let is_nearest = |short: &&CapacityShort| nearest.get(short.region.as_str()).is_some_and(|nearest| nearest.2 == short.cluster);
        Self {
            quota: refusal.violations.iter().filter(|violation| matches!(violation, Violation::Quota { .. })).collect(),
            cluster: refusal.violations.iter().filter_map(capacity).filter(is_nearest).collect(),
        }
    }

    /// What is short first during some lessons, or while their rooms are up.
    fn first_within(&self, placed: &Placed, (lead, drain): (i64, i64), demand: &Demand) -> Option<TenantViolation> {
        let of_quota = self.quota.iter().filter_map(|violation| {
            let Violation::Quota { limit, runs, .. } = violation else { return None };
            let (at, run) = first_short(runs, placed.from, placed.to)?;
            Some((at, TenantViolation::Quota { limit: *limit, at: Some(at), needed: run.needed, free: run.free }))
        });
        let of_cluster = self.cluster.iter().filter_map(|short| {
            let (from, to) = (Slot(placed.from.0 - lead), Slot(placed.to.0 + drain));
            let (at, run) = first_short(&short.shortage.runs, from, to)?;
            let missing = run.needed.saturating_sub(run.free);
            let rooms_too_many = demand.rooms_worth(at, short.shortage.resource, missing, short.shape);
            Some((at, TenantViolation::Capacity { region: short.region.clone(), at, rooms_too_many }))
        });
        let worth = |violation: &TenantViolation| match violation {
            TenantViolation::Capacity { rooms_too_many, .. } => -*rooms_too_many,
            _ => i64::MIN,
        };
        of_quota.chain(of_cluster).min_by_key(|(at, violation)| (*at, worth(violation))).map(|(_, violation)| violation)
    }
}

fn first_short(runs: &[ShortRun], from: Slot, to: Slot) -> Option<(Slot, &ShortRun)> {
    let run = runs.get(runs.partition_point(|run| run.to <= from)).filter(|run| run.from < to)?;
    Some((run.from.max(from), run))
}
