//! The feed.

use std::{collections::BTreeSet, time::Duration};

use homeroom::{
    auth::{Actor, Place},
    events::{EventType, NewEvent, record},
};
use serde_json::json;
use tokio::{task::JoinSet, time::timeout};

use crate::support::{TestApp, class_of, nodes, uuid_of};

mod at_once;
mod following;
mod newest;
mod private;

/// Commits this many events, each in a transaction that stays open for a while of its own.
async fn write(app: &TestApp, tenant: uuid::Uuid, count: u64) {
    let mut writers = JoinSet::new();
    for number in 0..count {
        let (mut sql, at) = (app.sql().await, app.now());
        writers.spawn(async move {
            use sqlx::Connection;
            tokio::time::sleep(Duration::from_millis(number * 3 % 50)).await;
            let mut tx = sql.begin().await.unwrap();
            let actor = Actor::system();
            let event = NewEvent {
                feed: Place::Tenant(tenant.into()),
                kind: EventType::OrderCreated,
                actor: &actor,
                subject: format!("ord_{number}"),
                data: json!({ "number": number }),
                at,
            };
            record(&mut tx, event).await.unwrap();
            tokio::time::sleep(Duration::from_millis(number * 7 % 60)).await;
            tx.commit().await.unwrap();
        });
    }
    writers.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_loses_and_repeats_nothing_while_others_commit_out_of_order() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let tenant = uuid_of(&school.id);
    let read = async {
        let (mut seen, mut cursor, mut last) = (BTreeSet::new(), String::new(), 0);
        while seen.len() < 60 {
            let page = school.get(&format!("/v1/events?limit=7{cursor}")).send().await.expect(200);
            for event in page.items() {
                let sequence = event["sequence"].as_i64().unwrap();
                assert_eq!(sequence, last + 1, "without gaps, in order");
                last = sequence;
                if event["type"] == "order.created" {
                    assert!(seen.insert(event["data"]["number"].as_u64().unwrap()), "nothing twice");
                }
            }
            cursor = format!("&after={}", page.text_of("next_cursor"));
        }
        seen
    };
    // What others have begun on the same server holds the end of the feed back, for as long as it takes.
    let read = async { timeout(Duration::from_secs(60), read).await.expect("all are read") };
    let (seen, ()) = tokio::join!(read, write(&app, tenant, 60));
    assert_eq!(seen, (0..60).collect());
}

#[tokio::test]
async fn an_event_names_its_actor_and_on_whose_behalf() {
    let app = TestApp::new().await;
    let (partner, key) = app.partner("North").await;
    let school = app.tenant("School").by(&key).await;
    let body = json!({"name": "x", "scopes": ["orders:read"]});
    app.post("/v1/api-keys").bearer(&key).header("x-tenant", &school.id).once().json(&body).send().await.expect_created();
    let feed = school.get("/v1/events").send().await.expect(200);
    let event = feed.items().iter().find(|event| event["type"] == "api_key.created").unwrap();
    assert_eq!(event["actor"]["type"], json!("api_key"));
    assert_eq!((&event["actor"]["of"], &event["actor"]["on_behalf_of"]), (&json!(partner), &json!(school.id)));
    // The partner's own feed has no part in what was done for the institution.
    let own = app.get("/v1/events").bearer(&key).send().await.expect(200);
    assert!(own.items().iter().all(|event| event["type"] != "api_key.created"));
}

#[tokio::test]
async fn what_a_newer_version_writes_is_handed_on_as_it_is() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = app.tenant("School").await;
    let order = school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created().id();
    let newer = r#"UPDATE events SET type = 'order.photographed', actor = '{"type": "robot"}' WHERE type = 'order.created'"#;
    sqlx::query(newer).execute(&mut app.sql().await).await.unwrap();
    for path in ["/v1/events".to_owned(), format!("/v1/orders/{order}/events")] {
        let feed = school.get(&path).send().await.expect(200);
        let event = feed.items().iter().find(|event| event["subject"] == order.as_str()).unwrap();
        assert_eq!((&event["type"], &event["actor"]), (&json!("order.photographed"), &json!({"type": "robot"})), "{path}");
    }
}

#[tokio::test]
async fn there_is_always_a_next_cursor_and_reading_at_rest_writes_nothing() {
    let app = TestApp::new().await;
    let school = app.tenant("School").await;
    let first = school.get("/v1/events").send().await.expect(200);
    let cursor = first.text_of("next_cursor").to_owned();
    assert!(first.header("link").is_some_and(|link| link.contains("rel=\"next\"")));
    let mut sql = app.sql().await;
    let version = "SELECT xmin::text FROM feeds WHERE last_sequence > 0 ORDER BY 1";
    let before: Vec<String> = sqlx::query_scalar(version).fetch_all(&mut sql).await.unwrap();
    let rest = school.get(&format!("/v1/events?after={cursor}")).send().await.expect(200);
    assert_eq!((rest["items"].as_array().map(Vec::len), rest["next_cursor"].as_str()), (Some(0), Some(cursor.as_str())));
    let after: Vec<String> = sqlx::query_scalar(version).fetch_all(&mut sql).await.unwrap();
    assert_eq!(before, after);
    school.get("/v1/events?after=-1").send().await.expect_invalid("?after");
    school.get("/v1/events?after=x").send().await.expect_invalid("?after");
}
