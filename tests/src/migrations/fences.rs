//! What the roles may see, asked of the catalogue, so that a table that somebody adds without a fence fails here.

use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use super::run::filled;
use crate::support::{Database, written_columns};

/// Tables that hold nothing of an institution and may be read without a fence, by the app role.
const COMMON: [&str; 7] = ["cluster_objects", "clusters", "kinds", "plan_versions", "plans", "storage_pools", "usage_watermarks"];

async fn names(conn: &mut PgConnection, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(conn).await.unwrap()
}

#[tokio::test]
async fn what_the_app_role_may_touch_is_fenced_by_tenant() {
    let database = Database::fresh().await;
    let mut conn = PgConnection::connect_with(&database.superuser()).await.unwrap();
    let unfenced = names(
        &mut conn,
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
           AND (has_table_privilege('homeroom_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE') OR has_any_column_privilege('homeroom_app', c.oid, 'SELECT, INSERT, UPDATE'))
         ORDER BY 1",
    )
    .await;
    assert_eq!(unfenced, COMMON);
}

#[tokio::test]
async fn secrets_of_clusters_and_people_are_not_the_app_roles_to_read() {
    let database = Database::fresh().await;
    let mut conn = PgConnection::connect_with(&database.superuser()).await.unwrap();
    for (table, column) in [
        ("clusters", "kubeconfig"),
        ("users", "password_recipe"),
        ("passwords", "hash"),
        ("password_links", "token_hash"),
        ("signing_keys", "private_key"),
        ("sessions", "token_hash"),
    ] {
        let readable: bool = sqlx::query_scalar("SELECT has_column_privilege('homeroom_app', $1, $2, 'SELECT')")
            .bind(table)
            .bind(column)
            .fetch_one(&mut conn)
            .await
            .unwrap();
        assert!(!readable, "{table}.{column}");
    }
}

#[tokio::test]
async fn a_transaction_without_a_tenant_sees_no_row_of_any() {
    let (database, mut filling) = filled().await;
    let fenced = names(
        &mut filling,
        "SELECT DISTINCT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relrowsecurity AND a.attname IN ('tenant_id', 'feed', 'scope') AND c.relname NOT IN ('calendars', 'calendar_days') ORDER BY 1",
    )
    .await;
    let mut app = PgConnection::connect_with(&database.app()).await.unwrap();
    for tenant in ["", "00000000-0000-7000-8000-0000000000ff"] {
        act_as(&mut app, tenant).await;
        for table in fenced.iter().map(String::as_str).chain(["tenants", "users"]) {
            let rows: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(id) FROM (SELECT 1 AS id FROM {table}) AS t")))
                .fetch_one(&mut app)
                .await
                .unwrap();
            assert_eq!(rows, 0, "{table} as {tenant:?}");
        }
    }
}

/// Nobody's.
const STRANGER: &str = "00000000-0000-7000-8000-0000000000ff";
/// Refused: by the fence, or because the right to do it at all is missing.
const FORBIDDEN: &str = "42501";

async fn act_as(app: &mut PgConnection, tenant: &str) {
    sqlx::query("SELECT set_config('app.tenant', $1, false)").bind(tenant).execute(app).await.unwrap();
}

/// Every table with a fence, and its column that says whose a row is.
async fn fenced(conn: &mut PgConnection) -> Vec<(String, String)> {
    sqlx::query_as(
        "SELECT c.relname::text, a.attname::text FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE p.polname = 'own' AND (a.attname IN ('tenant_id', 'feed', 'scope') OR (c.relname = 'tenants' AND a.attname = 'id')) ORDER BY 1",
    )
    .fetch_all(conn)
    .await
    .unwrap()
}

#[tokio::test]
async fn of_other_institutions_calendars_nothing_is_seen() {
    let (database, mut filling) = filled().await;
    let mut app = PgConnection::connect_with(&database.app()).await.unwrap();
    act_as(&mut app, STRANGER).await;
    for table in ["calendars", "calendar_days"] {
        let sql = format!("SELECT count(*) FROM {table} WHERE tenant_id IS NOT NULL");
        let all: i64 = sqlx::query_scalar(AssertSqlSafe(sql.clone())).fetch_one(&mut filling).await.unwrap();
        let seen: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut app).await.unwrap();
        assert!(all > 0 && seen == 0, "{table}: {seen} of {all}");
    }
}

#[tokio::test]
async fn no_row_is_written_for_another_institution() {
    let (database, mut filling) = filled().await;
    let mut app = PgConnection::connect_with(&database.app()).await.unwrap();
    let tables = fenced(&mut filling).await;
    assert!(tables.len() > 10, "{tables:?}");
    for (table, column) in tables {
        let sql = AssertSqlSafe(format!("SELECT {column}, to_jsonb(t) FROM {table} t WHERE {column} IS NOT NULL LIMIT 1"));
        let (owner, row): (Uuid, Value) = sqlx::query_as(sql).fetch_one(&mut filling).await.unwrap();
        act_as(&mut app, STRANGER).await;
        let columns = written_columns(&mut filling, &table).await;
        let insert =
            AssertSqlSafe(format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, $1)"));
        let inserted = sqlx::query(insert).bind(row).execute(&mut app).await.unwrap_err();
        assert_eq!(inserted.as_database_error().unwrap().code().unwrap(), FORBIDDEN, "{table}: {inserted}");
        act_as(&mut app, &owner.to_string()).await;
        let give_away = AssertSqlSafe(format!("UPDATE {table} SET {column} = '{STRANGER}' WHERE {column} = '{owner}'"));
        let given = sqlx::query(give_away).execute(&mut app).await.unwrap_err();
        assert_eq!(given.as_database_error().unwrap().code().unwrap(), FORBIDDEN, "{table}: {given}");
    }
}

#[tokio::test]
async fn requests_of_institutions_rewrite_no_history() {
    let database = Database::fresh().await;
    let mut conn = PgConnection::connect_with(&database.superuser()).await.unwrap();
    let whole = names(
        &mut conn,
        "SELECT c.relname || ' ' || may.name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
                (VALUES ('UPDATE'), ('DELETE')) AS may(name)
         WHERE n.nspname = 'public' AND c.relname IN ('calendar_days', 'events', 'feeds', 'placements', 'readiness', 'tenants')
           AND has_table_privilege('homeroom_app', c.oid, may.name)
         UNION ALL SELECT 'dropped_generations UPDATE' WHERE has_table_privilege('homeroom_app', 'dropped_generations', 'UPDATE')",
    )
    .await;
    assert_eq!(whole, Vec::<String>::new());
}
