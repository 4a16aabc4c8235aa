//! How long one order of a whole term takes over HTTP, beside what Postgres takes for the same row changes alone.
//!
//! Twelve rooms on two days of twenty weeks, by one client that asks again as soon as it is answered. The reference is pgbench with a script that writes the
//! rows of such an order once more, on the same database, by one client too. In turn; the figures are the middle of the rounds' ratios.

use std::time::Instant;

use anyhow::{Result, ensure};
use sqlx::{Connection as _, PgConnection};

use crate::{
    documents::{order, weekly},
    installation::{Installation, Tenant},
    load::{Connection, Request},
    pgbench::pgbench_times,
    table::{Goal, Table, percentile},
};

/// What the script copies. All of it is of the one order that there is.
const TEMPLATE: &str = "
    CREATE TABLE bench_orders AS SELECT * FROM orders;
    CREATE TABLE bench_generations AS SELECT * FROM order_generations;
    CREATE TABLE bench_classrooms AS SELECT * FROM classrooms;
    CREATE TABLE bench_placements AS SELECT * FROM placements;
    CREATE TABLE bench_reservations AS SELECT * FROM reservations;
    CREATE TABLE bench_days AS SELECT * FROM calendar_days;
    CREATE TABLE bench_events AS SELECT * FROM events WHERE type = 'order.created';
    CREATE TABLE bench_keys AS SELECT * FROM idempotency_keys WHERE route = 'POST /v1/orders';
    CREATE TABLE bench_term AS
        SELECT o.tenant_id AS tenant, q.id AS quota, c.calendar_id AS capacity, d.first_day, d.last_day
        FROM bench_orders o JOIN calendars q ON q.tenant_id = o.tenant_id JOIN bench_placements p ON p.order_id = o.id JOIN clusters c ON c.id = p.cluster_id
             CROSS JOIN (SELECT min(day) - 1 AS first_day, max(day) + 1 AS last_day FROM bench_days) d;
    GRANT SELECT ON bench_orders, bench_generations, bench_classrooms, bench_placements, bench_reservations, bench_days, bench_events, bench_keys, bench_term
        TO PUBLIC;
    ANALYZE;";

pub(crate) async fn measure(table: &mut Table, short: bool) -> Result<()> {
    let installation = Installation::start("unused").await?;
    installation.cluster_of_rows("bj-1", "cn-beijing", 100_000).await?;
    let tenant = installation.tenant("Term", 100_000).await?;
    let document = weekly(order(12, 50), "MO,WE", &["09:00"]);
    let lessons = installation.post(&tenant, "/v1/orders", &document).await?["lessons_total"].clone();
    let body = document.to_string();
    let mut owner = PgConnection::connect(&installation.postgres.urls().admin).await?;
    sqlx::raw_sql(TEMPLATE).execute(&mut owner).await?;
    let (rounds, orders) = if short { (3, 50) } else { (5, 200) };
    let (mut middles, mut slowest) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
    // One of each to warm up, after which plans are no longer those of empty tables.
    for round in 0..=rounds {
        let ours = ours(&installation, &tenant, &body, orders).await?;
        let reference = pgbench_times(&installation.postgres, &installation.postgres.urls().app, "admission.sql", orders).await?;
        if round == 0 {
            sqlx::raw_sql("ANALYZE").execute(&mut owner).await?;
            continue;
        }
        middles.push((percentile(&ours, 50), percentile(&reference, 50)));
        slowest.push((percentile(&ours, 99), percentile(&reference, 99)));
    }
    let what = format!("an order of 12 rooms with {lessons} lessons, to the same rows by pgbench");
    table.compared(format!("{what}: p50"), None::<Goal>, &middles, "ms");
    table.compared(format!("{what}: p99"), None::<Goal>, &slowest, "ms");
    installation.stop().await
}

/// Milliseconds of each.
async fn ours(installation: &Installation, tenant: &Tenant, body: &str, orders: u32) -> Result<Vec<f64>> {
    let request = Request { method: "POST", path: "/v1/orders".to_owned(), key: tenant.key.clone(), body: body.to_owned() };
    let mut connection = Connection::open(&installation.address).await?;
    let mut times = Vec::new();
    for number in 0..orders {
        let began = Instant::now();
        let (status, said) = connection.answer(&request, number.into()).await?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
        ensure!(status == 201, "an order was answered {status} {}", String::from_utf8_lossy(&said));
    }
    Ok(times)
}
