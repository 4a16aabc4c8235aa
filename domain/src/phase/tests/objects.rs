//! Objects: whether they are as planned, and what a person should hear.

use super::*;

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
