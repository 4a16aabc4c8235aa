//! Who entered which room: kept by day, for as long as it is wanted, and no event.

use homeroom::classrooms::keep_joins;
use serde_json::json;
use sqlx::{Connection, PgConnection};

use super::seen_up;
use crate::support::{TestApp, class_of, nodes};

const OPEN: (&str, &str, &str) = ("2026-09-07T00:50:00Z", "2026-09-07T01:55:00Z", "2026-09-14T00:50:00Z");

/// Identity, role, and the table that holds the row.
async fn kept(app: &TestApp) -> Vec<(String, String, String)> {
    let sql = "SELECT identity, role, tableoid::regclass::text FROM joins ORDER BY at";
    sqlx::query_as(sql).fetch_all(&mut app.sql().await).await.unwrap()
}

#[tokio::test]
async fn a_join_is_kept_with_its_day_and_told_in_no_feed() {
    let app = TestApp::with(&["--joins-kept-days", "30"]).await.with_cluster("bj-1", nodes(2)).await;
    let (school, other) = (app.tenant("Qinghe").await, app.tenant("Other").await);
    school.order(class_of(20).weekly("MO", "09:00", 45)).await.expect_created();
    let room = school.get("/v1/classrooms").send().await.expect(200)["items"][0]["id"].as_str().unwrap().to_owned();
    let join = |name: &str| {
        school.post(&format!("/v1/classrooms/{room}/join")).json(&json!({"role": "pupil", "name": name, "identity": name})).send()
    };
    seen_up(&app, OPEN.0, OPEN.1, OPEN.2).await;

    // Nobody has made the day yet; on a later one somebody has.
    app.set_time("2026-09-07T00:52:00Z");
    join("early").await.expect(200);
    keep_joins(&app.state).await.unwrap();
    app.set_time("2026-09-07T00:53:00Z");
    join("late").await.expect(200);
    app.set_time("2026-09-08T00:52:00Z");
    seen_up(&app, "2026-09-08T00:50:00Z", "2026-09-08T01:55:00Z", OPEN.2).await;
    join("next day").await.expect(200);
    let row = |name: &str, table: &str| (name.to_owned(), "pupil".to_owned(), table.to_owned());
    assert_eq!(kept(&app).await, [row("early", "joins_other"), row("late", "joins_other"), row("next day", "joins_20260908")]);
    let events = school.get("/v1/events?after=0").send().await.expect(200);
    assert!(events["items"].as_array().unwrap().iter().all(|event| event["type"] != "classroom.joined"));

    // They are the institution's own, and a day is reached through the fence alone.
    let mut sql = PgConnection::connect_with(&app.database.app()).await.unwrap();
    for (school, seen) in [(&school, 3), (&other, 0)] {
        sqlx::query("SELECT set_config('app.tenant', $1, false)")
            .bind(school.id.trim_start_matches("ten_"))
            .execute(&mut sql)
            .await
            .unwrap();
        assert_eq!(sqlx::query_scalar::<_, i64>("SELECT count(*) FROM joins").fetch_one(&mut sql).await.unwrap(), seen);
    }
    assert!(sqlx::query("SELECT FROM joins_20260908").execute(&mut sql).await.is_err());

    // 30 days later the first of them go, a day later the rest.
    app.set_time("2026-10-08T00:00:00Z");
    keep_joins(&app.state).await.unwrap();
    assert_eq!(kept(&app).await, [row("next day", "joins_20260908")]);
    app.set_time("2026-10-09T00:00:00Z");
    keep_joins(&app.state).await.unwrap();
    assert!(kept(&app).await.is_empty());
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'joins_2%' AND tablename < 'joins_20260909'")
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap();
    assert_eq!(left, 0);
}
