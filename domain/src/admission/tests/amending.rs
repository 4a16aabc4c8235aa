//! What an amendment books, gives back and keeps.

use super::*;

/// What is booked of the first cluster's nodes in a slot of Monday.
fn share_at(calendars: &Calendars, time: &str) -> i64 {
    calendars.clusters[0].calendar.used(Resource::NodeShare, slot(&format!("2026-09-07T{time}:00Z")))
}

#[test]
fn what_is_kept_stays_priced_as_it_was_booked_and_what_is_added_costs_what_it_costs_today() {
    let mut calendars = one_cluster(2);
    let old = valid(lesson_on_monday("class", &[50; 4]));
    let admission = decide_one(&old.document, &mut calendars).unwrap();
    // One room a node instead of two, and so twice the share.
    calendars.clusters[0].shape = Some(NodeShape { cpu_milli: 2000, ..SMALL });
    let three = valid(lesson_on_monday("class", &[50; 3]));
    let fewer = amend(&old, &three, &admission, &mut calendars).unwrap();
    assert_eq!(share_at(&calendars, "09:00"), 2_000_000_000);
    let mut more = three.document.clone();
    more.timetable.lessons.push(Line { rooms: Some(vec!["r0".into()]), ..line(monday(), time(14, 0, 0, 0), 45) });
    let afternoon = valid(more);
    let more = amend(&three, &afternoon, &fewer, &mut calendars).unwrap();
    assert_eq!((share_at(&calendars, "09:00"), share_at(&calendars, "14:00")), (2_000_000_000, 1_000_000_000));
    let refusal = amend(&afternoon, &valid(lesson_on_monday("class", &[50; 4])), &more, &mut calendars).unwrap_err();
    assert!(matches!(refusal.for_tenant()[..], [TenantViolation::Capacity { .. }]), "{refusal:?}");
}

#[test]
fn what_is_given_back_while_no_node_is_known_is_as_large_a_part_of_the_share_as_of_the_cores() {
    let mut calendars = one_cluster(2);
    let old = valid(lesson_on_monday("class", &[50; 4]));
    let admission = decide_one(&old.document, &mut calendars).unwrap();
    calendars.clusters[0].shape = None;
    amend(&old, &valid(lesson_on_monday("class", &[50; 3])), &admission, &mut calendars).unwrap();
    assert_eq!(share_at(&calendars, "09:00"), 1_500_000_000);
}

#[test]
fn a_room_that_takes_the_place_of_two_smaller_ones_is_something_added() {
    // Two rooms of 1,320 milli-cores are two thirds of a node; one of 2,046 is a whole one, though it needs less of everything.
    let mut calendars = calendars(quota(100, 1000), vec![cluster(1, "north", 1, SMALL)]);
    let old = valid(lesson_on_monday("class", &[38, 38]));
    let admission = decide_one(&old.document, &mut calendars).unwrap();
    assert_eq!(share_at(&calendars, "09:00"), 2 * 333_333_333);
    amend(&old, &valid(lesson_on_monday("class", &[60])), &admission, &mut calendars).unwrap();
    assert_eq!(share_at(&calendars, "09:00"), 1_000_000_000);
}

#[test]
fn an_amendment_books_only_its_difference_on_its_own_cluster_even_when_cordoned() {
    let mut calendars = calendars(quota(100, 100), vec![cluster(1, "north", 1, SMALL)]);
    let old = valid(lesson_on_monday("class", &[50, 50]));
    let admission = decide_one(&old.document, &mut calendars).unwrap();
    calendars.clusters[0].cordoned = true;
    calendars.clusters.push(cluster(2, "north", 9, SMALL));
    let moved = valid({
        let mut document = old.document.clone();
        document.timetable.lessons[0].start = time(9, 15, 0, 0);
        document
    });
    let amended = amend(&old, &moved, &admission, &mut calendars).unwrap();
    assert_eq!(amended.cluster, admission.cluster);
    assert_eq!(calendars.quota.used(Resource::Seats, slot("2026-09-07T09:00:00Z")), 0);
    assert_eq!(calendars.quota.used(Resource::Seats, slot("2026-09-07T09:45:00Z")), 100);
    assert_eq!(calendars.live_orders, 1);
    let larger = valid({
        let mut document = lesson_on_monday("class", &[50, 50, 50]);
        document.timetable = moved.document.timetable.clone();
        document
    });
    let before = calendars.clone();
    let refusal = amend(&moved, &larger, &amended, &mut calendars).unwrap_err();
    assert_eq!(calendars, before);
    let tenant = refusal.for_tenant();
    assert!(matches!(tenant[0], TenantViolation::Quota { limit: Resource::Seats, needed: 50, free: 0, .. }), "{tenant:?}");
    assert!(matches!(tenant.last(), Some(TenantViolation::Capacity { rooms_too_many: 1, .. })), "{tenant:?}");
}

#[test]
fn giving_back_works_where_a_limit_was_lowered_below_use() {
    let mut calendars = one_cluster(2);
    let old = valid(lesson_on_monday("class", &[50; 4]));
    let admission = decide_one(&old.document, &mut calendars).unwrap();
    calendars.quota.limits.extend([(Resource::Seats, 60), (Resource::RoomsPerOrder, 1), (Resource::LiveOrders, 0)]);
    calendars.clusters[0].calendar.limits = limits(&nodes(1, SMALL), None, 0).limits;
    let fewer = valid(lesson_on_monday("class", &[50; 3]));
    assert!(amend(&old, &fewer, &admission, &mut calendars).is_ok());
    assert_eq!(calendars.quota.used(Resource::Seats, slot("2026-09-07T09:00:00Z")), 150);
}

#[test]
fn what_was_held_before_an_amendment_stays_in_the_reservation() {
    let mut calendars = one_cluster(2);
    let mut early = lesson_on_monday("class", &[50]);
    early.timetable.lessons.push(line(jiff::civil::date(2026, 9, 1), time(9, 0, 0, 0), 45));
    let old = valid(early);
    let admission = decide_one(&old.document, &mut calendars).unwrap();
    let new = valid(lesson_on_monday("class", &[20]));
    let amended = amend(&old, &new, &admission, &mut calendars).unwrap();
    let seats: Vec<(Slot, i64)> = amended.quota.steps[&Resource::Seats].iter().map(|s| (s.from, s.amount)).collect();
    assert_eq!(seats, [(slot("2026-09-01T09:00:00Z"), 50), (slot("2026-09-07T09:00:00Z"), 20)]);
}
