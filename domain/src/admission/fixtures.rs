//! Small worlds for tests: orders with lessons on plain dates, calendars with room for so many nodes.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time, date, time},
};
use uuid::Uuid;

use super::{Amending, Ask, Calendars, ClusterCalendar, Held, Policy, Reachable};
use crate::{
    calendar::{Calendar, Resource},
    cluster::{
        capacity::{NodeOffer, limits},
        thresholds::Objects,
    },
    ids::{ClassroomId, ClusterId, OrderId, TenantId},
    kind::Kind,
    order::{
        Availability, Catalogue, Generation, Line, NewOrder, NewRoom, Order, OrderPhase, Room, Term, Timetable, ValidOrder, ValidRoom,
        validate,
    },
    sizing::{NodeShape, size},
    timetable::Lesson,
};

pub(crate) const NOW: &str = "2026-09-01T00:00:00Z";
pub(crate) const METAL: NodeShape =
    NodeShape { cpu_milli: 104_000, memory_mib: 393_216, network_mbit: Some(25_000), pods: 250, interfaces: None };
pub(crate) const LIVE: Policy = Policy { livemode: true, reachable_at_worst: Reachable::Unknown, all_reasons: true };

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn monday() -> Date {
    date(2026, 9, 7)
}

/// The catalogue's rows, but for seats: every kind may have as many as a lecture.
pub(crate) fn kind(name: &str) -> Kind {
    let (speakers, packets_per_second, stream_kbit) = match name {
        "lecture" => (Some(1), 190, 1400),
        "seminar" => (None, 110, 500),
        "studio" => (Some(2), 190, 1700),
        _ => (Some(6), 110, 500),
    };
    Kind {
        name: name.into(),
        speakers,
        seats_max: 3000,
        staff_seats: 3,
        packets_per_second,
        stream_kbit,
        recorded_track_cpu_milli: 0,
        least_cpu_milli: 0,
        lead_minutes: 10,
        drain_minutes: 10,
        overrun_minutes: 0,
        storage_bandwidth_mbit: 0,
        storage_space_mib_per_hour: 0,
        exclusive_interface: false,
        grace_seconds: 30,
        priority: 1000,
    }
}

/// A document with rooms `r0, r1 ...`, in UTC, without lessons yet.
pub(crate) fn document(kind: &str, seats: &[u32]) -> NewOrder {
    let room = |(i, seats): (usize, &u32)| NewRoom {
        key: format!("r{i}"),
        seats: *seats,
        name: None,
        external_id: None,
        metadata: BTreeMap::new(),
    };
    NewOrder {
        name: "Autumn term".into(),
        kind: kind.into(),
        region: "north".into(),
        external_id: None,
        metadata: BTreeMap::new(),
        rooms: seats.iter().enumerate().map(room).collect(),
        term: Term { first_day: date(2026, 9, 1), last_day: date(2027, 1, 18) },
        timetable: Timetable {
            time_zone: "UTC".into(),
            availability: None,
            lessons: vec![],
            academic_calendar: None,
            days: vec![],
            calendar_days: vec![],
            changes: vec![],
        },
        flexible: None,
        overrun_minutes: None,
        cost_group: None,
        expected_price: None,
        reserved_until: None,
    }
}

/// Lessons of all rooms on one date.
pub(crate) fn line(on: Date, start: Time, duration_minutes: u32) -> Line {
    Line {
        key: format!("{on}-{start}"),
        title: None,
        rooms: None,
        teachers: vec![],
        rrule: None,
        dates: Some(vec![on]),
        from: None,
        start,
        duration_minutes,
        expected: None,
    }
}

/// One lesson of 45 minutes in each room, Monday 7 September at 09:00 UTC.
pub(crate) fn lesson_on_monday(kind: &str, seats: &[u32]) -> NewOrder {
    let mut document = document(kind, seats);
    document.timetable.lessons = vec![line(monday(), time(9, 0, 0, 0), 45)];
    document
}

pub(crate) fn always(mut document: NewOrder) -> NewOrder {
    document.timetable.availability = Some(Availability::Always);
    document
}

/// The document as one that comes in.
pub(crate) fn read(document: NewOrder) -> Option<ValidOrder> {
    let kinds = ["class", "lecture", "seminar"].map(kind).to_vec();
    let regions = ["north", "south"].map(String::from).into();
    validate(document, &Catalogue { kinds, regions, ..Catalogue::default() }, at("2026-01-01T00:00:00Z")).ok()
}

/// The document as one that passed before.
pub(crate) fn valid(document: NewOrder) -> ValidOrder {
    let kind = kind(&document.kind);
    ValidOrder::accepted(document, kind)
}

/// Lessons of all rooms on Monday 7 September, each so many minutes after the one before, and so many long. Made without reading a document, because
/// properties make thousands.
pub(crate) fn timetabled(kind_name: &str, seats: &[u32], lessons: &[(i64, i64)]) -> ValidOrder {
    let document = document(kind_name, seats);
    let (kind, midnight) = (kind(kind_name), at("2026-09-07T00:00:00Z"));
    let mut minute = 0;
    let mut order = ValidOrder {
        rooms: seats.iter().map(|s| ValidRoom { seats: *s, size: size(&kind, *s) }).collect(),
        kind,
        lessons: vec![],
        bells: BTreeSet::new(),
        warnings: vec![],
        reserved_until: None,
        document,
    };
    for (line, (gap, length)) in lessons.iter().enumerate() {
        let starts_at = midnight + SignedDuration::from_mins(minute + gap);
        minute += gap + length;
        let ends_at = midnight + SignedDuration::from_mins(minute);
        order.lessons.extend((0..seats.len()).map(|room| {
            let room = u32::try_from(room).unwrap();
            Lesson { line: u32::try_from(line).unwrap(), room, home_room: room, held_on: monday(), starts_at, ends_at, cancelled: false }
        }));
    }
    order
}

/// A term of one day, Monday 7 September: its lessons like those of [`timetabled`], or open always. Made from a document, so that it can be stored.
pub(crate) fn one_day(seats: &[u32], lessons: Option<&[(i64, i64)]>) -> ValidOrder {
    let mut document = document("class", seats);
    document.term.last_day = monday();
    let mut minute = 0;
    for (gap, length) in lessons.unwrap_or_default() {
        let start = time(0, 0, 0, 0) + SignedDuration::from_mins(minute + gap);
        document.timetable.lessons.push(line(monday(), start, u32::try_from(*length).unwrap()));
        minute += gap + length;
    }
    valid(if lessons.is_some() { document } else { always(document) })
}

/// An order as it is stored, from its generations.
pub(crate) fn stored(generations: &[(Timestamp, ValidOrder)]) -> Order {
    let generation = |(number, (from, order)): (i64, &(Timestamp, ValidOrder))| Generation {
        number,
        created_at: *from,
        effective_from: *from,
        replaced_at: None,
        document: order.document.clone(),
        kind: order.kind.clone(),
    };
    let keys: BTreeSet<&String> = generations.iter().flat_map(|(_, order)| &order.document.rooms).map(|room| &room.key).collect();
    let room = |(n, key): (u128, &String)| Room { id: ClassroomId::new(Uuid::from_u128(n)), key: key.clone() };
    Order {
        id: OrderId::new(Uuid::nil()),
        tenant_id: TenantId::new(Uuid::nil()),
        created_at: generations[0].0,
        generations: (1..).zip(generations).map(generation).collect(),
        dropped: vec![],
        rooms: (1..).zip(keys).map(room).collect(),
        phase: OrderPhase::Active,
        overruns: vec![],
        overrun_seconds: 0,
        cancelled_at: None,
        ends_at: None,
        suspended_since: None,
        stopped_since: None,
        reserved_until: None,
    }
}

/// The question that an amendment at `now`, in force from `from` on, comes to.
pub(crate) fn amendment<'a>(before: &'a Order, next: &'a ValidOrder, from: Timestamp, now: Timestamp, held: Held) -> Ask<'a> {
    let amended = before.clone().followed_by(next, from, now, || ClassroomId::new(Uuid::nil()));
    Ask::amend(before, next, Arc::new(Amending::of(before, &amended, now, [])), held)
}

/// A quota of so many rooms and seats, and of enough orders.
pub(crate) fn quota(rooms: i64, seats: i64) -> Calendar {
    let limits = [(Resource::Rooms, rooms), (Resource::Seats, seats), (Resource::LiveOrders, 1000), (Resource::RoomsPerOrder, 200)];
    Calendar::new(Uuid::from_u128(1), limits.into())
}

pub(crate) fn nodes(count: usize, allocatable: NodeShape) -> Vec<NodeOffer> {
    let node = |i| NodeOffer { name: format!("node-{i}"), schedulable: true, allocatable, used_by_others: NodeShape::default() };
    (0..count).map(node).collect()
}

/// A live cluster of equal nodes without headroom.
pub(crate) fn cluster(id: u128, region: &str, count: usize, shape: NodeShape) -> ClusterCalendar {
    let capacity = limits(&nodes(count, shape), None, 0);
    ClusterCalendar {
        cluster: ClusterId::new(Uuid::from_u128(id)),
        region: region.into(),
        simulated: false,
        cordoned: false,
        bears_losses: true,
        is_covered: false,
        reachable: Reachable::Yes,
        shape: capacity.shape,
        calendar: Calendar::new(Uuid::from_u128(1000 + id), capacity.limits),
        pools: Vec::new(),
        objects: Objects::default(),
        rooms_up: None,
    }
}

pub(crate) fn calendars(quota: Calendar, clusters: Vec<ClusterCalendar>) -> Calendars {
    Calendars { quota, live_orders: 0, clusters }
}
