//! Every table that holds rows of institutions is removed by a purge, or kept for a reason: asked of the database's own catalogue, so that a table that somebody adds
//! later is not forgotten.

use std::collections::BTreeSet;

use homeroom::{
    db::Pools,
    purges::{KEPT, remove_all, removed_tables},
};
use homeroom_domain::ids::TenantId;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use crate::{
    migrations::run::filled,
    orders::calendars_are_sound,
    support::{Database, TestApp, class_of, nodes, storage_pool, uuid_of},
};

/// The column that says whose a row is, where there is one.
const OWNED: &str = "
    SELECT c.relname::text, min(a.attname)::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND (a.attname IN ('tenant_id', 'feed', 'scope') OR (c.relname = 'tenants' AND a.attname = 'id'))
    GROUP BY c.relname ORDER BY 1";

async fn owned(conn: &mut PgConnection) -> Vec<(String, String)> {
    sqlx::query_as(OWNED).fetch_all(conn).await.unwrap()
}

#[tokio::test]
async fn every_table_with_rows_of_institutions_is_removed_by_a_purge_or_kept_for_a_reason() {
    let database = Database::fresh().await;
    let mut conn = PgConnection::connect_with(&database.superuser()).await.unwrap();
    let tables: BTreeSet<String> = owned(&mut conn).await.into_iter().map(|(table, _)| table).collect();
    assert!(tables.len() > 50, "{tables:?}");
    let removed: BTreeSet<String> = removed_tables().into_iter().map(str::to_owned).collect();
    let kept: BTreeSet<String> = KEPT.iter().map(|(table, _)| (*table).to_owned()).collect();
    assert_eq!(removed.intersection(&kept).collect::<Vec<_>>(), Vec::<&String>::new(), "removed and kept");
    let known: BTreeSet<String> = removed.union(&kept).cloned().collect();
    let forgotten: Vec<_> = tables.difference(&known).collect();
    assert!(
        forgotten.is_empty(),
        "neither in the list of what is removed nor in that of what is kept (api/src/purges/tables.rs): {forgotten:?}"
    );
    let unknown: Vec<_> = known.difference(&tables).collect();
    assert!(unknown.is_empty(), "listed, and no such table: {unknown:?}");
    assert!(KEPT.iter().all(|(_, why)| why.len() > 5), "each for a reason");
}

#[tokio::test]
async fn what_hangs_on_rows_that_are_removed_goes_with_them() {
    let database = Database::fresh().await;
    let mut conn = PgConnection::connect_with(&database.superuser()).await.unwrap();
    let owned: Vec<String> = owned(&mut conn).await.into_iter().map(|(table, _)| table).collect();
    let hanging: Vec<(String, String)> = sqlx::query_as(
        "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
         WHERE contype = 'f' AND confdeltype <> 'c' AND conparentid = 0 AND confrelid::regclass::text = ANY($1) AND NOT conrelid::regclass::text = ANY($2)",
    )
    .bind(removed_tables())
    .bind(owned)
    .fetch_all(&mut conn)
    .await
    .unwrap();
    assert_eq!(hanging, [], "rows of no institution of their own would keep these from being removed");
}

#[tokio::test]
async fn a_purge_removes_the_rows_of_one_institution_from_each_table_and_leaves_what_is_kept() {
    let (database, mut conn) = filled().await;
    let tenant: Uuid = sqlx::query_scalar("SELECT tenant_id FROM orders LIMIT 1").fetch_one(&mut conn).await.unwrap();
    // The rows of migrations book nothing that would add up.
    sqlx::raw_sql("UPDATE reservations SET steps = '{}'").execute(&mut conn).await.unwrap();
    let tables = owned(&mut conn).await;
    let before = counts(&mut conn, &tables, tenant).await;
    let pools = Pools::open(database.app(), database.worker(), 2);
    assert!(remove_all(&pools, TenantId::new(tenant)).await.unwrap());
    assert!(remove_all(&pools, TenantId::new(tenant)).await.unwrap(), "once more finds nothing");
    let after = counts(&mut conn, &tables, tenant).await;
    let mut seen = 0;
    for ((table, _), (before, after)) in tables.iter().zip(before.into_iter().zip(after)) {
        let is_kept = KEPT.iter().any(|(kept, _)| kept == table);
        // Cards are taken from Stripe first.
        let is_last = ["payment_methods", "stripe_customers"].contains(&table.as_str());
        assert_eq!(after, if is_kept || is_last { before } else { 0 }, "{table}");
        seen += before;
    }
    assert!(seen > 40, "{seen} rows");
}

#[tokio::test]
async fn what_is_kept_on_several_clusters_goes_cluster_by_cluster_so_that_two_purges_never_wait_for_each_other() {
    let app = TestApp::new().await.with_cluster("bj-1", nodes(4)).await.with_cluster("bj-2", nodes(4)).await;
    let mut clusters: Vec<Uuid> = app.platform_get("/v1/clusters").send().await.expect(200).ids().iter().map(|id| uuid_of(id)).collect();
    clusters.sort_unstable();
    let school = app.tenant("Qinghe").await;
    let order = uuid_of(&school.order(class_of(20).on(&["2026-09-07"], "09:00", 45)).await.expect_created().id());
    let mut conn = app.sql().await;
    // The later one lies first.
    for cluster in clusters.iter().rev() {
        let pool = Uuid::now_v7();
        storage_pool(&mut conn, (pool, *cluster), "nas", (1_000, 100_000)).await;
        let keep = "INSERT INTO storage_claims (tenant_id, order_id, cluster_id, pool_id, space_mib, in_use, kept_until)
                    SELECT tenant_id, id, $2, $3, 100, false, now() FROM orders WHERE id = $1";
        sqlx::query(keep).bind(order).bind(cluster).bind(pool).execute(&mut conn).await.unwrap();
    }
    let mut other = app.sql().await;
    let mut holds = other.begin().await.unwrap();
    let count = "SELECT FROM cluster_objects WHERE cluster_id = $1 FOR UPDATE";
    sqlx::query(count).bind(clusters[1]).execute(&mut *holds).await.unwrap();
    let (pools, tenant) = (Pools::open(app.database.app(), app.database.worker(), 2), TenantId::new(uuid_of(&school.id)));
    let purge = tokio::spawn(async move { remove_all(&pools, tenant).await });
    app.until_somebody_waits().await;
    let left: Vec<Uuid> = sqlx::query_scalar("SELECT cluster_id FROM storage_claims").fetch_all(&mut conn).await.unwrap();
    assert_eq!(left, [clusters[1]], "it holds nothing of one while it waits for the other");
    holds.rollback().await.unwrap();
    assert!(purge.await.unwrap().unwrap());
    calendars_are_sound(&app).await;
}

async fn counts(conn: &mut PgConnection, tables: &[(String, String)], tenant: Uuid) -> Vec<i64> {
    let mut counts = Vec::new();
    for (table, column) in tables {
        let sql = AssertSqlSafe(format!("SELECT count(*) FROM {table} WHERE {column} = $1"));
        counts.push(sqlx::query_scalar(sql).bind(tenant).fetch_one(&mut *conn).await.unwrap());
    }
    counts
}
