//! What the roles may see, asked of the catalogue, so that a table that somebody adds without a fence fails here.

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::support::Database;

/// Tables that hold nothing of an institution and may be read without a fence, by the app role.
const COMMON: [&str; 3] = ["_sqlx_migrations", "clusters", "kinds"];

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
    let database = Database::fresh().await;
    let mut filling = PgConnection::connect_with(&database.superuser()).await.unwrap();
    for data in super::run::all_data() {
        sqlx::raw_sql(AssertSqlSafe(data)).execute(&mut filling).await.unwrap();
    }
    let fenced = names(
        &mut filling,
        "SELECT DISTINCT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relrowsecurity AND a.attname IN ('tenant_id', 'feed', 'scope') AND c.relname NOT IN ('calendars', 'calendar_days') ORDER BY 1",
    )
    .await;
    let mut app = PgConnection::connect_with(&database.app()).await.unwrap();
    for tenant in ["", "00000000-0000-7000-8000-0000000000ff"] {
        sqlx::query("SELECT set_config('app.tenant', $1, false)").bind(tenant).execute(&mut app).await.unwrap();
        for table in fenced.iter().map(String::as_str).chain(["tenants", "users"]) {
            let rows: i64 = sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(id) FROM (SELECT 1 AS id FROM {table}) AS t")))
                .fetch_one(&mut app)
                .await
                .unwrap();
            assert_eq!(rows, 0, "{table} as {tenant:?}");
        }
    }
}
