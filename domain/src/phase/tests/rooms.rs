//! Rooms: what keeps them from being up, and how they end.

use super::*;

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
fn a_room_that_was_told_to_stop_is_not_available() {
    let status = World::of(&fixture::live_order("class", 1)).with(vec![PodFacts { ending: true, ..ready(1) }]).status();
    assert_eq!(status.rooms[0].state, RoomState::Unavailable);
    assert_eq!(status.classrooms.ready_now, 0);
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
