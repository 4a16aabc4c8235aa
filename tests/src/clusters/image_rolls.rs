//! `/v1/images/rolls`: what may follow what, and how bells decide. Clusters are rows, and so is what was seen of their nodes and rooms.

use serde_json::{Value, json};

use crate::support::{Answer, School, TestApp, class_of, nodes, rooms, seats};

const OLD: &str = "docker.io/livekit/livekit-server:v1.13.5";
const NEW: &str = "registry.example/room:v2";

async fn create(app: &TestApp, body: &Value) -> Answer {
    app.platform_post("/v1/images/rolls").json(body).send().await
}

async fn verb(app: &TestApp, id: &str, verb: &str) -> Answer {
    app.platform_post(&format!("/v1/images/rolls/{id}/{verb}")).send().await
}

async fn seen(app: &TestApp, id: &str) -> Value {
    app.platform_get(&format!("/v1/images/rolls/{id}")).send().await.expect(200).json().clone()
}

async fn work(app: &TestApp) {
    homeroom::workers::run(&app.state, "roll-images").await.expect("a look at the roll");
}

async fn do_sql(app: &TestApp, sql: &'static str) {
    sqlx::raw_sql(sql).execute(&mut app.sql().await).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The image that orders start their rooms from by themselves, by name.
async fn begun(app: &TestApp) -> Vec<String> {
    let sql = "SELECT o.name FROM image_roll_orders i JOIN orders o ON o.id = i.order_id ORDER BY o.name";
    sqlx::query_scalar(sql).fetch_all(&mut app.sql().await).await.expect("orders")
}

async fn told(app: &TestApp) -> Vec<String> {
    let events = app.platform_get("/v1/events?limit=200").send().await.expect(200);
    let kinds = events.items().iter().map(|event| event["type"].as_str().unwrap_or_default().to_owned());
    kinds.filter(|kind| kind.starts_with("image_roll.")).collect()
}

/// Orders `a` to `h`, each of two rooms, whose lessons begin at 01:00, 01:30, 02:00 ... on Monday 7 September, as the reconciler would have found them the evening
/// before: standing, and with the image on half of the nodes.
async fn world() -> TestApp {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(9)).await;
    app.set_time("2026-09-06T12:00:00Z");
    let school = app.tenant("Qinghe").with_quota(rooms(100), seats(5_000)).await;
    for (number, name) in ["a", "b", "c", "d", "e", "f", "g", "h"].into_iter().enumerate() {
        order(&school, name, &format!("{:02}:{:02}", 9 + number / 2, 30 * (number % 2))).await;
    }
    do_sql(&app, "UPDATE orders SET phase = 'active', handled = touched;
        INSERT INTO cluster_images (cluster_id, image, state, nodes_wanted, nodes_holding, lacking, since)
        SELECT id, 'registry.example/room:v2', 'pulling', 2, 0, '{node-1,node-2}', '2026-09-06' FROM clusters;
        UPDATE classrooms c SET open_from = l.at - interval '10 minutes', open_until = l.at + interval '35 minutes', opens_next = l.at + interval '7 days'
        FROM (SELECT id, timestamptz '2026-09-07T01:00:00Z' + (ascii(name) - ascii('a')) * interval '30 minutes' AS at FROM orders) AS l WHERE l.id = c.order_id").await;
    app
}

async fn order(school: &School<'_>, name: &str, start: &str) {
    let spec = class_of(20).rooms(2).weekly("MO", start, 25).with("/name", json!(name));
    school.order(spec).await.expect_created();
}

async fn half_have_it(app: &TestApp) {
    do_sql(app, "UPDATE cluster_images SET nodes_holding = 1, lacking = '{node-2}'").await;
}

/// Rooms of an order were up from two minutes after their opening on: all of them, or none.
async fn up(app: &TestApp, names: &[&str]) {
    let sql = "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to)
        SELECT c.tenant_id, c.id, c.open_from + interval '2 minutes', c.open_until FROM classrooms c JOIN orders o ON o.id = c.order_id WHERE o.name = ANY($1)";
    sqlx::query(sql).bind(names).execute(&mut app.sql().await).await.expect("rooms were up");
}

#[tokio::test]
async fn an_image_goes_from_order_to_order_as_their_bells_go_well_and_is_done_at_the_end() {
    let app = world().await;
    let made = create(&app, &json!({"image": "registry.example/room:v2", "first_orders": 1})).await.expect_created();
    let id = made.id();
    assert_eq!((&made["state"], &made["from_image"], &made["orders"]["left"]), (&json!("rolling"), &json!(OLD), &json!(8)));
    assert_eq!(made.header("location"), Some(&*format!("/v1/images/rolls/{id}")));
    work(&app).await;
    assert_eq!(begun(&app).await, [] as [String; 0], "no node has it");
    half_have_it(&app).await;
    work(&app).await;
    work(&app).await;
    assert_eq!(begun(&app).await, ["a"], "the one whose rooms open next, and no other until its bell");
    assert_eq!((&seen(&app, &id).await["orders"]["waiting"], &seen(&app, &id).await["orders"]["left"]), (&json!(1), &json!(7)));

    // Every bell goes well: one more each time, and for each two more may follow.
    up(&app, &["a", "b", "c", "d", "e", "f", "g", "h"]).await;
    app.set_time("2026-09-07T00:59:10Z");
    work(&app).await;
    assert_eq!(begun(&app).await, ["a"], "what was seen at that minute may still be on its way");
    app.set_time("2026-09-07T00:59:20Z");
    work(&app).await;
    assert_eq!(begun(&app).await, ["a", "b", "c"]);
    app.set_time("2026-09-07T01:46:00Z");
    work(&app).await;
    // c, which opens in four minutes, waits for its bell; two more follow for b.
    assert_eq!(begun(&app).await, ["a", "b", "c", "d", "e"]);
    assert_eq!(seen(&app, &id).await["rooms"], json!({"ready": 4, "missing": 0, "others_ready": 0, "others_missing": 0}));
    app.set_time("2026-09-07T04:29:00Z");
    work(&app).await;
    assert_eq!(begun(&app).await, ["a", "b", "c", "d", "e", "f"], "g is open, and so is h");
    assert_eq!(seen(&app, &id).await["state"], "rolling");
    app.set_time("2026-09-07T05:10:00Z");
    work(&app).await;
    assert_eq!(begun(&app).await.len(), 8);
    // The last three began after their bell of today: theirs of next week counts.
    let left = seen(&app, &id).await;
    assert_eq!((&left["orders"]["left"], &left["state"]), (&json!(0), &json!("rolling")), "{left}");
    do_sql(&app, "UPDATE classrooms SET open_from = opens_next, open_until = opens_next + interval '45 minutes', opens_next = NULL;
        INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to) SELECT tenant_id, id, open_from, open_until FROM classrooms").await;
    app.set_time("2026-09-14T06:00:00Z");
    work(&app).await;
    let done = seen(&app, &id).await;
    assert_eq!((&done["state"], &done["orders"]["good"], &done["orders"]["bad"]), (&json!("done"), &json!(8), &json!(0)), "{done}");
    assert_eq!(told(&app).await, ["image_roll.created", "image_roll.done"]);
    create(&app, &json!({"image": NEW})).await.expect_problem(409, "image-in-use");
}

#[tokio::test]
async fn a_roll_whose_rooms_are_missing_stops_by_itself_and_is_taken_back_by_one_call() {
    let app = world().await;
    half_have_it(&app).await;
    let id = create(&app, &json!({"image": NEW, "first_orders": 2})).await.expect_created().id();
    work(&app).await;
    assert_eq!(begun(&app).await, ["a", "b"]);
    app.set_time("2026-09-07T01:00:00Z");
    work(&app).await;
    let stopped = seen(&app, &id).await;
    assert_eq!((&stopped["state"], &stopped["orders"]["bad"]), (&json!("stopped"), &json!(1)), "{stopped}");
    assert_eq!(stopped["cause"]["message"], "2 rooms were not ready a minute before their lesson, and 0 were.");
    let chinese = app.platform_get(&format!("/v1/images/rolls/{id}")).header("accept-language", "zh-CN").send().await.expect(200);
    assert_eq!(chinese["cause"]["message"], "2 间教室在课前一分钟尚未就绪，0 间已就绪。");
    app.set_time("2026-09-07T01:31:00Z");
    work(&app).await;
    assert_eq!(begun(&app).await, ["a", "b"], "nobody follows");
    create(&app, &json!({"image": "registry.example/room:v3"})).await.expect_problem(409, "image-roll-open");

    let handled = "UPDATE orders SET handled = touched";
    do_sql(&app, handled).await;
    let back = verb(&app, &id, "take-back").await.expect(200);
    assert_eq!((&back["state"], &back["cause"]["reason"]), (&json!("taken_back"), &json!("by_hand")));
    assert_eq!(begun(&app).await, [] as [String; 0]);
    let touched = "SELECT array_agg(name ORDER BY name) FROM orders WHERE handled < touched";
    let touched: Vec<String> = sqlx::query_scalar(touched).fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(touched, ["a", "b"], "they alone are looked at");
    // Once more changes and tells nothing.
    verb(&app, &id, "take-back").await.expect(200);
    assert_eq!(told(&app).await, ["image_roll.created", "image_roll.stopped", "image_roll.taken_back"]);
    for gone in ["stop", "resume"] {
        verb(&app, &id, gone).await.expect_problem(409, "conflicting-transition");
    }
    create(&app, &json!({"image": "registry.example/room:v3"})).await.expect_created();
}

#[tokio::test]
async fn rooms_that_are_missing_beside_others_that_are_too_do_not_stop_a_roll() {
    let app = world().await;
    half_have_it(&app).await;
    // c opens with a, and starts from the old image.
    do_sql(
        &app,
        "UPDATE classrooms c SET open_from = '2026-09-07T00:50:00Z' FROM orders o WHERE o.id = c.order_id AND o.name IN ('b', 'c')",
    )
    .await;
    let id = create(&app, &json!({"image": NEW, "first_orders": 1})).await.expect_created().id();
    work(&app).await;
    assert_eq!(begun(&app).await.len(), 1);
    app.set_time("2026-09-07T01:00:00Z");
    work(&app).await;
    let goes_on = seen(&app, &id).await;
    assert_eq!(goes_on["rooms"], json!({"ready": 0, "missing": 2, "others_ready": 0, "others_missing": 4}), "{goes_on}");
    assert_eq!((&goes_on["state"], &goes_on["orders"]["bad"]), (&json!("rolling"), &json!(1)));
    // A cluster of which nothing is known says nothing.
    do_sql(&app, "UPDATE clusters SET blind_since = '2026-09-07T01:00:00Z'; DELETE FROM image_roll_orders;
        INSERT INTO image_roll_orders (order_id, roll_id, rolled_at) SELECT o.id, r.id, '2026-09-06' FROM orders o, image_rolls r WHERE o.name = 'b'").await;
    work(&app).await;
    assert_eq!(seen(&app, &id).await["orders"], json!({"good": 0, "bad": 1, "waiting": 1, "left": 7}));
}

#[tokio::test]
async fn a_roll_is_stopped_and_resumed_by_hand_and_ends_when_another_image_is_configured() {
    let mut app = world().await;
    half_have_it(&app).await;
    let id = create(&app, &json!({"image": NEW, "first_orders": 1, "stop_after": 100})).await.expect_created().id();
    let etag = app.platform_get(&format!("/v1/images/rolls/{id}")).send().await.expect(200).header("etag").unwrap().to_owned();
    for _ in 0..2 {
        let stopped = verb(&app, &id, "stop").await.expect(200);
        assert_eq!((&stopped["state"], &stopped["cause"]["message"]), (&json!("stopped"), &json!("By an operator.")));
    }
    app.platform_get(&format!("/v1/images/rolls/{id}")).header("if-none-match", &etag).send().await.expect(200);
    work(&app).await;
    assert_eq!(begun(&app).await, [] as [String; 0]);
    for _ in 0..2 {
        assert_eq!(verb(&app, &id, "resume").await.expect(200)["cause"], Value::Null);
    }
    work(&app).await;
    assert_eq!(begun(&app).await, ["a"]);
    app.change_config(|config| config.room_image = "registry.example/room:configured".to_owned());
    work(&app).await;
    let over = seen(&app, &id).await;
    assert_eq!((&over["state"], &over["cause"]["reason"]), (&json!("taken_back"), &json!("another_configured")));
    assert_eq!(begun(&app).await, [] as [String; 0]);
    assert_eq!(told(&app).await, ["image_roll.created", "image_roll.stopped", "image_roll.resumed", "image_roll.taken_back"]);
    // One that was done counts no more either, also when its configuration comes back.
    do_sql(&app, "UPDATE image_rolls SET state = 'done'").await;
    work(&app).await;
    app.change_config(|config| config.room_image = OLD.to_owned());
    work(&app).await;
    let next = create(&app, &json!({"image": NEW})).await.expect_created();
    assert_eq!(next["from_image"], OLD);
    let listed = app.platform_get("/v1/images/rolls").send().await.expect(200);
    assert_eq!(listed.ids(), [next.id(), id], "the newest first");
}

#[tokio::test]
async fn the_last_roll_that_was_done_is_taken_back_and_none_before_it() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    do_sql(&app, "INSERT INTO image_rolls (id, image, from_image, configured, first_orders, stop_after, state, created_at, ended_at)
        SELECT ('01990000-0000-7000-8000-00000000000' || n)::uuid, 'registry.example/room:v' || n, 'x', 'docker.io/livekit/livekit-server:v1.13.5', 3, 2, 'done',
               timestamptz '2026-09-01' + n * interval '1 day', '2026-09-05' FROM generate_series(1, 2) AS n").await;
    let [first, second] = [1, 2].map(|n| format!("rol_01990000-0000-7000-8000-00000000000{n}"));
    verb(&app, &first, "take-back").await.expect_problem(409, "image-roll-overtaken");
    verb(&app, &second, "take-back").await.expect(200);
    verb(&app, &first, "take-back").await.expect(200);
}

#[tokio::test]
async fn an_image_that_cannot_be_one_is_refused_with_its_field() {
    let app = TestApp::new().await;
    for (body, pointer) in [
        (json!({"image": "livekit/livekit-server"}), "/image"),
        (json!({"image": "Registry.example/Room:v2"}), "/image"),
        (json!({"image": "registry.example/room:v2 && reboot"}), "/image"),
        (json!({"image": NEW, "first_orders": 0}), "/first_orders"),
        (json!({"image": NEW, "first_orders": 51}), "/first_orders"),
        (json!({"image": NEW, "stop_after": 101}), "/stop_after"),
        (json!({"image": NEW, "kind": "class"}), "/kind"),
    ] {
        create(&app, &body).await.expect_invalid(pointer);
    }
    create(&app, &json!({"image": "livekit/livekit-server:v1.13.5"})).await.expect_problem(409, "image-in-use");
    app.platform_get("/v1/images/rolls/rol_01990000-0000-7000-8000-000000000001").send().await.expect_problem(404, "not-found");
}
