//! What a refusal offers.

use super::*;

fn offered(document: &NewOrder, calendars: &Calendars) -> Vec<Alternative> {
    let order = valid(document.clone());
    alternatives(&Ask::create(&order, at(NOW)), &mut calendars.clone(), &LIVE, &read, &|| true).found
}

#[test]
fn a_refused_order_is_offered_another_start_another_region_and_fewer_seats() {
    let mut calendars = calendars(quota(100, 10_000), vec![cluster(1, "north", 2, SMALL), cluster(2, "south", 5, SMALL)]);
    decide_one(&lesson_on_monday("class", &[50; 2]), &mut calendars).unwrap();
    let wanted = lesson_on_monday("class", &[50; 3]);
    let offers = offered(&wanted, &calendars);
    let reasons: Vec<&AlternativeReason> = offers.iter().map(|o| &o.explain).collect();
    // The others are up from 08:50 to 09:55 and this one from ten minutes before its start, so 10:05 is the nearest.
    // Three of 38 seats take a third of the other node each: 6 x 40 x 5.5 = 1,320 of 4,000.
    assert_eq!(
        reasons,
        [
            &AlternativeReason::StartAt { start: time(10, 5, 0, 0), shift_minutes: 65 },
            &AlternativeReason::Region { region: "south".into() },
            &AlternativeReason::FewerSeats { seats: 38 },
            &AlternativeReason::FewerRooms { rooms: 2, of: 3 },
        ]
    );
    assert_eq!(json!(offers[1].document.patch_of(&wanted)), json!({"region": "south"}));
    for offer in offers {
        assert!(decide_one(&offer.document, &mut calendars.clone()).is_ok(), "{offer:?}");
    }
}

#[test]
fn a_school_that_has_bells_is_offered_no_other_start() {
    let mut calendars = one_cluster(2);
    decide_one(&lesson_on_monday("class", &[50; 2]), &mut calendars).unwrap();
    let mut wanted = valid(lesson_on_monday("class", &[50; 3]));
    let start = |wanted: &ValidOrder| {
        let found = alternatives(&Ask::create(wanted, at(NOW)), &mut calendars.clone(), &LIVE, &read, &|| true).found;
        found.into_iter().find_map(|offer| if let AlternativeReason::StartAt { start, .. } = offer.explain { Some(start) } else { None })
    };
    assert_eq!(start(&wanted), Some(time(10, 5, 0, 0)));
    wanted.bells = [time(9, 0, 0, 0), time(10, 0, 0, 0), time(10, 50, 0, 0)].into();
    assert_eq!(start(&wanted), Some(time(10, 50, 0, 0)));
}

#[test]
fn no_lesson_is_offered_by_night_unless_the_order_says_that_it_may_be_moved_as_far() {
    let mut calendars = one_cluster(2);
    let from_eight = |duration: u32, rooms: usize| {
        let mut document = document("class", &vec![50; rooms]);
        document.timetable.lessons = vec![line(monday(), time(8, 0, 0, 0), duration)];
        document
    };
    decide_one(&from_eight(13 * 60, 2), &mut calendars).unwrap();
    let mut wanted = from_eight(45, 3);
    let start = |wanted: &NewOrder| {
        let found = offered(wanted, &calendars);
        found.into_iter().find_map(|offer| if let AlternativeReason::StartAt { start, .. } = offer.explain { Some(start) } else { None })
    };
    assert_eq!(start(&wanted), Some(time(6, 55, 0, 0)));
    wanted.timetable.lessons[0].duration_minutes = 180;
    assert_eq!(start(&wanted), None, "it would have to begin before five");
    wanted.flexible = Some(Flexible { minutes: Some(360), days: None });
    assert_eq!(start(&wanted), Some(time(4, 40, 0, 0)));
}

#[test]
fn a_lesson_that_is_moved_alone_is_offered_at_a_bell_too() {
    let mut calendars = one_cluster(2);
    decide_one(&lesson_on_monday("class", &[50; 2]), &mut calendars).unwrap();
    let start = |document: &NewOrder, bells: &[jiff::civil::Time]| {
        let wanted = ValidOrder { bells: bells.iter().copied().collect(), ..valid(document.clone()) };
        let found = alternatives(&Ask::create(&wanted, at(NOW)), &mut calendars.clone(), &LIVE, &read, &|| true).found;
        found.into_iter().find_map(|offer| if let AlternativeReason::StartAt { start, .. } = offer.explain { Some(start) } else { None })
    };
    let morning = [time(9, 0, 0, 0), time(10, 50, 0, 0), time(11, 40, 0, 0)];
    let afternoon = [morning.as_slice(), &[time(15, 50, 0, 0)]].concat();
    // One of four rooms has its lesson in the afternoon, so that both are moved by as much.
    let mut moved = lesson_on_monday("class", &[50; 4]);
    moved.timetable.changes = vec![crate::order::Change {
        lesson: moved.timetable.lessons[0].key.clone(),
        room: moved.rooms[0].key.clone(),
        on: monday(),
        cancelled: false,
        moved_to: Some(crate::order::MovedTo { start: Some(time(14, 0, 0, 0)), ..Default::default() }),
    }];
    assert_eq!(start(&moved, &morning), None, "nothing rings as long after two in the afternoon");
    assert_eq!(start(&moved, &afternoon), Some(time(10, 50, 0, 0)));
    // A lesson on a single date is a line, and keeps to the bells likewise.
    let mut once = lesson_on_monday("class", &[50; 4]);
    once.timetable.lessons.push(line(monday(), time(14, 0, 0, 0), 45));
    assert_eq!(start(&once, &morning), None);
    assert_eq!(start(&once, &afternoon), Some(time(10, 50, 0, 0)));
}

#[test]
fn what_is_not_moved_need_not_ring_where_half_of_the_rooms_begin_later() {
    let calendars = calendars(quota(2, 10_000), vec![cluster(1, "north", 9, SMALL)]);
    let mut wanted = weekly(&[50; 3], &[("maths", "MO", 9)]);
    wanted.timetable.lessons[0].duration_minutes = 10;
    let first = wanted.rooms[0].key.clone();
    wanted.timetable.lessons.push(Line { rooms: Some(vec![first]), ..line(monday(), time(14, 7, 0, 0), 10) });
    let is_staggered = |bells: &[jiff::civil::Time]| {
        let order = ValidOrder { bells: bells.iter().copied().collect(), ..valid(wanted.clone()) };
        let found = alternatives(&Ask::create(&order, at(NOW)), &mut calendars.clone(), &LIVE, &read, &|| true).found;
        found.iter().any(|offer| matches!(offer.explain, AlternativeReason::Staggered { .. }))
    };
    assert!(is_staggered(&[time(9, 0, 0, 0), time(9, 15, 0, 0)]), "seven past two is what was asked");
    assert!(!is_staggered(&[time(9, 0, 0, 0), time(9, 10, 0, 0)]));
}

#[test]
fn a_start_is_offered_only_where_the_document_would_pass() {
    // Berlin, Sunday 29 March 2026: 02:00 to 03:00 does not exist.
    let mut calendars = one_cluster(1);
    let sunday = jiff::civil::date(2026, 3, 29);
    let night = |hour: i8, minute: i8, duration: u32| {
        let mut document = document("class", &[50; 2]);
        document.timetable.time_zone = "Europe/Berlin".into();
        document.term.first_day = jiff::civil::date(2026, 3, 1);
        document.timetable.lessons = vec![line(sunday, time(hour, minute, 0, 0), duration)];
        document
    };
    let early = "2026-03-01T00:00:00Z";
    let book = |document: NewOrder, calendars: &mut Calendars| {
        let order = valid(document);
        admit(&[Ask::create(&order, at(early))], calendars, &LIVE).remove(0)
    };
    book(night(1, 10, 30), &mut calendars).unwrap();
    let wanted = valid(night(1, 30, 60));
    let offers = alternatives(&Ask::create(&wanted, at(early)), &mut calendars, &LIVE, &read, &|| true).found;
    let starts: Vec<&AlternativeReason> = offers.iter().map(|o| &o.explain).collect();
    // The room beside it is free again for a start at 02:00, an hour that is skipped: 03:00 is the first that exists.
    assert_eq!(starts, [&AlternativeReason::StartAt { start: time(3, 0, 0, 0), shift_minutes: 90 }]);
}

#[test]
fn no_seats_are_offered_below_those_expected_and_nothing_where_no_change_helps() {
    let full = calendars(quota(100, 120), vec![cluster(1, "north", 9, SMALL)]);
    let mut wanted = lesson_on_monday("class", &[50; 3]);
    let two_of_three = AlternativeReason::FewerRooms { rooms: 2, of: 3 };
    assert_eq!(
        offered(&wanted, &full).iter().map(|o| &o.explain).collect::<Vec<_>>(),
        [&AlternativeReason::FewerSeats { seats: 40 }, &two_of_three]
    );
    wanted.timetable.lessons[0].expected = Some(45);
    assert_eq!(offered(&wanted, &full).iter().map(|o| &o.explain).collect::<Vec<_>>(), [&two_of_three]);
    let mut no_more_orders = full.clone();
    no_more_orders.quota.limits.insert(Resource::LiveOrders, 0);
    assert_eq!(offered(&lesson_on_monday("class", &[50; 3]), &no_more_orders), []);
    assert_eq!(offered(&lesson_on_monday("class", &[50]), &full), []);
}

#[test]
fn a_moved_lesson_moves_with_the_timetable_and_no_start_leaves_its_day() {
    let late = {
        let mut document = document("class", &[50; 3]);
        document.timetable.lessons = vec![line(monday(), time(9, 0, 0, 0), 45), line(monday(), time(23, 0, 0, 0), 45)];
        document
    };
    let mut calendars = one_cluster(2);
    decide_one(&lesson_on_monday("class", &[50; 2]), &mut calendars).unwrap();
    let offer = offered(&late, &calendars).remove(0);
    assert_eq!(offer.explain, AlternativeReason::StartAt { start: time(7, 55, 0, 0), shift_minutes: -65 });
    assert_eq!(offer.document.timetable.lessons[1].start, time(21, 55, 0, 0));
}

#[test]
fn a_search_that_is_told_to_stop_gives_what_it_had_found_and_says_that_there_may_be_more() {
    let mut calendars = calendars(quota(100, 10_000), vec![cluster(1, "north", 2, SMALL), cluster(2, "south", 5, SMALL)]);
    decide_one(&lesson_on_monday("class", &[50; 2]), &mut calendars).unwrap();
    let wanted = valid(lesson_on_monday("class", &[50; 3]));
    let complete = offered(&wanted.document, &calendars);
    for questions in 0..200 {
        let asked = std::cell::Cell::new(0);
        let go_on = || {
            asked.set(asked.get() + 1);
            asked.get() <= questions
        };
        let cut = alternatives(&Ask::create(&wanted, at(NOW)), &mut calendars.clone(), &LIVE, &read, &go_on);
        assert!(cut.found.iter().all(|found| complete.contains(found)), "nothing is made up in haste: {:?}", cut.found);
        if cut.complete {
            assert_eq!(cut.found, complete);
            assert!(questions > 0);
            return;
        }
    }
    panic!("the search never came to its end");
}

#[test]
fn whoever_wants_more_rooms_than_the_quota_has_is_offered_those_that_it_has() {
    let mut calendars = calendars(quota(2, 10_000), vec![cluster(1, "north", 9, SMALL), cluster(2, "south", 9, SMALL)]);
    let order = valid(lesson_on_monday("class", &[50; 3]));
    let two_of_three = AlternativeReason::FewerRooms { rooms: 2, of: 3 };
    assert!(over_limits(&order, &Demand::of_new(&order, at(NOW)), &calendars.quota.limits));
    let asked = Ask::create(&order, at(NOW));
    let refusals = refused_by_quota(std::slice::from_ref(&asked), &mut calendars);
    assert!(!refusals[0].no_change_helps());
    assert_eq!(reasons(&order.document, &calendars), std::slice::from_ref(&two_of_three), "no time, place or number of seats helps");
    let offer = offered(&order.document, &calendars).remove(0).document;
    assert_eq!(offer.rooms.iter().map(|room| room.key.as_str()).collect::<Vec<_>>(), ["r0", "r1"]);
    // Lessons that end before the later rooms begin are never there at once.
    let mut short = order.document.clone();
    short.timetable.lessons[0].duration_minutes = 15;
    assert_eq!(reasons(&short, &calendars), [AlternativeReason::Staggered { rooms: 1, shift_minutes: 15 }, two_of_three]);
    // Nor is more wanted than there is after the week of many.
    let mut less = weekly(&[50; 3], &[("maths", "WE", 9)]);
    less.timetable.lessons[0].rooms = Some(vec!["r0".into(), "r1".into()]);
    less.timetable.lessons.push(line(monday(), time(9, 0, 0, 0), 45));
    assert_eq!(reasons(&less, &calendars)[0], AlternativeReason::FromDay { first_day: jiff::civil::date(2026, 9, 14) });
    // Nobody asks for fewer than half of the rooms.
    assert_eq!(reasons(&lesson_on_monday("class", &[50; 5]), &calendars), []);
    // With as many rooms in the quota, but taken, another time does.
    calendars.quota.limits.insert(Resource::Rooms, 3);
    assert!(!over_limits(&order, &Demand::of_new(&order, at(NOW)), &calendars.quota.limits));
    decide_one(&lesson_on_monday("class", &[50]), &mut calendars).unwrap();
    let refusal = decide_one(&order.document, &mut calendars).unwrap_err();
    assert!(refusal.is_over_quota() && !refusal.no_change_helps());
    assert_eq!(reasons(&order.document, &calendars)[0], AlternativeReason::StartAt { start: time(9, 45, 0, 0), shift_minutes: 45 });
}

#[test]
fn an_order_of_more_rooms_than_one_may_have_is_offered_as_many_and_where_no_order_may_be_made_nothing_is_looked_for() {
    let mut calendars = calendars(quota(100, 10_000), vec![cluster(1, "north", 9, SMALL)]);
    calendars.quota.limits.insert(Resource::RoomsPerOrder, 8);
    let wanted = lesson_on_monday("class", &[50; 10]);
    assert_eq!(reasons(&wanted, &calendars), [AlternativeReason::FewerRooms { rooms: 8, of: 10 }]);
    calendars.quota.limits.insert(Resource::LiveOrders, 0);
    let order = valid(wanted);
    let asked = Ask::create(&order, at(NOW));
    let refusals = refused_by_quota(std::slice::from_ref(&asked), &mut calendars);
    assert!(refusals[0].no_change_helps());
    let search = alternatives(&asked, &mut calendars, &LIVE, &|_| panic!("it is looked for"), &|| true);
    assert_eq!(search, Alternatives { found: vec![], complete: true });
}

/// Lessons of every week, of all rooms: key, days and start.
fn weekly(seats: &[u32], lines: &[(&str, &str, i8)]) -> NewOrder {
    let mut document = document("class", seats);
    let of = |(key, days, hour): &(&str, &str, i8)| Line {
        key: (*key).into(),
        rrule: Some(format!("FREQ=WEEKLY;BYDAY={days}")),
        dates: None,
        ..line(monday(), time(*hour, 0, 0, 0), 45)
    };
    document.timetable.lessons = lines.iter().map(of).collect();
    document
}

fn reasons(document: &NewOrder, calendars: &Calendars) -> Vec<AlternativeReason> {
    let offers = offered(document, calendars);
    for offer in &offers {
        assert!(decide_one(&offer.document, &mut calendars.clone()).is_ok(), "{:?}", offer.explain);
    }
    offers.into_iter().map(|offer| offer.explain).collect()
}

#[test]
fn a_week_that_does_not_fit_is_offered_on_other_days_and_from_the_day_on_which_it_does() {
    let mut calendars = calendars(quota(2, 10_000), vec![cluster(1, "north", 9, SMALL)]);
    let mut others = weekly(&[50; 2], &[("day", "MO,TU", 0)]);
    // All day, on Monday and Tuesday of the first four weeks.
    others.timetable.lessons[0].duration_minutes = 1440;
    others.term.last_day = jiff::civil::date(2026, 9, 27);
    decide_one(&others, &mut calendars).unwrap();
    let wanted = weekly(&[50; 2], &[("maths", "MO", 9), ("art", "FR", 9)]);
    let found = reasons(&wanted, &calendars);
    // On the next day Tuesday is taken, on the day after Friday's lessons come to Tuesday, on the third to Wednesday.
    assert_eq!(
        found,
        [AlternativeReason::OtherDays { days_later: 3 }, AlternativeReason::FromDay { first_day: jiff::civil::date(2026, 9, 28) }]
    );
    let days = offered(&wanted, &calendars).remove(0).document.timetable.lessons;
    assert_eq!(
        days.iter().map(|line| line.rrule.as_deref().unwrap()).collect::<Vec<_>>(),
        ["FREQ=WEEKLY;BYDAY=TH", "FREQ=WEEKLY;BYDAY=WE"]
    );
    let flexible = |minutes, days| NewOrder { flexible: Some(Flexible { minutes: Some(minutes), days: Some(days) }), ..wanted.clone() };
    assert_eq!(reasons(&flexible(60, 2), &calendars), [], "what the order does not allow is not offered");
    assert_eq!(reasons(&flexible(60, 3), &calendars), [AlternativeReason::OtherDays { days_later: 3 }]);
}

#[test]
fn half_of_the_rooms_begin_later_where_not_all_may_at_once() {
    let mut calendars = calendars(quota(4, 10_000), vec![cluster(1, "north", 9, SMALL)]);
    let short = |mut document: NewOrder, minutes: u32| {
        document.timetable.lessons[0].duration_minutes = minutes;
        document
    };
    decide_one(&short(weekly(&[50; 2], &[("bell", "MO", 9)]), 10), &mut calendars).unwrap();
    let mut wanted = short(weekly(&[50; 4], &[("maths", "MO", 9)]), 40);
    wanted.flexible = Some(Flexible { minutes: Some(15), days: Some(0) });
    let cancelled = |room: &str| crate::order::Change {
        lesson: "maths".into(),
        room: room.into(),
        on: monday() + jiff::Span::new().days(7),
        cancelled: true,
        moved_to: None,
    };
    let last = wanted.rooms[3].key.clone();
    wanted.timetable.changes = vec![cancelled(&wanted.rooms[0].key), cancelled(&last)];
    let found = reasons(&wanted, &calendars);
    assert_eq!(found[1], AlternativeReason::Staggered { rooms: 2, shift_minutes: 15 });
    let table = offered(&wanted, &calendars).remove(1).document.timetable;
    let lines: Vec<_> = table.lessons.iter().map(|line| (line.key.as_str(), line.rooms.as_ref().unwrap().len(), line.start)).collect();
    assert_eq!(lines, [("maths", 2, time(9, 0, 0, 0)), ("maths+15", 2, time(9, 15, 0, 0))]);
    assert_eq!(table.changes.iter().map(|change| change.lesson.as_str()).collect::<Vec<_>>(), ["maths", "maths+15"]);
}
