//! What is booked is the sum of reservations, and limits hold slot by slot.

use super::*;

fn steps(parts: &[(i64, i64, i64)]) -> Steps {
    Steps::sum(parts.iter().map(|p| Step { from: Slot(p.0), to: Slot(p.1), amount: p.2 }))
}

fn rooms(parts: &[(i64, i64, i64)]) -> Reservation {
    Reservation::new(Uuid::nil(), BTreeMap::from([(Resource::Rooms, steps(parts))]))
}

fn calendar(limit: i64) -> Calendar {
    Calendar::new(Uuid::nil(), BTreeMap::from([(Resource::Rooms, limit)]))
}

#[test]
fn every_resource_has_one_name_in_text_json_and_back() {
    for resource in Resource::ALL {
        assert_eq!(resource.as_str().parse(), Ok(resource));
        assert_eq!(serde_json::to_value(resource).unwrap(), resource.as_str());
    }
    assert_eq!("cores".parse::<Resource>(), Err(UnknownResource));
}

#[test]
fn a_limit_may_be_reached_and_not_passed_and_a_refusal_changes_nothing() {
    let mut calendar = calendar(5);
    calendar.book(&rooms(&[(90, 100, 3)])).unwrap();
    calendar.book(&rooms(&[(95, 97, 2)])).unwrap();
    let before = calendar.clone();
    let short = calendar.book(&rooms(&[(80, 92, 2), (92, 98, 3), (99, 101, 6)])).unwrap_err();
    assert_eq!(calendar, before);
    let run = |(from, to, needed, free)| ShortRun { from: Slot(from), to: Slot(to), needed, free };
    let expected = Shortage {
        resource: Resource::Rooms,
        at: Slot(92),
        needed: 3,
        free: 2,
        worst: Slot(99),
        short_by: 4,
        runs: [(92, 95, 3, 2), (95, 97, 3, 0), (97, 98, 3, 2), (99, 100, 6, 2), (100, 101, 6, 5)].map(run).to_vec(),
    };
    assert_eq!(short, [expected]);
}

#[test]
fn a_run_over_midnight_lies_in_both_days_and_what_is_loaded_is_what_was_stored() {
    let reservation = rooms(&[(286, 866, 1)]);
    assert_eq!(reservation.touched_days(), (0..=3).map(|day| (Resource::Rooms, day)).collect());
    let mut booked = calendar(1);
    booked.book(&reservation).unwrap();
    assert_eq!(booked.day(Resource::Rooms, 0)[284..], [0, 0, 1, 1]);
    assert_eq!(booked.day(Resource::Rooms, 3)[..3], [1, 1, 0]);
    assert_eq!(booked.day(Resource::Rooms, 4), [0; SLOTS_PER_DAY]);
    let mut loaded = calendar(1);
    for (resource, day) in reservation.touched_days() {
        loaded.load(resource, day, booked.day(resource, day));
    }
    loaded.load(Resource::Rooms, 9, [0; SLOTS_PER_DAY]);
    assert_eq!(loaded, booked);
    booked.release(&reservation);
    assert_eq!(booked, calendar(1));
}

#[test]
fn a_reservation_cut_short_gives_back_what_is_to_come_and_keeps_what_was() {
    let mut booked = calendar(2);
    let reservation = rooms(&[(10, 20, 2)]);
    booked.book(&reservation).unwrap();
    let rest = booked.truncate(&reservation, Slot(15));
    assert_eq!(rest, rooms(&[(10, 15, 2)]));
    assert_eq!((booked.used(Resource::Rooms, Slot(14)), booked.used(Resource::Rooms, Slot(15))), (2, 0));
}

#[test]
fn only_where_something_is_added_can_a_lowered_limit_refuse() {
    let mut booked = calendar(5);
    let old = rooms(&[(10, 20, 5)]);
    booked.book(&old).unwrap();
    booked.limits.insert(Resource::Rooms, 1);
    booked.change(&old.difference(&rooms(&[(10, 20, 3)]))).unwrap();
    assert_eq!(booked.used(Resource::Rooms, Slot(10)), 3);
    let moved = rooms(&[(10, 20, 3)]).difference(&rooms(&[(11, 21, 3)]));
    let short = booked.change(&moved).unwrap_err();
    assert_eq!((short[0].at, short[0].needed, short[0].free), (Slot(20), 3, 1));
}

#[test]
fn a_limit_that_changes_is_that_of_each_slot_and_what_is_above_it_is_told() {
    let mut changes = LimitChanges::default();
    changes.push(Resource::Rooms, Slot(12), 2);
    changes.push(Resource::Rooms, Slot(290), 6);
    let mut calendar = calendar(5).changing(changes);
    assert_eq!([11, 12, 289, 290].map(|slot| calendar.limit_at(Resource::Rooms, Slot(slot))), [5, 2, 2, 6]);
    calendar.book(&rooms(&[(10, 12, 5), (12, 290, 2), (290, 300, 6)])).unwrap();
    let short = calendar.book(&rooms(&[(288, 291, 1)])).unwrap_err();
    assert_eq!((short[0].at, short[0].free, short[0].runs.len()), (Slot(288), 0, 1));
    assert!(calendar.over(Slot(0)).is_empty());
    calendar.changes = LimitChanges::default();
    assert_eq!(calendar.over(Slot(295)), rooms(&[(295, 300, 1)]).steps);
    calendar.limits.clear();
    assert!(calendar.over(Slot(0)).is_empty(), "what has no limit is not looked at");
}

#[test]
fn what_has_no_limit_cannot_be_had() {
    let seats = Reservation::new(Uuid::nil(), BTreeMap::from([(Resource::Seats, steps(&[(0, 1, 1)]))]));
    assert!(calendar(5).book(&seats).is_err());
}

#[test]
fn shares_that_were_packed_count_for_whoever_asks_next_and_are_sold_as_far_as_there_are_nodes() {
    let mut calendar = Calendar::new(Uuid::nil(), [(Resource::NodeShare, 10)].into());
    let shares = |booked, packed| {
        Amounts::from([(Resource::NodeShare, steps(&[(0, 4, booked)])), (Resource::PackedShare, steps(&[(0, 4, packed)]))])
    };
    assert_eq!(calendar.shortages(&shares(8, 3)).len(), 1, "together they are more than there are");
    calendar.add(&shares(8, 3), 1);
    let one: Amounts = [(Resource::NodeShare, steps(&[(3, 6, 1)]))].into();
    let short = calendar.shortages(&one);
    let figures: Vec<_> = short.iter().map(|short| (short.resource, short.at, short.needed, short.free)).collect();
    assert_eq!(figures, [(Resource::NodeShare, Slot(3), 1, -1)]);
    assert_eq!((calendar.shares_sold(0)[..5].to_vec(), calendar.over(Slot(0))), (vec![10, 10, 10, 10, 0], Amounts::new()));
    assert_eq!(calendar.over_with_packed(Slot(1)), Amounts::from([(Resource::NodeShare, steps(&[(1, 4, 1)]))]));
    assert_eq!(calendar.shortages(&shares(1, -1)).len(), 1, "others come in the place of those that were packed");
    assert!(calendar.shortages(&shares(-1, -1)).is_empty());
    calendar.add(&shares(-8, -3), 1);
    assert!(!calendar.packs_some() && calendar.shortages(&one).is_empty());
}
