use std::path::Path;

use homeroom::db::{MIGRATOR, Pools, schema};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::support::Database;

/// Rows that the tables of a migration hold from then on; every later migration runs over them.
fn data_of(version: i64) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/migrations/data/{version}.sql"));
    std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("migration {version} needs rows of its tables in {}", path.display()))
}

/// A database that was migrated up to and with a version, each migration over the rows of those before it, and a connection that sees every row.
pub(super) async fn filled_up_to(last: i64) -> (Database, PgConnection) {
    let database = Database::empty().await;
    let mut owner = PgConnection::connect_with(&database.owner()).await.unwrap();
    let mut filling = PgConnection::connect_with(&database.superuser()).await.unwrap();
    for version in MIGRATOR.iter().map(|migration| migration.version).filter(|version| *version <= last) {
        MIGRATOR.run_to(version, &mut owner).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(data_of(version))).execute(&mut filling).await.unwrap();
    }
    (database, filling)
}

/// The same of all migrations: rows in every table.
pub(crate) async fn filled() -> (Database, PgConnection) {
    filled_up_to(i64::MAX).await
}

#[tokio::test]
async fn every_migration_runs_over_the_rows_of_those_before_it() {
    let (_database, mut filling) = filled().await;
    let empty: Vec<String> = empty_tables(&mut filling).await;
    assert_eq!(empty, Vec::<String>::new(), "no migration after these would be tried on rows of theirs");
}

#[tokio::test]
async fn an_order_of_before_gets_the_days_of_all_its_generations() {
    const BEFORE: i64 = 20_261_123_100_400;
    let (database, mut filling) = filled_up_to(BEFORE).await;
    let mut owner = PgConnection::connect_with(&database.owner()).await.unwrap();
    sqlx::raw_sql(
        r#"INSERT INTO order_generations (tenant_id, order_id, number, effective_from, document, kind, lessons_total, created_at)
           SELECT tenant_id, id, 2, '2026-08-02', '{"term": {"first_day": "2026-08-20", "last_day": "2026-12-01"}}', '{}', 40, '2026-08-02' FROM orders"#,
    )
    .execute(&mut filling)
    .await
    .unwrap();
    MIGRATOR.run(&mut owner).await.unwrap();
    let days: (String, String) =
        sqlx::query_as("SELECT earliest_day::text, latest_day::text FROM orders").fetch_one(&mut filling).await.unwrap();
    assert_eq!(days, ("2026-08-20".to_owned(), "2027-01-18".to_owned()));
}

async fn empty_tables(conn: &mut PgConnection) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        .fetch_all(&mut *conn)
        .await
        .unwrap();
    let mut empty = Vec::new();
    for table in tables {
        let sql = AssertSqlSafe(format!("SELECT NOT EXISTS (SELECT FROM {table})"));
        if sqlx::query_scalar(sql).fetch_one(&mut *conn).await.unwrap() {
            empty.push(table);
        }
    }
    empty
}

#[tokio::test]
async fn migrating_again_changes_nothing() {
    let database = Database::empty().await;
    let version = schema::migrate(database.owner()).await.unwrap();
    assert_eq!(schema::migrate(database.owner()).await.unwrap(), version);
}

#[tokio::test]
async fn nothing_serves_on_a_schema_that_is_absent_or_older() {
    let database = Database::empty().await;
    let pools = Pools::open(database.app(), database.worker(), 2);
    assert!(schema::check(&pools).await.unwrap_err().to_string().contains("run `homeroom migrate`"));

    schema::migrate(database.owner()).await.unwrap();
    schema::check(&pools).await.unwrap();

    let mut owner = PgConnection::connect_with(&database.owner()).await.unwrap();
    sqlx::raw_sql("DELETE FROM _sqlx_migrations WHERE version = (SELECT max(version) FROM _sqlx_migrations)")
        .execute(&mut owner)
        .await
        .unwrap();
    let error = schema::check(&pools).await.unwrap_err().to_string();
    assert!(error.contains("older") && error.contains("run `homeroom migrate`"), "{error}");
}

#[tokio::test]
async fn nothing_serves_on_a_schema_that_a_migration_it_does_not_know_has_broken_with() {
    let database = Database::fresh().await;
    let mut owner = PgConnection::connect_with(&database.owner()).await.unwrap();
    sqlx::raw_sql("INSERT INTO breaking_migrations VALUES (99991231000000, 'seats are counted in halves')")
        .execute(&mut owner)
        .await
        .unwrap();
    let error = schema::check(&Pools::open(database.app(), database.worker(), 2)).await.unwrap_err().to_string();
    assert!(error.contains("newer") && error.contains("seats are counted in halves"), "{error}");
}

#[tokio::test]
async fn nothing_serves_under_a_role_that_sees_every_institution() {
    let database = Database::fresh().await;
    for wrong in [database.superuser(), database.worker()] {
        let error = schema::check(&Pools::open(wrong, database.worker(), 2)).await.unwrap_err();
        assert!(format!("{error:#}").starts_with("DATABASE_URL: role"), "{error:#}");
    }
    let error = schema::check(&Pools::open(database.app(), database.app(), 2)).await.unwrap_err();
    assert!(format!("{error:#}").starts_with("WORKER_DATABASE_URL: role"), "{error:#}");
}
