//! One rule for every text that another person is shown: it can be seen, and hides or turns nothing.

use serde_json::json;

use crate::support::{TestApp, class_of, nodes};

/// Nothing at all, in seven ways, and what turns or hides the text around it.
const UNSEEN: [&str; 12] = [
    "\u{115f}",
    "\u{1160}",
    "\u{3164}",
    "\u{ffa0}",
    "\u{2800}",
    "\u{200b}",
    "\u{feff}",
    "a\u{202e}b",
    "\u{2066}x",
    "a\u{ad}b",
    "a\u{200d}b",
    "a\u{e0041}",
];

#[tokio::test]
async fn no_name_is_taken_that_others_would_not_see_or_that_turns_their_text() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let room = school.get(&format!("/v1/classrooms?order_id={order}")).send().await.expect(200).ids().remove(0);
    let join = format!("/v1/classrooms/{room}/join");
    for text in UNSEEN {
        let tenant = json!({"name": text, "time_zone": "UTC", "currency": "CNY"});
        app.platform_post("/v1/tenants").json(&tenant).send().await.expect_invalid("/name");
        app.platform_post("/v1/partners").json(&json!({"name": text})).send().await.expect_invalid("/name");
        school.post(&join).json(&json!({"role": "pupil", "name": text})).send().await.expect_invalid("/name");
        school.post(&join).json(&json!({"role": "pupil", "name": "A", "identity": text})).send().await.expect_invalid("/identity");
        let order = || class_of(20).weekly("MO", "09:00", 45);
        for pointer in ["/name", "/external_id", "/rooms/0/key", "/rooms/0/name", "/timetable/lessons/0/key", "/timetable/lessons/0/title"]
        {
            school.order(order().with(pointer, json!(text))).await.expect_invalid(pointer);
        }
    }
}

#[tokio::test]
async fn names_that_look_alike_are_one_name() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").await;
    // "école", with one character for the accented letter and with two.
    let (one, two) = ("\u{e9}cole", "e\u{301}cole");
    let line = |rooms: &str| json!({"rooms": [rooms], "dates": ["2026-09-07"], "start": "09:00", "duration_minutes": 45});
    let order = |key: &str, named: &str| class_of(20).with("/rooms/0/key", json!(key)).line(line(named));
    for (key, named) in [(one, two), (two, one)] {
        let order = school.order(order(key, named)).await.expect_created();
        assert_eq!(order["rooms"][0]["key"], one);
        assert_eq!(order["timetable"]["lessons"][0]["rooms"], json!([one]));
        for asked in ["%C3%A9cole", "e%CC%81cole"] {
            let found = school.get(&format!("/v1/classrooms?order_id={}&key={asked}", order.id())).send().await.expect(200);
            assert_eq!(found.items().len(), 1, "{asked}");
        }
        school.cancel(&order.id()).await.expect(200);
    }
    let twins = class_of(20).rooms(2).with("/rooms/0/key", json!(one)).with("/rooms/1/key", json!(two)).line(line(one));
    school.order(twins).await.expect_invalid("/rooms/1/key");
}
