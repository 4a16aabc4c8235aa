//! The law of the live room.

use serde_json::json;

use super::{deployment, hashed, settle, stands, template, with_image};
use crate::{
    diff::{diff, drift, simulated::Server},
    workload::{GENERATION_LABEL, ObjectKind, Plan, RUN_ANNOTATION, TEMPLATE_ANNOTATION, fixture, plan},
};

#[test]
fn a_live_rooms_template_waits_and_everything_else_does_not() {
    let (mut server, before) = stands(&fixture::live_order("class", 2));
    let room = deployment(&before, 0);
    let kept = template(&server, &room);
    let mut newer = with_image(fixture::live_order("class", 2), "registry.example/livekit-server@sha256:4567");
    newer.rooms[0].name = Some("renamed".into());
    newer.rooms[0].credentials.secret = "rotated-secret-of-at-least-32-characters".into();
    let plan_live = plan(&newer);
    let changes = diff(&plan_live, &server.observed);
    assert_eq!(changes.pending, [fixture::classroom(1), fixture::classroom(2)]);
    settle(&mut server, &plan_live);
    assert_eq!(template(&server, &room), kept);
    let observed = server.observed.get(&room).unwrap();
    assert_eq!(observed["metadata"]["annotations"]["homeroom.dev/name"], "renamed");
    assert_eq!(hashed(&server, ObjectKind::Secret).len(), 2, "the old keys stay while a template names them");

    newer.rooms.iter_mut().for_each(|room| room.wanted = false);
    let plan_rest = plan(&newer);
    let changes = diff(&plan_rest, &server.observed);
    assert!(changes.pending.is_empty() && changes.delete.is_empty());
    settle(&mut server, &plan_rest);
    assert_ne!(template(&server, &room), kept);
    assert_eq!(hashed(&server, ObjectKind::Secret).len(), 1, "no template names the old keys any more");
}

#[test]
fn a_hand_edit_of_a_live_room_stays_until_its_next_start() {
    let desired = fixture::live_order("class", 1);
    let (mut server, plan_live) = stands(&desired);
    let room = deployment(&plan_live, 0);
    server.edit(&room, |body| body["spec"]["template"]["spec"]["containers"][0]["image"] = "by-hand".into());
    let kept = template(&server, &room);
    let changes = diff(&plan_live, &server.observed);
    assert!(changes.is_empty());
    assert_eq!(changes.pending, [fixture::classroom(1)]);
    server.edit(&room, |body| body["metadata"]["annotations"]["homeroom.dev/key"] = "by-hand".into());
    settle(&mut server, &plan_live);
    assert_eq!(template(&server, &room), kept, "a repair beside the template leaves it as it is");
    let rest = plan(&fixture::order("class", 1));
    settle(&mut server, &rest);
    assert_eq!(template(&server, &room)["spec"]["containers"][0]["image"], "registry.example/livekit-server@sha256:0123");
}

#[test]
fn rooms_scale_by_the_plan_whatever_waits() {
    let (mut server, _) = stands(&fixture::order("class", 1));
    let starting = plan(&with_image(fixture::live_order("class", 1), "new"));
    let room = deployment(&starting, 0);
    let changes = diff(&starting, &server.observed);
    assert!(changes.pending.is_empty(), "a room that starts takes up what is new");
    server.write(&changes);
    assert_eq!(server.observed.get(&room).unwrap()["spec"]["replicas"], 1);
    assert_eq!(template(&server, &room)["spec"]["containers"][0]["image"], "new");

    server.edit(&room, |body| body["spec"]["replicas"] = 2.into());
    let newest = plan(&with_image(fixture::live_order("class", 1), "newest"));
    settle(&mut server, &newest);
    assert_eq!(server.observed.get(&room).unwrap()["spec"]["replicas"], 1, "two servers would split a class");
    assert_eq!(template(&server, &room)["spec"]["containers"][0]["image"], "new");
}

#[test]
fn an_amendment_restarts_an_always_room_and_an_image_does_not() {
    let always = |image: &str, generation: i64| {
        let mut desired = with_image(fixture::live_order("class", 1), image);
        desired.rooms[0].always = true;
        desired.rooms[0].generation = generation;
        desired
    };
    let image = |server: &Server, plan: &Plan| template(server, &deployment(plan, 0))["spec"]["containers"][0]["image"].clone();
    let (mut server, _) = stands(&always("old", 1));
    let rolled = plan(&always("new", 1));
    assert_eq!(diff(&rolled, &server.observed).pending, [fixture::classroom(1)]);
    settle(&mut server, &rolled);
    assert_eq!(image(&server, &rolled), "old");
    let amended = plan(&always("new", 2));
    assert!(diff(&amended, &server.observed).pending.is_empty());
    settle(&mut server, &amended);
    assert_eq!(image(&server, &amended), "new");

    let room = deployment(&amended, 0);
    server.edit(&room, |body| drop(body["spec"]["template"]["metadata"]["annotations"].as_object_mut().unwrap().remove(GENERATION_LABEL)));
    let changes = diff(&amended, &server.observed);
    assert!(changes.is_empty() && changes.pending.len() == 1, "a hand edit waits");
    let kept = template(&server, &room);
    for edited in [None, Some("mine")] {
        server.edit(&room, |body| body["metadata"]["annotations"][RUN_ANNOTATION] = json!(edited));
        settle(&mut server, &amended);
        assert_eq!(template(&server, &room), kept, "{edited:?}: the mark is repaired, and nobody is thrown out for it");
    }
    let next = plan(&always("new", 3));
    settle(&mut server, &next);
    assert_ne!(template(&server, &room), kept, "and the next amendment counts again");
}

#[test]
fn where_lessons_give_way_to_always_or_the_other_way_round_the_room_restarts() {
    let of = |always: bool, generation: i64, seats: u32| {
        let mut desired = fixture::live_order("class", 1);
        desired.rooms[0] = fixture::room(&fixture::kind("class"), 1, seats);
        (desired.rooms[0].wanted, desired.rooms[0].always, desired.rooms[0].generation) = (true, always, generation);
        desired
    };
    for (before, after) in [(of(false, 1, 30), of(true, 2, 50)), (of(true, 1, 50), of(false, 2, 30))] {
        let (mut server, _) = stands(&before);
        let after = plan(&after);
        let room = deployment(&after, 0);
        settle(&mut server, &after);
        let planned = after.objects.iter().find(|planned| planned.object == room).unwrap();
        let (wanted, stands) = (planned.body.pointer("/spec/template"), template(&server, &room));
        assert!(!drift::within(wanted, Some(&stands)), "it has the size that is booked from now on");
    }
}

#[test]
fn a_live_room_whose_deployment_was_deleted_is_made_again() {
    let (mut server, plan) = stands(&fixture::live_order("class", 2));
    let room = deployment(&plan, 1);
    server.edit(&room, |body| body["metadata"]["deletionTimestamp"] = "2026-09-01T00:00:00Z".into());
    let changes = diff(&plan, &server.observed);
    assert!(changes.is_empty());
    assert_eq!(changes.ending, std::slice::from_ref(&room));
    server.observed.remove(&room);
    let changes = diff(&plan, &server.observed);
    assert_eq!(changes.create.len(), 1);
    assert_eq!(changes.create[0].object, room);
}

#[test]
fn the_mark_of_a_template_stays_with_the_template() {
    let (mut server, before) = stands(&fixture::live_order("class", 1));
    let room = deployment(&before, 0);
    let mark = |server: &Server| server.observed.get(&room).unwrap()["metadata"]["annotations"][TEMPLATE_ANNOTATION].clone();
    let first = mark(&server);
    let mut newer = with_image(fixture::live_order("class", 1), "new");
    newer.rooms[0].key = "8-1".into();
    settle(&mut server, &plan(&newer));
    assert_eq!(mark(&server), first);
}
