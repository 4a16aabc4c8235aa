//! From an order to its end.

use super::*;

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
    (world.phase, world.life.reserved_until) = (OrderPhase::Reserved, Some(world.life.ends_at));
    let reserved = world.status();
    assert_eq!(reserved.phase, OrderPhase::Reserved, "no look at the cluster confirms it");
    assert_eq!(why_not_ready(&reserved), Reason::WaitsForPurchaseOrder { until: world.life.ends_at });
    world.plan = plan(&Desired { stage: Stage::Leaving, ..fixture::order("class", 1) });
    let status = world.status();
    assert_eq!(status.phase, OrderPhase::Released);
    assert_eq!(why_not_ready(&status), Reason::OrderEnded {});
    assert_eq!(condition(&status, ConditionType::Placed), Some((ConditionStatus::False, Reason::PlaceGivenBack {})));
}

#[test]
fn an_order_that_a_cap_stops_says_so_and_who_can_mend_it() {
    let mut world = World::of(&fixture::order("class", 1));
    world.life = Lifecycle { suspended: true, stopped_since: Some(now()), ..life() };
    let status = world.with(vec![ready(1)]).status();
    assert_eq!(status.phase, OrderPhase::Suspended);
    let (answer, reason) = condition(&status, ConditionType::Stopped).unwrap();
    assert_eq!((answer, reason.fix_by()), (ConditionStatus::True, Some(FixBy::School)));
}
