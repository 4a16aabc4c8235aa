//! How a week fits: what is refused of each line and weekday, read off a refusal.

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};

use super::*;
use crate::{
    admission::{Fit, Week},
    demand::Demand,
};

/// A line of so many weeks from Monday 7 September on, on these days after each Monday.
fn weekly(key: &str, hour: i8, weeks: i32, days: &[i32]) -> Line {
    let dates = (0..weeks).flat_map(|week| days.iter().map(move |day| monday().saturating_add((week * 7 + day).days())));
    Line { key: key.to_owned(), dates: Some(dates.collect()), ..line(monday(), time(hour, 0, 0, 0), 45) }
}

fn fits(document: &NewOrder, calendars: &mut Calendars) -> (Vec<Fit>, Option<Refusal>) {
    let order = valid(document.clone());
    let refusal = admit(&[Ask::create(&order, at(NOW))], calendars, &LIVE).remove(0).err();
    (Week::of(&order, |_| true).fits(refusal.as_ref(), &Demand::of_new(&order, at(NOW))), refusal)
}

/// Line, weekday, lessons, refused, first date refused.
fn told(fits: &[Fit]) -> Vec<(usize, Weekday, u32, u32, Option<Date>)> {
    fits.iter().map(|fit| (fit.line, fit.weekday, fit.lessons, fit.refused, fit.first_refused.as_ref().map(|first| first.0))).collect()
}

#[test]
fn a_line_is_refused_on_the_weekday_and_from_the_week_on_where_the_quota_is_full() {
    let mut calendars = calendars(quota(3, 1000), vec![cluster(1, "north", 10, SMALL)]);
    // Somebody has two of three rooms on Mondays at nine, from the third week on.
    let mut booked = document("class", &[50, 50]);
    booked.timetable.lessons =
        vec![Line { dates: Some((2..6).map(|week| monday().saturating_add((week * 7).days())).collect()), ..weekly("b", 9, 1, &[0]) }];
    decide_one(&booked, &mut calendars).unwrap();
    let mut asked = document("class", &[50, 50]);
    asked.timetable.lessons = vec![weekly("math", 9, 6, &[0, 2]), weekly("art", 11, 6, &[0])];
    let (fits, refusal) = fits(&asked, &mut calendars);
    let third = monday().saturating_add(14.days());
    assert_eq!(
        told(&fits),
        [(0, Weekday::Monday, 12, 8, Some(third)), (0, Weekday::Wednesday, 12, 0, None), (1, Weekday::Monday, 12, 0, None)]
    );
    let short = TenantViolation::Quota { limit: Resource::Rooms, at: Some(slot("2026-09-21T09:00:00Z")), needed: 2, free: 1 };
    assert_eq!(fits[0].first_refused, Some((third, short.clone())));
    assert_eq!(refusal.unwrap().for_tenant(), [short], "the first that is refused is what is said of the order");
}

#[test]
fn a_lesson_is_refused_where_its_rooms_run_does_not_fit_on_the_nearest_cluster() {
    let mut calendars = calendars(quota(1000, 100_000), vec![cluster(1, "north", 1, SMALL), cluster(2, "north", 1, SMALL)]);
    // Both clusters have one of two places left from nine to a quarter to ten and while the room comes and goes.
    for _ in 0..2 {
        let mut booked = document("class", &[50]);
        booked.timetable.lessons = vec![weekly("b", 9, 1, &[0])];
        let admitted = decide_one(&booked, &mut calendars).unwrap();
        let place = calendars.clusters.iter().position(|at| at.cluster == admitted.cluster).unwrap();
        calendars.clusters[place].cordoned = true;
    }
    calendars.clusters.iter_mut().for_each(|at| at.cordoned = false);
    let mut asked = document("class", &[50, 50]);
    // The drain of the lesson before reaches into the lead of the one that is booked; the last touches neither.
    asked.timetable.lessons = vec![weekly("early", 8, 1, &[0]), weekly("same", 9, 1, &[0]), weekly("late", 13, 1, &[0])];
    let (fits, refusal) = fits(&asked, &mut calendars);
    let refused: Vec<_> = fits.iter().map(|fit| (fit.line, fit.refused)).collect();
    assert_eq!(refused, [(0, 2), (1, 2), (2, 0)]);
    let said = refusal.unwrap().for_tenant();
    assert_eq!(fits[0].first_refused.as_ref().map(|first| &first.1), said.first());
    assert!(matches!(said[0], TenantViolation::Capacity { rooms_too_many: 1, .. }), "{said:?}");
}

#[test]
fn what_fits_is_refused_nowhere_and_what_is_over_or_cancelled_is_not_counted() {
    let mut document = document("class", &[50, 50]);
    document.timetable.lessons = vec![weekly("math", 9, 3, &[0])];
    let (found, refusal) = fits(&document, &mut one_cluster(10));
    assert!(refusal.is_none());
    assert_eq!(told(&found), [(0, Weekday::Monday, 6, 0, None)]);
    let mut order = valid(document);
    order.lessons[0].cancelled = true;
    let later = Week::of(&order, |lesson| lesson.ends_at > at("2026-09-08T00:00:00Z"));
    assert_eq!(told(&later.fits(None, &Demand::of_new(&order, at(NOW)))), [(0, Weekday::Monday, 4, 0, None)]);
    let all = Week::of(&order, |_| true);
    assert_eq!(told(&all.fits(None, &Demand::of_new(&order, at(NOW)))), [(0, Weekday::Monday, 5, 0, None)]);
}
