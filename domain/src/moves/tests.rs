//! When it is time to switch; and whatever happens in whatever order, a room is up in one place.

mod rebalance;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::{Blocker, Facts, Left, Moving, NoPlace, NotMoved, Places, SWITCH_BEFORE, Source, Step, Target, Withdrawn, place, step};
use crate::{
    admission::{
        ClusterCalendar, Reachable,
        fixtures::{METAL, at, kind},
    },
    calendar::{Amounts, Calendar, Reservation, Resource},
    cluster::capacity::{NodeOffer, limits},
    ids::{ClassroomId, ClusterId, OrderId, StoragePoolId, TenantId},
    order::{Generation, Order, OrderPhase, PlacementState, Room, Schedule},
    phase::Reason,
    pools::{PoolCalendar, Storage},
};

fn cluster(number: usize) -> ClusterId {
    ClusterId::new(Uuid::from_u128(number as u128 + 1))
}

/// One room, in September every day from 9:00 to 9:45: up from 8:50 to 9:55.
fn order() -> Order {
    let document = json!({
        "name": "Autumn", "kind": "class", "region": "r", "rooms": [{"key": "a", "seats": 50}],
        "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"},
        "timetable": {"time_zone": "UTC", "lessons": [{"key": "math", "rrule": "FREQ=DAILY", "start": "09:00", "duration_minutes": 45}]}});
    of(&document)
}

fn of(document: &serde_json::Value) -> Order {
    let made = at("2026-08-01T00:00:00Z");
    let (document, kind) = (serde_json::from_value(document.clone()).unwrap(), kind("class"));
    Order {
        id: OrderId::new(Uuid::from_u128(7)),
        tenant_id: TenantId::new(Uuid::from_u128(8)),
        created_at: made,
        generations: vec![Generation { number: 1, created_at: made, effective_from: made, replaced_at: None, document, kind }],
        dropped: vec![],
        rooms: vec![Room { id: ClassroomId::new(Uuid::from_u128(9)), key: "a".into() }],
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

const AT_REST: Source = Source { rooms_up: 0, is_at_rest: true, is_seen: true };

fn decided(order: &Order, source: Source, time: &str) -> Step {
    let schedule = order.schedule();
    step(&Facts { order, schedule: &schedule, admitted: 1, target: Target::Stands, source }, at(&format!("2026-09-07T{time}Z")))
}

#[test]
fn an_order_goes_on_elsewhere_between_two_lessons() {
    let order = order();
    let (opens_at, until) = (at("2026-09-07T08:50:00Z"), at("2026-09-07T09:55:00Z"));
    let table = [
        ("08:47:59", Step::Switch),
        ("08:48:01", Step::Wait(Blocker::LessonSoon { opens_at })),
        ("08:49:59", Step::Wait(Blocker::LessonSoon { opens_at })),
        ("08:50:00", Step::Wait(Blocker::RoomsOpen { rooms: 1, until })),
        ("09:54:59", Step::Wait(Blocker::RoomsOpen { rooms: 1, until })),
        ("09:55:00", Step::Switch),
    ];
    for (time, expected) in table {
        assert_eq!(decided(&order, AT_REST, time), expected, "{time}");
    }
}

#[test]
fn what_is_up_or_unfinished_or_changed_keeps_it_where_it_is() {
    let night = "02:00:00";
    let up = |is_seen| Source { rooms_up: 1, is_at_rest: true, is_seen };
    assert_eq!(decided(&order(), up(true), night), Step::Wait(Blocker::RoomsClosing { rooms: 1 }));
    assert_eq!(decided(&order(), up(false), night), Step::Wait(Blocker::SourceSilent { rooms: 1 }));
    assert_eq!(decided(&order(), Source { is_seen: false, ..AT_REST }, night), Step::Switch, "nothing is up that it could keep up");
    let cancelled = Order { cancelled_at: Some(at("2026-09-06T00:00:00Z")), ..order() };
    assert_eq!(decided(&cancelled, AT_REST, night), Step::Withdraw(Withdrawn::OrderEnds {}));
    let mut amended = order();
    amended.generations.push(Generation { number: 2, ..amended.generations[0].clone() });
    assert_eq!(decided(&amended, AT_REST, night), Step::Withdraw(Withdrawn::OrderChanged {}));
    let (order, why) = (order(), Reason::NamespaceTerminating {});
    let schedule = order.schedule();
    let facts = Facts { order: &order, schedule: &schedule, admitted: 1, target: Target::Unfinished(&why), source: AT_REST };
    assert_eq!(step(&facts, at("2026-09-07T02:00:00Z")), Step::Wait(Blocker::ObjectsBeingMade { why: why.clone() }));
    let silent = Facts { target: Target::Silent, ..facts };
    assert_eq!(step(&silent, at("2026-09-07T02:00:00Z")), Step::Wait(Blocker::TargetSilent {}));
}

#[test]
fn rooms_that_are_always_up_are_not_moved_by_force() {
    let document = json!({
        "name": "Always", "kind": "class", "region": "r", "rooms": [{"key": "a", "seats": 50}],
        "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"}, "timetable": {"time_zone": "UTC", "availability": "always"}});
    let Step::Wait(Blocker::AlwaysOn { until }) = decided(&of(&document), AT_REST, "12:00:00") else { panic!("it moves") };
    assert!(until >= at("2026-10-01T00:00:00Z"), "{until}");
}

#[test]
fn an_order_is_on_its_way_once_and_never_back_to_what_it_has_not_left() {
    let mut places = Places { live: cluster(0), coming: None, leaving: [].into() };
    assert_eq!(places.prepare(cluster(0)), Err(NotMoved::AlreadyThere));
    places.prepare(cluster(1)).unwrap();
    assert_eq!(places.prepare(cluster(2)), Err(NotMoved::UnderWay { to: cluster(1) }));
    assert!(places.switch() && !places.switch());
    assert_eq!((places.role(cluster(0)), places.role(cluster(1))), (PlacementState::Leaving, PlacementState::Live));
    assert_eq!(places.go_at_once(cluster(0)), Err(NotMoved::StillLeaving));
    places.gone(cluster(0));
    places.go_at_once(cluster(0)).unwrap();
    assert_eq!((places.live, places.role(cluster(1))), (cluster(0), PlacementState::Leaving));
}

fn with_nodes(number: usize, nodes: usize) -> ClusterCalendar {
    let nodes: Vec<NodeOffer> = (0..nodes)
        .map(|name| NodeOffer { name: name.to_string(), schedulable: true, allocatable: METAL, used_by_others: Default::default() })
        .collect();
    let capacity = limits(&nodes, None, 0);
    let id = Uuid::from_u128(100 + number as u128);
    let calendar = Calendar::new(id, capacity.limits.clone());
    ClusterCalendar {
        cluster: cluster(number),
        region: "r".into(),
        simulated: false,
        cordoned: false,
        reachable: Reachable::Yes,
        shape: capacity.shape,
        calendar,
        pools: Vec::new(),
    }
}

#[test]
fn the_rest_of_the_term_is_booked_where_it_fits_and_what_is_short_is_named_elsewhere() {
    let moving = Moving::of(&order(), at("2026-09-29T12:00:00Z"));
    let none = BTreeMap::new();
    let mut full = with_nodes(1, 1);
    full.calendar = Calendar::new(full.calendar.id, full.calendar_limits_of(Resource::Pods, 0));
    let cordoned = ClusterCalendar { cordoned: true, ..with_nodes(2, 1) };
    let silent = ClusterCalendar { reachable: Reachable::No, ..with_nodes(3, 1) };
    let tried = place(&moving, &[full.clone(), cordoned, silent], &none).unwrap_err();
    let short = NoPlace::Short { resource: Resource::Pods, at: at("2026-09-30T08:50:00Z"), needed: 1, free: 0 };
    assert_eq!(tried.iter().map(|tried| tried.why).collect::<Vec<_>>(), [short, NoPlace::Cordoned {}, NoPlace::Unreachable {}]);
    let found = place(&moving, &[full, with_nodes(4, 2), with_nodes(5, 1)], &none).unwrap();
    assert_eq!(found.cluster, cluster(5), "the tightest that fits");
    assert_eq!(found.capacity.steps[&Resource::Pods].iter().count(), 1, "what is over takes no place");
    let suspended = Order { suspended_since: Some(at("2026-09-20T00:00:00Z")), ..order() };
    assert_eq!(Moving::of(&suspended, at("2026-09-29T12:00:00Z")), moving, "it may come back");
}

#[test]
fn what_is_recorded_needs_a_pool_at_the_new_place_and_the_one_in_which_something_was_left_before() {
    let mut order = order();
    order.generations.iter_mut().for_each(|generation| generation.kind.storage_space_mib_per_hour = 1_200);
    let moving = Moving::of(&order, at("2026-09-29T12:00:00Z"));
    let refused = place(&moving, &[with_nodes(1, 1)], &BTreeMap::new()).unwrap_err();
    assert_eq!(refused[0].why, NoPlace::NoStorage {});
    let pool = |number: u128| PoolCalendar {
        id: StoragePoolId::new(Uuid::from_u128(number)),
        open: true,
        retention_days: 7,
        calendar: Calendar::new(Uuid::from_u128(900 + number), [(Resource::StorageSpaceMib, 1_000_000)].into()),
    };
    let with_pools = ClusterCalendar { pools: vec![pool(1), pool(2)], ..with_nodes(1, 1) };
    let (drawn, change) = place(&moving, [&with_pools], &BTreeMap::new()).unwrap().storage.unwrap();
    assert!(drawn.space_mib > 0 && change == drawn.reservation.steps);
    let other = [1, 2].map(pool).into_iter().find(|pool| pool.id != drawn.pool).unwrap();
    let kept = Storage { pool: other.id, space_mib: 5_000, reservation: Reservation::new(other.calendar.id, Amounts::new()) };
    let left = Left { capacity: Reservation::new(with_pools.calendar.id, Amounts::new()), storage: Some(kept) };
    let (again, _) = place(&moving, [&with_pools], &[(with_pools.calendar.id, left)].into()).unwrap().storage.unwrap();
    assert_eq!((again.pool, again.space_mib), (other.id, 5_000), "a claim stays where it is, and as large");
}

impl ClusterCalendar {
    fn calendar_limits_of(&self, resource: Resource, limit: i64) -> BTreeMap<Resource, i64> {
        let known = Resource::ALL.into_iter().map(|known| (known, self.calendar.limit(known))).filter(|(_, limit)| *limit > 0);
        known.chain([(resource, limit)]).collect()
    }
}

const CLUSTERS: usize = 3;

/// What happens next.
#[derive(Debug, Clone, Copy)]
enum Event {
    Wait(i64),
    Move(usize),
    Withdraw,
    FailOver(usize),
    /// Whether a cluster answers.
    Answers(usize, bool),
    /// Its worker reads the order.
    Load(usize),
    /// And does what follows from that, if it is not too late.
    Apply(usize),
}

fn event(with_failover: bool) -> impl Strategy<Value = Event> {
    let cluster = 0..CLUSTERS;
    prop_oneof![
        6 => prop_oneof![10..90i64, 600..7_000i64].prop_map(Event::Wait),
        3 => cluster.clone().prop_map(Event::Move),
        1 => Just(Event::Withdraw),
        u32::from(with_failover) => cluster.clone().prop_map(Event::FailOver),
        2 => (cluster.clone(), any::<bool>()).prop_map(|(cluster, answers)| Event::Answers(cluster, answers)),
        8 => cluster.clone().prop_map(Event::Load),
        8 => cluster.prop_map(Event::Apply),
    ]
}

/// What a worker has read.
#[derive(Debug, Clone, Copy)]
struct Round {
    role: PlacementState,
    wanted: bool,
    boundary: Timestamp,
    at: Timestamp,
}

/// One cluster and its worker.
#[derive(Debug, Clone, Copy)]
struct At {
    answers: bool,
    up: bool,
    stands: bool,
    round: Option<Round>,
    /// It took the order for its own when the order was failed over, and has done nothing since.
    is_behind: bool,
}

/// An order on three clusters, as the rows and the clusters have it.
struct World {
    order: Order,
    schedule: Schedule,
    now: Timestamp,
    places: Places,
    at: [At; CLUSTERS],
    /// As last recorded of the live place: rooms up, rooms wanted, and until when that is true.
    recorded: (bool, bool, Timestamp),
}

impl World {
    fn new() -> Self {
        let order = order();
        let now = at("2026-09-07T00:00:00Z");
        let first = At { answers: true, up: false, stands: false, round: None, is_behind: false };
        Self {
            schedule: order.schedule(),
            order,
            now,
            places: Places { live: cluster(0), coming: None, leaving: [].into() },
            at: [first; CLUSTERS],
            recorded: (false, false, now),
        }
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Wait(seconds) => self.now += SignedDuration::from_secs(seconds),
            Event::Move(to) => drop(self.places.prepare(cluster(to))),
            Event::Withdraw => self.places.withdraw(),
            Event::FailOver(to) => self.fail_over(to),
            Event::Answers(of, answers) => self.at[of].answers = answers,
            Event::Load(of) => self.load(of),
            Event::Apply(of) => self.apply(of),
        }
    }

    /// Only of a cluster that does not answer, and not while a room is known to be up in a lesson.
    fn fail_over(&mut self, to: usize) {
        let live = (0..CLUSTERS).find(|of| cluster(*of) == self.places.live).unwrap();
        let is_in_lesson = self.recorded.0 && !self.schedule.rooms_wanted_at(self.now).is_empty();
        if self.at[live].answers || is_in_lesson {
            return;
        }
        self.places.withdraw();
        if self.places.go_at_once(cluster(to)).is_ok() {
            self.at[live].is_behind = true;
            self.recorded = (false, false, self.now);
        }
    }

    fn load(&mut self, of: usize) {
        if self.at[of].round.is_none() {
            let wanted = !self.schedule.rooms_wanted_at(self.now).is_empty();
            let boundary = self.schedule.next_change_at(self.now).unwrap_or(Timestamp::MAX);
            self.at[of].round = Some(Round { role: self.places.role(cluster(of)), wanted, boundary, at: self.now });
        }
    }

    fn apply(&mut self, of: usize) {
        let Some(round) = self.at[of].round.take() else { return };
        if round.at + SWITCH_BEFORE <= self.now {
            return;
        }
        if round.role == PlacementState::Live && !self.at[of].answers {
            self.record(of, (self.recorded.0, round));
        }
        if !self.at[of].answers {
            return;
        }
        match round.role {
            PlacementState::Live => {
                (self.at[of].up, self.at[of].stands) = (round.wanted, true);
                self.record(of, (round.wanted, round));
            }
            PlacementState::Coming => {
                self.at[of].stands = true;
                self.come(of);
            }
            PlacementState::Leaving => {
                (self.at[of].up, self.at[of].stands, self.at[of].is_behind) = (false, false, false);
                self.places.gone(cluster(of));
            }
            PlacementState::Gone => {}
        }
    }

    /// Refused where the place is not the live one any more, as the rows refuse it.
    fn record(&mut self, of: usize, (up, round): (bool, Round)) {
        if self.places.role(cluster(of)) == PlacementState::Live {
            self.recorded = (up, round.wanted, round.boundary);
        }
    }

    fn come(&mut self, of: usize) {
        if self.places.role(cluster(of)) != PlacementState::Coming {
            return;
        }
        let (up, wanted, until) = self.recorded;
        let source = Source { rooms_up: up.into(), is_at_rest: !wanted && self.now < until, is_seen: true };
        let facts = Facts { order: &self.order, schedule: &self.schedule, admitted: 1, target: Target::Stands, source };
        if step(&facts, self.now) == Step::Switch {
            self.places.switch();
            self.recorded = (false, false, self.now);
        }
    }

    fn up(&self) -> Vec<usize> {
        (0..CLUSTERS).filter(|of| self.at[*of].up).collect()
    }

    /// Every worker comes by, twice, and everything answers.
    fn settle(&mut self) {
        for of in (0..CLUSTERS).chain(0..CLUSTERS) {
            self.at[of].answers = true;
            self.at[of].round = None;
            self.load(of);
            self.apply(of);
        }
    }
}

proptest! {
    #[test]
    fn no_sequence_of_moves_has_a_room_up_in_two_places(events in prop::collection::vec(event(false), 1..120)) {
        let mut world = World::new();
        for event in events {
            world.happens(event);
            prop_assert!(world.up().len() <= 1, "{event:?}: {:?} {:?} at {}", world.places, world.at, world.now);
        }
    }

    #[test]
    fn no_sequence_of_moves_and_failovers_loses_an_order_or_leaves_one_behind(events in prop::collection::vec(event(true), 1..120)) {
        let mut world = World::new();
        for event in events {
            world.happens(event);
            let elsewhere: Vec<usize> = world.up().into_iter().filter(|of| !world.at[*of].is_behind).collect();
            prop_assert!(elsewhere.len() <= 1, "{event:?}: {:?} {:?} at {}", world.places, world.at, world.now);
        }
        world.settle();
        let live = (0..CLUSTERS).find(|of| cluster(*of) == world.places.live).expect("it is somewhere");
        let wanted = !world.schedule.rooms_wanted_at(world.now).is_empty();
        prop_assert_eq!(world.up(), if wanted { vec![live] } else { vec![] });
        prop_assert!(world.places.leaving.is_empty());
    }
}
