//! When rooms would fit: the same as an order of them would be told.

use jiff::{
    ToSpan as _,
    civil::{Time, Weekday, date},
};

use super::*;
use crate::{
    admission::{Fits, NewWish, Wish, fixtures::kind},
    order::{Catalogue, FieldProblem, Term},
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
    let openings = wish.openings(calendars, &LIVE, at(NOW));
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

#[test]
fn past_dates_do_not_count_and_weekdays_that_are_over_are_not_told() {
    let calendars = one_cluster(1);
    let wish = wish(1, &[9]);
    let told = wish.openings(&calendars, &LIVE, at("2026-09-25T10:00:00Z"));
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
