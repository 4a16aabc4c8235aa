//! When rooms would fit: for each weekday and start, whether they would on all, some or none of a term's dates.
//!
//! The answer is about the wish alone, by the arithmetic of admission: lessons count on the quota, the runs of their rooms on a cluster. `all` means that
//! one cluster takes them on every date, because an order has one, and of what is recorded one of its storage pools. Of each calendar and day it is worked out
//! once which slots refuse. Where rooms are packed, or may be, it is seen whether all dates together pack; on how many of them single lessons fit is told by shares.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    iter::repeat_n,
};

use jiff::{
    SignedDuration, Timestamp, ToSpan as _,
    civil::{Date, Time, Weekday, date},
    tz::TimeZone,
};

use super::{Calendars, ClusterCalendar, Policy, cover::Kept, open, packing::Packing, storing::Storing};
use crate::{
    calendar::Resource,
    demand::cost,
    kind::Kind,
    order::{Catalogue, FieldError, FieldProblem, Term},
    pools::Rates,
    room_sizes::RoomSizes,
    sizing::size,
    slots::{SLOTS_PER_DAY, Slot, Step},
    timetable::{LESSON_MINUTES_MAX, ROOMS_MAX, TERM_DAYS_MAX, zone},
};

/// Starts of one question.
pub const STARTS_MAX: usize = 60;
const FIRST_START: i8 = 7;
const LAST_START: i8 = 21;
const EARLIEST: Date = date(1990, 1, 1);
const LATEST: Date = date(9000, 1, 1);

/// A wish as it came in.
#[derive(Debug, Clone)]
pub struct NewWish {
    pub kind: String,
    /// `None`: any.
    pub region: Option<String>,
    pub rooms: u32,
    /// Of each room.
    pub seats: u32,
    pub term: Term,
    pub time_zone: String,
    pub duration_minutes: u32,
    /// `None`: every half hour from 07:00 to 21:30.
    pub starts: Option<Vec<Time>>,
}

/// So many rooms for lessons of the same length.
#[derive(Debug, Clone)]
pub struct Wish {
    pub kind: Kind,
    pub region: Option<String>,
    pub rooms: u32,
    pub seats: u32,
    pub term: Term,
    pub zone: TimeZone,
    pub duration_minutes: u32,
    /// Ascending, each once.
    pub starts: Vec<Time>,
}

/// On how many of the dates a wish would fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fits {
    All,
    Some,
    None,
}

/// A weekday and a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    pub weekday: Weekday,
    pub start: Time,
    pub fits: Fits,
}

impl NewWish {
    /// Checks every field. Errors are all that can be found, each with its field.
    pub fn read(self, catalogue: &Catalogue) -> Result<Wish, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |pointer: &str, problem: FieldProblem| errors.push(FieldError { pointer: pointer.to_owned(), problem });
        let kind = catalogue.kinds.iter().find(|kind| kind.name == self.kind).cloned();
        if kind.is_none() {
            wrong("/kind", FieldProblem::UnknownKind { kind: excerpt(&self.kind) });
        }
        if let Some(region) = self.region.as_ref().filter(|region| !catalogue.regions.contains(*region)) {
            wrong("/region", FieldProblem::UnknownRegion { region: excerpt(region) });
        }
        let seats_max = kind.as_ref().map_or(u32::MAX, |kind| kind.seats_max);
        let numbers = [
            ("/rooms", self.rooms, ROOMS_MAX as u32),
            ("/seats", self.seats, seats_max),
            ("/duration_minutes", self.duration_minutes, LESSON_MINUTES_MAX),
        ];
        for (pointer, actual, max) in numbers.into_iter().filter(|(_, actual, max)| !(1..=*max).contains(actual)) {
            wrong(pointer, FieldProblem::NumberOutOfRange { min: 1, max: max.into(), actual: actual.into() });
        }
        if let Some((pointer, problem)) = wrong_term(self.term) {
            wrong(pointer, problem);
        }
        let zone = zone(&self.time_zone);
        if zone.is_none() {
            wrong("/time_zone", FieldProblem::UnknownZone { zone: excerpt(&self.time_zone) });
        }
        let mut starts = self.starts.unwrap_or_else(half_hours);
        if !(1..=STARTS_MAX).contains(&starts.len()) {
            wrong("/starts", FieldProblem::CountOutOfRange { min: 1, max: STARTS_MAX as u32, actual: starts.len() as u64 });
        }
        starts.sort_unstable();
        starts.dedup();
        match (kind, zone) {
            (Some(kind), Some(zone)) if errors.is_empty() => {
                let Self { region, rooms, seats, term, duration_minutes, .. } = self;
                Ok(Wish { kind, region, rooms, seats, term, zone, duration_minutes, starts })
            }
            _ => Err(errors),
        }
    }
}

fn excerpt(text: &str) -> String {
    text.chars().take(64).collect()
}

fn half_hours() -> Vec<Time> {
    (FIRST_START..=LAST_START).flat_map(|hour| [0, 30].map(|minute| Time::constant(hour, minute, 0, 0))).collect()
}

fn wrong_term(Term { first_day, last_day }: Term) -> Option<(&'static str, FieldProblem)> {
    for (pointer, actual) in [("/term/first_day", first_day), ("/term/last_day", last_day)] {
        if !(EARLIEST..=LATEST).contains(&actual) {
            return Some((pointer, FieldProblem::DateOutOfRange { earliest: EARLIEST, latest: LATEST, actual }));
        }
    }
    let days = first_day.duration_until(last_day).as_hours() / 24 + 1;
    let problem = match days {
        ..1 => FieldProblem::TermReversed { first_day, last_day },
        days if days > i64::from(TERM_DAYS_MAX) => FieldProblem::TermTooLong { days, days_max: TERM_DAYS_MAX.into() },
        _ => return None,
    };
    Some(("/term/last_day", problem))
}

impl Wish {
    /// Whether something is recorded, so that the pools of clusters count.
    pub fn records(&self) -> bool {
        !Rates::of(&self.kind).is_zero()
    }

    /// The UTC days that its lessons may touch.
    pub fn days(&self) -> (i32, i32) {
        let day = |date: Date| Slot::holding(date.to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |midnight| midnight.timestamp())).day();
        (day(self.term.first_day) - 2, day(self.term.last_day) + 3)
    }

    /// For each weekday that the term has from now on, and each start. Wall times that a day does not have are those that follow them. Once `go_on` says no it is
    /// not looked any more what packs.
    pub fn openings(&self, calendars: &Calendars, policy: &Policy, now: Timestamp, go_on: &dyn Fn() -> bool) -> Vec<Opening> {
        let weighing = Weighing::of(self, calendars, policy);
        let mut counts: BTreeMap<(i8, Time), Count> = BTreeMap::new();
        for date in self.term.first_day.series(1.day()).take_while(|date| *date <= self.term.last_day) {
            for start in &self.starts {
                let starts_at = self.zone.to_ambiguous_timestamp(date.to_datetime(*start)).compatible().unwrap_or(Timestamp::MAX);
                if starts_at >= now {
                    let count = counts.entry((date.weekday().to_monday_zero_offset(), *start)).or_default();
                    let (lesson, run) = (self.lesson(starts_at), self.run(starts_at));
                    count.add(weighing.clusters_for(run, lesson), (run, lesson));
                }
            }
        }
        let opening = |((weekday, start), count): ((i8, Time), Count)| Opening {
            weekday: Weekday::from_monday_zero_offset(weekday).unwrap_or(Weekday::Monday),
            start,
            fits: count.fits(&weighing, go_on),
        };
        counts.into_iter().map(opening).collect()
    }

    /// Its rooms, while a lesson that begins then is held.
    fn lesson(&self, starts_at: Timestamp) -> Step {
        let ends_at = later(starts_at, self.duration_minutes);
        Step { from: Slot::holding(starts_at), to: Slot::at_or_after(ends_at), amount: self.rooms.into() }
    }

    /// In which slots they are up for it.
    fn run(&self, starts_at: Timestamp) -> (Slot, Slot) {
        let lead = SignedDuration::from_mins(self.kind.lead_minutes.into());
        let up_at = starts_at.saturating_sub(lead).unwrap_or(Timestamp::MIN);
        let down_at = later(later(starts_at, self.duration_minutes), self.kind.drain_minutes);
        (Slot::holding(up_at), Slot::at_or_after(down_at))
    }
}

fn later(at: Timestamp, minutes: u32) -> Timestamp {
    at.saturating_add(SignedDuration::from_mins(minutes.into())).unwrap_or(Timestamp::MAX)
}

/// Dates that were looked at, and how many of them fit on each cluster and on any.
#[derive(Default)]
struct Count {
    dates: u32,
    /// Of which the quota allows so many.
    allowed: u32,
    any: u32,
    by_cluster: Vec<u32>,
    lessons: Vec<Step>,
    runs: Vec<(Slot, Slot)>,
}

impl Count {
    fn add(&mut self, fits: Option<Vec<bool>>, (run, lesson): ((Slot, Slot), Step)) {
        self.lessons.push(lesson);
        self.runs.push(run);
        self.dates += 1;
        let Some(fits) = fits else { return };
        self.allowed += 1;
        self.any += u32::from(fits.contains(&true));
        self.by_cluster.resize(fits.len(), 0);
        self.by_cluster.iter_mut().zip(fits).for_each(|(count, fits)| *count += u32::from(fits));
    }

    fn fits(&self, weighing: &Weighing<'_>, go_on: &dyn Fn() -> bool) -> Fits {
        let mut places = weighing.clusters.iter().zip(&self.by_cluster);
        let on_all = self.allowed == self.dates
            && places.any(|(place, count)| place.stores(&self.lessons) && place.takes_all(&self.runs, *count == self.dates, go_on));
        match self.any {
            _ if on_all => Fits::All,
            0 => Fits::None,
            _ => Fits::Some,
        }
    }
}

struct Weighing<'a> {
    /// Whether the numbers of the quota allow such an order at all.
    allowed: bool,
    quota: Refusing<'a>,
    clusters: Vec<PlaceFor<'a>>,
}

/// A cluster, and its storage pools where the kind records.
struct PlaceFor<'a> {
    nodes: Refusing<'a>,
    /// Where room is kept on it.
    kept: Option<Refusing<'a>>,
    packing: Option<Packing<'a>>,
    storing: Option<Vec<Storing<'a>>>,
}

impl PlaceFor<'_> {
    /// Whether its nodes take all of these runs together; each for itself fits by its share or does not.
    fn takes_all(&self, runs: &[(Slot, Slot)], by_share: bool, go_on: &dyn Fn() -> bool) -> bool {
        match &self.packing {
            Some(packing) => go_on() && packing.takes(runs) && !runs.iter().any(|(from, to)| self.is_kept(*from, *to)),
            None => by_share,
        }
    }

    fn is_kept(&self, from: Slot, to: Slot) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.refuses(from, to))
    }

    /// Whether one of its pools takes what these lessons record.
    fn stores(&self, lessons: &[Step]) -> bool {
        self.storing.as_ref().is_none_or(|pools| pools.iter().any(|pool| pool.takes(lessons)))
    }
}

impl<'a> Weighing<'a> {
    fn of(wish: &Wish, calendars: &'a Calendars, policy: &Policy) -> Self {
        let (rooms, seats) = (i64::from(wish.rooms), i64::from(wish.seats));
        let quota = &calendars.quota;
        let (size, rates) = (size(&wish.kind, wish.seats), Rates::of(&wish.kind));
        let sizes = RoomSizes::of(repeat_n(size, wish.rooms as usize));
        let may = |at: &&ClusterCalendar| wish.region.as_ref().is_none_or(|region| at.region == *region) && open(at, policy);
        let of_cluster = |at: &'a ClusterCalendar| {
            let each = cost(size, at.shape?)?;
            let amounts: Vec<(Resource, i64)> = each.into_iter().map(|(resource, each)| (resource, each * rooms)).collect();
            let packing = Packing::of(at, (&amounts, sizes.clone()));
            let kept = Kept::of(calendars, at).map(|kept| Refusing::of(move |resource, day| kept.left(resource, day), amounts.clone()));
            let nodes = Refusing::of(|resource, day| at.calendar.left(resource, day), amounts);
            let storing =
                (!rates.is_zero()).then(|| at.pools.iter().filter(|pool| pool.open).map(|pool| Storing::of(pool, rates)).collect());
            Some(PlaceFor { nodes, kept, packing, storing })
        };
        Self {
            allowed: calendars.live_orders < quota.limit(Resource::LiveOrders) && rooms <= quota.limit(Resource::RoomsPerOrder),
            quota: Refusing::of(
                |resource, day| quota.left(resource, day),
                vec![(Resource::Rooms, rooms), (Resource::Seats, rooms * seats)],
            ),
            clusters: calendars.clusters.iter().filter(may).filter_map(of_cluster).collect(),
        }
    }

    /// Of each cluster whether it takes the lessons that begin then, by its shares; `None` where the quota does not.
    fn clusters_for(&self, (from, to): (Slot, Slot), lesson: Step) -> Option<Vec<bool>> {
        if !self.allowed || self.quota.refuses(lesson.from, lesson.to) {
            return None;
        }
        let takes = |place: &PlaceFor<'_>| !place.nodes.refuses(from, to) && !place.is_kept(from, to) && place.stores(&[lesson]);
        Some(self.clusters.iter().map(takes).collect())
    }
}

/// What is left of something slot by slot, and what would be added in each.
struct Refusing<'a> {
    left: Box<dyn Fn(Resource, i32) -> [i64; SLOTS_PER_DAY] + 'a>,
    amounts: Vec<(Resource, i64)>,
    /// By day, how many slots before each slot of it refuse.
    days: RefCell<HashMap<i32, Vec<u16>>>,
}

impl<'a> Refusing<'a> {
    fn of(left: impl Fn(Resource, i32) -> [i64; SLOTS_PER_DAY] + 'a, amounts: Vec<(Resource, i64)>) -> Self {
        Self { left: Box::new(left), amounts, days: RefCell::default() }
    }

    /// Whether any slot of `[from, to)` does.
    fn refuses(&self, from: Slot, to: Slot) -> bool {
        let last = Slot(to.0 - 1).day();
        (from.day()..=last).any(|day| {
            let first = if day == from.day() { from.of_day() } else { 0 };
            let end = if day == last { Slot(to.0 - 1).of_day() + 1 } else { SLOTS_PER_DAY };
            let mut days = self.days.borrow_mut();
            let refusing = days.entry(day).or_insert_with(|| self.refusing_on(day));
            refusing[end] > refusing[first]
        })
    }

    fn refusing_on(&self, day: i32) -> Vec<u16> {
        let adding = self.amounts.iter().filter(|(_, amount)| *amount > 0);
        let each: Vec<_> = adding.map(|(resource, amount)| (*amount, (self.left)(*resource, day))).collect();
        let refuses = |slot: usize| each.iter().any(|(amount, left)| *amount > left[slot]);
        let mut before = vec![0; SLOTS_PER_DAY + 1];
        (0..SLOTS_PER_DAY).for_each(|slot| before[slot + 1] = before[slot] + u16::from(refuses(slot)));
        before
    }
}
