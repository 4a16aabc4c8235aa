//! `GET /v1/capacity/accuracy`: what was planned against what came, by week and cluster.

use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};

use crate::support::{TestApp, class_of, nodes};

/// Two rooms on Mondays at 01:00 UTC, twenty pupils expected in each.
const EXPECTING: &str = r#"{"rrule": "FREQ=WEEKLY;BYDAY=MO", "start": "09:00", "duration_minutes": 60, "expected": 20}"#;

async fn run(app: &TestApp, work: &str) {
    homeroom::workers::run(&app.state, work).await.unwrap_or_else(|error| panic!("{work}: {error:#}"));
}

/// As somebody who may write what only the service writes.
async fn do_sql(app: &TestApp, sql: &'static str) {
    let mut conn = PgConnection::connect_with(&app.database.superuser()).await.unwrap();
    sqlx::raw_sql(sql).execute(&mut conn).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn weeks(app: &TestApp, query: &str) -> Vec<Value> {
    app.platform_get(&format!("/v1/capacity/accuracy{query}")).send().await.expect(200).items().to_vec()
}

#[tokio::test]
async fn lessons_are_added_once_with_how_early_their_rooms_were_and_who_was_let_in() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(2)).await;
    app.set_time("2026-09-06T23:30:00Z");
    let (school, silent) = (app.tenant("Qinghe").await, app.tenant("Silent").await);
    let spec = class_of(25).rooms(2).term("2026-09-07", "2026-10-02");
    school.order(spec.clone().line(serde_json::from_str(EXPECTING).unwrap())).await.expect_created();
    silent.order(spec.weekly("MO", "09:00", 60)).await.expect_created();
    run(&app, "keep-promises").await;
    // Of both schools one room is ready four minutes before the lesson, and the other comes late.
    do_sql(&app, "INSERT INTO readiness (tenant_id, classroom_id, available_from, available_to)
        SELECT tenant_id, id, CASE key WHEN 'room-1' THEN timestamptz '2026-09-07T00:56:00Z' ELSE '2026-09-07T01:12:00Z' END, '2026-09-07T02:10:00Z' FROM classrooms").await;
    // One comes before the bell and once more, one within the lesson, a teacher, and somebody after the lesson and before the room opened.
    do_sql(&app, "INSERT INTO joins (tenant_id, classroom_id, identity, role, at)
        SELECT tenant_id, id, p.who, p.role, p.at FROM classrooms, (VALUES ('a', 'pupil', timestamptz '2026-09-07T00:57:00Z'), ('a', 'pupil', '2026-09-07T01:20:00Z'),
            ('b', 'pupil', '2026-09-07T01:30:00Z'), ('t', 'teacher', '2026-09-07T00:57:00Z'), ('c', 'pupil', '2026-09-07T02:05:00Z'),
            ('d', 'pupil', '2026-09-07T00:30:00Z')) AS p(who, role, at) WHERE key = 'room-1'").await;
    app.set_time("2026-09-08T02:59:00Z");
    run(&app, "keep-promises").await;
    assert_eq!(weeks(&app, "").await, [] as [Value; 0], "a day after the hour, and not sooner");
    app.set_time("2026-09-08T03:10:00Z");
    for _ in 0..3 {
        run(&app, "keep-promises").await;
    }
    let found = weeks(&app, "").await;
    assert_eq!(found.len(), 1, "{found:?}");
    let of = |name: &str| found[0][name].clone();
    assert_eq!((of("week"), of("cluster_name")), (json!("2026-09-07"), json!("bj-1")));
    assert_eq!([of("lessons"), of("in_time"), of("late"), of("broken"), of("unknown")], [json!(4), json!(2), json!(0), json!(2), json!(0)]);
    assert_eq!(of("ready_seconds_before"), json!(240));
    assert_eq!([of("lessons_expecting"), of("expected"), of("seen")], [json!(2), json!(40), json!(2)], "of the lessons that say it");
    assert_eq!((of("minutes_counted"), of("nodes_used_most")), (json!(0), json!(0)));

    // Killed before it noted how far it had come, it finds the mark moved by nobody and the sums as they were.
    do_sql(&app, "UPDATE promise_watermarks SET hour = '2026-09-07T04:00:00Z' WHERE pass = 'second'").await;
    run(&app, "keep-promises").await;
    assert_eq!(weeks(&app, "").await, found);
}

#[tokio::test]
async fn weeks_are_narrowed_told_as_a_table_and_thrown_away_after_three_years() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(1)).await.with_cluster("sh-2", nodes(1)).await;
    app.set_time("2026-09-20T00:00:00Z");
    do_sql(&app, "INSERT INTO accuracy_weeks (cluster_id, week, slots, nodes_planned, nodes_used, nodes_usable, planned_most, used_most)
        SELECT id, '2026-09-07', 14, 28, 14, 42, 2, 1 FROM clusters;
        INSERT INTO accuracy_weeks (cluster_id, week, lessons, in_time) VALUES ('01990000-0000-7000-8000-000000000001', '2023-09-04', 1, 1)").await;
    let both = weeks(&app, "").await;
    let names: Vec<_> = both.iter().map(|week| week["cluster_name"].clone()).collect();
    assert_eq!(names, ["bj-1", "sh-2"], "by name");
    let of = |name: &str| both[0][name].clone();
    assert_eq!(
        [of("minutes_counted"), of("node_minutes_planned"), of("node_minutes_used"), of("node_minutes_usable")],
        [70, 140, 70, 210].map(|minutes| json!(minutes))
    );
    assert!(of("ready_seconds_before").is_null(), "no lesson, no average");
    let one = weeks(&app, &format!("?cluster_id={}", both[1]["cluster_id"].as_str().unwrap())).await;
    assert_eq!(one.iter().map(|week| week["cluster_name"].clone()).collect::<Vec<_>>(), ["sh-2"]);
    let csv = app.platform_get("/v1/capacity/accuracy?from=2026-09-07&to=2026-09-07").header("accept", "text/csv").send().await.expect(200);
    let lines: Vec<_> = csv.text().lines().map(str::to_owned).collect();
    assert!(lines[0].starts_with("\u{feff}week,cluster_id,cluster,lessons,"), "{}", lines[0]);
    assert!(lines.len() == 3 && lines[1].ends_with(",70,140,70,210,2,1"), "{lines:?}");
    let earlier = app.platform_get("/v1/capacity/accuracy?from=2026-09-14&to=2026-09-14").send().await.expect(200);
    assert_eq!(earlier.items(), [] as [Value; 0]);
    app.platform_get("/v1/capacity/accuracy?from=2025-01-01").send().await.expect_invalid("?from");
    app.platform_get("/v1/capacity/accuracy?cluster_id=x").send().await.expect_invalid("?cluster_id");

    assert_eq!(weeks(&app, "?from=2023-09-04&to=2023-09-04").await.len(), 1, "a cluster that was taken off keeps its weeks");
    run(&app, "sweep-accuracy").await;
    assert_eq!(weeks(&app, "?from=2023-09-04&to=2023-09-04").await.len(), 0);
    assert_eq!(weeks(&app, "").await.len(), 2);
}
