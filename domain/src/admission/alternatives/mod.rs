//! What would fit instead: another start the same day, half of the rooms a little later, other days of the week, a later first day, another region, fewer
//! seats, fewer rooms. Each by the arithmetic of admission, and each would be admitted now.
//!
//! Bounded: at most one of each; 2 x 72 starts are weighed on shifted steps, each region once, seats, rooms and first days by bisection (12 demands at
//! most), and of the rest six documents each. What is found is read and expanded again as a document and judged as such, so that clock changes and
//! overlaps cannot make a suggestion that is refused. How far lessons may be moved at all the order may say itself (`flexible`); where it does not, none is
//! moved into the night. Where all that is up on a cluster is known, what only packs is offered too.

mod rewritten;

use std::{cell::Cell, collections::BTreeMap};

use jiff::civil::{Date, Time};

use super::{Ask, Calendars, Fitted, Policy, RoomsUp, Violation, judge, other_regions};
use crate::{
    calendar::{Amounts, Resource, larger},
    order::{NewOrder, ValidOrder},
    sizing::size,
    slots::SLOT_SECONDS,
    timetable::{start_of_day, zone},
};
use rewritten::{fewer_rooms, mondays, moved, new_starts, on_other_days, staggered, starting_on, stays_by_day};

/// Minutes of a slot: the steps in which the timetable is moved.
const SLOT_MINUTES: i64 = SLOT_SECONDS / 60;
/// Slots that the timetable is moved by at most, either way: 6 hours.
const SLOTS_TRIED: i64 = 72;
/// Starts that pass on shifted steps but fail as documents before the search gives up: more than the twelve of an hour that a clock change skips.
const STARTS_READ: usize = 16;

/// By how many minutes half of the rooms are moved.
const STAGGERED_BY: [i64; 2] = [15, 30];
/// Days by which a week is moved at most.
const DAYS_TRIED: i64 = 6;

/// A changed order that would be admitted now.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    pub document: NewOrder,
    pub explain: AlternativeReason,
}

/// With what it takes.
type Offered = (Alternative, Fitted);

/// How many sorts there are.
const SORTS: usize = 7;

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
    /// The later half of the rooms begins so many minutes later.
    Staggered {
        rooms: u32,
        shift_minutes: i64,
    },
    /// Every line is held so many days later in the week.
    OtherDays {
        days_later: i64,
    },
    /// The term begins on a later day; what is before it is not held.
    FromDay {
        first_day: Date,
    },
    /// The first so many rooms of those asked for.
    FewerRooms {
        rooms: u32,
        of: u32,
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
    // What differs on some days alone is another calendar, which is not this order's to change.
    let refused = judge(ask, ask.region(), calendars, &policy).err().filter(|_| ask.spans().is_none());
    let Some(violations) = refused.filter(|violations| !violations.iter().any(no_change_helps)) else {
        return Alternatives { found: Vec::new(), complete: true };
    };
    let too_many = violations.iter().any(|violation| are_too_many(violation, &calendars.quota.limits));
    let searched = |calendars: &Calendars, found: &mut [Option<Offered>; SORTS]| {
        let search = Search { ask, calendars, policy: &policy, read, go_on, cut_short: Cell::new(false) };
        search.add_to(found, too_many);
        !search.cut_short.get()
    };
    // By shares first: whether rooms pack takes longer to see, and is asked about what was not found without it.
    let mut found = <[Option<Offered>; SORTS]>::default();
    let rooms: Vec<Option<RoomsUp>> = calendars.clusters.iter_mut().map(|at| at.rooms_up.take()).collect();
    let is_any_known = rooms.iter().any(Option::is_some);
    let mut complete = searched(&*calendars, &mut found);
    calendars.clusters.iter_mut().zip(rooms).for_each(|(at, rooms)| at.rooms_up = rooms);
    if complete && is_any_known {
        complete = searched(&*calendars, &mut found);
    }
    let (found, fitted): (Vec<Alternative>, Vec<Fitted>) = found.into_iter().flatten().unzip();
    take_room(&fitted, calendars);
    Alternatives { found, complete }
}

/// The first so many of some documents that would be admitted instead of what was asked, with what each is called. Whether all were looked at, or enough
/// were found, is the second half. The search ends early when `go_on` says no.
pub fn admitted_of<T>(
    ask: &Ask<'_>,
    (calendars, policy): (&Calendars, &Policy),
    (documents, most): (Vec<(NewOrder, T)>, usize),
    read: &dyn Fn(NewOrder) -> Option<ValidOrder>,
    go_on: &dyn Fn() -> bool,
) -> (Vec<T>, bool) {
    let policy = Policy { all_reasons: false, ..*policy };
    let search = Search { ask, calendars, policy: &policy, read, go_on, cut_short: Cell::new(false) };
    let admitted = documents.into_iter().filter(|(document, _)| search.admitted(document).is_some());
    let found = admitted.map(|(_, name)| name).take(most).collect();
    (found, !search.cut_short.get())
}

/// The most that any of them takes: only one of them will be chosen.
fn take_room(fitted: &[Fitted], calendars: &mut Calendars) {
    let most = |of: &dyn Fn(&Fitted) -> Option<&Amounts>| {
        fitted.iter().filter_map(of).fold(Amounts::new(), |most, amounts| larger(&most, amounts))
    };
    calendars.quota.add(&most(&|one| Some(&one.quota)), 1);
    for (place, at) in calendars.clusters.iter_mut().enumerate() {
        at.calendar.add(&most(&|one| (one.place == place).then_some(&one.capacity)), 1);
        for pool in &mut at.pools {
            let stored = |one: &'_ Fitted| one.place == place && one.storage.as_ref().is_some_and(|(id, _)| *id == pool.id);
            let added = most(&|one| one.storage.as_ref().filter(|_| stored(one)).map(|(_, change)| change));
            pool.calendar.add(&added, 1);
        }
    }
    calendars.live_orders += i64::from(fitted.iter().any(|one| one.is_new));
}

/// One order more is one order more, whatever it asks for.
pub(super) const fn no_change_helps(violation: &Violation) -> bool {
    matches!(violation, Violation::Quota { limit: Resource::LiveOrders, .. })
}

/// Whether more rooms are wanted than the quota has, whatever else is booked: they are as many at any start, on any day of the week and in any region.
fn are_too_many(violation: &Violation, limits: &BTreeMap<Resource, i64>) -> bool {
    match violation {
        Violation::Quota { limit: Resource::RoomsPerOrder, .. } => true,
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
    /// One of each sort of which none was found before. Where too many rooms are wanted only what makes fewer of them, or fewer at once, helps.
    fn add_to(&self, found: &mut [Option<Offered>; SORTS], too_many: bool) {
        let sorts: [(&dyn Fn() -> Option<Offered>, bool); SORTS] = [
            (&|| self.start(), false),
            (&|| self.staggered(), true),
            (&|| self.other_days(), false),
            (&|| self.region(), false),
            (&|| self.seats(), false),
            (&|| self.later_day(), true),
            (&|| self.fewer_rooms(), true),
        ];
        for (known, (sort, makes_fewer)) in found.iter_mut().zip(sorts) {
            if known.is_none() && (makes_fewer || !too_many) {
                *known = sort();
            }
        }
    }

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
    fn start(&self) -> Option<Offered> {
        let most = self.minutes_at_most().map_or(SLOTS_TRIED, |minutes| (minutes / SLOT_MINUTES).min(SLOTS_TRIED));
        // Whoever says how far lessons may be moved means it, by night too.
        let any_hour = self.minutes_at_most().is_some();
        let by_day = |k: &i64| any_hour || stays_by_day(self.document(), k * SLOT_MINUTES);
        let nearest = (1..=most).flat_map(|k| [k, -k]).filter(by_day);
        let moved = nearest.filter_map(|k| Some((k, moved(self.document(), k * SLOT_MINUTES).filter(|document| self.rings(document))?)));
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
    fn region(&self) -> Option<Offered> {
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

    /// Whether every lesson that begins otherwise than was asked begins with a period, where the school has bells: those of lines, and those moved alone.
    fn rings(&self, document: &NewOrder) -> bool {
        let bells = &self.ask.order.bells;
        bells.is_empty() || new_starts(document, self.document()).all(|start| bells.contains(&start))
    }

    /// How far a lesson may be moved on its day.
    fn minutes_at_most(&self) -> Option<i64> {
        self.document().flexible.and_then(|flexible| flexible.minutes).map(i64::from)
    }

    /// How far it may be moved to other days.
    fn days_at_most(&self) -> i64 {
        self.document().flexible.and_then(|flexible| flexible.days).map_or(i64::MAX, i64::from)
    }

    /// The first of these documents that is admitted.
    fn first(&self, documents: impl IntoIterator<Item = (NewOrder, AlternativeReason)>) -> Option<Offered> {
        documents
            .into_iter()
            .find_map(|(document, explain)| self.admitted(&document).map(|fitted| (Alternative { document, explain }, fitted)))
    }

    /// Half of the rooms a little later, so that not all of them are there at once.
    fn staggered(&self) -> Option<Offered> {
        let most = self.minutes_at_most().unwrap_or(i64::MAX);
        let shifts = STAGGERED_BY.into_iter().filter(|minutes| *minutes <= most);
        self.first(shifts.filter_map(|shift_minutes| {
            let (document, rooms) = staggered(self.document(), shift_minutes).filter(|(document, _)| self.rings(document))?;
            Some((document, AlternativeReason::Staggered { rooms, shift_minutes }))
        }))
    }

    /// The whole timetable on later days of the week, where lines go by days of the week. Lessons of an order that stands are not moved like that.
    fn other_days(&self) -> Option<Offered> {
        if self.ask.held.is_some() {
            return None;
        }
        let most = self.days_at_most();
        let documents = (1..=DAYS_TRIED).filter(|days| *days <= most);
        self.first(
            documents
                .filter_map(|days_later| Some((on_other_days(self.document(), days_later)?, AlternativeReason::OtherDays { days_later }))),
        )
    }

    /// The first Monday from which on everything fits: what is left of the demand is less each week.
    fn later_day(&self) -> Option<Offered> {
        if self.ask.held.is_some() {
            return None;
        }
        let document = self.document();
        let zone = zone(&document.timetable.time_zone)?;
        let mondays: Vec<Date> = mondays(&document.term, self.days_at_most()).collect();
        let left = |monday: &Date| self.ask.demand.starting(start_of_day(*monday, &zone));
        let fits = |monday: &Date| self.fits(&self.ask.with_demand(left(monday)), self.ask.region());
        let first = mondays.partition_point(|monday| !fits(monday));
        let first_day = *mondays.get(first).filter(|monday| left(monday).peak().is_some())?;
        self.first([(starting_on(document, first_day), AlternativeReason::FromDay { first_day })])
    }

    /// As many of the rooms as there is room for, where that is at least half of them.
    fn fewer_rooms(&self) -> Option<Offered> {
        let total = self.document().rooms.len();
        if self.ask.held.is_some() || total < 2 {
            return None;
        }
        let fits = |rooms: u32| self.admitted(&fewer_rooms(self.document(), rooms as usize)).is_some();
        let most = most_that((total.div_ceil(2) as u32, total as u32 - 1), fits)?;
        let explain = AlternativeReason::FewerRooms { rooms: most, of: total as u32 };
        self.first([(fewer_rooms(self.document(), most as usize), explain)])
    }

    /// The most seats a room may have; rooms that have fewer keep theirs. Not fewer than pupils are expected.
    fn seats(&self) -> Option<Offered> {
        let most = self.document().rooms.iter().map(|r| r.seats).max()?;
        let expected = self.document().timetable.lessons.iter().filter_map(|line| line.expected).max().unwrap_or(1).max(1);
        let mut order = self.ask.order.clone();
        let fits = |seats: u32| {
            if !self.may_go_on() {
                return false;
            }
            cap(&mut order, self.ask.order, seats);
            self.fits(&self.ask.about(&order), self.ask.region())
        };
        let seats = most_that((expected, most - 1), fits)?;
        cap(&mut order, self.ask.order, seats);
        let fitted = self.admitted(&order.document)?;
        Some((Alternative { document: order.document, explain: AlternativeReason::FewerSeats { seats } }, fitted))
    }
}

/// The largest number of a range that fits, where whatever is less fits too; `None` where none does.
fn most_that((mut low, mut high): (u32, u32), mut fits: impl FnMut(u32) -> bool) -> Option<u32> {
    if low > high || !fits(low) {
        return None;
    }
    while low < high {
        let middle = high - (high - low) / 2;
        if fits(middle) { low = middle } else { high = middle - 1 }
    }
    Some(low)
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
