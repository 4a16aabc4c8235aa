//! Whatever is done to single lessons and to the calendar, one after the other: lessons keep their ids, what runs goes on, no room holds two at once, and what
//! is held is booked, within what there is.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp, civil::time};
use proptest::prelude::*;
use serde_json::json;

use super::{amend, class, document, on, order, touched_days::booked};
use crate::{
    admission::{
        Amending, Ask, BookedOn, Calendars, Held, OverrunStep, RoomsThere, admit,
        fixtures::{LIVE, METAL},
        prolong,
    },
    calendar::{Amounts, Calendar, Resource},
    demand::Demand,
    ids::AcademicCalendarId,
    order::{CalendarPlan, Catalogue, Day, HeldLesson, LessonChange, MovedTo, NewOrder, Order, validate},
    slots::{Slot, Step as Stretch, Steps},
    timetable::LessonId,
};

const CALENDAR: AcademicCalendarId = AcademicCalendarId::new(uuid::Uuid::nil());
/// Days of the two weeks in which everything happens.
const DAYS: u8 = 14;

/// What somebody does next.
#[derive(Debug, Clone)]
enum Step {
    Move {
        lesson: usize,
        day: u8,
        hour: i8,
        other_room: bool,
        minutes: u32,
    },
    Cancel(usize),
    Extend {
        lesson: usize,
        minutes: u8,
    },
    Restore(usize),
    /// The calendar has these days off, and one day that runs as another.
    Calendar {
        off: Vec<u8>,
        made_up: Option<(u8, u8)>,
    },
    Wait {
        minutes: u16,
    },
    /// The bell rings at the end of a lesson, and all who are in a lesson then stay.
    GoOn(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let lesson = 0..40usize;
    prop_oneof![
        4 => (lesson.clone(), 0..DAYS, 7..20i8, any::<bool>(), prop::sample::select(vec![30u32, 45, 90]))
            .prop_map(|(lesson, day, hour, other_room, minutes)| Step::Move { lesson, day, hour, other_room, minutes }),
        2 => lesson.clone().prop_map(Step::Cancel),
        3 => (lesson.clone(), 1..120u8).prop_map(|(lesson, minutes)| Step::Extend { lesson, minutes }),
        2 => lesson.clone().prop_map(Step::Restore),
        3 => lesson.prop_map(Step::GoOn),
        2 => (prop::collection::vec(0..DAYS, 0..3), prop::option::of((0..DAYS, 0..DAYS)))
            .prop_map(|(off, made_up)| Step::Calendar { off, made_up }),
        3 => (1..2_000u16).prop_map(|minutes| Step::Wait { minutes }),
    ]
}

fn day(number: u8) -> String {
    format!("2026-09-{:02}", 7 + number)
}

fn first() -> NewOrder {
    let mut document = document(
        json!({"time_zone": "UTC", "academic_calendar": CALENDAR, "lessons": [
            {"key": "x", "rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "start": "09:00", "duration_minutes": 45},
            {"key": "y", "rrule": "FREQ=WEEKLY;BYDAY=MO,WE", "rooms": ["a"], "start": "10:00", "duration_minutes": 45}]}),
        &["a", "b"],
    );
    document.term.first_day = "2026-09-07".parse().expect("a date");
    document.term.last_day = "2026-09-20".parse().expect("a date");
    document.overrun_minutes = Some(30);
    document
}

/// Two rooms at once are what the quota has, and from eleven to eight another order has one of them every day.
const ROOMS: i64 = 2;

fn others() -> Amounts {
    let busy = |number: u8| {
        let at = |hour: &str| Slot::holding(on(&day(number), hour));
        Stretch { from: at("11:00"), to: at("20:00"), amount: 1 }
    };
    Amounts::from([(Resource::Rooms, Steps::sum((0..DAYS).map(busy)))])
}

/// A school that goes on.
struct School {
    order: Order,
    catalogue: Catalogue,
    now: Timestamp,
    calendars: Calendars,
    held: Held,
}

impl School {
    fn new() -> Self {
        let catalogue =
            Catalogue { kinds: vec![class()], regions: ["r".to_owned()].into(), calendars: [(CALENDAR, CalendarPlan::default())].into() };
        let order = order(first());
        let (mut calendars, held) = booked(&order, ROOMS);
        calendars.quota.add(&others(), 1);
        Self { order, catalogue, now: on("2026-09-07", "06:00"), calendars, held }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Wait { minutes } => self.now += SignedDuration::from_mins((*minutes).into()),
            Step::Calendar { off, made_up } => self.plan(off, *made_up),
            Step::GoOn(lesson) => self.go_on(*lesson),
            Step::Cancel(lesson) => self.change(*lesson, |_| LessonChange::Cancel),
            Step::Restore(lesson) => self.change(*lesson, |_| LessonChange::Restore),
            Step::Extend { lesson, minutes } => {
                self.change(*lesson, |held| LessonChange::ExtendTo(held.lesson.ends_at + SignedDuration::from_mins((*minutes).into())));
            }
            Step::Move { lesson, day: number, hour, other_room, minutes } => self.change(*lesson, |_| {
                LessonChange::Move(MovedTo {
                    date: Some(day(*number).parse().expect("a date")),
                    start: Some(time(*hour, 0, 0, 0)),
                    duration_minutes: Some(*minutes),
                    room: other_room.then(|| "b".to_owned()),
                })
            }),
        }
    }

    fn change(&mut self, lesson: usize, change: impl Fn(&HeldLesson) -> LessonChange) {
        let schedule = self.order.schedule();
        let Some(held) = schedule.lessons().get(lesson % schedule.lessons().len().max(1)) else { return };
        let (id, change) = (self.order.lesson_id(held), change(held));
        let Ok(Some(next)) = self.order.with_lesson(held, &change, self.now) else { return };
        if let Some(after) = self.amended(next.document)
            && after.order.schedule().changed_lesson(&after.order, id, &change).is_ok()
        {
            *self = after;
        }
    }

    fn go_on(&mut self, lesson: usize) {
        let schedule = self.order.schedule();
        let Some(held) = schedule.lessons().get(lesson % schedule.lessons().len().max(1)) else { return };
        self.now = self.now.max(held.lesson.ends_at);
        let steps = OverrunStep::all(&self.order, &schedule, self.order.closing(&schedule, self.now), self.now);
        let Calendars { quota, clusters, .. } = &mut self.calendars;
        let at = &mut clusters[0];
        let prolonged = prolong(steps, &mut BookedOn { quota, cluster: &mut at.calendar, shape: at.shape, rooms: RoomsThere::Unknown });
        self.held.quota = self.held.quota.with(&prolonged.quota);
        self.held.capacity = self.held.capacity.with(&prolonged.capacity);
        self.order = self.order.clone().with_overruns(prolonged.granted.iter().map(|closing| &closing.next));
    }

    fn plan(&mut self, off: &[u8], made_up: Option<(u8, u8)>) {
        let mut days: Vec<Day> = Vec::new();
        for number in off.iter().collect::<BTreeSet<_>>() {
            let date = day(*number);
            days.push(serde_json::from_value(json!({"from": date, "to": date, "off": true})).expect("a day"));
        }
        if let Some((date, runs_as)) = made_up {
            days.push(serde_json::from_value(json!({"date": day(date), "runs_as": day(runs_as)})).expect("a day"));
        }
        let before = self.catalogue.calendars.insert(CALENDAR, CalendarPlan::new(days, &[]));
        match self.amended(self.order.newest().document.clone()) {
            Some(after) => *self = after,
            // Refused: the calendar stays as it was.
            None => self.catalogue.calendars = before.map(|before| [(CALENDAR, before)].into()).unwrap_or_default(),
        }
    }

    /// With another document, where that passes and fits.
    fn amended(&self, document: NewOrder) -> Option<Self> {
        let next = validate(document, &self.catalogue, self.now).ok()?;
        let amended = amend(self.order.clone(), next.document.clone(), None, self.now).ok()?;
        let amending = Arc::new(Amending::of(&self.order, &amended, self.now, [METAL]));
        let mut calendars = self.calendars.clone();
        let ask = Ask::amend(&self.order, &next, amending, self.held.clone());
        let admission = admit(&[ask], &mut calendars, &LIVE).remove(0).ok()?;
        let held = Held { quota: admission.quota, capacity: admission.capacity, ..self.held.clone() };
        Some(Self { order: amended.order, catalogue: self.catalogue.clone(), now: self.now, calendars, held })
    }

    /// Nothing is sold twice, and the lessons and rooms that are to come are booked: no more of the quota than they are.
    fn is_booked(&self) -> Result<(), TestCaseError> {
        let cluster = &self.calendars.clusters[0].calendar;
        for calendar in [&self.calendars.quota, cluster] {
            prop_assert_eq!(calendar.over(Slot(0)), Amounts::new());
        }
        let mut left = self.calendars.quota.clone();
        left.release(&self.held.quota);
        let mut of_others = Calendar::new(left.id, left.limits.clone());
        of_others.add(&others(), 1);
        prop_assert_eq!(left, of_others);
        let mut left = cluster.clone();
        left.release(&self.held.capacity);
        prop_assert_eq!(left.days().count(), 0);
        let demand = Demand::of(&self.order, &self.order.schedule(), self.now);
        let none = Steps::default();
        for (resource, wanted) in demand.quota() {
            let held = self.held.quota.steps.get(&resource).unwrap_or(&none).starting(demand.since);
            prop_assert_eq!(held, wanted, "{} from {} on", resource, self.now);
        }
        for (resource, wanted) in demand.cluster_demand(METAL).unwrap_or_default() {
            let missing = wanted.minus(self.held.capacity.steps.get(&resource).unwrap_or(&none)).iter().find(|step| step.amount > 0);
            prop_assert!(missing.is_none(), "{} from {} on: {:?}", resource, self.now, missing);
        }
        Ok(())
    }

    /// What is told of its lessons long after stays so, whatever generations are taken out by then.
    fn is_told_for_ever(&self) -> Result<(), TestCaseError> {
        let told = |order: &Order| -> BTreeMap<_, _> {
            let of = |held: &HeldLesson| {
                (order.lesson_id(held), (held.room_id, held.lesson.starts_at, held.lesson.ends_at, held.lesson.cancelled))
            };
            order.schedule().lessons().iter().map(of).collect()
        };
        let mut folded = self.order.clone();
        folded.fold_generations(0, self.now + SignedDuration::from_hours(60 * 24));
        prop_assert_eq!(told(&folded), told(&self.order));
        Ok(())
    }

    /// When each lesson that has begun began and, where it is over, ended.
    fn past(&self) -> BTreeMap<LessonId, (Timestamp, Option<Timestamp>)> {
        let begun = |held: &&HeldLesson| !held.lesson.cancelled && held.lesson.starts_at < self.now;
        let schedule = self.order.schedule();
        let over = |held: &HeldLesson| (held.lesson.ends_at <= self.now).then_some(held.lesson.ends_at);
        schedule.lessons().iter().filter(begun).map(|held| (self.order.lesson_id(held), (held.lesson.starts_at, over(held)))).collect()
    }
}

fn no_room_holds_two_at_once(order: &Order) -> Result<(), TestCaseError> {
    let schedule = order.schedule();
    let mut ids = BTreeSet::new();
    let mut last: BTreeMap<_, Timestamp> = BTreeMap::new();
    for held in schedule.lessons() {
        prop_assert!(ids.insert(order.lesson_id(held)), "one lesson twice: {held:?}");
        if !held.lesson.cancelled {
            let busy = last.entry(held.room_id).or_insert(Timestamp::MIN);
            prop_assert!(held.lesson.starts_at >= *busy, "two at once: {held:?}");
            *busy = (*busy).max(held.lesson.ends_at);
        }
    }
    Ok(())
}

proptest! {
    // A case is up to two dozen steps, after each of which the whole order is worked out several times.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 8))]

    #[test]
    fn lessons_keep_their_ids_and_their_past_and_rooms_hold_one_at_a_time(steps in prop::collection::vec(step(), 1..25)) {
        let mut school = School::new();
        for step in &steps {
            let before = school.past();
            let now = school.now;
            school.take(step);
            no_room_holds_two_at_once(&school.order)?;
            school.is_booked()?;
            if school.now > now {
                continue;
            }
            let after = school.past();
            for (id, (started, ended)) in before {
                let kept = after.get(&id).copied();
                prop_assert_eq!(kept.map(|kept| kept.0), Some(started), "what had begun is gone after {:?}", step);
                let goes_on = matches!(step, Step::GoOn(_));
                prop_assert!(goes_on || ended.is_none() || kept.and_then(|kept| kept.1) == ended, "what was over has changed after {:?}", step);
            }
        }
        school.is_told_for_ever()?;
    }
}
