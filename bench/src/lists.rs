//! Lists of an installation of 5,000 institutions, 100,000 orders and 30,000 rooms: the thousandth page beside the first, and parts of names. One school has
//! a fifth of it all.
//!
//! The rows are written by SQL, as orders leave them: what is measured is reading.

use std::time::Instant;

use anyhow::{Result, ensure};
use serde_json::Value;
use sqlx::{Connection as _, PgConnection};

use crate::{
    documents::{order, weekly},
    installation::{Installation, Tenant},
    load::{Connection, Request},
    table::{Goal, Table, percentile},
};

const TENANTS: i32 = 5_000;
const ROOMS: i32 = 30_000;
/// The page of which people say that nobody looks at it, and that their browser does all the same.
const DEEP: usize = 1_000;
const PAGE: usize = 20;
const ROUNDS: usize = 15;
const RATIO: f64 = 1.5;
const P95_MS: f64 = 100.0;

/// Tenants, each with an order; then orders and rooms of one school. Each order says what the first one does, which was ordered.
const SEED: [&str; 7] = [
    "INSERT INTO tenants (id, name, time_zone, currency, livemode, created_at)
     SELECT gen_random_uuid(), 'School ' || n, 'Asia/Shanghai', 'CNY', true, timestamptz '2026-01-01' + n * interval '1 second' FROM generate_series(1, $1) AS n",
    "INSERT INTO orders (id, tenant_id, name, kind, region, first_day, last_day, earliest_day, latest_day, phase, generation, rooms_total, ready, next_change_at,
                         created_at)
     SELECT gen_random_uuid(), CASE WHEN n % 5 = 0 THEN $2 ELSE t.ids[1 + n % cardinality(t.ids)] END, 'Class ' || n % 100 || '-' || n || ' 七年级', 'class',
            'cn-beijing', '2026-09-01', '2027-01-18', '2026-09-01', '2027-01-18', 'active', 1, 1, n % 50 <> 0,
            timestamptz '2026-09-01' + n * interval '1 minute', timestamptz '2026-01-01' + n * interval '1 second'
     FROM generate_series(1, $1) AS n, (SELECT array_agg(id) AS ids FROM tenants) AS t",
    "INSERT INTO order_generations (tenant_id, order_id, number, effective_from, document, kind, lessons_total, created_at)
     SELECT o.tenant_id, o.id, 1, o.created_at, first.document, first.kind, first.lessons_total, o.created_at
     FROM orders AS o, (SELECT * FROM order_generations) AS first WHERE o.id <> first.order_id",
    "INSERT INTO order_words (order_id, tenant_id, words, grams)
     SELECT id, tenant_id, folded(name), grams(folded(name)) FROM orders ON CONFLICT DO NOTHING",
    "ALTER TABLE classrooms DISABLE TRIGGER keep_words",
    "INSERT INTO classrooms (id, tenant_id, order_id, key, position, name, seats, metadata, secret, created_at)
     SELECT gen_random_uuid(), o.tenant_id, o.id, n % 12 || '-' || n, 1, 'Room ' || n, 50, '{}', '', o.created_at
     FROM (SELECT *, row_number() OVER (ORDER BY (tenant_id = $2) DESC, id) AS n FROM orders
           WHERE id NOT IN (SELECT order_id FROM classrooms)) AS o WHERE n <= $1",
    "ALTER TABLE classrooms ENABLE TRIGGER keep_words",
];

pub(crate) async fn measure(table: &mut Table, short: bool) -> Result<()> {
    let orders = if short { 25_000 } else { 100_000 };
    let installation = Installation::start("unused").await?;
    let school = installation.tenant("Qinghe", 1_000).await?;
    seed(&installation, &school, orders).await?;
    let platform = installation.platform();
    let mut asking = Asking { connection: Connection::open(&installation.address).await?, asked: 0 };
    for (whose, path, sorts) in [
        (&school, "/v1/orders", &["created_at", "-created_at", "name", "next_change_at", "attention"][..]),
        (&platform, "/v1/platform/orders", &["-created_at", "name", "attention"]),
        (&school, "/v1/classrooms", &["name"]),
    ] {
        for sort in sorts {
            let first = format!("{path}?limit={PAGE}&sort={sort}");
            let Some(deep) = asking.deep(whose, &first).await? else { continue };
            let mut rounds = Vec::new();
            for _ in 0..ROUNDS {
                rounds.push((asking.time(whose, &deep).await?, asking.time(whose, &first).await?));
            }
            table.compared(format!("{orders} orders, {path} by {sort}: page {DEEP} beside page 1"), Goal::AtMost(RATIO), &rounds, "ms");
        }
    }
    for part in ["7", "99-1999", "年级", "七", "class", "none at all"] {
        for (whose, path) in [(&school, "/v1/orders"), (&platform, "/v1/platform/orders"), (&platform, "/v1/search")] {
            let path = format!("{path}?q={}&limit=8", encoded(part));
            let mut times = Vec::new();
            for _ in 0..ROUNDS {
                times.push(asking.time(whose, &path).await?);
            }
            table.figure(format!("{orders} orders, {path}: p95"), Some(Goal::AtMost(P95_MS)), &[percentile(&times, 95)], "ms");
        }
    }
    installation.stop().await
}

async fn seed(installation: &Installation, school: &Tenant, orders: i32) -> Result<()> {
    installation.cluster_of_rows("bj-1", "cn-beijing", 1).await?;
    installation.post(school, "/v1/orders", &weekly(order(1, 50), "MO,WE", &["09:00"])).await?;
    let mut owner = PgConnection::connect(&installation.postgres.urls().owner).await?;
    let mut sql = installation.sql().await?;
    let school: uuid::Uuid = sqlx::query_scalar("SELECT id FROM tenants WHERE name = 'Qinghe'").fetch_one(&mut sql).await?;
    let [tenants, made, generations, words, untold, rooms, told] = SEED;
    sqlx::query(tenants).bind(TENANTS).execute(&mut sql).await?;
    sqlx::query(made).bind(orders).bind(school).execute(&mut sql).await?;
    sqlx::query(generations).execute(&mut sql).await?;
    sqlx::query(untold).execute(&mut owner).await?;
    sqlx::query(rooms).bind(i64::from(ROOMS)).bind(school).execute(&mut sql).await?;
    sqlx::query(told).execute(&mut owner).await?;
    sqlx::query(words).execute(&mut sql).await?;
    sqlx::query("ANALYZE").execute(&mut owner).await?;
    Ok(())
}

/// One who asks, one question after the other.
struct Asking {
    connection: Connection,
    asked: u64,
}

impl Asking {
    async fn page(&mut self, whose: &Tenant, path: &str) -> Result<Value> {
        let request = Request { method: "GET", path: path.to_owned(), key: whose.key.clone(), body: String::new() };
        self.asked += 1;
        let (status, body) = self.connection.answer(&request, self.asked).await?;
        ensure!(status == 200, "{path} was answered {status}: {}", String::from_utf8_lossy(&body));
        Ok(serde_json::from_slice(&body)?)
    }

    /// Milliseconds.
    async fn time(&mut self, whose: &Tenant, path: &str) -> Result<f64> {
        let began = Instant::now();
        self.page(whose, path).await?;
        Ok(began.elapsed().as_secs_f64() * 1000.0)
    }

    /// The address of the thousandth page. `None` where the list is shorter.
    async fn deep(&mut self, whose: &Tenant, first: &str) -> Result<Option<String>> {
        let mut path = first.to_owned();
        // In long strides: what counts is where the page begins.
        for _ in 0..(DEEP * PAGE).div_ceil(200) - 1 {
            let page = self.page(whose, &path.replacen(&format!("limit={PAGE}"), "limit=200", 1)).await?;
            let Some(next) = page["next_cursor"].as_str() else { return Ok(None) };
            path = format!("{first}&cursor={next}");
        }
        Ok(Some(path))
    }
}

/// As it stands in an address.
fn encoded(part: &str) -> String {
    part.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() || byte == b'-' { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
