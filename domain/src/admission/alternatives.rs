//! What would fit instead: another start the same day, another region, fewer seats. Each by the arithmetic of admission, and each would be admitted now.
//!
//! Bounded: at most one of each; 2 x 72 starts are weighed on shifted steps, each region once, and seats by bisection (12 demands at most). What is
//! found is read and expanded again as a document and judged as such, so that clock changes and overlaps cannot make a suggestion that is refused.

use std::{cell::Cell, collections::BTreeMap};

use jiff::{SignedDuration, civil::Time};

use super::{Ask, Calendars, Fitted, Policy, Violation, judge, other_regions};
use crate::{
    calendar::{Amounts, Resource, larger},
    order::{NewOrder, ValidOrder},
    sizing::size,
    slots::SLOT_SECONDS,
};

/// Minutes of a slot: the steps in which the timetable is moved.
const SLOT_MINUTES: i64 = SLOT_SECONDS / 60;
/// Slots that the timetable is moved by at most, either way: 6 hours.
const SLOTS_TRIED: i64 = 72;
/// Starts that pass on shifted steps but fail as documents before the search gives up: more than the twelve of an hour that a clock change skips.
const STARTS_READ: usize = 16;

/// A changed order that would be admitted now.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    pub document: NewOrder,
    pub explain: AlternativeReason,
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlternativeReason {
    /// All lessons (and moved ones) begin so many minutes later or, below zero, earlier; the earliest line at `start`.
    StartAt {
        start: Time,
        shift_minutes: i64,
    },
    Region {
        region: String,
    },
    /// No room has more seats than this.
    FewerSeats {
        seats: u32,
    },
}

/// What a search gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternatives {
    /// At most one of each sort.
    pub found: Vec<Alternative>,
    /// Whether the search came to its end.
    pub complete: bool,
}

/// What would be admitted instead of an order that was refused, given the calendars as they are. `read` is the order's validation; a document that it
/// does not pass is not suggested. Room for any one of them is taken from the calendars: what is suggested to the next order of a batch fits beside it.
///
/// The search ends early when `go_on` says no; what it had found by then stands.
pub fn alternatives(
    ask: &Ask<'_>,
    calendars: &mut Calendars,
    policy: &Policy,
    read: &dyn Fn(NewOrder) -> Option<ValidOrder>,
    go_on: &dyn Fn() -> bool,
) -> Alternatives {
    let policy = Policy { all_reasons: false, ..*policy };
    let refused = judge(ask, ask.region(), calendars, &policy).err();
    if refused.is_none_or(|violations| violations.iter().any(|violation| no_change_helps(violation, &calendars.quota.limits))) {
        return Alternatives { found: Vec::new(), complete: true };
    }
    let search = Search { ask, calendars, policy: &policy, read, go_on, cut_short: Cell::new(false) };
    let found = [search.start(), search.region(), search.seats()].into_iter().flatten();
    let (found, fitted): (Vec<Alternative>, Vec<Fitted>) = found.unzip();
    let complete = !search.cut_short.get();
    take_room(&fitted, calendars);
    Alternatives { found, complete }
}

/// The most that any of them takes: only one of them will be chosen.
fn take_room(fitted: &[Fitted], calendars: &mut Calendars) {
    let most = |of: &dyn Fn(&Fitted) -> Option<&Amounts>| {
        fitted.iter().filter_map(of).fold(Amounts::new(), |most, amounts| larger(&most, amounts))
    };
    calendars.quota.add(&most(&|one| Some(&one.quota)), 1);
    for (place, at) in calendars.clusters.iter_mut().enumerate() {
        at.calendar.add(&most(&|one| (one.place == place).then_some(&one.capacity)), 1);
    }
    calendars.live_orders += i64::from(fitted.iter().any(|one| one.is_new));
}

/// Numbers of orders and rooms are the same at any time and place, and so is how many rooms are wanted at once.
pub(super) fn no_change_helps(violation: &Violation, limits: &BTreeMap<Resource, i64>) -> bool {
    match violation {
        Violation::Quota { limit: Resource::LiveOrders | Resource::RoomsPerOrder, .. } => true,
        Violation::Quota { limit: Resource::Rooms, needed, .. } => *needed > limits.get(&Resource::Rooms).copied().unwrap_or_default(),
        _ => false,
    }
}

struct Search<'a> {
    ask: &'a Ask<'a>,
    calendars: &'a Calendars,
    policy: &'a Policy,
    read: &'a dyn Fn(NewOrder) -> Option<ValidOrder>,
    go_on: &'a dyn Fn() -> bool,
    cut_short: Cell<bool>,
}

impl Search<'_> {
    fn document(&self) -> &NewOrder {
        &self.ask.order.document
    }

    /// Nothing fits any more when the time is over, so that every search ends at its next question.
    fn may_go_on(&self) -> bool {
        if !self.cut_short.get() && !(self.go_on)() {
            self.cut_short.set(true);
        }
        !self.cut_short.get()
    }

    fn fits(&self, ask: &Ask<'_>, region: &str) -> bool {
        self.may_go_on() && judge(ask, region, self.calendars, self.policy).is_ok()
    }

    /// The last word: the changed document, read and expanded like one that comes in.
    fn admitted(&self, document: &NewOrder) -> Option<Fitted> {
        if !self.may_go_on() {
            return None;
        }
        let order = (self.read)(document.clone())?;
        judge(&self.ask.about(&order), &document.region, self.calendars, self.policy).ok()
    }

    /// The nearest start, later before earlier.
    fn start(&self) -> Option<(Alternative, Fitted)> {
        let nearest = (1..=SLOTS_TRIED).flat_map(|k| [k, -k]);
        let moved = nearest.filter_map(|k| Some((k, moved(self.document(), k * SLOT_MINUTES)?)));
        let fitting = moved.filter(|(k, _)| {
            let ask = self.ask.with_demand(self.ask.demand.shifted(*k));
            self.fits(&ask, ask.region())
        });
        let read = |(k, document): (i64, NewOrder)| self.admitted(&document).map(|fitted| (k, document, fitted));
        let (k, document, fitted) = fitting.take(STARTS_READ).find_map(read)?;
        let start = document.timetable.lessons.iter().map(|line| line.start).min()?;
        let explain = AlternativeReason::StartAt { start, shift_minutes: k * SLOT_MINUTES };
        Some((Alternative { document, explain }, fitted))
    }

    /// The first other region by name. An amendment stays where it is.
    fn region(&self) -> Option<(Alternative, Fitted)> {
        if self.ask.held.is_some() {
            return None;
        }
        let regions = other_regions(self.ask.region(), self.calendars, self.policy);
        let fitting = regions.into_iter().filter(|region| self.fits(self.ask, region));
        let mut elsewhere = fitting.map(|region| NewOrder { region: region.to_owned(), ..self.document().clone() });
        let (document, fitted) = elsewhere.find_map(|document| self.admitted(&document).map(|fitted| (document, fitted)))?;
        let explain = AlternativeReason::Region { region: document.region.clone() };
        Some((Alternative { document, explain }, fitted))
    }

    /// The most seats a room may have; rooms that have fewer keep theirs. Not fewer than pupils are expected.
    fn seats(&self) -> Option<(Alternative, Fitted)> {
        let most = self.document().rooms.iter().map(|r| r.seats).max()?;
        let expected = self.document().timetable.lessons.iter().filter_map(|line| line.expected).max().unwrap_or(1).max(1);
        let mut order = self.ask.order.clone();
        let mut fits = |seats: u32| {
            if !self.may_go_on() {
                return false;
            }
            cap(&mut order, self.ask.order, seats);
            self.fits(&self.ask.about(&order), self.ask.region())
        };
        if expected >= most || !fits(expected) {
            return None;
        }
        let (mut low, mut high) = (expected, most - 1);
        while low < high {
            let middle = high - (high - low) / 2;
            if fits(middle) { low = middle } else { high = middle - 1 }
        }
        cap(&mut order, self.ask.order, low);
        let fitted = self.admitted(&order.document)?;
        Some((Alternative { document: order.document, explain: AlternativeReason::FewerSeats { seats: low } }, fitted))
    }
}

fn cap(order: &mut ValidOrder, original: &ValidOrder, seats: u32) {
    for (room, before) in order.document.rooms.iter_mut().zip(&original.document.rooms) {
        room.seats = before.seats.min(seats);
    }
    for (room, before) in order.rooms.iter_mut().zip(&original.rooms) {
        room.seats = before.seats.min(seats);
        room.size = if room.seats == before.seats { before.size } else { size(&original.kind, room.seats) };
    }
}

/// Every line and every moved lesson so many minutes later. `None` when a start would leave its day, or there is none.
fn moved(document: &NewOrder, minutes: i64) -> Option<NewOrder> {
    let mut document = document.clone();
    let moved_changes = document.timetable.changes.iter_mut().filter_map(|c| c.moved_to.as_mut()?.start.as_mut());
    let starts = document.timetable.lessons.iter_mut().map(|line| &mut line.start).chain(moved_changes);
    let mut any = false;
    for start in starts {
        any = true;
        *start = later(*start, minutes)?;
    }
    any.then_some(document)
}

fn later(start: Time, minutes: i64) -> Option<Time> {
    start.checked_add(SignedDuration::from_mins(minutes)).ok()
}
