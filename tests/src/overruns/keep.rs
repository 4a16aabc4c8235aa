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
