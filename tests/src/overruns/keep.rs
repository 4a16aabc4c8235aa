//! `POST /v1/classrooms/{id}/keep`

use serde_json::{Value, json};

use super::{are_up, ends, lower_quota, told};
use crate::{
    orders::calendars_are_sound,
    support::{TestApp, class_of, nodes, rooms, seats},
};

#[tokio::test]
async fn a_room_that_is_open_is_kept_for_half_a_day_at_most_whatever_the_quota_says_and_what_it_lacks_is_said() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(2), seats(20)).await;
    let order = school.order(class_of(10).rooms(2).weekly("WE", "09:00", 45)).await.expect_created().id();
    let room = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200).ids().remove(0);
    let path = format!("/v1/classrooms/{room}/keep");
    let keep = |body: Value| app.platform_post(&path).json(&body).send();
    app.set_time("2026-09-02T01:00:00Z");
    are_up(&app, &["room-1", "room-2"], "2026-09-02T01:55:00Z").await;

    let endless = keep(json!({"why": "An examination began late"})).await.expect(422);
    assert_eq!(endless.json()["errors"][0]["params"]["name"], "until");
    for until in ["2026-09-02T00:59:00Z", "2026-09-02T13:01:00Z"] {
        let refused = keep(json!({"until": until, "why": "An examination began late"})).await.expect(422);
        assert_eq!(refused.json()["errors"][0]["pointer"], "/until", "{until}");
    }
    lower_quota(&app, &school, (1, 1)).await;
    let asked = json!({"until": "2026-09-02T02:30:00Z", "why": "An examination began late"});
    let kept = keep(asked.clone()).await.expect(200);
    assert_eq!((&kept["changed"], &kept["until"]), (&json!(true), &asked["until"]));
    assert_eq!((&kept["short"]["reason"], &kept["short"]["params"]["limit"]), (&json!("QuotaUsed"), &json!("seats")), "{}", kept.text());
    assert_eq!(keep(asked).await.expect(200)["changed"], false);
    let mut shown = ends(&school, &order).await;
    shown.sort_by_key(ToString::to_string);
    assert_eq!(shown, [json!(["2026-09-02T01:45:00Z", null]), json!(["2026-09-02T02:30:00Z", 45])]);
    assert_eq!((told(&app, "classroom.kept").await, told(&app, "lessons.went_on").await), (1, 1));

    app.set_time("2026-09-02T02:41:00Z");
    let closed = keep(json!({"until": "2026-09-02T03:00:00Z", "why": "Too late"})).await.expect_problem(409, "room-closed");
    assert_eq!(closed["params"]["opens_at"], "2026-09-09T00:50:00Z");
    calendars_are_sound(&app).await;
}

#[tokio::test]
async fn a_room_that_is_kept_where_the_cluster_is_full_names_the_order_that_no_longer_fits() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(200), seats(10_000)).await;
    let first = school.order(class_of(50).weekly("WE", "09:00", 45)).await.expect_created().id();
    // The node holds 37, and they are all taken from ten o'clock on.
    let next = school.order(class_of(50).rooms(37).weekly("WE", "10:10", 45)).await.expect_created().id();
    let room = school.get(&format!("/v1/classrooms?order_id={first}")).send().await.expect(200).ids().remove(0);
    app.set_time("2026-09-02T01:00:00Z");
    are_up(&app, &["room-1"], "2026-09-02T01:55:00Z").await;
    let at_risk = async || {
        homeroom::workers::run(&app.state, "watch-promises").await.expect("promises are watched");
        app.platform_get("/v1/promises?at_risk=true").send().await.expect(200).items().to_vec()
    };
    assert_eq!(at_risk().await, [] as [Value; 0]);

    let asked = json!({"until": "2026-09-02T02:30:00Z", "why": "An examination began late"});
    let kept = app.platform_post(&format!("/v1/classrooms/{room}/keep")).json(&asked).send().await.expect(200);
    assert_eq!(kept["short"]["reason"], "NoCapacity", "{}", kept.text());
    let named = at_risk().await;
    assert_eq!((named.len(), &named[0]["order_id"], &named[0]["rooms"]), (1, &json!(next), &json!(1)), "{named:?}");
    assert_eq!(named[0]["bell_at"], "2026-09-02T02:10:00Z");
    app.set_time("2026-09-02T02:45:00Z");
    assert_eq!(at_risk().await, [] as [Value; 0], "it is over");
    calendars_are_sound(&app).await;
}
