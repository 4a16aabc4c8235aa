//! Orders of a cluster that does not answer, or whose rooms nobody reaches: what is up goes on, and what has to come up there does not.
//!
//! Asked is of a day ahead alone: by then somebody has moved them, or the cluster is back. Where a room is up that its order does not need any more it counts as
//! gone when its run ends, although nobody may have stopped it: that it stays is chance.

use std::collections::{HashMap, HashSet};

use super::{AtRisk, Booking};
use crate::{
    calendar::Resource,
    ids::OrderId,
    slots::{SLOTS_PER_DAY, Slot, Step, Steps},
};

/// So many are named anew, those that need a room first: more than anybody reads, and the next ones follow when these have moved.
pub const UNHEARD_MOST: usize = 1_000;

/// Rooms that are up and reached, by order: the slot from which on each is not wanted any more, `None` for one that always is.
pub type RoomsHeard = HashMap<OrderId, Vec<Option<Slot>>>;

/// The orders that need more rooms within a day than are up of theirs, those that need them first before the others. Those that are named already are among them
/// while they need rooms, however many need them sooner: what is left out holds.
pub fn unheard<'a>(
    bookings: impl IntoIterator<Item = &'a Booking>,
    up: &RoomsHeard,
    (from, named): (Slot, &HashSet<OrderId>),
) -> Vec<AtRisk> {
    let rooms = |booking: &Booking| up.get(&booking.order).map_or(&[][..], Vec::as_slice);
    let mut found: Vec<AtRisk> = bookings.into_iter().filter_map(|booking| of_order(booking, rooms(booking), from)).collect();
    found.sort_by_key(|one| (one.first, one.order));
    let later = found.split_off(found.len().min(UNHEARD_MOST));
    found.extend(later.into_iter().filter(|one| named.contains(&one.order)));
    found
}

fn of_order(booking: &Booking, up: &[Option<Slot>], from: Slot) -> Option<AtRisk> {
    let day = i64::try_from(SLOTS_PER_DAY).unwrap_or(i64::MAX);
    let horizon = Slot(from.0.saturating_add(day));
    let wanted = booking.steps.get(&Resource::Pods)?.starting(from);
    let goes_on = Steps::sum(up.iter().map(|end| Step { from, to: end.unwrap_or(Slot(i64::MAX)), amount: 1 }));
    let missing = wanted.minus(&goes_on);
    // A lesson that begins within the day is named to its end.
    let short: Vec<Step> = missing.iter().take_while(|step| step.from < horizon).filter(|step| step.amount > 0).collect();
    let (first, last) = (short.first()?, short.last()?);
    Some(AtRisk {
        order: booking.order,
        first: first.from,
        end: last.to,
        rooms: short.iter().map(|step| step.amount).max().unwrap_or_default(),
        resource: Resource::Pods,
        short_by: first.amount,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;

    fn order(number: u128) -> OrderId {
        OrderId::new(Uuid::from_u128(number))
    }

    /// Rooms that are wanted in some slots.
    fn booking(number: u128, wanted: &[(i64, i64, i64)]) -> Booking {
        let steps = Steps::sum(wanted.iter().map(|(from, to, amount)| Step { from: Slot(*from), to: Slot(*to), amount: *amount }));
        Booking { order: order(number), placed_at: Timestamp::UNIX_EPOCH, steps: BTreeMap::from([(Resource::Pods, steps)]) }
    }

    /// Number, first slot, end, rooms.
    fn told(found: &[AtRisk]) -> Vec<(u128, i64, i64, i64)> {
        found.iter().map(|one| (one.order.uuid().as_u128(), one.first.0, one.end.0, one.rooms)).collect()
    }

    #[test]
    fn what_is_up_goes_on_and_what_is_to_come_up_within_a_day_is_named_the_next_first() {
        let bookings = [
            booking(1, &[(90, 100, 2), (120, 130, 3), (400, 410, 9)]),
            booking(2, &[(90, 100, 2)]),
            booking(3, &[(110, 120, 1), (380, 395, 1)]),
            booking(4, &[(0, 9_000, 1)]),
            booking(5, &[(389, 395, 1)]),
            booking(6, &[(90, 100, 2)]),
        ];
        let until_100 = vec![Some(Slot(100)); 2];
        let up = HashMap::from([
            (order(1), until_100.clone()),
            (order(2), until_100),
            (order(4), vec![None]),
            (order(6), vec![Some(Slot(100))]),
        ]);
        let found = unheard(&bookings, &up, (Slot(100 - 5), &HashSet::new()));
        // Slot 95 and 288 of a day after it: the lesson at 380 is named to its end, the one at 389 is a later look's.
        assert_eq!(told(&found), [(6, 95, 100, 1), (3, 110, 395, 1), (1, 120, 130, 3)]);
        assert_eq!(found[0].short_by, 1);
        let again = unheard(&bookings, &HashMap::new(), (Slot(95), &HashSet::new()));
        assert_eq!(
            told(&again),
            [(1, 95, 130, 3), (2, 95, 100, 2), (4, 95, 9_000, 1), (6, 95, 100, 2), (3, 110, 395, 1)],
            "none is reached"
        );
    }

    #[test]
    fn a_room_that_goes_as_another_comes_does_not_stand_for_it() {
        let bookings = [booking(1, &[(90, 130, 1)])];
        let up = HashMap::from([(order(1), vec![Some(Slot(110))])]);
        assert_eq!(told(&unheard(&bookings, &up, (Slot(95), &HashSet::new()))), [(1, 110, 130, 1)]);
    }

    #[test]
    fn no_more_are_named_than_anybody_reads() {
        let bookings: Vec<Booking> = (0..1_100_u128).map(|number| booking(number, &[(100 + i64::from(number < 100), 120, 1)])).collect();
        let found = unheard(&bookings, &HashMap::new(), (Slot(95), &HashSet::new()));
        assert_eq!((found.len(), found[0].order, found[999].order), (UNHEARD_MOST, order(100), order(1_099)));
    }

    #[test]
    fn what_is_named_stays_so_when_others_need_their_rooms_sooner_and_goes_when_it_needs_none() {
        let mut bookings: Vec<Booking> = (0..1_100).map(|number| booking(number, &[(100, 120, 1)])).collect();
        // The lesson of one is over, and its next one is hours away; another has none within a day any more.
        bookings.push(booking(2_000, &[(90, 95, 1), (200, 220, 1)]));
        bookings.push(booking(2_001, &[(90, 95, 1), (900, 920, 1)]));
        let named = HashSet::from([order(7), order(2_000), order(2_001)]);
        let found = unheard(&bookings, &HashMap::new(), (Slot(95), &named));
        assert_eq!(told(&found[999..]), [(999, 100, 120, 1), (2_000, 200, 220, 1)]);
    }
}
