use serde_json::json;

use super::{Person, draft};
use crate::support::{TestApp, class_of, nodes, rooms, seats};

#[tokio::test]
async fn a_draft_is_kept_as_it_was_sent() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let owner = Person::of(&app, &school, "owner").await;
    let order = "ord_0197f000-0000-7000-8000-000000000000";
    let written = json!({
        "kind": "amendment", "base": {"order_id": order, "etag": "\"3.1\""}, "name": "春季学期", "step": "days",
        "body": {"z": [1, -2.5, null, true, {"课": "\"数学\"\n"}], "a": {"undo": [[], {}]}}, "attempt": {"key": "k-1", "body_hash": "ab12"}, "shared": false,
    });
    let made = owner.keep(&written).await.expect_created();
    let path = made.header("location").unwrap().to_owned();
    assert_eq!(path, format!("/v1/drafts/{}", made.id()));
    let kept = owner.get(&path).await.expect(200);
    assert_eq!(kept.json(), made.json());
    for field in ["kind", "base", "name", "step", "body", "attempt", "shared"] {
        assert_eq!(kept[field], written[field], "{field}");
    }
    assert_eq!((&kept["mine"], kept.etag()), (&json!(true), "\"1.0\""));
    assert!(kept["owner"]["id"].as_str().unwrap().starts_with("mem_"));
    let unchanged = owner.call("GET", &path).header("if-none-match", "\"1.0\"").send().await;
    assert_eq!((unchanged.status.as_u16(), unchanged.body.len()), (304, 0));
}

#[tokio::test]
async fn what_another_tab_wrote_is_not_overwritten() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let owner = Person::of(&app, &school, "owner").await;
    let path = format!("/v1/drafts/{}", owner.keep(&draft("Spring")).await.expect_created().id());
    let set = owner.set(&path, "\"1.0\"", &draft("Summer")).await.expect(200);
    assert_eq!((set.etag(), &set["name"]), ("\"2.0\"", &json!("Summer")));
    let stale = owner.set(&path, "\"1.0\"", &draft("Autumn")).await.expect_problem(412, "precondition-failed");
    assert_eq!(stale["params"]["etag"], "\"2.0\"");
    assert_eq!(owner.get(&path).await["name"], "Summer");
    owner.set(&path, stale["params"]["etag"].as_str().unwrap(), &draft("Autumn")).await.expect(200);
    // All of it is set: what is left out is not there any more.
    let bare = json!({"kind": "order", "step": "rooms", "body": {}});
    let set = owner.set(&path, "\"3.0\"", &bare).await.expect(200);
    assert_eq!((set.json().get("name"), &set["body"]), (None, &json!({})));
}

#[tokio::test]
async fn a_request_that_is_repeated_makes_one_draft() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let keep = || school.get("/v1/drafts").send();
    let make = || app.post("/v1/drafts").bearer(&school.key).header("idempotency-key", "k").json(&draft("Spring")).send();
    let (first, second) = (make().await.expect_created(), make().await.expect_created());
    assert_eq!((first.id(), second.header("idempotent-replayed")), (second.id(), Some("true")));
    assert_eq!(keep().await.expect(200).ids(), [first.id()]);
    assert!(first["owner"]["id"].as_str().unwrap().starts_with("key_"), "a key's drafts are its own");
}

#[tokio::test]
async fn a_list_has_the_last_change_first_and_no_bodies() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let owner = Person::of(&app, &school, "owner").await;
    let mut ids = Vec::new();
    for (name, at) in [("a", "2026-08-25T01:00:00Z"), ("b", "2026-08-25T02:00:00Z"), ("c", "2026-08-25T03:00:00Z")] {
        app.set_time(at);
        ids.push(owner.keep(&draft(name)).await.expect_created().id());
    }
    app.set_time("2026-08-25T04:00:00Z");
    owner.set(&format!("/v1/drafts/{}", ids[0]), "\"1.0\"", &draft("a")).await.expect(200);
    let all = owner.get("/v1/drafts").await.expect(200);
    assert_eq!(all.ids(), [ids[0].clone(), ids[2].clone(), ids[1].clone()]);
    assert!(all.items().iter().all(|item| item.get("body").is_none()), "{}", all.text());
    let page = owner.get("/v1/drafts?limit=2").await.expect(200);
    let rest = owner.get(&format!("/v1/drafts?limit=2&cursor={}", page.text_of("next_cursor"))).await.expect(200);
    assert_eq!(rest.ids(), [ids[1].clone()]);
    let order = "ord_0197f000-0000-7000-8000-000000000000";
    assert!(owner.get(&format!("/v1/drafts?order_id={order}")).await.expect(200).items().is_empty());
}

#[tokio::test]
async fn what_a_quote_said_last_is_kept_and_looked_for() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(50)).await;
    let order = school.order(class_of(1).weekly("MO", "09:00", 45)).await.expect_created().id();
    let owner = Person::of(&app, &school, "owner").await;
    let saying = |verdict: &str| {
        let mut draft = draft("Spring");
        draft["verdict"] = json!(verdict);
        draft
    };
    let unknown = owner.keep(&draft("Spring")).await.expect_created();
    assert_eq!(unknown.json().get("verdict"), None);
    let fits = owner.keep(&saying("fits")).await.expect_created();
    let refused = owner.keep(&saying("does_not_fit")).await.expect_created();
    assert_eq!((&fits["verdict"], &refused["verdict"]), (&json!("fits"), &json!("does_not_fit")));
    owner.keep(&saying("perhaps")).await.expect_invalid("/verdict");
    let found = owner.get("/v1/drafts?verdict=does_not_fit").await.expect(200);
    assert_eq!(found.ids(), [refused.id()]);
    assert_eq!(found.items()[0]["verdict"], "does_not_fit");
    // Of what was ordered nothing is left to be mended.
    let mut ordered = saying("does_not_fit");
    ordered["made_order_id"] = json!(order);
    owner.set(&format!("/v1/drafts/{}", refused.id()), "\"1.0\"", &ordered).await.expect(200);
    assert!(owner.get("/v1/drafts?verdict=does_not_fit").await.expect(200).items().is_empty());
}

#[tokio::test]
async fn thirty_days_after_it_became_an_order_it_is_gone_whatever_was_changed_since() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await;
    let school = app.tenant("Qinghe").with_quota(rooms(1), seats(50)).await;
    let order = school.order(class_of(1).weekly("MO", "09:00", 45)).await.expect_created().id();
    let mut ordered = draft("Spring");
    (ordered["shared"], ordered["made_order_id"]) = (json!(true), json!(order));
    app.set_time("2026-08-25T00:00:00Z");
    let path = format!("/v1/drafts/{}", school.post("/v1/drafts").json(&ordered).send().await.expect_created().id());
    let other = school.post("/v1/drafts").json(&draft("Summer")).send().await.expect_created().id();
    app.set_time("2026-09-23T23:59:59Z");
    homeroom::workers::run(&app.state, "sweep-drafts").await.unwrap();
    school.put(&path, "\"1.0\"").json(&ordered).send().await.expect(200);
    app.set_time("2026-09-24T00:00:00Z");
    homeroom::workers::run(&app.state, "sweep-drafts").await.unwrap();
    school.get(&path).send().await.expect_problem(404, "not-found");
    school.get(&format!("/v1/drafts/{other}")).send().await.expect(200);
}

#[tokio::test]
async fn ninety_days_after_its_last_change_it_is_gone() {
    let app = TestApp::new().await;
    let school = app.tenant("Qinghe").await;
    let made = school.post("/v1/drafts").json(&draft("Spring")).send().await.expect_created().id();
    let path = format!("/v1/drafts/{made}");
    app.set_time("2026-11-22T23:59:59Z");
    homeroom::workers::run(&app.state, "sweep-drafts").await.unwrap();
    school.get(&path).send().await.expect(200);
    app.set_time("2026-11-23T00:00:00Z");
    homeroom::workers::run(&app.state, "sweep-drafts").await.unwrap();
    school.get(&path).send().await.expect_problem(404, "not-found");
}
