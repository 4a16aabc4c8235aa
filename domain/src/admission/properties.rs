//! What must hold under any sequence: nothing is sold twice, all that is sold packs onto nodes, and what is given back is what was taken.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;

use super::{
    fixtures::{LIVE, METAL, amendment, at, calendars, cluster, kind, nodes, one_day, quota, read, stored, timetabled, valid},
    *,
};
use crate::{
    cluster::capacity::limits,
    ids::{ClassroomId, OrderId},
    order::{Order, ValidOrder},
    sizing::{RoomSize, node_share, size},
    slots::{Slot, Step, Steps},
};

const KINDS: [&str; 3] = ["class", "lecture", "seminar"];

/// Nodes from small to bare metal, with and without network.
fn shapes() -> impl Strategy<Value = NodeShape> {
    (2_000i64..120_000, 1_000i64..200_000, prop::option::of(300i64..25_000), 3i64..250)
        .prop_map(|(cpu_milli, memory_mib, network_mbit, pods)| NodeShape { cpu_milli, memory_mib, network_mbit, pods, interfaces: None })
}

/// A kind and the seats of its rooms.
fn mixes() -> impl Strategy<Value = Vec<(usize, Vec<u32>)>> {
    prop::collection::vec((0usize..KINDS.len(), prop::collection::vec(1u32..900, 1..5)), 1..120)
}

fn all_at_nine(kind: usize, seats: &[u32]) -> ValidOrder {
    let seats: Vec<u32> = seats.iter().map(|s| if KINDS[kind] == "lecture" { *s } else { s % 30 + 1 }).collect();
    timetabled(KINDS[kind], &seats, &[(9 * 60, 45)])
}

/// First fit by share descending, by what rooms really take of nodes.
fn packs(mut rooms: Vec<RoomSize>, nodes: usize, shape: NodeShape) -> bool {
    rooms.sort_by_key(|room| std::cmp::Reverse(node_share(*room, shape)));
    let mut free = vec![shape; nodes];
    let mut takes = |room: RoomSize| {
        let fits = |n: &&mut NodeShape| {
            n.cpu_milli >= room.cpu_milli
                && n.memory_mib >= room.memory_mib
                && n.network_mbit.is_none_or(|has| has >= room.network_mbit)
                && n.pods >= 1
        };
        let Some(node) = free.iter_mut().find(fits) else { return false };
        node.cpu_milli -= room.cpu_milli;
        node.memory_mib -= room.memory_mib;
        node.network_mbit = node.network_mbit.map(|has| has - room.network_mbit);
        node.pods -= 1;
        true
    };
    rooms.into_iter().all(&mut takes)
}

/// The largest part of a node first, each where the least is left of what it takes most of.
fn packs_tightly(mut rooms: Vec<RoomSize>, nodes: usize, shape: NodeShape) -> bool {
    let has = [shape.cpu_milli, shape.memory_mib, shape.network_mbit.unwrap_or(i64::MAX), shape.pods];
    let needs = |room: RoomSize| [room.cpu_milli, room.memory_mib, room.network_mbit, 1];
    let part = |room: RoomSize| (0..4).map(|of| (needs(room)[of] * 1_000_000 / has[of], of)).max().unwrap();
    rooms.sort_by_key(|room| std::cmp::Reverse(part(*room).0));
    let mut free = vec![has; nodes];
    rooms.into_iter().all(|room| {
        let fitting = free.iter_mut().filter(|free| (0..4).all(|of| needs(room)[of] <= free[of]));
        let Some(node) = fitting.min_by_key(|free| free[part(room).1]) else { return false };
        (0..4).for_each(|of| node[of] -= needs(room)[of]);
        true
    })
}

proptest! {
    // A case admits a whole mix of orders, one after the other.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 2))]

    /// Whatever mix is admitted into one slot runs on the cluster's nodes: on all schedulable ones with a node of headroom or more, or on the only one.
    #[test]
    fn every_admitted_slot_packs(mix in mixes(), shape in shapes(), count in 1usize..12, percent in 1u32..40) {
        let headroom = if count == 1 { 0 } else { percent };
        let capacity = limits(&nodes(count, shape), None, headroom);
        prop_assert!(count == 1 || capacity.nodes_headroom >= 1);
        let mut at_cluster = cluster(1, "north", count, shape);
        at_cluster.calendar.limits = capacity.limits;
        let mut calendars = calendars(quota(100_000, 10_000_000), vec![at_cluster]);
        let mut sold: Vec<RoomSize> = Vec::new();
        for (kind, seats) in &mix {
            let order = all_at_nine(*kind, seats);
            if admit(&[Ask::create(&order, monday_at(0))], &mut calendars, &LIVE)[0].is_ok() {
                sold.extend(order.rooms.iter().map(|r| r.size));
            }
        }
        prop_assert!(packs(sold, count, shape));
    }

    /// Where somebody looks whether rooms pack, nothing is refused that would be taken without, and all that is sold runs on the nodes that are sold where it is
    /// more than its shares.
    #[test]
    fn what_is_packed_packs_and_nothing_less_is_taken(mix in mixes(), shape in shapes(), count in 1usize..12) {
        let mut at_cluster = cluster(1, "north", count, shape);
        at_cluster.rooms_up = Some(RoomsUp::new(shape, NodeShape::default(), Vec::new()));
        let mut calendars = calendars(quota(100_000, 10_000_000), vec![at_cluster]);
        let mut sold: Vec<RoomSize> = Vec::new();
        for (kind, seats) in &mix {
            let order = all_at_nine(*kind, seats);
            let asks = [Ask::create(&order, monday_at(0))];
            let mut by_share = calendars.clone();
            by_share.clusters[0].rooms_up = None;
            let by_share = admit(&asks, &mut by_share, &LIVE)[0].is_ok();
            let admitted = admit(&asks, &mut calendars, &LIVE)[0].is_ok();
            prop_assert!(admitted || !by_share);
            let mut rooms: Vec<RoomSize> = order.rooms.iter().filter(|_| admitted).map(|room| room.size).collect();
            rooms.sort_unstable_by_key(|room| std::cmp::Reverse(*room));
            sold.extend(rooms);
        }
        let calendar = &calendars.clusters[0].calendar;
        prop_assert!(calendar.over(Slot(0)).is_empty());
        if calendar.packs_some() {
            prop_assert!(packs_tightly(sold, count, shape));
        }
    }

    /// Rooms of one size fill a cluster to the last: k a node, not one less.
    #[test]
    fn equal_rooms_waste_nothing(shape in shapes(), count in 1usize..6, seats in 1u32..30) {
        let room = size(&kind("class"), seats);
        let fitting = usize::try_from(crate::sizing::rooms_per_node(room, shape)).unwrap() * count;
        prop_assume!(fitting > 0 && fitting < 200);
        let mut calendars = calendars(quota(100_000, 10_000_000), vec![cluster(1, "north", count, shape)]);
        let mut seat = |rooms: usize| {
            let order = all_at_nine(0, &vec![seats - 1; rooms]);
            admit(&[Ask::create(&order, monday_at(0))], &mut calendars, &LIVE)[0].is_ok()
        };
        prop_assert!(!seat(fitting + 1));
        prop_assert!(seat(fitting));
        prop_assert!(!seat(1));
    }
}

fn monday_at(minute: i64) -> Timestamp {
    at("2026-09-07T00:00:00Z") + jiff::SignedDuration::from_mins(minute)
}

/// What happens to a platform, so many minutes after what happened before.
#[derive(Debug, Clone)]
enum Event {
    Create { seats: Vec<u32>, lessons: Vec<(i64, i64)> },
    Amend { which: usize, seats: Vec<u32>, lessons: Option<Vec<(i64, i64)>>, ahead: i64 },
    Cancel { which: usize },
    Forget { which: usize },
}

fn events() -> impl Strategy<Value = Vec<(i64, Event)>> {
    let seats = || prop::collection::vec(1u32..60, 1..4);
    let lessons = || prop::collection::vec((0i64..150, 5i64..120), 1..5);
    let ahead = || prop_oneof![3 => Just(0i64), 1 => 1i64..200];
    let event = prop_oneof![
        4 => (seats(), lessons()).prop_map(|(seats, lessons)| Event::Create { seats, lessons }),
        6 => (any::<usize>(), seats(), prop::option::weighted(0.9, lessons()), ahead())
            .prop_map(|(which, seats, lessons, ahead)| Event::Amend { which, seats, lessons, ahead }),
        1 => any::<usize>().prop_map(|which| Event::Cancel { which }),
        1 => any::<usize>().prop_map(|which| Event::Forget { which }),
    ];
    prop::collection::vec((1i64..30, event), 1..40)
}

struct Stored {
    order: Order,
    admission: Admission,
}

struct Platform {
    calendars: Calendars,
    orders: Vec<Stored>,
    now: Timestamp,
    /// Orders that were made.
    made: u128,
    /// Whether somebody looks if rooms pack.
    looks: bool,
}

impl Platform {
    fn happen(&mut self, event: Event) -> Result<(), TestCaseError> {
        match event {
            Event::Create { seats, lessons } => self.create(&one_day(&seats, Some(&lessons))),
            Event::Amend { which, seats, lessons, ahead } if !self.orders.is_empty() => {
                self.amend(which % self.orders.len(), &one_day(&seats, lessons.as_deref()), ahead)
            }
            Event::Cancel { which } if !self.orders.is_empty() => {
                self.cancel(which % self.orders.len());
                Ok(())
            }
            Event::Forget { which } if !self.orders.is_empty() => {
                let gone = self.orders.swap_remove(which % self.orders.len()).admission;
                self.calendars.quota.release(&gone.quota);
                let at = self.calendars.clusters.iter_mut().find(|c| c.cluster == gone.cluster).unwrap();
                at.calendar.release(&gone.capacity);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn create(&mut self, order: &ValidOrder) -> Result<(), TestCaseError> {
        let now = self.now;
        if let Some(admission) = self.decide(order, &|order| Ask::create(order, now))? {
            self.made += 1;
            let id = OrderId::new(Uuid::from_u128(self.made));
            self.orders.push(Stored { order: Order { id, ..stored(&[(now, order.clone())]) }, admission });
        }
        Ok(())
    }

    fn amend(&mut self, which: usize, next: &ValidOrder, ahead: i64) -> Result<(), TestCaseError> {
        let (Stored { order, admission }, now) = (&self.orders[which], self.now);
        // No generation takes over in the very instant of another.
        let from = now + jiff::SignedDuration::from_secs(if ahead > 0 { ahead * 60 + 30 } else { 0 });
        let new_id = || ClassroomId::new(Uuid::from_u128(0));
        let Ok(amended) = order.clone().amend(next, Some(from), now, new_id) else { return Ok(()) };
        let before = order.clone();
        let held = Held {
            cluster: admission.cluster,
            quota: admission.quota.clone(),
            capacity: admission.capacity.clone(),
            storage: admission.storage.clone(),
            rooms: order.in_force(now).document.rooms.len(),
        };
        if let Some(admission) = self.decide(next, &|order| amendment(&before, order, from, now, held.clone()))? {
            self.orders[which] = Stored { order: amended.order, admission };
        }
        covered(&self.orders[which], now)
    }

    /// Admits, or sees that whatever is suggested instead would be admitted.
    fn decide<'a>(&mut self, order: &'a ValidOrder, ask: &dyn Fn(&'a ValidOrder) -> Ask<'a>) -> Result<Option<Admission>, TestCaseError> {
        let asked = ask(order);
        self.look();
        if let Ok(admission) = admit(std::slice::from_ref(&asked), &mut self.calendars, &LIVE).remove(0) {
            return Ok(Some(admission));
        }
        for offer in alternatives(&asked, &mut self.calendars.clone(), &LIVE, &read, &|| true).found {
            let changed = read(offer.document.clone()).unwrap();
            let answer = admit(&[asked.about(&changed)], &mut self.calendars.clone(), &LIVE).remove(0);
            prop_assert!(answer.is_ok(), "{:?}: {:?}", offer, answer);
        }
        Ok(None)
    }

    /// What is up on each cluster, as far as anybody looks.
    fn look(&mut self) {
        for at in self.calendars.clusters.iter_mut().filter(|_| self.looks) {
            let on = self.orders.iter().filter(|stored| stored.admission.cluster == at.cluster);
            let up = on.map(|Stored { order, admission }| OrderUp {
                order: Some(order.id),
                up: admission.capacity.steps.get(&Resource::Pods).cloned().unwrap_or_default(),
                sizes: admission.sizes.clone(),
            });
            at.rooms_up = at.shape.map(|shape| RoomsUp::new(shape, NodeShape::default(), up.collect()));
        }
    }

    fn cancel(&mut self, which: usize) {
        let Stored { order, admission } = &mut self.orders[which];
        let cancelled = order.clone().cancel(self.now, false);
        let ends_at = cancelled.order.ends_at.unwrap();
        admission.quota = self.calendars.quota.truncate(&admission.quota, cancelled.quota_free_from);
        let at = self.calendars.clusters.iter_mut().find(|c| c.cluster == admission.cluster).unwrap();
        admission.capacity = at.calendar.truncate(&admission.capacity, Slot::at_or_after(ends_at));
        *order = cancelled.order;
    }

    /// Every calendar with the reservations that lie on it.
    fn books(&self) -> Vec<(&Calendar, Vec<&Reservation>)> {
        let quota = (&self.calendars.quota, self.orders.iter().map(|o| &o.admission.quota).collect());
        let clusters = self.calendars.clusters.iter().map(|c| {
            let on = self.orders.iter().filter(|o| o.admission.cluster == c.cluster);
            (&c.calendar, on.map(|o| &o.admission.capacity).collect())
        });
        [quota].into_iter().chain(clusters).collect()
    }
}

/// Every room that the reconciler keeps up from now on has its cores booked, in the size with which it went up.
fn covered(Stored { order, admission }: &Stored, now: Timestamp) -> Result<(), TestCaseError> {
    let mut up: BTreeMap<(Slot, u32), i64> = BTreeMap::new();
    for run in order.schedule().runs() {
        let began_under = order.generation(run.generation).unwrap();
        let key = &order.rooms[run.room as usize].key;
        let seats = began_under.document.rooms.iter().find(|room| room.key == *key).unwrap().seats;
        for slot in Slot::holding(run.from.max(now)).0..Slot::at_or_after(run.to).0 {
            let cores = up.entry((Slot(slot), run.room)).or_default();
            *cores = (*cores).max(size(&began_under.kind, seats).cpu_milli);
        }
    }
    let up = Steps::sum(up.into_iter().map(|((slot, _), amount)| Step { from: slot, to: Slot(slot.0 + 1), amount }));
    let booked = admission.capacity.steps.get(&Resource::CpuMilli).cloned().unwrap_or_default();
    let missing = up.minus(&booked).iter().find(|step| step.amount > 0);
    prop_assert!(missing.is_none(), "{:?} at {}", missing, missing.map(|step| step.from.start()).unwrap_or_default());
    Ok(())
}

proptest! {
    // A case is a day of up to forty orders and amendments, each with the search for what else would fit.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    /// After every event: no slot above its limit, what is used is the sum of what is reserved, what is up is booked, and what is suggested would fit.
    #[test]
    fn nothing_is_ever_sold_twice(events in events(), looks in any::<bool>()) {
        let small = NodeShape { cpu_milli: 8_000, memory_mib: 8_192, network_mbit: Some(900), pods: 20, interfaces: None };
        let clusters = vec![cluster(1, "north", 1, small), cluster(2, "north", 2, small)];
        let mut platform = Platform { calendars: calendars(quota(9, 300), clusters), orders: vec![], now: monday_at(0), made: 0, looks };
        for (after, event) in events {
            platform.now += jiff::SignedDuration::from_mins(after);
            platform.happen(event)?;
            for (calendar, reservations) in platform.books() {
                for (resource, _, used) in calendar.days().filter(|(resource, ..)| *resource != Resource::PackedShare) {
                    prop_assert!(used.iter().all(|u| (0..=calendar.limit(resource)).contains(u)), "{} {:?}", resource, used);
                }
                let mut rebuilt = Calendar::new(calendar.id, calendar.limits.clone());
                reservations.iter().for_each(|r| rebuilt.add(&r.steps, 1));
                prop_assert_eq!(&rebuilt, calendar);
            }
        }
    }
}

proptest! {
    /// Fewer rooms, lessons and seats are admitted whatever became of limits and nodes, and hold no more anywhere.
    #[test]
    fn giving_back_always_works(
        (seats, lessons) in (prop::collection::vec((1u32..60, any::<bool>(), 1u32..60), 1..5), prop::collection::vec((0i64..150, 5i64..120, any::<bool>()), 1..5)),
        takes_over in 0i64..600, nodes_today in prop::option::of(shapes()),
    ) {
        let all: Vec<(i64, i64)> = lessons.iter().map(|(gap, length, _)| (*gap, *length)).collect();
        let old = one_day(&seats.iter().map(|(seats, ..)| *seats).collect::<Vec<_>>(), Some(&all));
        let mut calendars = calendars(quota(100, 1000), vec![cluster(1, "north", 2, METAL)]);
        let admission = admit(&[Ask::create(&old, monday_at(0))], &mut calendars, &LIVE).remove(0).unwrap();
        calendars.quota.limits.values_mut().for_each(|limit| *limit = 0);
        calendars.clusters[0].calendar.limits.values_mut().for_each(|limit| *limit = 0);
        calendars.clusters[0].shape = nodes_today;
        let mut fewer = old.document.clone();
        fewer.rooms.iter_mut().zip(&seats).for_each(|(room, (seats, _, most))| room.seats = (*seats).min(*most));
        let mut kept = seats.iter().map(|(_, kept, _)| *kept);
        fewer.rooms.retain(|room| kept.next().unwrap() || room.key == "r0");
        let mut kept = lessons.iter().map(|(.., kept)| *kept);
        fewer.timetable.lessons.retain(|_| kept.next().unwrap());
        let (fewer, from) = (valid(fewer), monday_at(takes_over));
        let held = Held { cluster: admission.cluster, quota: admission.quota.clone(), capacity: admission.capacity.clone(), storage: None, rooms: seats.len() };
        let before = stored(&[(monday_at(0), old.clone())]);
        let answer = admit(&[amendment(&before, &fewer, from, from, held)], &mut calendars, &LIVE).remove(0);
        prop_assert!(answer.is_ok(), "{:?}", answer);
        let added = admission.capacity.difference(&answer.unwrap().capacity);
        prop_assert!(added.values().flat_map(Steps::iter).all(|step| step.amount < 0), "{:?}", added);
    }

    /// Admitting and releasing leaves the calendars as they were, through the stored form of the reservations too.
    #[test]
    fn what_is_given_back_is_what_was_taken(seats in prop::collection::vec(1u32..60, 1..4), lessons in prop::collection::vec((0i64..200, 5i64..120), 0..4)) {
        let order = timetabled("class", &seats, &lessons);
        let mut calendars = calendars(quota(100, 1000), vec![cluster(1, "north", 2, METAL)]);
        let before = calendars.clone();
        let admission = admit(&[Ask::create(&order, monday_at(0))], &mut calendars, &LIVE).remove(0).unwrap();
        let stored = |r: &Reservation| {
            let flat = r.steps.iter().map(|(resource, steps)| (resource.as_str(), steps.to_flat()));
            let read = flat.map(|(name, flat)| (name.parse().unwrap(), Steps::from_flat(&flat)));
            Reservation::new(r.calendar, read.collect())
        };
        prop_assert_eq!(&stored(&admission.quota), &admission.quota);
        calendars.quota.release(&stored(&admission.quota));
        calendars.clusters[0].calendar.release(&stored(&admission.capacity));
        prop_assert_eq!(calendars.quota, before.quota);
        prop_assert_eq!(&calendars.clusters[0].calendar, &before.clusters[0].calendar);
    }
}
