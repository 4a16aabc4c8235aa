//! `GET /v1/clusters/{id}/images` and `homeroom admin images`: what was found of rooms' images, as operators see it.

use serde_json::{Value, json};

use crate::support::{Service, TestApp, class_of, nodes};

const IMAGE: &str = "registry.example/livekit-server@sha256:0123";

/// A cluster of which a worker found that one node of two lacks the image, and the path of its images.
async fn with_images() -> (TestApp, String) {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let cluster = app.platform_get("/v1/clusters").send().await.expect(200).ids().remove(0);
    (app, format!("/v1/clusters/{cluster}/images"))
}

async fn found(app: &TestApp) {
    let sql = "INSERT INTO cluster_images (cluster_id, image, state, road, nodes_wanted, nodes_holding, lacking, failure, since)
        SELECT id, $1, 'failing', 'daemon_set', 2, 1, ARRAY['node-1'], $2, '2026-09-01T00:00:00Z' FROM clusters";
    let failure = json!({"reason": "node_cannot_pull", "params": {"node": "node-1", "cause": "ErrImagePull"}});
    sqlx::query(sql).bind(IMAGE).bind(failure).execute(&mut app.sql().await).await.expect("an image");
}

#[tokio::test]
async fn the_images_of_a_cluster_are_shown_with_the_nodes_that_lack_them_and_why() {
    let (app, path) = with_images().await;
    let before = app.platform_get(&path).send().await.expect(200);
    assert_eq!((&before["items"], &before["needed_at"]), (&json!([]), &Value::Null));
    found(&app).await;
    let shown = app.platform_get(&path).header("if-none-match", before.etag()).send().await.expect(200);
    let item = &shown["items"][0];
    assert_eq!((&item["image"], &item["digest"]), (&json!(IMAGE), &json!("sha256:0123")));
    assert_eq!((&item["state"], &item["road"], &item["completed_at"]), (&json!("failing"), &json!("daemon_set"), &Value::Null));
    assert_eq!((&item["nodes_holding"], &item["nodes_wanted"], &item["lacking"]), (&json!(1), &json!(2), &json!(["node-1"])));
    assert_eq!(item["failure"]["message"], "Pulling it on node-1 fails: ErrImagePull.");
    let chinese = app.platform_get(&path).header("accept-language", "zh-CN").send().await.expect(200);
    assert_eq!(chinese["items"][0]["failure"]["message"], "在 node-1 上拉取失败：ErrImagePull。");
    app.platform_get(&path).header("if-none-match", shown.etag()).send().await.expect(304);
    app.platform_get("/v1/clusters/clu_nonsense/images").send().await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn the_moment_at_which_rooms_need_an_image_is_that_of_the_first_that_opens_there() {
    let (app, path) = with_images().await;
    let school = app.tenant("Qinghe").await;
    school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45).weekly("TU", "08:00", 45)).await.expect_created();
    app.set_time("2026-09-02T00:00:00Z");
    let needed = async || app.platform_get(&path).send().await.expect(200)["needed_at"].clone();
    // What workers keep of each room's door: open for now, then closed until the next.
    let doors = "UPDATE classrooms SET open_from = $1::timestamptz, open_until = $2::timestamptz, opens_next = $3::timestamptz";
    for (from, until, next, at) in [
        ("2026-09-07T00:50:00Z", "2026-09-07T01:55:00Z", "2026-09-07T23:50:00Z", "2026-09-07T00:50:00Z"),
        ("2026-09-01T00:50:00Z", "2026-09-01T01:55:00Z", "2026-09-07T00:50:00Z", "2026-09-07T00:50:00Z"),
        ("2026-09-01T23:50:00Z", "2026-09-02T00:55:00Z", "2026-09-07T00:50:00Z", "2026-09-01T23:50:00Z"),
    ] {
        sqlx::query(doors).bind(from).bind(until).bind(next).execute(&mut app.sql().await).await.expect("doors");
        assert_eq!(needed().await, json!(at), "{from}");
    }
}

#[tokio::test]
async fn by_hand_the_same_is_printed_of_all_clusters() {
    let (app, path) = with_images().await;
    found(&app).await;
    let shown = app.platform_get(&path).send().await.expect(200).json().clone();
    let printed = Service::admin_prints(&app.database.urls(), &["images"]).await;
    let cluster = &printed["clusters"][0];
    assert_eq!((&cluster["name"], &cluster["images"]["items"]), (&json!("bj-1"), &shown["items"]));
    assert_eq!(printed["rolls"], json!([]));
}

#[tokio::test]
async fn by_hand_rolls_are_printed_with_how_far_they_are_and_why_one_is_stopped() {
    let (app, _) = with_images().await;
    let new = json!({"image": "registry.example/livekit-server:v1.13.5"});
    let roll = app.platform_post("/v1/images/rolls").json(&new).send().await.expect(201).id();
    let path = format!("/v1/images/rolls/{roll}");
    app.platform_post(&format!("{path}/stop")).send().await.expect(200);
    let shown = app.platform_get(&path).send().await.expect(200).json().clone();
    let printed = Service::admin_prints(&app.database.urls(), &["images"]).await["rolls"][0].clone();
    for field in ["id", "image", "from_image", "state", "cause", "orders", "rooms", "stopped_at"] {
        assert_eq!(printed[field], shown[field], "{field}");
    }
    assert_eq!((&printed["state"], &printed["cause"]["message"]), (&json!("stopped"), &json!("By an operator.")));
    assert_eq!(printed["orders"], json!({"good": 0, "bad": 0, "waiting": 0, "left": 0}));
}

/// The condition of the only order, as operators read it in a language.
async fn of_order(app: &TestApp, language: &str) -> Value {
    let orders = app.platform_get("/v1/platform/orders").header("accept-language", language).send().await.expect(200);
    let conditions = orders.items()[0]["conditions"].as_array().cloned().unwrap_or_default();
    conditions.into_iter().find(|one| one["type"] == "Preloaded").unwrap_or_default()
}

async fn do_sql(app: &TestApp, sql: &'static str) {
    sqlx::raw_sql(sql).execute(&mut app.sql().await).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

#[tokio::test]
async fn an_order_that_opens_within_a_day_says_on_how_many_nodes_the_image_of_its_rooms_is() {
    let (app, _) = with_images().await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created().id();
    found(&app).await;
    do_sql(
        &app,
        "UPDATE cluster_images SET taken_at = '2026-09-01'; UPDATE orders SET phase = 'active', ready = true;
         UPDATE classrooms SET open_from = '2026-09-07T00:50:00Z', open_until = '2026-09-07T01:55:00Z', opens_next = '2026-09-14T00:50:00Z'",
    )
    .await;
    app.set_time("2026-09-05T12:00:00Z");
    assert_eq!(of_order(&app, "en").await, Value::Null, "there is time");

    app.set_time("2026-09-06T12:00:00Z");
    let said = of_order(&app, "en").await;
    assert_eq!((&said["status"], &said["reason"], &said["fix_by"]), (&json!("false"), &json!("ImagePullFails"), &json!("operator")));
    let params = json!({"image": IMAGE, "holding": 1, "wanted": 2, "node": "node-1", "cause": "ErrImagePull"});
    assert_eq!((&said["params"], &said["since"]), (&params, &json!("2026-09-01T00:00:00Z")));
    assert_eq!(said["message"], format!("{IMAGE} is preloaded on 1 of 2 nodes. Pulling it on node-1 fails: ErrImagePull."));
    let chinese = of_order(&app, "zh-CN").await;
    assert_eq!(chinese["message"], format!("{IMAGE} 已预载到 2 个节点中的 1 个。在 node-1 上拉取失败：ErrImagePull。"));
    let orders = app.platform_get("/v1/platform/orders").send().await.expect(200);
    assert_eq!(orders.items()[0]["ready"], true, "rooms may start on the other node");
    let own = school.get(&format!("/v1/orders/{order}")).send().await.expect(200);
    assert!(own["conditions"].as_array().unwrap().iter().all(|one| one["type"] != "Preloaded"), "how many nodes there are is no school's");

    // It comes, and is there.
    do_sql(&app, "UPDATE cluster_images SET state = 'pulling', failure = NULL").await;
    let said = of_order(&app, "en").await;
    assert_eq!((&said["reason"], &said["fix_by"]), (&json!("ImageNotOnAllNodes"), &json!("nobody")));
    assert_eq!(said["message"], format!("{IMAGE} is preloaded on 1 of 2 nodes."));
    do_sql(&app, "UPDATE cluster_images SET state = 'preloaded', nodes_holding = 2, lacking = '{}'").await;
    let said = of_order(&app, "en").await;
    assert_eq!((&said["status"], &said["reason"], &said["fix_by"]), (&json!("true"), &json!("ImageOnAllNodes"), &Value::Null));
    app.set_time("2026-09-08T00:00:00Z");
    assert_eq!(of_order(&app, "en").await, Value::Null, "the next lesson is in a week");
}

#[tokio::test]
async fn an_order_that_began_with_a_rolled_image_says_where_that_one_is_and_nothing_while_its_cluster_is_not_seen() {
    let (app, _) = with_images().await;
    app.set_time("2026-09-06T12:00:00Z");
    app.tenant("Qinghe").await.order(class_of(50).rooms(2).weekly("MO", "09:00", 45)).await.expect_created();
    found(&app).await;
    let new = json!({"image": "registry.example/livekit-server:v1.13.5"});
    app.platform_post("/v1/images/rolls").json(&new).send().await.expect(201);
    do_sql(
        &app,
        "UPDATE cluster_images SET taken_at = '2026-09-01'; UPDATE orders SET phase = 'active';
         UPDATE classrooms SET open_from = '2026-09-07T00:50:00Z', open_until = '2026-09-07T01:55:00Z';
         INSERT INTO cluster_images (cluster_id, image, state, nodes_wanted, nodes_holding, lacking, since)
         SELECT id, 'registry.example/livekit-server:v1.13.5', 'unknown', 2, 0, '{}', '2026-09-06' FROM clusters",
    )
    .await;
    assert_eq!(of_order(&app, "en").await["params"]["image"], IMAGE);
    do_sql(
        &app,
        "INSERT INTO image_roll_orders (order_id, roll_id, rolled_at) SELECT o.id, r.id, '2026-09-06' FROM orders o, image_rolls r",
    )
    .await;
    let said = of_order(&app, "en").await;
    assert_eq!((&said["status"], &said["reason"], &said["params"]), (&json!("unknown"), &json!("NodesTellOfNoImages"), &new));
    do_sql(&app, "UPDATE clusters SET blind_since = '2026-09-06T12:00:00Z'").await;
    assert_eq!(of_order(&app, "en").await, Value::Null);
}
