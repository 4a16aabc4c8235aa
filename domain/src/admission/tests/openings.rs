//! When rooms would fit: the same as an order of them would be told.

use jiff::{
    ToSpan as _,
    civil::{Time, Weekday, date},
};

use proptest::prelude::*;

use super::*;
use crate::{
    admission::{Fits, NewWish, Wish, fixtures::kind},
    calendar::{Calendar, Resource},
    ids::StoragePoolId,
    kind::Kind,
    order::{Catalogue, FieldProblem, Term},
    pools::PoolCalendar,
};

/// One room of 50 for three weeks from Monday 7 September on, in UTC.
fn new_wish(rooms: u32, starts: &[i8]) -> NewWish {
    NewWish {
        kind: "class".into(),
        region: Some("north".into()),
        rooms,
        seats: 50,
        term: Term { first_day: monday(), last_day: date(2026, 9, 27) },
        time_zone: "UTC".into(),
        duration_minutes: 45,
        starts: Some(starts.iter().map(|hour| Time::constant(*hour, 0, 0, 0)).collect()),
    }
}

fn catalogue() -> Catalogue {
    Catalogue { kinds: vec![kind("class")], regions: ["north".to_owned()].into(), ..Catalogue::default() }
}

fn wish(rooms: u32, starts: &[i8]) -> Wish {
    new_wish(rooms, starts).read(&catalogue()).unwrap()
}

/// What is told of Mondays, by hour.
fn on_mondays(wish: &Wish, calendars: &Calendars) -> Vec<(i8, Fits)> {
    let openings = wish.openings(calendars, &LIVE, at(NOW), &|| true);
    openings.iter().filter(|opening| opening.weekday == Weekday::Monday).map(|opening| (opening.start.hour(), opening.fits)).collect()
}

/// A room of 50 at nine on the Mondays of some weeks.
fn booked(weeks: &[i32], rooms: usize) -> NewOrder {
    let mut document = document("class", &vec![50; rooms]);
    let dates = weeks.iter().map(|week| monday().saturating_add((week * 7).days())).collect();
    document.timetable.lessons = vec![Line { dates: Some(dates), ..line(monday(), time(9, 0, 0, 0), 45) }];
    document
}

#[test]
fn a_start_at_which_rooms_pack_on_all_dates_fits_on_all_though_shares_are_sold() {
    let mut calendars = calendars(quota(1000, 100_000), vec![cluster(1, "north", 2, METAL)]);
    calendars.clusters[0].rooms_up = Some(RoomsUp::new(METAL, NodeShape::default(), Vec::new()));
    // Six lectures leave room for ten classes on each of two nodes.
    let mut lectures = booked(&[0, 1, 2], 0);
    lectures.kind = "lecture".into();
    lectures.rooms = lesson_on_monday("lecture", &[3000; 6]).rooms;
    decide_one(&lectures, &mut calendars).unwrap();
    assert_eq!(on_mondays(&wish(20, &[9, 11]), &calendars), [(9, Fits::All), (11, Fits::All)]);
    assert_eq!(on_mondays(&wish(21, &[9, 11]), &calendars), [(9, Fits::None), (11, Fits::All)]);
    let told = wish(20, &[9]).openings(&calendars, &LIVE, at(NOW), &|| false);
    assert!(told.iter().all(|opening| opening.weekday != Weekday::Monday || opening.fits == Fits::None), "there is no time to look");
    let mut unknown = calendars.clone();
    unknown.clusters[0].rooms_up = None;
    assert_eq!(on_mondays(&wish(20, &[9]), &unknown), [(9, Fits::None)]);
    decide_one(&lesson_on_monday("class", &[50]), &mut calendars).unwrap();
    assert_eq!(on_mondays(&wish(20, &[9]), &calendars), [(9, Fits::None)], "not on the first of the dates");
    assert_eq!(on_mondays(&wish(19, &[9]), &calendars), [(9, Fits::All)]);
}

#[test]
fn a_start_fits_on_all_some_or_none_of_the_dates_by_quota_and_capacity() {
    // Quota of two rooms, of which one is taken on one Monday and both on all.
    let mut calendars = calendars(quota(2, 1000), vec![cluster(1, "north", 10, SMALL)]);
    decide_one(&booked(&[1], 1), &mut calendars).unwrap();
    assert_eq!(on_mondays(&wish(2, &[8, 9, 11]), &calendars), [(8, Fits::All), (9, Fits::Some), (11, Fits::All)]);
    assert_eq!(on_mondays(&wish(1, &[9]), &calendars), [(9, Fits::All)]);
    assert_eq!(on_mondays(&wish(3, &[9, 11]), &calendars), [(9, Fits::None), (11, Fits::None)]);
    // On a cluster the run counts: its lead at ten meets the drain of the lesson at nine.
    let mut small = one_cluster(1);
    decide_one(&booked(&[0, 1, 2], 1), &mut small).unwrap();
    assert_eq!(on_mondays(&wish(2, &[8, 9, 10, 11]), &small), [(8, Fits::None), (9, Fits::None), (10, Fits::None), (11, Fits::All)]);
}

#[test]
fn all_means_one_cluster_for_all_dates_because_an_order_has_one() {
    let mut calendars = calendars(quota(100, 10_000), vec![cluster(1, "north", 1, SMALL), cluster(2, "north", 1, SMALL)]);
    for (week, other) in [(0, 1), (1, 0)] {
        calendars.clusters[other].cordoned = true;
        decide_one(&booked(&[week], 2), &mut calendars).unwrap();
        calendars.clusters[other].cordoned = false;
    }
    // Each Monday has a cluster that is free, and no cluster is free on each.
    assert_eq!(on_mondays(&wish(2, &[9, 12]), &calendars), [(9, Fits::Some), (12, Fits::All)]);
    assert!(decide_one(&booked(&[0, 1, 2], 2), &mut calendars).is_err(), "and an order of it is refused");
}

/// 4 Mbit/s of a room, and 900 MiB of three quarters of an hour of it.
fn recording() -> Kind {
    Kind { storage_bandwidth_mbit: 4, storage_space_mib_per_hour: 1_200, ..kind("class") }
}

fn recorded_wish(rooms: u32, starts: &[i8]) -> Wish {
    Wish { kind: recording(), ..wish(rooms, starts) }
}

fn pool(number: u128, (mbit, mib, retention_days): (i64, i64, u16)) -> PoolCalendar {
    let limits = [(Resource::StorageBandwidthMbit, mbit), (Resource::StorageSpaceMib, mib)];
    PoolCalendar {
        id: StoragePoolId::new(Uuid::from_u128(number)),
        open: true,
        retention_days,
        calendar: Calendar::new(Uuid::from_u128(900 + number), limits.into()),
    }
}

/// Rooms of 50 at an hour on the Mondays of some weeks, which are recorded.
fn record(weeks: &[i32], (hour, rooms): (i8, usize), calendars: &mut Calendars) -> Result<Admission, Refusal> {
    let mut document = booked(weeks, rooms);
    document.timetable.lessons[0].start = time(hour, 0, 0, 0);
    let order = ValidOrder { kind: recording(), ..valid(document) };
    admit(&[Ask::create(&order, at(NOW))], calendars, &LIVE).remove(0)
}

#[test]
fn what_is_recorded_needs_one_pool_for_all_dates_with_space_for_as_long_as_it_is_kept() {
    // Kept for a week: on each Monday that of two Mondays.
    let with = |pools: Vec<PoolCalendar>| {
        let mut calendars = one_cluster(9);
        calendars.clusters[0].pools = pools;
        calendars
    };
    let told = |pools| on_mondays(&recorded_wish(2, &[9]), &with(pools))[0].1;
    assert_eq!(told(vec![pool(1, (8, 3_600, 7))]), Fits::All);
    assert_eq!(told(vec![pool(1, (8, 3_599, 7))]), Fits::Some, "one Monday at a time would fit");
    assert_eq!(told(vec![pool(1, (8, 3_599, 6))]), Fits::All, "the Monday before is gone by then");
    assert_eq!(told(vec![pool(1, (7, 9_000, 7)), pool(2, (9, 1_799, 7))]), Fits::None);
    assert_eq!(told(vec![]), Fits::None);
    assert_eq!(told(vec![PoolCalendar { open: false, ..pool(1, (8, 9_000, 7)) }]), Fits::None);
    assert_eq!(on_mondays(&wish(2, &[9]), &with(vec![])), [(9, Fits::All)], "nothing is recorded");
}

proptest! {
    #[test]
    fn what_an_opening_offers_is_what_an_order_of_it_is_told(
        sizes in prop::collection::vec((0_i64..30, 0_i64..12_000, 0_u16..10), 0..3),
        before in prop::collection::vec((0_i32..3, 8_i8..12, 1_usize..4), 0..5),
        rooms in 1_u32..4
    ) {
        let mut calendars = one_cluster(3);
        calendars.clusters[0].pools = (1..).zip(sizes).map(|(number, size)| pool(number, size)).collect();
        for (week, hour, rooms) in before {
            let _ = record(&[week], (hour, rooms), &mut calendars);
        }
        let fits = |weeks: &[i32], hour| record(weeks, (hour, usize::try_from(rooms).unwrap()), &mut calendars.clone()).is_ok();
        for (hour, told) in on_mondays(&recorded_wish(rooms, &[8, 9, 10]), &calendars) {
            let on_any = (0..3).any(|week| fits(&[week], hour));
            let expected = if fits(&[0, 1, 2], hour) { Fits::All } else if on_any { Fits::Some } else { Fits::None };
            prop_assert_eq!(told, expected, "at {}", hour);
        }
    }
}

#[test]
fn past_dates_do_not_count_and_weekdays_that_are_over_are_not_told() {
    let calendars = one_cluster(1);
    let wish = wish(1, &[9]);
    let told = wish.openings(&calendars, &LIVE, at("2026-09-25T10:00:00Z"), &|| true);
    assert_eq!(told.iter().map(|opening| opening.weekday).collect::<Vec<_>>(), [Weekday::Saturday, Weekday::Sunday]);
}

#[test]
fn whatever_is_wrong_is_said_with_its_field() {
    let new = new_wish(1, &[9]);
    let wrong = NewWish {
        kind: "party".into(),
        region: Some("moon".into()),
        rooms: 0,
        seats: 5000,
        term: Term { first_day: monday(), last_day: date(2026, 9, 1) },
        time_zone: "Nowhere".into(),
        duration_minutes: 2000,
        starts: Some(vec![]),
    };
    let pointers = |wish: NewWish| wish.read(&catalogue()).unwrap_err().into_iter().map(|error| error.pointer).collect::<Vec<_>>();
    assert_eq!(pointers(wrong), ["/kind", "/region", "/rooms", "/duration_minutes", "/term/last_day", "/time_zone", "/starts"]);
    assert_eq!(pointers(NewWish { seats: 5000, ..new.clone() }), ["/seats"]);
    let long = NewWish { term: Term { first_day: monday(), last_day: date(2028, 1, 1) }, ..new.clone() };
    assert!(matches!(long.read(&catalogue()).unwrap_err()[0].problem, FieldProblem::TermTooLong { days: 482, .. }));
    assert_eq!(NewWish { starts: None, ..new }.read(&catalogue()).unwrap().starts.len(), 30);
}
