//! Orders that a later version of the program wrote: an old replica during a roll-out, or the version before after a rollback.

use homeroom::orders::store::load_full;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::support::{Answer, OrderSpec, School, TestApp, class_of, nodes};

/// An order that has something at every level of the document.
fn full() -> OrderSpec {
    let monday = json!({"key": "math", "rooms": ["room-1"], "rrule": "FREQ=WEEKLY;BYDAY=MO", "start": "09:00", "duration_minutes": 45});
    class_of(20)
        .rooms(2)
        .line(monday)
        .on(&["2026-09-05"], "09:00", 45)
        .with("/metadata", json!({"a": "1"}))
        .with(
            "/timetable/days",
            json!([{"from": "2026-10-01", "to": "2026-10-07", "off": true}, {"date": "2026-10-10", "runs_as": "2026-10-12"}]),
        )
        .with("/timetable/changes", json!([{"lesson": "math", "room": "room-1", "on": "2026-09-14", "moved_to": {"start": "14:00"}}]))
}

/// The pointers of all objects of a document whose fields are ours.
fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.push(at.to_owned());
            fields.iter().filter(|(name, _)| *name != "metadata").for_each(|(name, field)| objects(field, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| objects(item, &format!("{at}/{index}"), found)),
        _ => {}
    }
}

fn with_tomorrow(mut document: Value, at: &str) -> Value {
    document.pointer_mut(at).unwrap()["tomorrow"] = json!({"list": [1, null], "text": "x"});
    document
}

/// The stored document gets a field of tomorrow at every level.
async fn rewrite(app: &TestApp) {
    let mut sql = PgConnection::connect_with(&app.database.superuser()).await.unwrap();
    let mut document: Value = sqlx::query_scalar("SELECT document FROM order_generations").fetch_one(&mut sql).await.unwrap();
    let mut levels = Vec::new();
    objects(&document, "", &mut levels);
    assert_eq!(levels.len(), 11, "order, two rooms, term, timetable, two lines, two days, a change and its moved_to");
    for at in levels {
        document = with_tomorrow(document, &at);
    }
    sqlx::query("UPDATE order_generations SET document = $1").bind(document).execute(&mut sql).await.unwrap();
}

async fn school(app: &TestApp) -> School<'_> {
    app.tenant("Qinghe").await
}

#[tokio::test]
async fn an_order_of_tomorrow_is_read_listed_expanded_and_loaded_as_if_it_were_of_today() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = school(&app).await;
    let created = school.order(full()).await.expect_created();
    let (id, path) = (created.id(), format!("/v1/orders/{}", created.id()));
    let day = format!("/v1/lessons?order_id={id}&from=2026-09-14T00:00:00Z&to=2026-09-15T00:00:00Z");
    let (got, listed) = (school.get(&path).send().await, school.get("/v1/orders").send().await);
    let lessons = school.get(&day).send().await;
    rewrite(&app).await;
    assert_eq!(school.get(&path).send().await.expect(200).json(), got.json());
    assert_eq!(school.get("/v1/orders").send().await.expect(200).json(), listed.json());
    let again = school.get(&day).send().await.expect(200);
    assert_eq!((again.json(), again["items"][0]["starts_at_local"].as_str()), (lessons.json(), Some("2026-09-14T14:00:00+08:00")));
    // What a round on the order begins with.
    let loaded = load_full(&mut app.sql().await, id.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(serde_json::to_value(&loaded.newest().document).unwrap(), full().json());
    school.cancel(&id).await.expect(200);
}

#[tokio::test]
async fn an_amendment_that_would_lose_fields_of_tomorrow_waits_and_changes_nothing() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = school(&app).await;
    let id = school.order(full()).await.expect_created().id();
    rewrite(&app).await;
    let mut sql = app.sql().await;
    let mut stored =
        async || sqlx::query_as::<_, (Value, i64)>("SELECT document, number FROM order_generations").fetch_all(&mut sql).await.unwrap();
    let before = stored().await;
    for change in [json!({"name": "Spring term"}), json!({"rooms": [{"key": "room-1", "seats": 20}]})] {
        let refused = school.amend(&id, &change).await.expect_problem(503, "newer-version");
        assert_eq!(refused.header("retry-after"), Some("60"));
        let quote = school.post(&format!("/v1/orders/{id}/quote")).json(&change).send().await;
        quote.expect_problem(503, "newer-version");
    }
    assert_eq!(stored().await, before);
}

#[tokio::test]
async fn on_the_wire_a_field_that_nobody_knows_is_refused_at_every_level() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    let school = school(&app).await;
    let id = school.order(full()).await.expect_created().id();
    let mut levels = Vec::new();
    objects(&full().json(), "", &mut levels);
    let named = |answer: Answer, at: &str| {
        let answer = answer.expect_problem(422, "invalid").expect_invalid(&format!("{at}/tomorrow"));
        assert_eq!((&answer["errors"][0]["code"], &answer["errors"][0]["params"]), (&json!("unknown_field"), &json!({"name": "tomorrow"})));
    };
    for at in levels {
        let document = with_tomorrow(full().json(), &at);
        named(school.post("/v1/orders").json(&document).send().await, &at);
        named(school.post("/v1/quotes").json(&document).send().await, &at);
        let batch = json!({"orders": [document]});
        named(school.post("/v1/orders/batch").json(&batch).send().await, &format!("/orders/0{at}"));
        if at.starts_with("/timetable") {
            named(school.amend(&id, &json!({"timetable": document["timetable"]})).await, &at);
        }
    }
}
