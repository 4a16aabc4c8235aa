use std::time::Duration;

use sqlx::{Connection, PgConnection};

use crate::support::TestApp;

/// Ends whoever waits for a lock in this database; false while nobody does.
async fn end_who_waits(sql: &mut PgConnection) -> bool {
    const WAITING: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()";
    sqlx::query_scalar::<_, i64>(WAITING).fetch_one(sql).await.unwrap() > 0
}

#[tokio::test]
async fn a_connection_that_the_database_ends_is_worth_another_try() {
    let app = TestApp::new().await;
    let (mut holder, mut sql) = (app.sql().await, app.sql().await);
    let mut held = holder.begin().await.unwrap();
    sqlx::query("LOCK TABLE tenants IN ACCESS EXCLUSIVE MODE").execute(&mut *held).await.unwrap();
    let asking = tokio::spawn(app.platform_get("/v1/tenants").send());
    while !end_who_waits(&mut sql).await {
        assert!(!asking.is_finished(), "nothing waited for the lock");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let answer = asking.await.unwrap().expect_problem(503, "unavailable");
    assert!(answer.header("retry-after").is_some_and(|seconds| seconds.parse::<u64>().is_ok()));
    held.rollback().await.unwrap();
    app.platform_get("/v1/tenants").send().await.expect(200);
}
