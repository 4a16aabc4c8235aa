//! Orders accepted a second, beside what Postgres does alone with the same row changes.
//!
//! 64 institutions, 32 clients, each order one room with one lesson, on one hot cluster and on sixteen. Both on the same server and database, in turn, five
//! rounds each; the load comes from the same cores. The figure is the middle of the rounds' ratios.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};

use crate::{
    installation::{Installation, Tenant},
    load::{Request, closed_loop, mixed},
    pgbench::pgbench,
    table::{Goal, Table},
};

const TENANTS: usize = 64;
const CLIENTS: usize = 32;
const GOAL: f64 = 0.80;

pub(crate) async fn measure(table: &mut Table, short: bool) -> Result<()> {
    for clusters in [1, 16] {
        let installation = Installation::start("unused").await?;
        for cluster in 1..=clusters {
            installation.cluster_of_rows(&format!("c-{cluster}"), &region(cluster), 1_000_000).await?;
        }
        let mut tenants = Vec::with_capacity(TENANTS);
        for number in 0..TENANTS {
            tenants.push(installation.tenant(&format!("Institution {number}"), 1_000_000).await?);
        }
        prepare(&installation).await?;
        let (rounds, lasts) = if short { (3, Duration::from_secs(3)) } else { (5, Duration::from_secs(5)) };
        let mut measured = Vec::with_capacity(rounds);
        // One of each to warm up. Autovacuum comes by within a minute, and until then plans are those of empty tables: a foreign key that is checked by
        // reading all orders of the institution. Both sides are measured after it.
        for round in 0..=rounds {
            let ours = ours(&installation, &tenants, clusters, lasts).await?;
            let reference = reference(&installation, clusters, lasts).await?;
            match round {
                0 => analyze(&installation).await?,
                _ => measured.push((ours, reference)),
            }
        }
        table.compared(
            format!("intake on {clusters} cluster(s), {TENANTS} institutions, {CLIENTS} clients"),
            Goal::AtLeast(GOAL),
            &measured,
            "orders/s",
        );
        installation.stop().await?;
    }
    Ok(())
}

fn region(cluster: usize) -> String {
    format!("r-{cluster}")
}

fn document(cluster: usize) -> Value {
    json!({
        "name": "p", "kind": "class", "region": region(cluster), "rooms": [{"key": "a", "seats": 30}],
        "term": {"first_day": "2027-12-01", "last_day": "2027-12-05"},
        "timetable": {"time_zone": "Asia/Shanghai", "lessons": [{"key": "a", "dates": ["2027-12-02"], "start": "09:00", "duration_minutes": 45}]},
    })
}

async fn ours(installation: &Installation, tenants: &[Tenant], clusters: usize, lasts: Duration) -> Result<f64> {
    let keys: Vec<String> = tenants.iter().map(|tenant| tenant.key.clone()).collect();
    let bodies: Vec<String> = (1..=clusters).map(|cluster| document(cluster).to_string()).collect();
    let next = move |number: u64| {
        let pick = |of: usize, by: u32| usize::try_from((mixed(number) >> by) % of as u64).unwrap_or_default();
        let (key, body) = (keys[pick(keys.len(), 3)].clone(), bodies[pick(bodies.len(), 17)].clone());
        Request { method: "POST", path: "/v1/orders".to_owned(), key, body }
    };
    closed_loop(&installation.address, CLIENTS, lasts, 201, next).await
}

/// What the script needs beside the schema.
async fn prepare(installation: &Installation) -> Result<()> {
    let mut sql = PgConnection::connect(&installation.postgres.urls().admin).await?;
    sqlx::raw_sql(
        "CREATE TABLE bench_tenants AS SELECT (row_number() OVER (ORDER BY t.id))::integer AS n, t.id, c.id AS calendar FROM tenants t JOIN calendars c ON c.tenant_id = t.id;
         CREATE UNIQUE INDEX ON bench_tenants (n);
         CREATE TABLE bench_clusters AS SELECT (row_number() OVER (ORDER BY id))::integer AS n, id, calendar_id AS calendar FROM clusters;
         CREATE UNIQUE INDEX ON bench_clusters (n);
         CREATE TABLE bench_rows (document jsonb, kind jsonb, secret bytea, used bigint[]);
         GRANT SELECT ON bench_tenants, bench_clusters, bench_rows TO PUBLIC;",
    )
    .execute(&mut sql)
    .await?;
    sqlx::query(
        "INSERT INTO bench_rows
         SELECT $1, (SELECT to_jsonb(k) FROM kinds k WHERE name = 'class'), decode(repeat('ab', 124), 'hex'),
                (SELECT array_agg(CASE WHEN slot BETWEEN 10 AND 22 THEN 12345 ELSE 0 END ORDER BY slot) FROM generate_series(1, 288) AS slot)",
    )
    .bind(document(1))
    .execute(&mut sql)
    .await?;
    analyze(installation).await
}

async fn analyze(installation: &Installation) -> Result<()> {
    let mut sql = PgConnection::connect(&installation.postgres.urls().admin).await?;
    sqlx::raw_sql("ANALYZE").execute(&mut sql).await?;
    Ok(())
}

async fn reference(installation: &Installation, clusters: usize, lasts: Duration) -> Result<f64> {
    let options = [
        format!("--define=tenants={TENANTS}"),
        format!("--define=clusters={clusters}"),
        format!("--client={CLIENTS}"),
        format!("--time={}", lasts.as_secs()),
    ];
    pgbench(&installation.postgres, &installation.postgres.urls().app, "intake.sql", &options).await
}
