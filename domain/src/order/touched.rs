//! The days that another academic calendar touches of an order that follows it.
//!
//! Everything else of the two documents is the same, and so are their lessons on all other days. So these days alone are expanded, with what lies around
//! them: lessons run past midnight, and a room that stays up from one lesson to the next counts as what it went up for. What is booked is worked out for
//! whole UTC days, because the space of a storage pool is. Where a room is up for days on end, nothing can be said without the rest of the term.

use std::{
    collections::{BTreeSet, HashMap},
    ops::RangeInclusive,
};

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};

use super::{Amended, Day, Difference, Generation, NewOrder, Order, Run, Schedule, Term, difference::changes};
use crate::{
    calendar::slot_of,
    ids::ClassroomId,
    slots::Slot,
    timetable::{self, Within, start_of_day, zone},
};

/// Days that are looked at before and after one that is touched: a lesson lasts a day at most, its UTC day may begin or end a day away, and a room's run
/// begins and ends beyond that.
const DAYS_BEFORE: i64 = 2;
const DAYS_AFTER: i64 = 3;

type Stretch = (Timestamp, Timestamp);

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchedDays {
    /// The time that is looked at: ascending, and apart from each other.
    around: Vec<Stretch>,
}

/// An order and what it is to become, around the touched days.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    pub(crate) before: Schedule,
    pub(crate) after: Schedule,
    /// Outside of these slots both come to the same. Whole UTC days, but for the first; ascending, and apart from each other.
    pub(crate) spans: Vec<(Slot, Slot)>,
}

impl TouchedDays {
    /// Of a document that passed and the same with other days of its calendar; `None` where they differ in anything else.
    pub fn between(before: &NewOrder, after: &NewOrder) -> Option<Self> {
        let mut as_before = after.clone();
        as_before.timetable.calendar_days.clone_from(&before.timetable.calendar_days);
        let zone = zone(&before.timetable.time_zone).filter(|_| as_before == *before)?;
        let (old, new) = (&before.timetable.calendar_days, &after.timetable.calendar_days);
        let only = |one: &[Day], other: &[Day]| -> Vec<Date> {
            one.iter().filter(|day| !other.contains(day)).flat_map(|day| dates_of(day, before.term)).collect()
        };
        let dates: BTreeSet<Date> = [only(old, new), only(new, old)].concat().into_iter().collect();
        let start = |date: Date, days: i64| start_of_day(date.saturating_add(days.days()), &zone);
        let mut around: Vec<Stretch> = Vec::new();
        for date in dates {
            let (from, to) = (start(date, -DAYS_BEFORE), start(date, DAYS_AFTER + 1));
            match around.last_mut() {
                Some(last) if from <= last.1 => last.1 = to,
                _ => around.push((from, to)),
            }
        }
        Some(Self { around })
    }

    /// What is expanded of either document.
    pub(super) fn within(&self) -> Within<'_> {
        Within { spans: &self.around, also: &[] }
    }

    /// What [`Order::amend_days`] made of an order, and the order, around these days. `None` where that says too little: a room is up for days on end, or
    /// goes on by a generation that was dropped.
    pub fn parts(&self, before: &Order, amended: &Amended) -> Option<Parts> {
        let after = &amended.order;
        if !before.dropped.is_empty() || !after.dropped.is_empty() {
            return None;
        }
        let moved = self.moved_into(after);
        let [earlier, later] = [before, after].map(|order| order.schedule_within(&self.around, &moved));
        let spans = spans(&days_that_differ((before, &earlier), (after, &later)), Slot::holding(amended.felt_from));
        let parts = Parts { before: earlier, after: later, spans };
        self.are_whole(&parts, after).then_some(parts)
    }

    /// The dates of lessons that some generation moves to these days. A lesson that one of them held is not held again where another moves it, so they are
    /// looked at in all.
    fn moved_into(&self, order: &Order) -> Vec<Date> {
        let into = |generation: &Generation| -> BTreeSet<Date> {
            let dates = self.around.iter().flat_map(|(from, to)| timetable::dates_moved_into(&generation.document, *from, *to));
            dates.collect()
        };
        order.generations.iter().flat_map(into).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Whether every run in the spans is known from its beginning, which decides what its room counts as, to its end, and nothing of the spans lies beyond what
    /// was looked at: the lessons there are not known.
    fn are_whole(&self, parts: &Parts, order: &Order) -> bool {
        let (lead, drain) = most(order);
        let meets = |run: &&Run| parts.spans.iter().any(|(from, to)| Slot::holding(run.from) < *to && *from < Slot::at_or_after(run.to));
        let is_inside = |run: &Run| self.around.iter().any(|(from, to)| later(*from, drain) < run.from && later(run.to, lead) < *to);
        let is_known =
            |span: &(Slot, Slot)| self.around.iter().any(|(from, to)| Slot::at_or_after(*from) <= span.0 && span.1 <= Slot::holding(*to));
        parts.spans.iter().all(is_known) && parts.before.runs().iter().chain(parts.after.runs()).filter(meets).all(is_inside)
    }
}

impl Parts {
    /// What changes of the order's lessons, told as [`Difference::between`] the whole of both tells it.
    pub fn difference(&self, before: &Order, after: &Order, most: usize) -> Difference {
        Difference::between((before, &self.before), (after, &self.after), most)
    }

    /// How many lessons were looked at, of both together.
    pub fn lessons(&self) -> usize {
        self.before.lessons().len() + self.after.lessons().len()
    }
}

/// The dates of a term that an entry decides.
fn dates_of(day: &Day, term: Term) -> impl Iterator<Item = Date> + use<> {
    let (from, to) = match day {
        Day::Off(off) => (off.from, off.to),
        Day::RunsAs(makes_up) => (makes_up.date, makes_up.date),
    };
    let (from, to) = (from.max(term.first_day), to.min(term.last_day));
    from.series(1.day()).take_while(move |date| *date <= to)
}

/// The UTC days in which a room counts differently, or stays up beyond what differs: by its lessons that do, with lead and drain, and by the runs of which
/// they are a part.
fn days_that_differ((before, earlier): (&Order, &Schedule), (after, later_one): (&Order, &Schedule)) -> BTreeSet<i32> {
    let (lead, drain) = most(after);
    let mut of_room: HashMap<ClassroomId, Vec<Stretch>> = HashMap::new();
    for held in changes((before, earlier), (after, later_one)).iter().flat_map(|change| change.held).flatten() {
        let up = (sooner(held.lesson.starts_at, lead), later(held.lesson.ends_at, drain));
        of_room.entry(held.room_id).or_default().push(up);
    }
    of_room.values_mut().for_each(join);
    let mut all: BTreeSet<i32> = of_room.values().flatten().flat_map(|(from, to)| days(*from, *to)).collect();
    for (order, schedule) in [(before, earlier), (after, later_one)] {
        for run in schedule.runs() {
            let differing = order.rooms.get(run.room as usize).and_then(|room| of_room.get(&room.id));
            if differing.is_some_and(|differing| is_met(differing, run)) {
                all.extend(days(run.from, run.to));
            }
        }
    }
    all
}

/// Sorts stretches, and joins those that overlap or touch.
fn join(stretches: &mut Vec<Stretch>) {
    stretches.sort_unstable();
    stretches.dedup_by(|next, last| {
        let joins = next.0 <= last.1;
        last.1 = if joins { last.1.max(next.1) } else { last.1 };
        joins
    });
}

/// Whether a run overlaps or touches one of some joined stretches.
fn is_met(stretches: &[Stretch], run: &Run) -> bool {
    let next = stretches.partition_point(|(_, to)| *to < run.from);
    stretches.get(next).is_some_and(|(from, _)| *from <= run.to)
}

/// The UTC days that have a slot of a stretch of time.
fn days(from: Timestamp, to: Timestamp) -> RangeInclusive<i32> {
    Slot::holding(from).day()..=Slot(Slot::at_or_after(to).0 - 1).day()
}

fn spans(days: &BTreeSet<i32>, since: Slot) -> Vec<(Slot, Slot)> {
    let mut spans: Vec<(Slot, Slot)> = Vec::new();
    for day in days {
        let (from, to) = (slot_of(*day, 0).max(since), slot_of(day.saturating_add(1), 0));
        match spans.last_mut() {
            Some(last) if last.1 == from => last.1 = to,
            _ if from < to => spans.push((from, to)),
            _ => {}
        }
    }
    spans
}

/// The longest lead and drain of its generations.
fn most(order: &Order) -> (SignedDuration, SignedDuration) {
    let longest =
        |minutes: fn(&Generation) -> u32| SignedDuration::from_mins(order.generations.iter().map(minutes).max().unwrap_or_default().into());
    (longest(|generation| generation.kind.lead_minutes), longest(|generation| generation.kind.drain_minutes))
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

fn sooner(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_sub(by).unwrap_or(Timestamp::MIN)
}
