//! Orders whose promise no longer holds: what is booked in some slots is more than there is, because nodes went, or did not come.
//!
//! In each slot that is short those that were placed last are at risk, as many of their rooms as it takes for the rest to fit: who came first keeps what was
//! promised, and the answer is the same however often it is asked. Rooms that run are not stopped by it; it says who to find nodes for. Of a cluster that is lost
//! see `unheard`.

mod unheard;

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use unheard::{RoomsHeard, UNHEARD_MOST, unheard};

use crate::{
    calendar::{Amounts, Calendar, Resource},
    cluster::supply::{NodePolicy, PlannedChange},
    ids::OrderId,
    pools::MEASURES,
    slots::{Slot, Steps},
};

/// So long after nodes were to come it is said that they did not.
const MISSED: SignedDuration = SignedDuration::from_hours(24);

/// What an order holds of a cluster.
#[derive(Debug, Clone)]
pub struct Booking {
    pub order: OrderId,
    pub placed_at: Timestamp,
    pub steps: Amounts,
}

/// An order of which some rooms do not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtRisk {
    pub order: OrderId,
    /// The first slot that is short of it.
    pub first: Slot,
    /// Where the last one ends.
    pub end: Slot,
    /// The most of its rooms that do not fit in a slot.
    pub rooms: i64,
    /// Of what most of its rooms are short in that first slot, and by how much.
    pub resource: Resource,
    pub short_by: i64,
}

/// The orders that do not fit from a slot on, those placed last first.
pub fn at_risk(calendar: &Calendar, bookings: Vec<Booking>, from: Slot) -> Vec<AtRisk> {
    beyond(calendar.over_with_packed(from), bookings)
}

/// The orders that hold what is booked beyond what there is, those placed last first. Of shares of nodes they hold those too that are packed.
pub fn beyond(mut over: Amounts, mut bookings: Vec<Booking>) -> Vec<AtRisk> {
    bookings.iter_mut().for_each(|booking| with_packed(&mut booking.steps));
    bookings.sort_by_key(|booking| std::cmp::Reverse((booking.placed_at, booking.order)));
    let mut found = Vec::new();
    for booking in bookings {
        if over.is_empty() {
            break;
        }
        let hit = taken(&mut over, &booking);
        found.extend(of_order(&booking, &hit));
    }
    found
}

fn with_packed(steps: &mut Amounts) {
    if let Some(packed) = steps.remove(&Resource::PackedShare) {
        let shares = steps.remove(&Resource::NodeShare).unwrap_or_default();
        steps.insert(Resource::NodeShare, shares.plus(&packed));
    }
}

/// Takes what an order holds off what is over, and says how much that was.
fn taken(over: &mut Amounts, booking: &Booking) -> Amounts {
    let mut hit = Amounts::new();
    for (resource, over) in over.iter_mut() {
        let held = booking.steps.get(resource).map(|held| held.min(over)).unwrap_or_default();
        if !held.is_empty() {
            *over = over.minus(&held);
            hit.insert(*resource, held);
        }
    }
    over.retain(|_, over| !over.is_empty());
    hit
}

fn of_order(booking: &Booking, hit: &Amounts) -> Option<AtRisk> {
    let first = hit.values().filter_map(|steps| steps.iter().next()).map(|step| step.from).min()?;
    let end = hit.values().flat_map(Steps::iter).map(|step| step.to).max()?;
    let rooms = |resource: Resource, slot: Slot| rooms_in(booking, resource, (slot, hit.get(&resource).map_or(0, |steps| steps.at(slot))));
    let shortest = hit.iter().map(|(resource, steps)| (rooms(*resource, first), *resource, steps.at(first)));
    let (_, resource, short_by) = shortest.filter(|(_, _, short)| *short > 0).max()?;
    let edges =
        |resource: &Resource| hit.get(resource).into_iter().chain(booking.steps.get(resource)).chain(booking.steps.get(&Resource::Pods));
    let most = hit.keys().flat_map(|resource| {
        let slots: BTreeSet<Slot> = edges(resource).flat_map(Steps::iter).map(|step| step.from).collect();
        slots.into_iter().map(|slot| rooms(*resource, slot))
    });
    Some(AtRisk { order: booking.order, first, end, rooms: most.max().unwrap_or_default(), resource, short_by })
}

/// As many of an order's rooms as hold so much in a slot: a pod is a room. What was recorded is there when no room is up as well: then it is one at least.
fn rooms_in(booking: &Booking, resource: Resource, (slot, amount): (Slot, i64)) -> i64 {
    let of = |resource: Resource| booking.steps.get(&resource).map_or(0, |steps| steps.at(slot));
    let (held, rooms) = (of(resource), of(Resource::Pods));
    if amount <= 0 || held <= 0 {
        return 0;
    }
    if rooms == 0 && MEASURES.contains(&resource) {
        return 1;
    }
    let exact = i128::from(amount) * i128::from(rooms);
    i64::try_from((exact + i128::from(held) - 1) / i128::from(held)).unwrap_or(rooms)
}

/// Why there is too little in a slot, or no room in time. Serialised as `{"reason": ..., "params": {...}}`. Added to, never renamed: clients match on the names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params")]
pub enum RiskCause {
    /// Operators planned that so many nodes are away then.
    PlannedOutage { nodes: i64 },
    /// So many of the nodes that operators planned to be there are not.
    PlannedNodesMissing { nodes: i64 },
    /// Nodes may come by themselves up to the limit, but no longer in time for it.
    NodesTooLate { nodes: i64, node_limit: i64 },
    /// There are more nodes than may be sold.
    NodeLimit { nodes: i64, node_limit: i64 },
    /// So many nodes are left that take rooms.
    NodesMissing { nodes: i64 },
    /// The order's cluster is lost: its rooms begin to come up elsewhere only now, which takes them their lead, and are due by then.
    RoomsComeUpLate { lead_minutes: u32, ready_by: Timestamp },
    /// The order's cluster is lost, and so many others were tried of which none takes it.
    NoPlaceElsewhere { clusters: u32 },
    /// The order's cluster does not answer: what is up there goes on, and nothing comes up.
    ClusterSilent {},
    /// No room of the order's cluster is reached on the road that clients take.
    RoomsNotReached {},
    /// More is booked on the order's storage pool than is sold of it: of the resource that is short so much, in Mbit/s or MiB.
    PoolTooSmall { pool: String, sold: i64 },
}

/// What explains that a slot is short, where `counted` nodes take rooms now: what people planned first.
pub fn cause(counted: i64, policy: NodePolicy, changes: &[PlannedChange], (slot, now): (Slot, Timestamp)) -> RiskCause {
    let ends_after = |change: &&PlannedChange| change.until.is_none_or(|until| slot < Slot::at_or_after(until));
    let away: i64 = changes
        .iter()
        .filter(|change| change.nodes < 0 && Slot::holding(change.from) <= slot)
        .filter(ends_after)
        .map(|change| -change.nodes)
        .sum();
    if away > 0 {
        return RiskCause::PlannedOutage { nodes: away };
    }
    let lately = |change: &&PlannedChange| change.from <= now && now.duration_since(change.from) < MISSED;
    let missing = |change: &PlannedChange| Some((change.nodes_before? + change.nodes - counted).clamp(0, change.nodes));
    let missing: i64 = changes.iter().filter(|change| change.nodes > 0).filter(ends_after).filter(lately).filter_map(missing).sum();
    match (policy.node_limit, policy.lead_minutes) {
        _ if missing > 0 => RiskCause::PlannedNodesMissing { nodes: missing },
        (Some(node_limit), Some(_)) if counted < node_limit => RiskCause::NodesTooLate { nodes: counted, node_limit },
        (Some(node_limit), _) if counted > node_limit => RiskCause::NodeLimit { nodes: counted, node_limit },
        _ => RiskCause::NodesMissing { nodes: counted },
    }
}

/// Orders by what they lack, as a map for whoever compares what was told with what is.
pub fn by_order(found: Vec<AtRisk>) -> BTreeMap<OrderId, AtRisk> {
    found.into_iter().map(|one| (one.order, one)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        calendar::{LimitChanges, Reservation},
        slots::Step,
    };

    fn order(number: u128) -> OrderId {
        OrderId::new(Uuid::from_u128(number))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// Rooms of two cores each in some slots.
    fn booking(number: u128, placed_at: i64, (from, to, rooms): (i64, i64, i64)) -> Booking {
        let steps = |amount| Steps::sum([Step { from: Slot(from), to: Slot(to), amount }]);
        let steps = BTreeMap::from([(Resource::Pods, steps(rooms)), (Resource::CpuMilli, steps(2_000 * rooms))]);
        Booking { order: order(number), placed_at: at(placed_at), steps }
    }

    fn calendar(cores: i64, bookings: &[Booking]) -> Calendar {
        let mut calendar = Calendar::new(Uuid::nil(), BTreeMap::from([(Resource::Pods, 1_000), (Resource::CpuMilli, 1_000 * cores)]));
        bookings.iter().for_each(|booking| calendar.add(&booking.steps, 1));
        calendar
    }

    #[test]
    fn in_a_short_slot_those_placed_last_are_named_until_the_rest_fits() {
        let bookings = [booking(1, 30, (10, 20, 2)), booking(2, 10, (10, 20, 5)), booking(3, 20, (15, 25, 4)), booking(4, 40, (30, 40, 9))];
        let found = at_risk(&calendar(12, &bookings), bookings.to_vec(), Slot(0));
        // From slot 15 on eleven rooms are booked and six fit: the two placed last, and three of the four before them.
        let short = |number, first, end, rooms, short_by| AtRisk {
            order: order(number),
            first: Slot(first),
            end: Slot(end),
            rooms,
            resource: Resource::CpuMilli,
            short_by,
        };
        assert_eq!(found, [short(4, 30, 40, 3, 6_000), short(1, 10, 20, 2, 2_000), short(3, 15, 20, 3, 6_000)]);
        assert!(at_risk(&calendar(22, &bookings), bookings.to_vec(), Slot(0)).is_empty());
        assert!(at_risk(&calendar(12, &bookings), bookings.to_vec(), Slot(40)).is_empty(), "what is over is not at risk");
    }

    #[test]
    fn a_pool_that_is_short_names_rooms_while_they_record_and_one_of_an_order_whose_recordings_are_kept() {
        let steps = |from, to, amount| Steps::sum([Step { from: Slot(from), to: Slot(to), amount }]);
        let recorded = |number, placed_at, rooms| Booking {
            order: order(number),
            placed_at: at(placed_at),
            steps: BTreeMap::from([
                (Resource::Pods, steps(8, 22, rooms)),
                (Resource::StorageBandwidthMbit, steps(10, 20, 4 * rooms)),
                (Resource::StorageSpaceMib, steps(0, 100, 1_000 * rooms)),
            ]),
        };
        let bookings = [recorded(1, 10, 3), recorded(2, 20, 2)];
        let found = |mbit, mib| {
            let limits = BTreeMap::from([(Resource::StorageBandwidthMbit, mbit), (Resource::StorageSpaceMib, mib)]);
            let mut calendar = Calendar::new(Uuid::nil(), limits);
            bookings.iter().for_each(|booking| {
                calendar.add(&booking.steps.iter().filter(|(of, _)| **of != Resource::Pods).map(|(of, s)| (*of, s.clone())).collect(), 1);
            });
            at_risk(&calendar, bookings.to_vec(), Slot(0))
                .into_iter()
                .map(|one| (one.order, one.rooms, one.first.0, one.resource))
                .collect::<Vec<_>>()
        };
        assert_eq!(found(20, 5_000), []);
        assert_eq!(found(13, 5_000), [(order(2), 2, 10, Resource::StorageBandwidthMbit)], "seven Mbit/s are those of two rooms");
        assert_eq!(found(20, 4_500), [(order(2), 1, 0, Resource::StorageSpaceMib)]);
    }

    #[test]
    fn what_people_planned_explains_a_short_slot_before_what_happened() {
        let policy = NodePolicy { node_limit: None, headroom_percent: 0, lead_minutes: None, group_nodes: 0, group_lead_minutes: None };
        let change =
            |nodes, from, until: Option<i64>, nodes_before| PlannedChange { nodes, from: at(from), until: until.map(at), nodes_before };
        let of = |policy, changes: &[PlannedChange], slot| cause(4, policy, changes, (Slot(slot), at(3_000)));
        let limited = NodePolicy { node_limit: Some(9), lead_minutes: Some(30), ..policy };
        assert_eq!(of(policy, &[change(-2, 6_000, Some(9_000), None)], 25), RiskCause::PlannedOutage { nodes: 2 });
        assert_eq!(of(policy, &[change(-2, 6_000, Some(9_000), None)], 30), RiskCause::NodesMissing { nodes: 4 });
        assert_eq!(of(policy, &[change(3, 2_400, None, Some(2))], 25), RiskCause::PlannedNodesMissing { nodes: 1 });
        assert_eq!(of(limited, &[], 12), RiskCause::NodesTooLate { nodes: 4, node_limit: 9 });
        assert_eq!(of(NodePolicy { node_limit: Some(3), ..policy }, &[], 12), RiskCause::NodeLimit { nodes: 4, node_limit: 3 });
    }

    #[test]
    fn rooms_that_were_packed_count_with_their_shares_and_the_order_placed_last_is_named_though_it_holds_packed_ones_alone() {
        let steps = |amount| Steps::sum([Step { from: Slot(10), to: Slot(20), amount }]);
        let holds = |number, placed_at, shares: i64, packed: i64| Booking {
            order: order(number),
            placed_at: at(placed_at),
            steps: [(Resource::Pods, steps(3)), (Resource::NodeShare, steps(shares)), (Resource::PackedShare, steps(packed))].into(),
        };
        let bookings = [holds(1, 10, 60, 0), holds(2, 20, 30, 0), holds(3, 30, 0, 12)];
        let found = |limit: i64| {
            let mut calendar = Calendar::new(Uuid::nil(), BTreeMap::from([(Resource::NodeShare, limit)]));
            bookings.iter().for_each(|booking| calendar.add(&booking.steps, 1));
            let found = at_risk(&calendar, bookings.to_vec(), Slot(0)).into_iter();
            found.map(|one| (one.order, one.rooms, one.short_by)).collect::<Vec<_>>()
        };
        assert_eq!(found(102), []);
        assert_eq!(found(100), [(order(3), 1, 2)]);
        assert_eq!(found(80), [(order(3), 3, 12), (order(2), 1, 10)]);
    }

    proptest! {
        #[test]
        fn without_what_is_at_risk_the_rest_fits_and_nobody_placed_earlier_is_named_before(
            wishes in prop::collection::vec((0_i64..40, 1_i64..20, 1_i64..9), 1..14), cores in 0_i64..60, lowered in 0_i64..60, from in 0_i64..60
        ) {
            let bookings: Vec<Booking> = (0_i64..).zip(&wishes).map(|(place, (start, slots, rooms))| {
                booking(u128::try_from(place).unwrap(), place, (*start, start + slots, *rooms))
            }).collect();
            let mut calendar = calendar(cores, &bookings);
            let mut changes = LimitChanges::default();
            changes.push(Resource::CpuMilli, Slot(from), 1_000 * lowered);
            calendar = calendar.changing(changes);
            let found = at_risk(&calendar, bookings.clone(), Slot(0));
            for slot in (0..60).map(Slot) {
                let limit = calendar.limit_at(Resource::CpuMilli, slot);
                let used: Vec<i64> = bookings.iter().map(|booking| booking.steps[&Resource::CpuMilli].at(slot)).collect();
                let (mut kept, mut full) = (0, false);
                // Those placed first keep theirs, until one does not fit.
                for (booking, used) in bookings.iter().zip(used).filter(|(_, used)| *used > 0) {
                    full |= kept + used > limit;
                    kept += used;
                    let named = found.iter().any(|one| one.order == booking.order && one.first <= slot && slot < one.end);
                    prop_assert!(!full || named, "{:?} {:?}", slot, booking.order);
                }
            }
            // Lowering breaks no booking: all of it can be given back.
            for booking in &bookings {
                calendar.release(&Reservation::new(calendar.id, booking.steps.clone()));
            }
            prop_assert_eq!(calendar.days().count(), 0);
        }
    }
}
