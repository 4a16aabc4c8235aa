//! Phases, readiness and reasons, from pods and nodes as a real cluster describes them.

#![expect(clippy::needless_pass_by_value, reason = "JSON is written where it is used")]

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::api::core::v1::{Node, Pod};
use serde_json::{Value, json};

use super::*;
use crate::{
    diff::{Changes, NodeHealth, Observed, PodFacts, diff, simulated::Server},
    order::OrderPhase,
    workload::{Desired, ObjectKind, ObjectRef, PAUSED_ANNOTATION, Plan, Stage, fixture, plan},
};

const NOW: &str = "2026-09-07T01:05:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn life() -> Lifecycle {
    let day = SignedDuration::from_hours(24);
    Lifecycle { objects_from: now() - day, ends_at: now() + day, suspended: false, cancelled: false }
}

/// A pod as the API server gives it.
fn pod(number: u128, spec: Value, status: Value) -> PodFacts {
    let id = fixture::classroom(number);
    let labels = json!({"homeroom.dev/classroom": id.to_string(), "homeroom.dev/order": "ord_00000000-0000-0000-0000-000000000007"});
    let metadata = json!({"name": format!("r-{number}-abc"), "uid": number.to_string(), "labels": labels, "creationTimestamp": "2026-09-07T00:50:00Z"});
    let pod: Pod =
        serde_json::from_value(json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec, "status": status})).unwrap();
    PodFacts::from(&pod)
}

fn on(node: &str) -> Value {
    json!({"containers": [], "nodeName": node})
}

fn container(state: Value) -> Value {
    json!([{"name": "classroom", "image": "i", "imageID": "", "ready": false, "restartCount": 4, "state": state,
            "lastState": {"terminated": {"exitCode": 2, "reason": "Error"}}}])
}

fn ready(number: u128) -> PodFacts {
    let conditions = json!([
        {"type": "PodScheduled", "status": "True"},
        {"type": "Ready", "status": "True", "lastTransitionTime": "2026-09-07T00:50:05Z"}]);
    let state = json!([{"name": "classroom", "image": "i", "imageID": "", "ready": true, "restartCount": 0, "state": {"running": {"startedAt": "2026-09-07T00:50:02Z"}}}]);
    pod(
        number,
        on("n1"),
        json!({"phase": "Running", "podIP": format!("10.0.0.{number}"), "conditions": conditions, "containerStatuses": state}),
    )
}

fn unschedulable(number: u128, message: &str) -> PodFacts {
    let condition = json!([{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}]);
    pod(number, json!({"containers": []}), json!({"phase": "Pending", "conditions": condition}))
}

fn waiting(number: u128, reason: &str) -> PodFacts {
    pod(number, on("n1"), json!({"phase": "Pending", "containerStatuses": container(json!({"waiting": {"reason": reason}}))}))
}

fn node(name: &str, status: &str) -> NodeHealth {
    let node: Node = serde_json::from_value(json!({
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": name},
        "status": {"conditions": [{"type": "MemoryPressure", "status": "False"}, {"type": "Ready", "status": status}]}}))
    .unwrap();
    NodeHealth::from(&node)
}

/// An order whose objects stand, on one node that is well.
struct World {
    phase: OrderPhase,
    life: Lifecycle,
    plan: Plan,
    server: Server,
    applied: Applied,
}

impl World {
    fn of(desired: &Desired) -> Self {
        let (mut server, plan) = (Server::default(), plan(desired));
        server.write(&diff(&plan, &server.observed));
        server.observed.nodes.insert("n1".into(), node("n1", "True"));
        Self { phase: OrderPhase::Active, life: life(), plan, server, applied: Applied::default() }
    }

    fn with(mut self, pods: Vec<PodFacts>) -> Self {
        self.server.observed.pods = pods;
        self
    }

    fn changes(&self) -> Changes {
        diff(&self.plan, &self.server.observed)
    }

    fn status(&self) -> Status {
        let (observed, changes) = (&self.server.observed, self.changes());
        let seen = Some(Seen { observed, changes: &changes, applied: &self.applied, at: now() });
        of(&Input { phase: self.phase, life: &self.life, plan: &self.plan, seen })
    }

    fn edit_namespace(&mut self, change: impl FnOnce(&mut Value)) {
        self.server.edit(&ObjectRef::new(ObjectKind::Namespace, &self.plan.namespace), change);
    }
}

fn condition(status: &Status, kind: ConditionType) -> Option<(ConditionStatus, Reason)> {
    status.conditions.iter().find(|c| c.kind == kind).map(|c| (c.status, c.reason.clone()))
}

fn why_not_ready(status: &Status) -> Reason {
    let (answer, reason) = condition(status, ConditionType::Ready).unwrap();
    assert_eq!((answer, status.ready), (ConditionStatus::False, false));
    reason
}

#[test]
fn three_of_twelve_rooms_wait_for_a_node_with_the_cores_of_the_largest() {
    let mut desired = fixture::live_order("class", 12);
    desired.rooms[2].size.cpu_milli = 5000;
    let message =
        "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";
    let pods = (1..=12).map(|n| if n <= 3 { unschedulable(n, message) } else { ready(n) }).collect();
    let status = World::of(&desired).with(pods).status();
    assert_eq!(why_not_ready(&status), Reason::WaitsForNode { rooms: 3, of: 12, resource: NodeResource::CpuMilli, needed: 5000 });
    assert_eq!(status.classrooms, Classrooms { total: 12, wanted_now: 12, ready_now: 9 });
    assert_eq!(
        serde_json::to_value(&status.conditions[3]).unwrap(),
        json!({"type": "Ready", "status": "false", "reason": "WaitsForNode", "params": {"rooms": 3, "of": 12, "resource": "cpu_milli", "needed": 5000}})
    );
}

#[test]
fn each_trouble_of_a_room_has_its_reason() {
    let (rooms, of) = (1, 1);
    let scheduled = |status: Value| pod(1, on("n1"), status);
    let running =
        |since: &str| scheduled(json!({"phase": "Running", "containerStatuses": container(json!({"running": {"startedAt": since}}))}));
    let killed = json!([{"name": "classroom", "image": "i", "imageID": "", "ready": false, "restartCount": 1,
                         "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]);
    let ending = PodFacts { ending: true, ..ready(1) };
    for (pods, expected) in [
        (vec![], Reason::RoomsStarting { rooms, of }),
        (vec![ending.clone()], Reason::PredecessorEnding { rooms, of }),
        (vec![ending, waiting(1, "ContainerCreating")], Reason::RoomsStarting { rooms, of }),
        (vec![scheduled(json!({"phase": "Pending"}))], Reason::RoomsStarting { rooms, of }),
        (vec![scheduled(json!({"phase": "Failed", "reason": "Evicted"}))], Reason::PodFailed { rooms, of }),
        (vec![waiting(1, "ImagePullBackOff")], Reason::ImagePullFailing { rooms, of }),
        (vec![waiting(1, "ErrImagePull")], Reason::ImagePullFailing { rooms, of }),
        (vec![waiting(1, "CrashLoopBackOff")], Reason::ContainerCrashing { rooms, of, restarts: 4, exit_code: 2 }),
        (vec![scheduled(json!({"phase": "Running", "containerStatuses": killed}))], Reason::OutOfMemory { rooms, of }),
        (vec![waiting(1, "CreateContainerConfigError")], Reason::ConfigurationMissing { rooms, of }),
        (vec![waiting(1, "RunContainerError")], Reason::ContainerNotStarting { rooms, of }),
        (vec![running("2026-09-07T01:04:50Z")], Reason::RoomsStarting { rooms, of }),
        (vec![running("2026-09-07T01:03:50Z")], Reason::NotAnswering { rooms, of }),
        (vec![pod(1, on("n2"), json!({}))], Reason::NodeLost { rooms, of }),
        (vec![pod(1, on("n3"), json!({}))], Reason::NodeLost { rooms, of }),
        (vec![pod(1, on("n4"), json!({}))], Reason::NodeNotReady { rooms, of }),
        (
            vec![unschedulable(1, "no nodes available to schedule pods")],
            Reason::NoNodeTakesRooms { rooms, of, cause: NodeRefusal::NoNodes },
        ),
        (
            vec![unschedulable(1, "0/1 nodes are available: 1 node(s) were unschedulable.")],
            Reason::NoNodeTakesRooms { rooms, of, cause: NodeRefusal::Cordoned },
        ),
        (
            vec![unschedulable(1, "0/1 nodes are available: 1 Insufficient homeroom.dev/network-mbit.")],
            Reason::WaitsForNode { rooms, of, resource: NodeResource::NetworkMbit, needed: 156 },
        ),
    ] {
        let mut world = World::of(&fixture::live_order("class", 1)).with(pods);
        world.server.observed.nodes.extend([("n3".into(), node("n3", "Unknown")), ("n4".into(), node("n4", "False"))]);
        let status = world.status();
        assert_eq!(why_not_ready(&status), expected, "{:?}", world.server.observed.pods);
        assert_eq!(status.rooms[0].conditions[0].reason, expected, "the room says the same of itself");
        assert_eq!(status.rooms[0].state, RoomState::Unavailable);
    }
}

#[test]
fn pods_that_the_cluster_refuses_are_told() {
    let mut world = World::of(&fixture::live_order("class", 1));
    let room = ObjectRef::new(ObjectKind::Deployment, &world.plan.rooms[0].name);
    let body = world.server.observed.objects.get_mut(&room).unwrap();
    body["status"] =
        json!({"conditions": [{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": "exceeded quota"}]});
    assert_eq!(why_not_ready(&world.status()), Reason::PodsRefused { rooms: 1, of: 1 });
    world.server.observed.objects.remove(&room);
    assert_eq!(why_not_ready(&world.status()), Reason::RoomsBeingMade { rooms: 1, of: 1 });
}

#[test]
fn a_lasting_trouble_of_one_room_is_told_before_the_start_of_many() {
    let pods = vec![waiting(1, "ImagePullBackOff"), waiting(2, "ContainerCreating"), waiting(3, "ContainerCreating")];
    let status = World::of(&fixture::live_order("class", 3)).with(pods).status();
    assert_eq!(why_not_ready(&status), Reason::ImagePullFailing { rooms: 1, of: 3 });
}

#[test]
fn an_order_is_ready_when_all_is_as_planned_and_its_wanted_rooms_answer() {
    let status = World::of(&fixture::live_order("class", 2)).with(vec![ready(1), ready(2)]).status();
    assert!(status.ready);
    assert_eq!(status.phase, OrderPhase::Active);
    assert_eq!(condition(&status, ConditionType::Ready), Some((ConditionStatus::True, Reason::RoomsAvailable { rooms: 2 })));
    assert_eq!(condition(&status, ConditionType::Provisioned), Some((ConditionStatus::True, Reason::ObjectsAsPlanned { objects: 14 })));
    assert_eq!(status.conditions.len(), 4);
    let room = &status.rooms[0];
    assert_eq!(room.state, RoomState::Available { since: "2026-09-07T00:50:05Z".parse().unwrap() });
    assert_eq!(room.pod_ip.as_deref(), Some("10.0.0.1"));

    let at_rest = World::of(&fixture::order("class", 2)).status();
    assert!(at_rest.ready, "outside lessons rooms are at zero and the order is ready");
    assert_eq!(condition(&at_rest, ConditionType::Ready), Some((ConditionStatus::True, Reason::NoRoomWanted {})));
}

#[test]
fn a_room_that_was_told_to_stop_is_not_available() {
    let status = World::of(&fixture::live_order("class", 1)).with(vec![PodFacts { ending: true, ..ready(1) }]).status();
    assert_eq!(status.rooms[0].state, RoomState::Unavailable);
    assert_eq!(status.classrooms.ready_now, 0);
}

#[test]
fn drift_unmakes_readiness_until_it_is_written() {
    let mut world = World::of(&fixture::order("class", 1));
    let quota = ObjectRef::new(ObjectKind::ResourceQuota, "order");
    world.server.edit(&quota, |body| body["spec"]["hard"]["pods"] = "9".into());
    let status = world.status();
    assert_eq!(why_not_ready(&status), Reason::ObjectsNotAsPlanned {});
    assert_eq!(
        condition(&status, ConditionType::Provisioned),
        Some((ConditionStatus::False, Reason::ObjectsBeingMade { missing: 0, drifted: 1, of: 13 }))
    );
    assert_eq!(status.phase, OrderPhase::Active, "what once was active is not provisioned again");

    world.applied.failed.push(WriteFailure { object: quota.clone(), fault: WriteFault::Forbidden });
    let (_, reason) = condition(&world.status(), ConditionType::Provisioned).unwrap();
    assert_eq!(reason, Reason::WritesFailing { kind: ObjectKind::ResourceQuota, fault: WriteFault::Forbidden, objects: 1 });

    world.applied = Applied { done: vec![quota], ..Applied::default() };
    assert!(world.status().ready, "an acknowledged write counts");
}

#[test]
fn what_somebody_undoes_after_each_write_is_never_ready_and_names_him_where_he_is_known() {
    let mut world = World::of(&fixture::order("class", 1));
    let quota = ObjectRef::new(ObjectKind::ResourceQuota, "order");
    let provisioned = |world: &World| {
        let status = world.status();
        assert!(!status.ready, "{status:?}");
        condition(&status, ConditionType::Provisioned).unwrap()
    };
    let not_as_planned = (ConditionStatus::False, Reason::ObjectsNotAsPlanned {});
    // The server took the write and gave something else back: a webhook.
    world.applied = Applied { done: vec![quota.clone()], undone: vec![quota.clone()], ..Applied::default() };
    assert_eq!(provisioned(&world), not_as_planned);

    let contested = |manager: Option<&str>| {
        let (object, field) = (quota.clone(), "/spec/hard/pods".to_owned());
        Applied { contested: vec![Contested { object, field, manager: manager.map(str::to_owned) }], ..Applied::default() }
    };
    world.applied = contested(None);
    assert_eq!(provisioned(&world), not_as_planned);
    world.applied = contested(Some("mesh"));
    let field = Reason::FieldContested {
        kind: ObjectKind::ResourceQuota,
        name: "order".into(),
        field: "/spec/hard/pods".into(),
        manager: "mesh".into(),
        objects: 1,
    };
    assert_eq!(provisioned(&world), (ConditionStatus::False, field));
}

#[test]
fn a_cluster_that_does_not_answer_makes_conditions_unknown() {
    let world = World::of(&fixture::live_order("class", 1)).with(vec![ready(1)]);
    let status = of(&Input { phase: OrderPhase::Active, life: &world.life, plan: &world.plan, seen: None });
    assert!(!status.ready);
    assert_eq!(status.phase, OrderPhase::Active);
    for kind in [ConditionType::Provisioned, ConditionType::Ready] {
        assert_eq!(condition(&status, kind), Some((ConditionStatus::Unknown, Reason::ClusterUnreachable {})));
    }
    assert_eq!(status.rooms[0].state, RoomState::Unknown);
    assert_eq!(status.rooms[0].conditions[0].status, ConditionStatus::Unknown);
}

#[test]
fn what_a_person_should_hear_is_said() {
    let mut world = World::of(&fixture::live_order("class", 1)).with(vec![ready(1)]);
    world.server.store(&ObjectRef::new(ObjectKind::Secret, "theirs"), json!({"metadata": {"name": "theirs"}}));
    let mut newer = fixture::live_order("class", 1);
    newer.settings.image = "newer".into();
    world.plan = plan(&newer);
    let status = world.status();
    assert!(status.ready, "a room that waits for its next start counts as planned");
    assert_eq!(condition(&status, ConditionType::UpdatePending), Some((ConditionStatus::True, Reason::WaitsForNextStart { rooms: 1 })));
    assert_eq!(
        condition(&status, ConditionType::UnknownObjects),
        Some((ConditionStatus::True, Reason::UnknownObjectsFound { objects: 1 }))
    );
    assert_eq!(status.rooms[0].conditions[1].kind, ConditionType::UpdatePending);

    world.plan = plan(&fixture::order("class", 1));
    world.edit_namespace(|body| body["metadata"]["annotations"][PAUSED_ANNOTATION] = "true".into());
    let status = world.status();
    assert!(!status.ready);
    assert_eq!(condition(&status, ConditionType::Paused), Some((ConditionStatus::True, Reason::PausedByHand { writes: 1 })));
}

#[test]
fn a_namespace_that_is_taken_or_ends_is_told() {
    let mut world = World::of(&fixture::order("class", 1));
    world.edit_namespace(|body| body["metadata"]["deletionTimestamp"] = NOW.into());
    assert_eq!(condition(&world.status(), ConditionType::Provisioned), Some((ConditionStatus::False, Reason::NamespaceTerminating {})));
    world.edit_namespace(|body| body["metadata"]["labels"]["homeroom.dev/installation"] = "other".into());
    assert_eq!(condition(&world.status(), ConditionType::Provisioned), Some((ConditionStatus::False, Reason::NamespaceTaken {})));
}

#[test]
fn an_end_that_does_not_come_by_itself_says_what_holds_it() {
    let why = |world: &World| condition(&world.status(), ConditionType::Provisioned).unwrap().1;
    let mut world = World::of(&fixture::live_order("class", 2)).with(vec![ready(1), ready(2)]);
    world.plan = plan(&Desired { stage: Stage::Leaving, ..fixture::order("class", 2) });
    assert_eq!(why(&world), Reason::OrderEnding { rooms: 2 });
    world.server.observed.nodes.insert("n1".into(), node("n1", "False"));
    assert_eq!(why(&world), Reason::OrderEnding { rooms: 2 }, "a node that is not well may still end its pods");
    world.server.observed.nodes.insert("n1".into(), node("n1", "Unknown"));
    assert_eq!(why(&world), Reason::NodeLost { rooms: 2, of: 2 });
    world.server.observed.nodes.clear();
    assert_eq!(why(&world), Reason::NodeLost { rooms: 2, of: 2 });

    world.server.observed.pods.clear();
    for (told, expected) in [
        ("2026-09-07T01:00:01Z", Reason::OrderEnding { rooms: 0 }),
        ("2026-09-07T00:59:59Z", Reason::NamespaceStuck { since: "2026-09-07T00:59:59Z".parse().unwrap() }),
    ] {
        world.edit_namespace(|body| body["metadata"]["deletionTimestamp"] = told.into());
        assert_eq!(why(&world), expected);
    }
    // One that is to stand again waits for the same.
    world.plan = plan(&fixture::order("class", 2));
    assert_eq!(why(&world), Reason::NamespaceStuck { since: "2026-09-07T00:59:59Z".parse().unwrap() });
}

#[test]
fn rooms_that_drain_are_told() {
    let closing = World::of(&fixture::order("class", 2)).with(vec![ready(1)]).status();
    assert_eq!(condition(&closing, ConditionType::Draining), Some((ConditionStatus::True, Reason::RoomsClosing { rooms: 1 })));
    assert!(closing.ready);
    assert_eq!(closing.rooms[0].conditions[0].reason, Reason::RoomClosed {});

    let mut suspended = World::of(&fixture::live_order("class", 1)).with(vec![ready(1)]);
    suspended.life.suspended = true;
    let status = suspended.status();
    assert_eq!(status.phase, OrderPhase::Suspended);
    assert_eq!(condition(&status, ConditionType::Draining), Some((ConditionStatus::True, Reason::LessonsEnding { rooms: 1 })));

    let mut cancelled = World::of(&fixture::live_order("class", 2)).with(vec![ready(1), ready(2)]);
    cancelled.life.cancelled = true;
    let status = cancelled.status();
    assert_eq!(status.phase, OrderPhase::Active);
    assert_eq!(condition(&status, ConditionType::Draining), Some((ConditionStatus::True, Reason::LessonsEnding { rooms: 2 })));

    let mut cordoned = World::of(&fixture::live_order("class", 1)).with(vec![ready(1)]);
    cordoned.server.observed.nodes.get_mut("n1").unwrap().cordoned = true;
    let status = cordoned.status();
    assert!(status.ready);
    assert_eq!(condition(&status, ConditionType::Draining), Some((ConditionStatus::True, Reason::NodeCordoned { rooms: 1 })));
}

#[test]
fn an_order_walks_through_its_life() {
    let desired = fixture::order("class", 1);
    let mut server = Server::default();
    let mut phase = OrderPhase::Scheduled;
    let mut life = life();
    let mut round = |at: Timestamp, life: &Lifecycle, write: bool| {
        let plan = plan(&Desired { stage: stage(phase, life, at), ..desired.clone() });
        let changes = diff(&plan, &server.observed);
        let applied = Applied::default();
        let seen = Some(Seen { observed: &server.observed, changes: &changes, applied: &applied, at });
        let status = of(&Input { phase, life, plan: &plan, seen });
        if write {
            server.write(&changes);
        }
        phase = status.phase;
        (status.phase, status.ready)
    };
    let early = life.objects_from - SignedDuration::from_secs(1);
    assert_eq!(round(early, &life, true), (OrderPhase::Scheduled, false));
    assert_eq!(round(life.objects_from, &life, true), (OrderPhase::Provisioning, false));
    assert_eq!(round(now(), &life, true), (OrderPhase::Active, true));
    life.suspended = true;
    assert_eq!(round(now(), &life, true), (OrderPhase::Suspended, true));
    life.suspended = false;
    assert_eq!(round(now(), &life, true), (OrderPhase::Active, true));
    assert_eq!(round(life.ends_at, &life, true), (OrderPhase::Terminating, false));
    assert_eq!(round(now(), &life, true), (OrderPhase::Terminating, false));
    assert_eq!(round(now(), &life, true), (OrderPhase::Released, false));
    assert_eq!(round(now(), &life, true), (OrderPhase::Released, false));
}

#[test]
fn an_order_suspended_before_its_objects_are_due_has_none() {
    let early = life().objects_from - SignedDuration::from_secs(1);
    assert_eq!(stage(OrderPhase::Suspended, &life(), early), Stage::Absent);
    assert_eq!(stage(OrderPhase::Suspended, &life(), now()), Stage::Standing);
    assert_eq!(stage(OrderPhase::Active, &life(), early), Stage::Standing, "what stands stays");
    assert_eq!(stage(OrderPhase::Terminating, &life(), early), Stage::Leaving);

    let mut world = World::of(&fixture::order("class", 1));
    world.server.observed = Observed::default();
    world.plan = plan(&Desired { stage: Stage::Absent, ..fixture::order("class", 1) });
    (world.phase, world.life.suspended) = (OrderPhase::Suspended, true);
    assert_eq!(world.status().phase, OrderPhase::Suspended);
    world.life.suspended = false;
    assert_eq!(world.status().phase, OrderPhase::Scheduled);
}

#[test]
fn a_scheduled_order_says_from_when_it_will_stand_and_a_released_one_that_it_is_over() {
    let mut world = World::of(&fixture::order("class", 1));
    world.server.observed = Observed::default();
    world.plan = plan(&Desired { stage: Stage::Absent, ..fixture::order("class", 1) });
    world.phase = OrderPhase::Scheduled;
    assert_eq!(why_not_ready(&world.status()), Reason::NotYetDue { from: world.life.objects_from });
    world.plan = plan(&Desired { stage: Stage::Leaving, ..fixture::order("class", 1) });
    let status = world.status();
    assert_eq!(status.phase, OrderPhase::Released);
    assert_eq!(why_not_ready(&status), Reason::OrderEnded {});
    assert_eq!(condition(&status, ConditionType::Placed), Some((ConditionStatus::False, Reason::PlaceGivenBack {})));
}

#[test]
fn since_is_kept_while_answer_and_reason_stay() {
    let at = |minute: i64| now() + SignedDuration::from_mins(minute);
    let waits = |rooms: u32| Condition::no(ConditionType::Ready, Reason::ImagePullFailing { rooms, of: 12 });
    let first = carry(&[], vec![waits(3)], at(0));
    let second = carry(&first, vec![waits(2)], at(1));
    assert_eq!((second[0].since, &second[0].condition), (at(0), &waits(2)));
    let third = carry(&second, vec![Condition::yes(ConditionType::Ready, Reason::RoomsAvailable { rooms: 12 })], at(2));
    assert_eq!(third[0].since, at(2));
    let text = serde_json::to_string(&third).unwrap();
    assert_eq!(serde_json::from_str::<Vec<RecordedCondition>>(&text).unwrap(), third);
    assert_eq!(
        serde_json::to_value(&carry(&[], vec![Condition::yes(ConditionType::Admitted, Reason::FitsQuotaAndCapacity {})], at(0))[0])
            .unwrap(),
        json!({"type": "Admitted", "status": "true", "reason": "FitsQuotaAndCapacity", "params": {}, "since": NOW})
    );
}
