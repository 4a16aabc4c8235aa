//! What is done every so often.

use crate::support::TestApp;

#[tokio::test]
async fn a_sweep_goes_through_more_than_a_batch_and_steps_over_what_somebody_holds() {
    let app = TestApp::new().await;
    let mut sql = app.sql().await;
    sqlx::raw_sql(
        "INSERT INTO attempts (bucket, window_start, count) SELECT 'address:' || n, '2026-08-01', 1 FROM generate_series(1, 2500) n;
         INSERT INTO attempts (bucket, window_start, count) VALUES ('address:now', '2026-08-25', 1);",
    )
    .execute(&mut sql)
    .await
    .unwrap();
    let mut other = app.sql().await;
    sqlx::raw_sql("BEGIN; SELECT FROM attempts WHERE bucket = 'address:7' FOR UPDATE").execute(&mut other).await.unwrap();
    homeroom::workers::run(&app.state, "sweep-attempts").await.unwrap();
    let left: Vec<String> = sqlx::query_scalar("SELECT bucket FROM attempts ORDER BY 1").fetch_all(&mut sql).await.unwrap();
    assert_eq!(left, ["address:7", "address:now"]);
}

#[tokio::test]
async fn every_sweep_can_be_run_by_hand_and_what_runs_always_cannot() {
    let app = TestApp::new().await;
    let names: Vec<_> = homeroom::workers::names().collect();
    assert!(names.contains(&"jobs") && !names.contains(&"reconcile"), "{names:?}");
    for name in names {
        homeroom::workers::run(&app.state, name).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    homeroom::workers::run(&app.state, "reconcile").await.unwrap_err();
    homeroom::workers::run(&app.state, "no-such-work").await.unwrap_err();
}
