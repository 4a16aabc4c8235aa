//! Orders that move between two control planes: objects there first, then the order, and nothing is left, or twice.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use homeroom::clock::Clock;
use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    workload::namespace_name,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    clocks::{AN_HOUR, on_at},
    planes::Plane,
    roads::{go_over, room_servers, tell_of_images},
    world::{World, register, wait},
};
use crate::support::{Relay, class_of};

/// Two control planes of a region, of which the order is on the first.
pub(super) struct Two {
    pub(super) world: World,
    other: Plane,
    second: Uuid,
}

impl Two {
    pub(super) async fn new() -> Self {
        let [first, other] = Plane::several([2, 2]).await;
        let world = World::on(first).await;
        Self { second: Uuid::nil(), world, other }
    }

    /// The second is registered after the order was made, so that it is on the first.
    pub(super) async fn with_second(mut self) -> Self {
        self.second = register(&self.world.app, &self.other, "second", "cn-beijing").await;
        let measured = "SELECT count(*) FROM clusters WHERE jsonb_typeof(capacity -> 'shape') = 'object' AND answering";
        self.world.wait("nodes of both are measured", || async { self.world.scalar(measured).await == 2 }).await;
        self
    }

    async fn begin(&self, order: OrderId) -> String {
        let path = format!("/v1/orders/{order}/move");
        let begun =
            self.world.app.platform_post(&path).json(&json!({"cluster_id": format!("clu_{}", self.second)})).send().await.expect(200);
        begun.id()
    }

    async fn shown(&self, id: &str) -> Value {
        self.world.app.platform_get(&format!("/v1/moves/{id}")).send().await.expect(200).json().clone()
    }

    #[track_caller]
    fn until_move<'a>(&'a self, id: &'a str, what: &'a str, enough: impl Fn(&Value) -> bool + 'a) -> impl Future<Output = ()> + 'a {
        let enough = std::rc::Rc::new(enough);
        wait(what, move || {
            let enough = enough.clone();
            async move { enough(&self.shown(id).await) }
        })
    }

    /// What is in the order's namespace on the second: none while it has none.
    async fn there(&self, order: OrderId) -> Option<Value> {
        self.other.api().get(&format!("/api/v1/namespaces/{}", namespace_name(order))).await.unwrap()
    }

    /// The same by the id of the room.
    pub(super) async fn replicas_by_room(&self, order: OrderId) -> BTreeMap<String, i64> {
        let path = format!("/apis/apps/v1/namespaces/{}/deployments", namespace_name(order));
        let list = self.other.api().get(&path).await.unwrap().unwrap_or_default();
        let of_room = |item: &Value| {
            let room = item["metadata"]["name"].as_str()?.strip_prefix("r-")?;
            Some((room.to_owned(), item["spec"]["replicas"].as_i64()?))
        };
        list["items"].as_array().into_iter().flatten().filter_map(of_room).collect()
    }

    async fn replicas_there(&self, order: OrderId) -> Vec<i64> {
        let list = self.other.api().get(&format!("/apis/apps/v1/namespaces/{}/deployments", namespace_name(order))).await.unwrap();
        let items = list.unwrap_or_default()["items"].as_array().cloned().unwrap_or_default();
        items
            .iter()
            .filter(|item| item["metadata"]["name"].as_str().unwrap().starts_with("r-"))
            .map(|item| item["spec"]["replicas"].as_i64().unwrap())
            .collect()
    }
}

#[tokio::test]
async fn an_order_goes_on_elsewhere_between_two_lessons_and_leaves_nothing_behind() {
    let two = Two::new().await;
    let replica = two.world.replica();
    two.world.set_time("2026-09-01T00:00:00Z");
    let order = two.world.order(&class_of(50).rooms(2).weekly("WE", "09:00", 45)).await;
    two.world.until_ready(order, 0).await;
    let two = two.with_second().await;
    let before = two.world.school().get(&format!("/v1/orders/{order}")).send().await.expect(200).header("etag").unwrap().to_owned();

    let id = two.begin(order).await;
    two.until_move(&id, "it is done", |shown| shown["state"] == "done").await;
    assert!(two.world.namespace(order).await.is_none(), "nothing is left on the first");
    assert_eq!(two.replicas_there(order).await, [0, 0]);
    let after = two.world.school().get(&format!("/v1/orders/{order}")).send().await.expect(200);
    assert_ne!(after.header("etag").unwrap(), before, "whoever waits for news gets them");
    assert_eq!(two.world.booked_from("2026-09-01T00:00:00Z").await, Vec::<Value>::new(), "the first is free");

    two.world.set_time("2026-09-02T01:00:00Z");
    two.world.until_ready(order, 2).await;
    assert_eq!(two.replicas_there(order).await, [1, 1]);
    assert!(two.world.namespace(order).await.is_none());
    let told = two.world.timeline(order).await;
    assert!(["order.move_begun", "order.moved"].iter().all(|kind| told.iter().any(|told| told == kind)), "{told:?}");
    let moved = two.world.school().get("/v1/events?limit=200").send().await.expect(200);
    assert!(!moved.text().contains("clu_"), "an institution learns of no cluster: {}", moved.text());
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_lesson_that_runs_stays_where_it_is_to_its_end() {
    let two = Two::new().await;
    let replica = two.world.replica();
    two.world.set_time("2026-09-02T01:00:00Z");
    let order = two.world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    two.world.until_ready(order, 1).await;
    let two = two.with_second().await;
    let live = two.world.deployment(order, 0).await.expect("it stands");

    let id = two.begin(order).await;
    two.until_move(&id, "it waits for the lesson", |shown| shown["blocked"]["reason"] == "RoomsOpen" && !shown["prepared_at"].is_null())
        .await;
    assert_eq!(two.replicas_there(order).await, [0], "it stands there, and nothing is up");
    let now = two.world.deployment(order, 0).await.expect("it stands");
    assert_eq!((&now["metadata"]["uid"], &now["spec"]), (&live["metadata"]["uid"], &live["spec"]), "the lesson goes on");

    // An hour later the lesson and its drain are over.
    two.world.set_time("2026-09-02T02:00:00Z");
    two.until_move(&id, "it is done", |shown| shown["state"] == "done").await;
    assert!(two.world.namespace(order).await.is_none());
    two.world.set_time("2026-09-09T01:00:00Z");
    two.world.until_ready(order, 1).await;
    assert_eq!(two.replicas_there(order).await, [1]);
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn an_order_does_not_go_on_where_rooms_are_not_reached() {
    let two = Two::new().await;
    tell_of_images(two.other.api()).await;
    let replica = two.world.replica();
    two.world.set_time("2026-09-02T01:00:00Z");
    let order = two.world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    two.world.until_ready(order, 1).await;
    let two = two.with_second().await;
    let mut road = Relay::to(room_servers().await).await;
    go_over(&two.world, road.address).await;
    two.world.app.platform_post(&format!("/v1/clusters/clu_{}/cordon", two.world.cluster)).send().await.expect(200);
    let long = two.world.order(&class_of(50).weekly("WE", "09:00", 240)).await;
    two.world.until_ready(long, 1).await;
    let reached = "SELECT count(*) FROM clusters WHERE conditions @> '[{\"type\": \"RoomsReachable\", \"status\": \"true\"}]'";
    two.world.wait("rooms of the second are reached", || async { two.world.scalar(reached).await == 1 }).await;
    let id = two.begin(order).await;
    two.until_move(&id, "it stands there", |shown| shown["blocked"]["reason"] == "RoomsOpen" && !shown["prepared_at"].is_null()).await;

    road.stop().await;
    let lost = "SELECT count(*) FROM clusters WHERE conditions @> '[{\"type\": \"RoomsReachable\", \"status\": \"false\"}]'";
    two.world.wait("rooms of the second are not reached", || async { two.world.scalar(lost).await == 1 }).await;
    two.world.set_time("2026-09-02T02:00:00Z");
    two.until_move(&id, "it waits for the road", |shown| shown["blocked"]["reason"] == "TargetSilent").await;
    two.world.another_round(order).await;
    assert_eq!(two.shown(&id).await["state"], "preparing", "its lesson is over, and it stays where it is");

    road.start().await;
    two.until_move(&id, "it is done", |shown| shown["state"] == "done").await;
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_cluster_that_was_silent_while_its_order_moved_has_nothing_twice_when_it_is_back() {
    let mut two = Two::new().await;
    let replica = two.world.replica();
    two.world.set_time("2026-09-01T00:00:00Z");
    let order = two.world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    two.world.until_ready(order, 0).await;
    let mut two = {
        two.second = register(&two.world.app, &two.other, "second", "cn-beijing").await;
        let measured = "SELECT count(*) FROM clusters WHERE jsonb_typeof(capacity -> 'shape') = 'object' AND answering";
        two.world.wait("nodes of both are measured", || async { two.world.scalar(measured).await == 2 }).await;
        two
    };
    two.world.plane.freeze_api();
    two.world.until_unknown(order).await;
    let id = two.begin(order).await;
    // Nothing was up there, so nothing has to be waited for.
    two.until_move(&id, "the order runs there", |shown| shown["state"] == "switched").await;
    two.world.set_time("2026-09-02T01:00:00Z");
    two.world.until_ready(order, 1).await;
    assert_eq!(two.shown(&id).await["state"], "switched", "the old place is not gone before it answers");

    two.world.plane.thaw_api();
    two.until_move(&id, "the old place is clean", |shown| shown["state"] == "done").await;
    assert!(two.world.namespace(order).await.is_none());
    assert_eq!(two.replicas_there(order).await, [1]);
    assert!(two.there(order).await.is_some());
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_move_that_is_cancelled_leaves_nothing_on_the_new_cluster() {
    let two = Two::new().await;
    let replica = two.world.replica();
    two.world.set_time("2026-09-02T01:00:00Z");
    let order = two.world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    two.world.until_ready(order, 1).await;
    let two = two.with_second().await;
    let id = two.begin(order).await;
    two.until_move(&id, "it stands there", |shown| !shown["prepared_at"].is_null()).await;
    two.world.app.platform_post(&format!("/v1/moves/{id}/cancel")).send().await.expect(200);
    let left = "SELECT count(*) FROM placements WHERE state = 'gone'";
    two.world.wait("the new place is given back", || async { two.world.scalar(left).await == 1 }).await;
    assert!(two.there(order).await.is_none());
    two.world.until_ready(order, 1).await;
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_drained_cluster_is_empty_when_its_lessons_are_over() {
    let two = Two::new().await;
    let replica = two.world.replica();
    two.world.set_time("2026-09-02T01:00:00Z");
    let live = two.world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    let later = two.world.order(&class_of(50).weekly("TH", "09:00", 45)).await;
    two.world.until_ready(live, 1).await;
    two.world.until_ready(later, 0).await;
    let two = two.with_second().await;
    two.world.app.platform_post(&format!("/v1/clusters/clu_{}/drain", two.world.cluster)).send().await.expect(200);
    two.world.work("drain").await;
    let done = "SELECT count(*) FROM moves WHERE state = 'done'";
    two.world.wait("the one without a lesson has moved", || async { two.world.scalar(done).await == 1 }).await;
    assert!(two.world.namespace(later).await.is_none());
    let room = two.world.deployment(live, 0).await.expect("the lesson goes on where it is");
    assert_eq!(room["spec"]["replicas"], 1);
    let draining = |cluster: &Value| cluster["conditions"].as_array().unwrap().iter().any(|one| one["type"] == "Draining");
    two.world.until_cluster("draining", draining).await;

    two.world.set_time("2026-09-02T02:00:00Z");
    two.world.wait("both have moved", || async { two.world.scalar(done).await == 2 }).await;
    two.world.work("drain").await;
    two.world.until_cluster("drained", |cluster| !cluster["drain"]["drained_at"].is_null()).await;
    assert!(two.world.namespace(live).await.is_none());
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_failover_brings_rooms_up_elsewhere_and_the_lost_cluster_is_cleaned_when_it_is_back() {
    let mut two = Two::new().await;
    let replica = two.world.replica();
    // In the lead of the lesson: its room is up, and nobody is taught yet.
    two.world.set_time("2026-09-02T00:52:00Z");
    let order = two.world.order(&class_of(50).weekly("WE", "09:00", 45)).await;
    two.world.until_ready(order, 1).await;
    two = two.with_second().await;
    two.world.plane.freeze_api();
    two.world.until_unknown(order).await;
    let path = format!("/v1/clusters/clu_{}/failover", two.world.cluster);
    let body = json!({"lessons_until": "2026-09-02T01:30:00Z"});
    let done = two.world.app.platform_post(&path).json(&body).send().await.expect(200);
    assert_eq!(done["rooms"], json!({"total": 1, "placed": 1, "short": 0, "staying": 0}));
    two.world.until_ready(order, 1).await;
    assert_eq!(two.replicas_there(order).await, [1]);

    two.world.plane.thaw_api();
    let over = "SELECT count(*) FROM moves WHERE state = 'done'";
    two.world.wait("the lost cluster is clean", || async { two.world.scalar(over).await == 1 }).await;
    assert!(two.world.namespace(order).await.is_none());
    two.world.until_ready(order, 1).await;
    replica.stop().await;
}

#[tokio::test]
async fn a_failover_leaves_a_lesson_where_it_runs_and_takes_the_other_rooms_of_its_order() {
    let mut two = Two::new().await;
    let replica = two.world.replica();
    two.world.set_time("2026-09-02T01:10:00Z");
    let order = two.world.order(&class_of(50).rooms(2).weekly("WE", "09:00", 45)).await;
    two.world.until_ready(order, 2).await;
    two = two.with_second().await;
    let live = two.world.deployment(order, 0).await.expect("it stands");
    // Nodes are simulated, so nobody else says so.
    let unreached = "UPDATE classrooms SET unreached_since = now() + interval '10 years' WHERE order_id = $1 AND position = (SELECT max(position) FROM classrooms)";
    sqlx::query(unreached).bind(order.uuid()).execute(&mut two.world.app.sql().await).await.unwrap();
    two.world.plane.freeze_api();
    two.world.until_unknown(order).await;
    let path = format!("/v1/clusters/clu_{}/failover", two.world.cluster);
    let done = two.world.app.platform_post(&path).json(&json!({"lessons_until": "2026-09-02T01:30:00Z"})).send().await.expect(200);
    assert_eq!(done["rooms"], json!({"total": 2, "placed": 1, "short": 0, "staying": 1}), "{done:#?}");
    // Both count as the order's, and each is up at one place.
    two.world.until_ready(order, 2).await;
    let there = two.replicas_by_room(order).await;
    let rooms = two.world.rooms(order).await;
    let replicas = |nth: usize| there[rooms[nth]["id"].as_str().unwrap()];
    assert_eq!((replicas(0), replicas(1)), (0, 1));

    two.world.plane.thaw_api();
    two.world.wait("what moved is gone from the first", || async { two.world.deployment(order, 1).await.is_none() }).await;
    let now = two.world.deployment(order, 0).await.expect("the lesson goes on");
    assert_eq!((&now["metadata"]["uid"], &now["spec"]), (&live["metadata"]["uid"], &live["spec"]));
    assert_eq!(two.world.scalar("SELECT count(*) FROM moves WHERE state = 'switched'").await, 1);

    // The first is silent again: nothing is known of the room that stays there, and whoever waits for news of it gets them.
    let path = format!("/v1/classrooms/{}", ClassroomId::new(rooms[0]["id"].as_str().unwrap().parse().unwrap()));
    let version = async |two: &Two| two.world.school().get(&path).send().await.expect(200).etag().to_owned();
    let before = version(&two).await;
    two.world.plane.freeze_api();
    two.world.wait("its version is another", || async { version(&two).await != before }).await;
    two.world.plane.thaw_api();

    // The lesson and its drain are over: the order is where it is, with all of its rooms.
    two.world.set_time("2026-09-02T02:00:00Z");
    two.world.wait("the first is clean", || async { two.world.scalar("SELECT count(*) FROM moves WHERE state = 'done'").await == 1 }).await;
    assert!(two.world.namespace(order).await.is_none());
    two.world.until_ready(order, 0).await;
    assert_eq!(two.world.scalar("SELECT count(*) FROM classrooms WHERE stays_on IS NOT NULL").await, 0);
    two.world.set_time("2026-09-09T01:00:00Z");
    two.world.until_ready(order, 2).await;
    assert_eq!(two.replicas_there(order).await, [1, 1]);
    replica.stop().await;
}

#[tokio::test]
#[ignore = "long: a further case on a control plane"]
async fn a_lesson_that_stays_behind_is_left_alone_by_clocks_that_jump() {
    let mut two = Two::new().await;
    let wrong = Arc::new(AtomicI64::new(0));
    two.world.app.change_clock(Clock::wrong_by(wrong.clone()));
    let replica = two.world.replica();
    let order = two.world.order(&on_at(two.world.app.now()).rooms(2)).await;
    two.world.until_ready(order, 2).await;
    two = two.with_second().await;
    let unreached = "UPDATE classrooms SET unreached_since = now() + interval '10 years' WHERE order_id = $1 AND position = (SELECT max(position) FROM classrooms)";
    sqlx::query(unreached).bind(order.uuid()).execute(&mut two.world.app.sql().await).await.unwrap();
    two.world.plane.freeze_api();
    two.world.until_unknown(order).await;
    let path = format!("/v1/clusters/clu_{}/failover", two.world.cluster);
    let body = json!({"lessons_until": two.world.app.now() + SignedDuration::from_mins(30)});
    let done = two.world.app.platform_post(&path).json(&body).send().await.expect(200);
    assert_eq!(done["rooms"], json!({"total": 2, "placed": 1, "short": 0, "staying": 1}), "{done:#?}");
    two.world.plane.thaw_api();
    two.world.wait("what moved is gone from the first", || async { two.world.deployment(order, 1).await.is_none() }).await;
    two.world.wait("its pod too", || async { two.world.pods(order).await.len() == 1 }).await;
    two.world.until_ready(order, 2).await;
    let before = two.world.pods(order).await[0]["metadata"]["uid"].clone();
    for seconds in [AN_HOUR, 0, -AN_HOUR, 0] {
        wrong.store(seconds, Ordering::Relaxed);
        // The second begins after all that followed from the jump itself.
        for _ in 0..2 {
            two.world.another_round(order).await;
        }
        let here = two.world.deployment(order, 0).await.expect("it stands");
        assert_eq!((&here["spec"]["replicas"], &here["metadata"]["deletionTimestamp"]), (&json!(1), &Value::Null), "{seconds}");
        assert_eq!(two.world.pods(order).await[0]["metadata"]["uid"], before, "{seconds}: whoever is in the lesson notices nothing");
        let there = two.replicas_by_room(order).await;
        let rooms = two.world.rooms(order).await;
        let replicas = |nth: usize| there[rooms[nth]["id"].as_str().unwrap()];
        assert_eq!((replicas(0), replicas(1)), (0, 1), "{seconds}: each is at one place");
    }
    assert_eq!(two.world.scalar("SELECT count(*) FROM classrooms WHERE stays_on IS NOT NULL").await, 1);
    two.world.until_ready(order, 2).await;
    replica.stop().await;
}
