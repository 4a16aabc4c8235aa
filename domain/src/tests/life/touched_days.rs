//! Another academic calendar, worked out over the days that it touches: what is wrong then, what is held, booked and given back is what the whole term says.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{amend, document, on, order};
use crate::{
    admission::{
        Amending, Ask, Calendars, Held, admit,
        fixtures::{LIVE, METAL, calendars, cluster, quota, stored},
    },
    calendar::{Amounts, Reservation},
    demand::Demand,
    ids::{AcademicCalendarId, ClassroomId},
    order::{
        Amended, CalendarPlan, Catalogue, Day, Difference, FieldProblem, NewOrder, Order, Overrun, Parts, TouchedDays, ValidOrder,
        validate, validate_touched,
    },
    pools::{Rates, need},
    tests::support::{self, class},
};

const CALENDAR: AcademicCalendarId = AcademicCalendarId::new(Uuid::nil());
const RATES: Rates = Rates { bandwidth_mbit: 3, space_mib_per_hour: 700 };

/// Line, room, date, and where it is moved; else it is cancelled.
type Change = (bool, bool, u8, Option<(u8, u8)>);

/// What an order says beside its zone and its calendar.
#[derive(Debug, Clone)]
struct World {
    hour: u8,
    early: u8,
    night: u32,
    seats: u32,
    /// The second room has a day off of its own.
    own: Option<u8>,
    changes: Vec<Change>,
}

fn world() -> impl Strategy<Value = World> {
    let day = 0u8..28;
    let change = (any::<bool>(), any::<bool>(), day.clone(), prop::option::of((day.clone(), 11u8..20)));
    let early = prop::sample::select(vec![2u8, 5]);
    let night = prop::sample::select(vec![45u32, 90, 200]);
    (0u8..3, early, night, 20u32..60, prop::option::of(day), prop::collection::vec(change, 0..3))
        .prop_map(|(hour, early, night, seats, own, changes)| World { hour, early, night, seats, own, changes })
}

fn date(day: u8) -> String {
    format!("2026-09-{:02}", day + 1)
}

impl World {
    /// A lesson by day in two rooms, one early in the second, one over midnight in both, and one on some weekdays.
    fn document(&self, zone: &str) -> NewOrder {
        let lessons = json!([
            {"key": "day", "rrule": "FREQ=DAILY", "start": format!("{:02}:00", 8 + self.hour), "duration_minutes": 45},
            {"key": "weekday", "rrule": "FREQ=WEEKLY;BYDAY=MO,WE,FR", "rooms": ["a"], "start": "13:30", "duration_minutes": 90},
            {"key": "early", "rrule": "FREQ=DAILY", "rooms": ["b"], "start": format!("{:02}:30", self.early), "duration_minutes": 30},
            {"key": "night", "rrule": "FREQ=DAILY", "start": "22:50", "duration_minutes": self.night}]);
        let change = |(is_day, is_a, on, to): &Change| {
            let mut change =
                json!({"lesson": if *is_day { "day" } else { "night" }, "room": if *is_a { "a" } else { "b" }, "on": date(*on)});
            match to {
                Some((to, hour)) => change["moved_to"] = json!({"date": date(*to), "start": format!("{hour:02}:10")}),
                None => change["cancelled"] = json!(true),
            }
            change
        };
        let changes: Vec<Value> = self.changes.iter().map(change).collect();
        let own = self.own.map(|day| json!({"from": date(day), "to": date(day), "off": true, "rooms": ["b"]}));
        let days: Vec<Value> = own.into_iter().collect();
        let table = json!({"time_zone": zone, "academic_calendar": CALENDAR, "lessons": lessons, "days": days, "changes": changes});
        let mut document = document(table, &["a", "b"]);
        document.rooms.iter_mut().for_each(|room| room.seats = self.seats);
        document.overrun_minutes = Some(30);
        document
    }
}

/// Days off and a day that runs as another.
fn calendar() -> impl Strategy<Value = Vec<Day>> {
    let off = prop::collection::vec((0u8..28, 0u8..3), 0..3);
    (off, prop::option::of((0u8..30, 0u8..30))).prop_map(|(off, made_up)| {
        let off = off.into_iter().map(|(from, more)| json!({"from": date(from), "to": date(from + more.min(1)), "off": true}));
        let made_up = made_up.map(|(day, runs_as)| json!({"date": date(day), "runs_as": date(runs_as)}));
        off.chain(made_up).map(|day| serde_json::from_value(day).expect("a day")).collect::<Vec<Day>>()
    })
}

fn catalogue(days: &[Day]) -> Catalogue {
    let calendars = [(CALENDAR, CalendarPlan::new(days.to_vec(), &[]))].into();
    Catalogue { kinds: vec![class()], regions: ["r".to_owned()].into(), calendars }
}

/// An order that was amended so often, and the time by then. `None` where one of the documents does not pass.
fn amended(worlds: &[(World, i64)], zone: &str, days: &[Day]) -> Option<(Order, Timestamp)> {
    let catalogue = catalogue(days);
    let mut now = on("2026-09-01", "00:00");
    let passed = |world: &World, now: Timestamp| Some(validate(world.document(zone), &catalogue, now).ok()?.document);
    let (first, more) = worlds.split_first()?;
    let mut order = order(passed(&first.0, now)?);
    for (world, hours) in more {
        now += SignedDuration::from_hours(*hours);
        order = amend(order, passed(world, now)?, None, now).ok()?.order;
    }
    Some((order, now))
}

/// The order where the lessons that are about to end go on, and the time by then.
fn gone_on(order: Order, lesson: usize, now: Timestamp) -> (Order, Timestamp) {
    let schedule = order.schedule();
    let Some(held) = schedule.lessons().get(lesson % schedule.lessons().len().max(1)) else { return (order, now) };
    let now = now.max(held.lesson.ends_at);
    let next: Vec<Overrun> = order.closing(&schedule, now).into_iter().map(|closing| closing.next).collect();
    (order.with_overruns(&next), now)
}

fn new_id() -> ClassroomId {
    ClassroomId::new(Uuid::nil())
}

/// A cluster and a quota of so many rooms, with all that the order holds.
pub(super) fn booked(order: &Order, rooms: i64) -> (Calendars, Held) {
    let demand = Demand::of(order, &order.schedule(), on("2026-09-01", "00:00"));
    let mut calendars = calendars(quota(rooms, 1_000), vec![cluster(1, "r", 4, METAL)]);
    let at = &mut calendars.clusters[0];
    let capacity = Reservation::new(at.calendar.id, demand.cluster_demand(METAL).expect("rooms that fit"));
    let held = Held { cluster: at.cluster, quota: Reservation::new(calendars.quota.id, demand.quota()), capacity, storage: None, rooms: 2 };
    at.calendar.add(&held.capacity.steps, 1);
    calendars.quota.add(&held.quota.steps, 1);
    (calendars, held)
}

/// What a storage pool would be asked for more, and given back.
fn recorded(amending: &Amending) -> Amounts {
    let of = |demand: &Demand| Reservation::new(Uuid::nil(), need(demand.lessons(), RATES, 30));
    of(&amending.booked).difference(&of(&amending.demand))
}

struct Checked {
    whole: ValidOrder,
    part: ValidOrder,
    /// `None` where the touched days alone say too little.
    parts: Option<Parts>,
    amended: Amended,
}

/// Changes the calendar both ways. `None` where that is refused, for the same reason.
fn checked(order: &Order, days: &[Day], now: Timestamp) -> Result<Option<Checked>, TestCaseError> {
    let catalogue = Catalogue { regions: [order.newest().document.region.clone()].into(), ..catalogue(days) };
    let next = catalogue.with_calendar_days(order.newest().document.clone());
    let touched = TouchedDays::between(&order.newest().document, &next).expect("other days alone");
    let (whole, (part, held)) = match (validate(next.clone(), &catalogue, now), validate_touched(next, &catalogue, now, &touched)) {
        (Ok(whole), Ok(part)) => (whole, part),
        (whole, part) => {
            prop_assert_eq!(part.err(), whole.err());
            return Ok(None);
        }
    };
    let count = whole.lessons.iter().filter(|lesson| !lesson.cancelled).count();
    prop_assert_eq!((&part.document, &part.warnings, held as usize), (&whole.document, &whole.warnings, count));
    let (amended, of_days) = match (order.clone().amend(&whole, None, now, new_id), order.clone().amend_days(&part, now, new_id)) {
        (Ok(amended), Ok(of_days)) => (amended, of_days),
        (amended, of_days) => {
            prop_assert_eq!(of_days.err(), amended.err());
            return Ok(None);
        }
    };
    prop_assert_eq!(&of_days, &amended);
    let parts = touched.parts(order, &of_days);
    Ok(Some(Checked { whole, part, parts, amended }))
}

/// Whether the touched days say it, and then the same as the whole term.
fn is_the_same(order: &Order, days: &[Day], (now, rooms): (Timestamp, i64)) -> Result<bool, TestCaseError> {
    let Some(Checked { whole, part: _, parts: Some(parts), amended }) = checked(order, days, now)? else { return Ok(false) };
    let told = Difference::between((order, &order.schedule()), (&amended.order, &amended.order.schedule()), 1_000);
    prop_assert_eq!(parts.difference(order, &amended.order, 1_000), told);
    let ways = [Amending::of(order, &amended, now, [METAL]), Amending::of_days(order, &amended, parts, now, [METAL])];
    prop_assert_eq!(recorded(&ways[1]), recorded(&ways[0]));
    let (calendars, held) = booked(order, rooms);
    let answers = ways.map(|way| {
        let ask = Ask::amend(order, &whole, Arc::new(way), held.clone());
        admit(&[ask], &mut calendars.clone(), &LIVE).remove(0)
    });
    prop_assert_eq!(&answers[1], &answers[0]);
    Ok(true)
}

proptest! {
    // A case works out, books and compares the whole of an order a dozen times.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    #[test]
    fn what_the_touched_days_come_to_is_the_difference_of_the_whole(
        worlds in prop::collection::vec((world(), 1i64..200), 1..4),
        zone in prop::sample::select(vec!["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Auckland"]),
        days in (calendar(), calendar(), calendar()),
        goes_on in prop::option::of(0usize..100),
        (hours, rooms) in (0i64..100, prop::sample::select(vec![1i64, 9])),
    ) {
        let Some((order, now)) = amended(&worlds, zone, &days.0) else { return Ok(()) };
        let now = now + SignedDuration::from_hours(hours);
        let (order, now) = goes_on.map_or((order.clone(), now), |lesson| gone_on(order, lesson, now));
        is_the_same(&order, &days.1, (now, rooms))?;
        // And once more, over generations of two calendars.
        if let Some(Checked { amended, .. }) = checked(&order, &days.1, now)? {
            is_the_same(&amended.order, &days.2, (now + SignedDuration::from_hours(30), rooms))?;
        }
    }
}

fn off(from: &str, to: &str) -> Day {
    serde_json::from_value(json!({"from": from, "to": to, "off": true})).expect("a day")
}

/// Nights of ten hours in a room, and a lesson on Wednesday morning.
fn nights() -> NewOrder {
    document(
        json!({"time_zone": "Asia/Shanghai", "academic_calendar": CALENDAR, "lessons": [
            {"key": "night", "rrule": "FREQ=WEEKLY;BYDAY=TU", "start": "23:30", "duration_minutes": 600},
            {"key": "day", "rrule": "FREQ=WEEKLY;BYDAY=WE", "start": "09:00", "duration_minutes": 45}]}),
        &["a", "b"],
    )
}

#[test]
fn a_day_that_is_open_again_meets_the_lesson_of_the_next_one() {
    let days = [off("2026-09-01", "2026-09-01"), off("2026-09-08", "2026-09-08"), off("2026-09-15", "2026-09-30")];
    let now = on("2026-09-01", "00:00");
    let order = order(validate(nights(), &catalogue(&days), now).expect("a document").document);
    let open_again = [days[0].clone(), days[2].clone()];
    let next = catalogue(&open_again).with_calendar_days(order.newest().document.clone());
    let touched = TouchedDays::between(&order.newest().document, &next).expect("other days alone");
    let errors = validate_touched(next.clone(), &catalogue(&open_again), now, &touched).expect_err("two at once");
    assert!(matches!(errors[0].problem, FieldProblem::LessonsOverlap { .. }), "{errors:?}");
    assert_eq!(Some(errors), validate(next, &catalogue(&open_again), now).err());
}

#[test]
fn a_closed_friday_and_a_saturday_that_runs_as_a_wednesday_are_said_by_a_few_days() {
    let mut school = support::school();
    school.timetable.academic_calendar = Some(CALENDAR);
    let catalogue = Catalogue { calendars: [(CALENDAR, CalendarPlan::default())].into(), ..support::catalogue() };
    let made = on("2026-08-01", "00:00");
    let order = stored(&[(made, validate(school, &catalogue, made).expect("a document"))]);
    let now = on("2026-11-02", "03:00");
    let closed = [off("2026-12-18", "2026-12-18")];
    let saturday = serde_json::from_value(json!({"date": "2026-12-12", "runs_as": "2026-12-09"})).expect("a day");
    for days in [vec![closed[0].clone()], vec![saturday, closed[0].clone()]] {
        let checked = checked(&order, &days, now).expect("the same").expect("an amendment");
        let parts = checked.parts.expect("a few days say it");
        let whole = checked.whole.lessons.len();
        assert!(checked.part.lessons.len() * 6 < whole, "{} of {whole}", checked.part.lessons.len());
        assert!(parts.lessons() * 5 < whole, "{} of {whole}", parts.lessons());
        // Each begins at eight in the morning, which is midnight, and is ready ten minutes before.
        let slots: i64 = parts.spans.iter().map(|(from, to)| to.0 - from.0).sum();
        assert_eq!(slots, 2 * 288 * i64::try_from(days.len()).unwrap());
    }
}

#[test]
fn a_room_that_is_up_for_days_on_end_leaves_it_to_the_whole_term() {
    let throughout = json!({"time_zone": "UTC", "academic_calendar": CALENDAR, "lessons": [
        {"key": "day", "rrule": "FREQ=DAILY", "start": "00:00", "duration_minutes": 1_440}]});
    let now = on("2026-09-02", "12:00");
    let order = order(validate(document(throughout, &["a"]), &catalogue(&[]), now).expect("a document").document);
    let checked = checked(&order, &[off("2026-09-15", "2026-09-15")], now).expect("the same").expect("an amendment");
    assert_eq!(checked.parts, None);
}

#[test]
fn lessons_of_a_day_each_that_follow_each_other_reach_beyond_the_days_that_are_looked_at() {
    // The first room is up from six on Sunday morning to six on Wednesday morning. That is a Saturday still by UTC, on which the other room has a lesson.
    let follow = json!({"time_zone": "Asia/Shanghai", "academic_calendar": CALENDAR, "lessons": [
        {"key": "long", "rooms": ["a"], "rrule": "FREQ=WEEKLY;BYDAY=SU,MO,TU", "start": "06:00", "duration_minutes": 1_440},
        {"key": "early", "rooms": ["b"], "rrule": "FREQ=DAILY", "start": "08:30", "duration_minutes": 45}]});
    let now = on("2026-09-02", "12:00");
    let order = order(validate(document(follow, &["a", "b"]), &catalogue(&[]), now).expect("a document").document);
    let checked = checked(&order, &[off("2026-09-15", "2026-09-15")], now).expect("the same").expect("an amendment");
    assert_eq!(checked.parts, None);
}

#[test]
fn days_that_are_over_are_neither_booked_nor_given_back() {
    let lessons = json!([{"key": "day", "rrule": "FREQ=DAILY", "start": "09:00", "duration_minutes": 45}]);
    let table = json!({"time_zone": "UTC", "academic_calendar": CALENDAR, "lessons": lessons});
    let made = on("2026-09-01", "00:00");
    let order = order(validate(document(table, &["a", "b"]), &catalogue(&[]), made).expect("a document").document);
    let days = [off("2026-09-05", "2026-09-06")];
    let checked = checked(&order, &days, on("2026-09-10", "12:00")).expect("the same").expect("an amendment");
    let parts = checked.parts.expect("a few days say it");
    assert_eq!((parts.spans, parts.before.lessons().len()), (Vec::new(), parts.after.lessons().len()));
    assert!(is_the_same(&order, &days, (on("2026-09-10", "12:00"), 9)).expect("the same"));
}

#[test]
fn a_day_is_closed_although_a_lesson_of_it_went_on_and_that_keeps_its_end() {
    let lessons = json!([
        {"key": "early", "rrule": "FREQ=DAILY", "start": "09:00", "duration_minutes": 45},
        {"key": "late", "rrule": "FREQ=DAILY", "start": "15:00", "duration_minutes": 45}]);
    let mut first = document(json!({"time_zone": "UTC", "academic_calendar": CALENDAR, "lessons": lessons}), &["a", "b"]);
    first.overrun_minutes = Some(15);
    let order = order(validate(first, &catalogue(&[]), on("2026-09-01", "00:00")).expect("a document").document);
    let bell = on("2026-09-09", "09:45");
    let next: Vec<Overrun> = order.closing(&order.schedule(), bell).into_iter().map(|closing| closing.next).collect();
    let order = order.with_overruns(&next);
    let (today, now) = ([off("2026-09-09", "2026-09-09")], on("2026-09-09", "12:00"));
    let closed = checked(&order, &today, now).expect("the same").expect("an amendment").amended.order;
    let of_today = closed.lessons_between(on("2026-09-09", "00:00"), on("2026-09-10", "00:00"));
    assert_eq!(of_today.iter().map(|held| held.lesson.ends_at).collect::<Vec<_>>(), [on("2026-09-09", "09:50"); 2]);
    assert_eq!(of_today.iter().map(|held| closed.minutes_over(held)).collect::<Vec<_>>(), [5, 5]);
    assert!(closed.newest().document.timetable.changes.is_empty(), "nobody asked for a change");
    assert!(is_the_same(&order, &today, (now, 9)).expect("the same"));
}

#[test]
fn a_calendar_that_is_changed_all_day_leaves_few_generations() {
    let lessons = json!([{"key": "day", "rrule": "FREQ=DAILY", "start": "09:00", "duration_minutes": 45}]);
    let table = json!({"time_zone": "UTC", "academic_calendar": CALENDAR, "lessons": lessons});
    let made = on("2026-09-01", "00:00");
    let mut order = order(validate(document(table, &["a", "b"]), &catalogue(&[]), made).expect("a document").document);
    for second in 0..100 {
        let days = [off("2026-09-20", if second % 2 == 0 { "2026-09-20" } else { "2026-09-21" })];
        let now = on("2026-09-09", "12:00") + SignedDuration::from_secs(second);
        let next = catalogue(&days).with_calendar_days(order.newest().document.clone());
        let touched = TouchedDays::between(&order.newest().document, &next).expect("other days alone");
        let (next, held) = validate_touched(next, &catalogue(&days), now, &touched).expect("a document");
        assert_eq!(held, if second % 2 == 0 { 58 } else { 56 });
        order = order.amend_days(&next, now, new_id).expect("an amendment").order;
        assert!(order.generations.len() <= 31, "{} after {second}", order.generations.len());
    }
    assert_eq!(order.newest().number, 101);
    assert_eq!(order.generations[0].number, 1);
}
