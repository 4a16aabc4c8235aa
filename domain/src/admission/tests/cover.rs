//! Room that is kept so that the loss of a cluster is borne.

use proptest::prelude::*;

use super::*;
use crate::{calendar::slot_of, slots::SLOTS_PER_DAY, timetable::zone};

/// Each holds so many rooms of 50 at a time; the loss of some has to be borne.
fn clusters(of: &[(usize, bool)]) -> Calendars {
    let one = |(id, (rooms, is_covered)): (u128, &(usize, bool))| ClusterCalendar {
        is_covered: *is_covered,
        ..cluster(id, "north", rooms / 2, SMALL)
    };
    calendars(quota(1000, 100_000), (1..).zip(of).map(one).collect())
}

/// At nine, so many rooms.
fn rooms(count: usize) -> NewOrder {
    lesson_on_monday("class", &vec![50; count])
}

/// How many orders of a room each are taken before one is refused.
fn sold(calendars: &mut Calendars) -> usize {
    (0..100).take_while(|_| decide_one(&rooms(1), calendars).is_ok()).count()
}

fn lacking(refusal: &Refusal) -> Vec<(u128, Lack)> {
    let of = |violation: &Violation| match violation {
        Violation::Capacity(short) => Some((short.cluster.uuid().as_u128(), short.lack)),
        _ => None,
    };
    let mut lacking: Vec<_> = refusal.violations.iter().filter_map(of).collect();
    lacking.dedup();
    lacking
}

#[test]
fn no_more_is_sold_than_the_others_hold_when_a_cluster_is_lost() {
    for (of, most) in [
        (&[(4, false), (4, false)][..], 8),
        (&[(4, true), (4, false)], 4),
        (&[(4, true), (4, true)], 4),
        // What the large one has would not find room on the small one.
        (&[(2, false), (6, true)], 2),
        (&[(2, true), (6, false)], 6),
        (&[(4, true), (4, true), (4, true)], 8),
        // Nobody is there to take it.
        (&[(4, true)], 0),
    ] {
        assert_eq!(sold(&mut clusters(of)), most, "{of:?}");
    }
}

#[test]
fn whoever_is_refused_for_it_is_told_rooms_and_operators_that_they_are_kept() {
    let mut calendars = clusters(&[(4, true), (4, false)]);
    decide_one(&rooms(3), &mut calendars).unwrap();
    let before = calendars.clone();
    let refusal = decide_one(&rooms(2), &mut calendars).unwrap_err();
    assert_eq!(calendars, before);
    assert_eq!(lacking(&refusal), [(1, Lack::Capacity), (2, Lack::Cover)]);
    let nine = slot("2026-09-07T08:50:00Z");
    assert_eq!(refusal.for_tenant(), [TenantViolation::Capacity { region: "north".into(), at: nine, rooms_too_many: 1 }]);
    assert!(!refusal.by_share_alone().contains(&calendars.clusters[1].cluster), "that rooms pack frees nothing that is kept");
    decide_one(&rooms(1), &mut calendars).unwrap();
}

#[test]
fn what_stands_is_kept_where_a_limit_fell_and_giving_back_is_never_refused() {
    let mut calendars = clusters(&[(4, true), (4, false)]);
    let (two, one) = (valid(rooms(2)), valid(rooms(1)));
    let admission = decide_one(&rooms(2), &mut calendars).unwrap();
    // The other cluster lost its nodes.
    calendars.clusters[1].calendar.limits.values_mut().for_each(|limit| *limit = 0);
    assert_eq!(lacking(&decide_one(&rooms(1), &mut calendars).unwrap_err())[0], (1, Lack::Cover));
    let more = amend(&two, &valid(rooms(3)), &admission, &mut calendars).unwrap_err();
    assert_eq!(lacking(&more), [(1, Lack::Cover)]);
    amend(&two, &one, &admission, &mut calendars).unwrap();
}

#[test]
fn a_cordoned_cluster_bears_no_loss_and_what_grows_on_it_takes_nothing_from_who_does() {
    let mut calendars = clusters(&[(4, true), (4, false), (4, false)]);
    let on_third = {
        calendars.clusters[..2].iter_mut().for_each(|at| at.cordoned = true);
        decide_one(&rooms(1), &mut calendars).unwrap()
    };
    calendars.clusters[..2].iter_mut().for_each(|at| at.cordoned = false);
    calendars.clusters[2].cordoned = true;
    calendars.clusters[2].bears_losses = false;
    assert_eq!(sold(&mut calendars), 4);
    amend(&valid(rooms(1)), &valid(rooms(4)), &on_third, &mut calendars).unwrap();
}

#[test]
fn a_cluster_of_another_region_or_sort_bears_nothing() {
    let mut calendars = clusters(&[(4, true), (4, false), (4, false)]);
    calendars.clusters[1].region = "south".into();
    calendars.clusters[2].simulated = true;
    assert_eq!(sold(&mut calendars), 0);
}

#[test]
fn what_is_offered_instead_and_what_is_said_to_be_open_leaves_enough_too() {
    let mut calendars = clusters(&[(4, true), (4, false)]);
    decide_one(&rooms(4), &mut calendars).unwrap();
    let order = valid(rooms(2));
    let ask = Ask::create(&order, at(NOW));
    let found = alternatives(&ask, &mut calendars.clone(), &LIVE, &|document| Some(valid(document)), &|| true).found;
    assert!(found.iter().any(|one| matches!(one.explain, AlternativeReason::StartAt { .. })), "{found:?}");
    for offered in found {
        decide_one(&offered.document, &mut calendars.clone()).unwrap();
    }
    let wish = |rooms: u32| Wish {
        kind: order.kind.clone(),
        region: Some("north".into()),
        rooms,
        seats: 50,
        term: crate::order::Term { first_day: monday(), last_day: monday() },
        zone: zone("UTC").unwrap(),
        duration_minutes: 45,
        starts: vec![time(9, 0, 0, 0), time(12, 0, 0, 0)],
    };
    let fits = |rooms: u32| -> Vec<Fits> {
        wish(rooms).openings(&calendars, &LIVE, at(NOW), &|| true).into_iter().map(|opening| opening.fits).collect()
    };
    assert_eq!((fits(1), fits(4)), (vec![Fits::None, Fits::All], vec![Fits::None, Fits::All]));
}

/// Whether the others hold, slot by slot of a day, what each covered cluster has.
fn is_borne(calendars: &Calendars, day: i32) -> bool {
    let resources = [Resource::NodeShare, Resource::Pods, Resource::CpuMilli, Resource::MemoryMib];
    let free = |at: &ClusterCalendar, resource, slot| {
        let free = at.calendar.limit_at(resource, slot) - at.calendar.used(resource, slot);
        if at.bears_losses { free.max(0) } else { 0 }
    };
    let borne = |lost: &ClusterCalendar, resource, slot| {
        let others = calendars.clusters.iter().filter(|at| at.cluster != lost.cluster && at.region == lost.region);
        lost.calendar.used(resource, slot) <= others.map(|at| free(at, resource, slot)).sum()
    };
    let covered = calendars.clusters.iter().filter(|at| at.is_covered);
    covered.into_iter().all(|lost| {
        let mut slots = (0..SLOTS_PER_DAY).map(|slot| slot_of(day, slot));
        slots.all(|slot| resources.into_iter().all(|resource| borne(lost, resource, slot)))
    })
}

proptest! {
    #[test]
    fn after_whatever_is_taken_each_loss_is_borne_and_only_what_would_break_that_is_refused(
        of in prop::collection::vec((1usize..5, any::<bool>()), 1..5),
        orders in prop::collection::vec((1usize..5, 0u32..4, any::<bool>()), 1..25),
    ) {
        let of: Vec<_> = of.into_iter().map(|(nodes, covered)| (nodes * 2, covered)).collect();
        let mut calendars = clusters(&of);
        let day = slot("2026-09-07T09:00:00Z").day();
        for (count, hour, is_long) in orders {
            let mut document = rooms(count);
            let line = &mut document.timetable.lessons[0];
            line.start = time(9 + i8::try_from(hour).unwrap(), 0, 0, 0);
            line.duration_minutes = if is_long { 150 } else { 45 };
            let mut uncovered = calendars.clone();
            uncovered.clusters.iter_mut().for_each(|at| at.is_covered = false);
            let outcome = decide_one(&document, &mut calendars);
            prop_assert!(is_borne(&calendars, day));
            if let Err(refusal) = outcome
                && decide_one(&document, &mut uncovered).is_ok()
            {
                // Wherever it went, a loss would not be borne.
                prop_assert!(lacking(&refusal).iter().any(|(_, lack)| *lack == Lack::Cover));
                uncovered.clusters.iter_mut().zip(&of).for_each(|(at, (_, covered))| at.is_covered = *covered);
                prop_assert!(!is_borne(&uncovered, day));
            }
        }
    }
}
