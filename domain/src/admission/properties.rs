//! What must hold under any sequence: nothing is sold twice, all that is sold packs onto nodes, and what is given back is what was taken.

use jiff::Timestamp;
use proptest::prelude::*;

use super::{
    fixtures::{LIVE, METAL, at, calendars, cluster, kind, nodes, quota, timetabled},
    *,
};
use crate::{
    capacity::limits,
    demand::InForce,
    order::ValidOrder,
    sizing::{RoomSize, node_share, size},
    slots::{Slot, Steps},
};

const KINDS: [&str; 3] = ["class", "lecture", "seminar"];

/// Nodes from small to bare metal, with and without network.
fn shapes() -> impl Strategy<Value = NodeShape> {
    (2_000i64..120_000, 1_000i64..200_000, prop::option::of(300i64..25_000), 3i64..250)
        .prop_map(|(cpu_milli, memory_mib, network_mbit, pods)| NodeShape { cpu_milli, memory_mib, network_mbit, pods })
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

proptest! {
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

/// What happens to a platform.
#[derive(Debug, Clone)]
enum Event {
    Create { seats: Vec<u32>, lessons: Vec<(i64, i64)> },
    Amend { which: usize, seats: Vec<u32>, lessons: Vec<(i64, i64)>, at_minute: i64 },
    End { which: usize, at_minute: i64 },
    Forget { which: usize },
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let seats = || prop::collection::vec(1u32..60, 1..4);
    let lessons = || prop::collection::vec((0i64..200, 5i64..120), 1..4);
    let event = prop_oneof![
        4 => (seats(), lessons()).prop_map(|(seats, lessons)| Event::Create { seats, lessons }),
        3 => (any::<usize>(), seats(), lessons(), 0i64..700)
            .prop_map(|(which, seats, lessons, at_minute)| Event::Amend { which, seats, lessons, at_minute }),
        1 => (any::<usize>(), 0i64..700).prop_map(|(which, at_minute)| Event::End { which, at_minute }),
        1 => any::<usize>().prop_map(|which| Event::Forget { which }),
    ];
    prop::collection::vec(event, 1..40)
}

struct Stored {
    generations: Vec<(Timestamp, ValidOrder)>,
    admission: Admission,
}

struct Platform {
    calendars: Calendars,
    orders: Vec<Stored>,
}

impl Platform {
    fn happen(&mut self, event: Event) {
        match event {
            Event::Create { seats, lessons } => {
                let order = timetabled("class", &seats, &lessons);
                let answer = admit(&[Ask::create(&order, monday_at(0))], &mut self.calendars, &LIVE).remove(0);
                if let Ok(admission) = answer {
                    self.orders.push(Stored { generations: vec![(monday_at(0), order)], admission });
                }
            }
            Event::Amend { which, seats, lessons, at_minute } if !self.orders.is_empty() => {
                let which = which % self.orders.len();
                self.amend(which, timetabled("class", &seats, &lessons), monday_at(at_minute));
            }
            Event::End { which, at_minute } if !self.orders.is_empty() => {
                let which = which % self.orders.len();
                let admission = &mut self.orders[which].admission;
                let end = Slot::at_or_after(monday_at(at_minute));
                admission.quota = self.calendars.quota.truncate(&admission.quota, end);
                let at = self.calendars.clusters.iter_mut().find(|c| c.cluster == admission.cluster).unwrap();
                admission.capacity = at.calendar.truncate(&admission.capacity, end);
            }
            Event::Forget { which } if !self.orders.is_empty() => {
                let gone = self.orders.swap_remove(which % self.orders.len()).admission;
                self.calendars.quota.release(&gone.quota);
                let at = self.calendars.clusters.iter_mut().find(|c| c.cluster == gone.cluster).unwrap();
                at.calendar.release(&gone.capacity);
            }
            _ => {}
        }
    }

    fn amend(&mut self, which: usize, order: ValidOrder, from: Timestamp) {
        let stored = &mut self.orders[which];
        let from = from.max(stored.generations.last().unwrap().0);
        let before = stored.generations.iter().map(|(from, order)| InForce { from: *from, order }).collect();
        let held = Held {
            cluster: stored.admission.cluster,
            quota: stored.admission.quota.clone(),
            capacity: stored.admission.capacity.clone(),
            rooms: stored.generations.last().unwrap().1.rooms.len(),
        };
        let ask = Ask::amend(before, InForce { from, order: &order }, from, held);
        let answer = admit(&[ask], &mut self.calendars, &LIVE).remove(0);
        if let Ok(admission) = answer {
            stored.admission = admission;
            stored.generations.push((from, order));
        }
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

proptest! {
    /// After every event: no slot above its limit, and what is used is the sum of what is reserved.
    #[test]
    fn nothing_is_ever_sold_twice(events in events()) {
        let small = NodeShape { cpu_milli: 8_000, memory_mib: 8_192, network_mbit: Some(900), pods: 20 };
        let clusters = vec![cluster(1, "north", 1, small), cluster(2, "north", 2, small)];
        let mut platform = Platform { calendars: calendars(quota(9, 300), clusters), orders: vec![] };
        for event in events {
            platform.happen(event);
            for (calendar, reservations) in platform.books() {
                for (resource, _, used) in calendar.days() {
                    prop_assert!(used.iter().all(|u| (0..=calendar.limit(resource)).contains(u)), "{} {:?}", resource, used);
                }
                let mut rebuilt = Calendar::new(calendar.id, calendar.limits.clone());
                reservations.iter().for_each(|r| rebuilt.book(r).unwrap());
                prop_assert_eq!(&rebuilt, calendar);
            }
        }
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
        prop_assert_eq!(calendars.clusters, before.clusters);
    }
}
