//! Pools that fill: who gets which, what is refused with which figures, and what becomes of a claim.

use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    admission::fixtures::{always, at, lesson_on_monday, stored as order_of, valid},
    ids::OrderId,
    slots::{SLOTS_PER_DAY, Slot, Step, Steps},
};

const DAY: i64 = SLOTS_PER_DAY as i64;
const RATES: Rates = Rates { bandwidth_mbit: 4, space_mib_per_hour: 1_200 };
const BANDWIDTH: Resource = MEASURES[0];
const SPACE: Resource = MEASURES[1];

fn steps(parts: &[(i64, i64, i64)]) -> Steps {
    Steps::sum(parts.iter().map(|(from, to, amount)| Step { from: Slot(*from), to: Slot(*to), amount: *amount }))
}

fn pool(number: u128, bandwidth_mbit: i64, space_mib: i64) -> PoolCalendar {
    let limits = [(BANDWIDTH, sold_of(bandwidth_mbit)), (SPACE, sold_of(space_mib))];
    PoolCalendar {
        id: StoragePoolId::new(Uuid::from_u128(number)),
        open: true,
        retention_days: 7,
        calendar: Calendar::new(Uuid::from_u128(900 + number), limits.into()),
    }
}

fn order(number: u128) -> OrderId {
    OrderId::new(Uuid::from_u128(number << 64 | 0x07))
}

fn used(pool: &PoolCalendar) -> i64 {
    pool.calendar.used(SPACE, Slot(5 * DAY - 1))
}

/// Lessons of an hour on the days of one week, 1 to 20 rooms each.
fn school_week(orders: u128, seed: u128) -> impl Iterator<Item = (u128, Steps)> {
    (0..orders).map(move |number| {
        let drawn = (number + seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20 & 0xFFFF;
        let drawn = i64::try_from(drawn).unwrap();
        let (day, hour, rooms) = (drawn % 5, 8 + drawn / 5 % 8, 1 + drawn / 40 % 20);
        let from = day * DAY + hour * 12;
        (seed << 32 | number, steps(&[(from, from + 12, rooms)]))
    })
}

#[test]
fn an_hour_of_a_room_is_booked_as_bandwidth_while_it_lasts_and_as_space_until_the_retention_of_its_day_is_over() {
    // Two rooms for three hours over midnight: two hours before, one after.
    let needed = need(&steps(&[(DAY - 24, DAY + 12, 2)]), RATES, 7);
    assert_eq!(needed[&BANDWIDTH], steps(&[(DAY - 24, DAY + 12, 8)]));
    assert_eq!(needed[&SPACE], steps(&[(0, 8 * DAY, 4_800), (DAY, 9 * DAY, 2_400)]));
    let kept = stored(order(1), (&steps(&[(DAY - 24, DAY + 12, 2)]), RATES), &[pool(1, 100, 1_000_000)], None).unwrap().unwrap();
    assert_eq!(kept.0.space_mib, 7_200);
}

#[test]
fn a_part_of_a_mib_takes_a_whole_one_and_without_rates_nothing_is_needed() {
    let rooms = steps(&[(0, 1, 1)]);
    let needed = need(&rooms, Rates { bandwidth_mbit: 0, space_mib_per_hour: 13 }, 0);
    assert_eq!(needed, BTreeMap::from([(SPACE, steps(&[(0, DAY, 2)]))]));
    assert_eq!(choose(order(1), (&rooms, Rates::default()), &[]), Ok(None));
    assert_eq!(choose(order(1), (&rooms, RATES), &[]), Err(Vec::new()));
}

#[test]
fn a_pool_takes_orders_up_to_85_percent_and_then_says_the_figures_of_the_worst_slot() {
    let mut one = pool(1, 100, 1_000_000);
    let booked = need(&steps(&[(100, 112, 20)]), RATES, 7);
    one.calendar.change(&booked).unwrap();
    assert!(one.calendar.shortages(&need(&steps(&[(112, 124, 21)]), RATES, 7)).is_empty(), "the next hour is free");
    let refused = choose(order(1), (&steps(&[(90, 110, 2)]), RATES), &[one, PoolCalendar { open: false, ..pool(2, 100, 1_000_000) }]);
    let [(full, Unfit::Short(short)), (closed, Unfit::Closed)] = &refused.unwrap_err()[..] else { panic!("each has its reason") };
    assert_eq!([*full, *closed], [1, 2].map(|number| pool(number, 0, 0).id));
    let [short] = &short[..] else { panic!("{short:?}") };
    assert_eq!((short.resource, short.at, short.needed, short.free), (BANDWIDTH, Slot(100), 8, 5));
}

#[test]
fn an_order_that_grows_is_judged_by_what_it_adds_and_keeps_its_pool_and_the_size_of_its_claim() {
    let rooms = |count| steps(&[(100, 112, count)]);
    let mut pools = [pool(1, 100, 1_000_000), pool(2, 100, 1_000_000)];
    let (held, change) = stored(order(3), (&rooms(10), RATES), &pools, None).unwrap().unwrap();
    let place = pools.iter().position(|pool| pool.id == held.pool).unwrap();
    pools[place].calendar.change(&change).unwrap();
    // Closed for new orders, not for this one.
    pools[place].open = false;
    let (more, change) = amended(&held, (&rooms(20), &rooms(10)), RATES, &pools).unwrap();
    assert_eq!((more.pool, more.space_mib, change[&BANDWIDTH].clone()), (held.pool, 24_000, steps(&[(100, 112, 40)])));
    pools[place].calendar.change(&change).unwrap();
    let refused = amended(&more, (&rooms(22), &rooms(20)), RATES, &pools).unwrap_err();
    assert!(matches!(&refused[..], [(refusing, Unfit::Short(_))] if *refusing == held.pool));
    let (less, change) = amended(&more, (&rooms(1), &rooms(20)), RATES, &pools).unwrap();
    assert_eq!(
        (less.space_mib, &less.reservation.steps[&SPACE]),
        (24_000, &steps(&[(0, 8 * DAY, 1_200)])),
        "a claim never becomes smaller"
    );
    pools[place].calendar.change(&change).unwrap();
    pools[place].calendar.release(&less.reservation);
    assert_eq!(pools[place].calendar.days().count(), 0);
}

#[test]
fn four_equal_pools_stay_within_5_percent_of_each_other_until_all_are_full() {
    for seed in 1..=2 {
        let mut pools = [1, 2, 3, 4].map(|number| pool(number, 1_000_000, 6_000_000));
        let (sold, mut apart, mut taken) = (sold_of(6_000_000), 0, BTreeMap::<StoragePoolId, usize>::new());
        for (number, rooms) in school_week(1_800, seed) {
            let Ok(Some(chosen)) = choose(order(number), (&rooms, RATES), &pools) else { continue };
            let pool = pools.iter_mut().find(|pool| pool.id == chosen.pool).unwrap();
            pool.calendar.change(&chosen.need).unwrap();
            *taken.entry(chosen.pool).or_default() += 1;
            let used = pools.iter().map(used);
            apart = apart.max(used.clone().max().unwrap() - used.min().unwrap());
        }
        assert!(apart * 20 <= sold, "seed {seed}: {apart} MiB of {sold}");
        assert_eq!(taken.len(), 4);
        for pool in &pools {
            let left = sold - used(pool);
            assert!((0..20 * RATES.space_mib_per_hour).contains(&left), "seed {seed}: {left} MiB left of {sold}");
        }
    }
}

#[test]
fn an_empty_pool_of_twice_the_size_gets_twice_as_many_orders() {
    let pools = [pool(1, 1_000_000, 1_000_000_000), pool(2, 2_000_000, 2_000_000_000)];
    let larger = school_week(1_000, 9).filter(|(number, rooms)| {
        let chosen = choose(order(*number), (rooms, RATES), &pools).unwrap().unwrap();
        chosen.pool == pools[1].id
    });
    let larger = larger.count();
    assert!((620..=710).contains(&larger), "{larger} of 1,000");
}

#[test]
fn orders_that_ask_before_any_of_them_is_booked_are_spread_all_the_same() {
    let pools = [1, 2, 3, 4].map(|number| pool(number, 1_000_000, 1_000_000_000));
    let mut taken: BTreeMap<StoragePoolId, usize> = BTreeMap::new();
    for (number, rooms) in school_week(1_000, 5) {
        *taken.entry(choose(order(number), (&rooms, RATES), &pools).unwrap().unwrap().pool).or_default() += 1;
    }
    assert!(taken.len() == 4 && taken.values().all(|count| (200..=300).contains(count)), "{taken:?}");
}

#[test]
fn a_claim_only_grows_and_goes_when_it_is_unplanned_and_its_retention_is_over() {
    let stands = |space_mib| Claim::Stands { space_mib, grows: true };
    for (standing, wanted, fate_of_it) in [
        (None, Claim::Gone, Fate::Nothing),
        (None, Claim::Kept, Fate::Nothing),
        (None, stands(300), Fate::Create),
        (Some(500), stands(501), Fate::Grow),
        (Some(500), Claim::Stands { space_mib: 501, grows: false }, Fate::Keep),
        (Some(500), stands(500), Fate::Keep),
        (Some(500), stands(1), Fate::Keep),
        (Some(500), Claim::Kept, Fate::Keep),
        (Some(500), Claim::Gone, Fate::Delete),
    ] {
        assert_eq!(fate(standing, wanted), fate_of_it, "{standing:?} {wanted:?}");
    }
}

#[test]
fn what_was_recorded_is_kept_from_the_end_of_its_last_day_on_and_what_never_ran_there_is_not_kept() {
    // On Monday 7 September from 08:50 to 09:55.
    let order = order_of(&[(at("2026-09-01T00:00:00Z"), valid(lesson_on_monday("class", &[20])))]);
    let schedule = order.schedule();
    let kept = |since: &str, until: &str| kept_until(&schedule, (at(since), at(until)), 7);
    let monday_week = Some(at("2026-09-15T00:00:00Z"));
    assert_eq!(kept("2026-09-01T00:00:00Z", "2027-01-19T00:00:00Z"), monday_week);
    assert_eq!(kept("2026-09-01T00:00:00Z", "2026-09-07T09:20:00Z"), monday_week, "cancelled meanwhile");
    assert_eq!(kept("2026-09-01T00:00:00Z", "2026-09-07T08:50:00Z"), None, "cancelled before");
    assert_eq!(kept("2026-09-07T09:55:00Z", "2027-01-19T00:00:00Z"), None, "came too late");
    let on = order_of(&[(at("2026-09-01T00:00:00Z"), valid(always(lesson_on_monday("class", &[20]))))]);
    assert_eq!(kept_until(&on.schedule(), (at("2026-09-01T00:00:00Z"), at("2026-09-09T00:00:00Z")), 0), Some(at("2026-09-09T00:00:00Z")));
}

#[test]
fn what_an_ended_order_leaves_behind_is_space_until_its_claim_goes() {
    // Two hours of a room on each of three days, kept for two more; the order ends on the second day.
    let rooms = steps(&[(100, 124, 1), (DAY + 100, DAY + 124, 1), (2 * DAY + 100, 2 * DAY + 124, 1)]);
    let held = Reservation::new(Uuid::nil(), need(&rooms, RATES, 2));
    let end = Slot(DAY + 124);
    let until = Slot(4 * DAY).start();
    let left = left_behind(&held, end, Some(until));
    assert_eq!(left.steps[&BANDWIDTH], steps(&[(100, 124, 4), (DAY + 100, DAY + 124, 4)]));
    assert_eq!(left.steps[&SPACE], steps(&[(0, DAY, 2_400), (DAY, 4 * DAY, 4_800)]));
    assert_eq!(left_behind(&held, end, None), held.truncated(end));
}

/// Lessons of rooms within three days.
fn lessons() -> impl Strategy<Value = Steps> {
    let run = (0..3 * DAY, 1i64..100, 1i64..30).prop_map(|(from, slots, rooms)| (from, from + slots, rooms));
    prop::collection::vec(run, 1..6).prop_map(|runs| steps(&runs))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is offered, amended and ended, no slot of a pool is booked beyond what is sold, and giving everything back leaves it empty.
    #[test]
    fn no_pool_is_sold_beyond_85_percent_and_what_is_given_back_is_what_was_booked(
        orders in prop::collection::vec((lessons(), lessons()), 1..20),
    ) {
        let mut pools = [1, 2, 3].map(|number| pool(number, 300 * i64::try_from(number).unwrap(), 400_000));
        let mut holding = Vec::new();
        for (number, (rooms, then)) in (0..).zip(&orders) {
            match stored(order(number), (rooms, RATES), &pools, None) {
                Ok(chosen) => {
                    let (mut held, change) = chosen.unwrap();
                    let place = pools.iter().position(|pool| pool.id == held.pool).unwrap();
                    prop_assert_eq!(pools[place].calendar.change(&change), Ok(()));
                    if let Ok((all, change)) = amended(&held, (then, rooms), RATES, &pools) {
                        prop_assert!(all.space_mib >= held.space_mib);
                        prop_assert_eq!(pools[place].calendar.change(&change), Ok(()));
                        held = all;
                    }
                    holding.push((place, held));
                }
                Err(unfit) => prop_assert_eq!(unfit.len(), pools.len()),
            }
            for pool in &pools {
                prop_assert!(pool.calendar.over(Slot(0)).is_empty());
            }
        }
        for (place, held) in &holding {
            let left = left_behind(&held.reservation, Slot(DAY), Some(Slot(4 * DAY).start()));
            pools[*place].calendar.change(&held.reservation.difference(&left)).unwrap();
            pools[*place].calendar.release(&left);
        }
        prop_assert!(pools.iter().all(|pool| pool.calendar.days().count() == 0));
    }

    /// The choice is the same whatever order pools are looked at in.
    #[test]
    fn the_choice_does_not_depend_on_the_order_of_pools(number in any::<u64>(), rooms in lessons()) {
        let mut pools = [1, 2, 3, 4].map(|number| pool(number, 150 * i64::try_from(number).unwrap(), 1_000_000));
        let chosen = choose(order(number.into()), (&rooms, RATES), &pools).ok();
        pools.reverse();
        prop_assert_eq!(choose(order(number.into()), (&rooms, RATES), &pools).ok(), chosen);
    }
}
