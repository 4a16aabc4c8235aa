//! The node that a room is told to prefer.

use k8s_openapi::api::core::v1::Pod;
use serde_json::{Value, json};

use super::{deployment, settle, stands, template, with_image};
use crate::{
    diff::{PodFacts, coming_up, diff, simulated::Server},
    workload::{Desired, Plan, fixture, plan},
};

fn advised(desired: &Desired, server: &Server, node: &str) -> Plan {
    let mut plan = plan(desired);
    coming_up(&mut plan, &server.observed).for_each(|room| room.node = Some(node.to_owned()));
    plan
}

fn preferred(template: &Value) -> Value {
    template["spec"]["affinity"]["nodeAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"].clone()
}

fn of(node: &str) -> Value {
    let expression = json!({"key": "kubernetes.io/hostname", "operator": "In", "values": [node]});
    json!([{"weight": 100, "preference": {"matchExpressions": [expression]}}])
}

#[test]
fn a_room_is_told_its_node_by_the_write_that_brings_it_up_and_keeps_it_until_its_next_start() {
    let (rest, live) = (fixture::order("class", 1), fixture::live_order("class", 1));
    let (mut server, resting) = stands(&rest);
    let room = deployment(&resting, 0);
    let required = template(&server, &room)["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"].clone();
    assert_eq!(preferred(&template(&server, &room)), Value::Null);

    let starting = advised(&live, &server, "node-7");
    let changes = diff(&starting, &server.observed);
    assert_eq!(changes.writes(), 1, "no write more than without");
    server.write(&changes);
    let running = template(&server, &room);
    assert_eq!(preferred(&running), of("node-7"));
    assert_eq!(running["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"], required);

    // Whatever is advised later, a room that is up is left alone, and so is one that rests.
    let later = advised(&live, &server, "node-8");
    assert_eq!(later.rooms[0].node, None, "it does not come up");
    let mut stubborn = later.clone();
    stubborn.rooms[0].node = Some("node-8".into());
    for plan in [&later, &stubborn] {
        let changes = diff(plan, &server.observed);
        assert!(changes.is_empty() && changes.pending.is_empty(), "{changes:?}");
    }
    server.write(&diff(&resting, &server.observed));
    assert_eq!(template(&server, &room), running, "going to nothing makes no other template");
    assert!(diff(&resting, &server.observed).is_empty());

    server.write(&diff(&advised(&live, &server, "node-8"), &server.observed));
    assert_eq!(preferred(&template(&server, &room)), of("node-8"));
    server.write(&diff(&resting, &server.observed));
    settle(&mut server, &plan(&live));
    assert_eq!(preferred(&template(&server, &room)), of("node-8"), "where nobody advises it comes up as it did before");
}

#[test]
fn a_room_whose_last_pod_is_not_gone_comes_up_from_the_template_that_it_had() {
    let live = fixture::live_order("class", 1);
    let (mut server, resting) = stands(&fixture::order("class", 1));
    let room = deployment(&resting, 0);
    server.write(&diff(&advised(&live, &server, "node-7"), &server.observed));
    server.write(&diff(&resting, &server.observed));
    let before = template(&server, &room);
    server.observed.pods.push(PodFacts { classroom: Some(fixture::classroom(1)), ending: true, ..PodFacts::from(&Pod::default()) });
    let plan = advised(&live, &server, "node-8");
    assert_eq!(plan.rooms[0].node, None);
    server.write(&diff(&plan, &server.observed));
    assert_eq!((template(&server, &room), server.observed.get(&room).unwrap()["spec"]["replicas"].clone()), (before, json!(1)));
}

#[test]
fn a_room_that_is_made_in_its_lesson_is_told_its_node_and_one_that_is_made_before_is_not() {
    for (desired, told) in [(fixture::live_order("class", 1), of("node-7")), (fixture::order("class", 1), Value::Null)] {
        let mut server = Server::default();
        let plan = advised(&desired, &server, "node-7");
        settle(&mut server, &plan);
        assert_eq!(preferred(&template(&server, &deployment(&plan, 0))), told);
    }
}

#[test]
fn an_image_that_waits_for_the_next_start_is_told_with_the_preference_too() {
    let mut server = Server::default();
    let live = advised(&fixture::live_order("class", 1), &server, "node-7");
    settle(&mut server, &live);
    let newer = plan(&with_image(fixture::live_order("class", 1), "registry.example/livekit-server@sha256:4567"));
    assert_eq!(diff(&newer, &server.observed).pending, [fixture::classroom(1)]);
}

#[test]
fn a_preference_of_somebody_else_is_taken_away_from_a_room_that_rests() {
    let (mut server, resting) = stands(&fixture::order("class", 1));
    let room = deployment(&resting, 0);
    for foreign in [json!([{"weight": 1, "preference": of("node-9")[0]["preference"]}]), json!([of("a")[0], of("b")[0]])] {
        server.edit(&room, |body| {
            body["spec"]["template"]["spec"]["affinity"]["nodeAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"] =
                foreign.clone();
        });
        settle(&mut server, &resting);
        assert_eq!(preferred(&template(&server, &room)), Value::Null);
    }
}
