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
