//! Money at size: a million hours of use, kept as 200,000 sums, become invoices; a ledger of five million entries is proven; what pricing adds to a quote.
//!
//! The rows are written by SQL, as the service leaves them: what is measured is reading them, and what is made of them.

use anyhow::{Context, Result};
use serde_json::json;
use sqlx::{Connection as _, PgConnection};

use crate::{
    documents::{order, weekly},
    installation::{Installation, timed},
    table::{Goal, Table, percentile},
};

const TENANTS: i32 = 1_000;
/// Hours of use of each institution: five rooms of one order, all in the same hours of a month. What is rated are the sums by order and hour (`usage_hours`),
/// a fifth as many.
const ROOMS: i32 = 5;
const HOURS: i32 = 200;
const ENTRIES: i32 = 5_000_000;
const VERIFY_S: f64 = 60.0;
const QUOTES: usize = 200;
const RATIO: f64 = 1.10;

pub(crate) async fn measure(table: &mut Table, short: bool) -> Result<()> {
    let installation = Installation::start("unused").await?;
    installation.cluster_of_rows("bj-1", "cn-beijing", 2_000).await?;
    quotes(table, &installation).await?;
    rating(table, &installation, if short { TENANTS / 10 } else { TENANTS }).await?;
    ledger(table, &installation, if short { ENTRIES / 10 } else { ENTRIES }).await?;
    installation.stop().await
}

/// The same order, asked by a school that is on a plan and by one that is on none, in turn.
async fn quotes(table: &mut Table, installation: &Installation) -> Result<()> {
    let (sold, free) = (installation.tenant("Sold", 100_000).await?, installation.tenant("Free", 100_000).await?);
    let platform = installation.platform();
    let prices = json!([
        {"key": "base", "title": "Base fee", "meter": "month", "unit_amount_minor": "3000"},
        {"key": "seats", "title": "Seat-hours", "meter": "booked_seat_hours", "unit_amount_minor": "7.35"},
        {"key": "hours", "title": "Room-hours", "meter": "room_hours", "unit_amount_minor": "33.33"},
    ]);
    let plan = json!({"name": "School", "listed": true, "version": {"currency": "CNY", "prices": prices}});
    let plan = installation.post(&platform, "/v1/plans", &plan).await?;
    installation.subscribe(&sold, &plan["versions"][0]["id"]).await?;
    let document = weekly(order(12, 50), "MO,WE", &["09:00"]);
    let mut rounds = [Vec::new(), Vec::new()];
    for _ in 0..QUOTES {
        for (times, tenant) in rounds.iter_mut().zip([&sold, &free]) {
            times.push(timed(installation.post(tenant, "/v1/quotes", &document)).await?.1.as_secs_f64() * 1000.0);
        }
    }
    for percent in [50, 99] {
        let [ours, reference] = rounds.each_ref().map(|times| percentile(times, percent));
        table.compared(
            format!("a quote of 12 rooms and 480 lessons with its price, p{percent}"),
            Goal::AtMost(RATIO),
            &[(ours, reference)],
            "ms",
        );
    }
    Ok(())
}

/// Institutions like the one that is on a plan, each with an order whose rooms ran in the month before last.
const SCHOOLS: [&str; 10] = [
    "CREATE TABLE bench_schools AS SELECT n, gen_random_uuid() AS tenant, gen_random_uuid() AS calendar, gen_random_uuid() AS booked FROM generate_series(1, $1) AS n",
    "INSERT INTO tenants (id, name, time_zone, currency, livemode, created_at) SELECT tenant, 'School ' || n, 'Asia/Shanghai', 'CNY', true, now() FROM bench_schools",
    "INSERT INTO calendars (id, tenant_id, limits) SELECT calendar, tenant, '{}' FROM bench_schools",
    "INSERT INTO plan_subscriptions (tenant_id, charged_from, created_at) SELECT tenant, date_trunc('month', now()) - interval '3 months', now() FROM bench_schools",
    "INSERT INTO plan_periods (tenant_id, from_day, from_at, plan_version_id, chosen_at)
     SELECT tenant, (date_trunc('month', now()) - interval '2 months')::date, date_trunc('month', now()) - interval '2 months', p.plan_version_id, now()
     FROM bench_schools, (SELECT plan_version_id FROM plan_periods LIMIT 1) AS p",
    "INSERT INTO orders (id, tenant_id, name, kind, region, first_day, last_day, earliest_day, latest_day, phase, generation, rooms_total, ready, next_change_at, created_at)
     SELECT booked, tenant, 'Term', 'class', 'cn-beijing', m.first, m.first + 60, m.first, m.first + 60, 'active', 1, 1, true, now() + interval '1 year', now()
     FROM bench_schools, (SELECT (date_trunc('month', now()) - interval '2 months')::date AS first) AS m",
    "INSERT INTO classrooms (id, tenant_id, order_id, key, position, name, seats, metadata, secret, created_at)
     SELECT gen_random_uuid(), tenant, booked, 'room-' || r, r, 'Room ' || r, 50, '{}', '', now() FROM bench_schools, generate_series(1, $1) AS r",
    "INSERT INTO order_prices (tenant_id, order_id, plan_version_id, charged_from, created_at)
     SELECT s.tenant, s.booked, p.plan_version_id, date_trunc('month', now()) - interval '3 months', now()
     FROM bench_schools s JOIN plan_periods p ON p.tenant_id = s.tenant",
    "INSERT INTO usage_events (tenant_id, event_id, meter, order_id, classroom_id, hour, quantity, recorded_at)
     SELECT s.tenant, c.id || '.' || h, 'room_hours', s.booked, c.id, date_trunc('month', now()) - interval '2 months' + h * interval '3 hours', 2700 + h, now()
     FROM bench_schools s JOIN classrooms c ON c.order_id = s.booked, generate_series(5, $1 + 4) AS h",
    "INSERT INTO usage_hours (tenant_id, order_id, meter, hour, quantity)
     SELECT tenant_id, order_id, meter, hour, sum(quantity) FROM usage_events GROUP BY 1, 2, 3, 4",
];

async fn rating(table: &mut Table, installation: &Installation, tenants: i32) -> Result<()> {
    let mut owner = PgConnection::connect(&installation.postgres.urls().admin).await?;
    let counts = [Some(tenants), None, None, None, None, None, Some(ROOMS), None, Some(HOURS), None];
    for (statement, count) in SCHOOLS.into_iter().zip(counts) {
        let query = sqlx::query(statement);
        match count {
            Some(count) => query.bind(count).execute(&mut owner).await,
            None => query.execute(&mut owner).await,
        }
        .with_context(|| statement.to_owned())?;
    }
    let settled =
        "INSERT INTO usage_watermarks (pass, hour) SELECT pass, date_trunc('hour', now()) FROM unnest(ARRAY['measured', 'settled']) AS pass
                   ON CONFLICT (pass) DO UPDATE SET hour = excluded.hour";
    sqlx::query(settled).execute(&mut owner).await?;
    sqlx::raw_sql("ANALYZE").execute(&mut owner).await?;
    let seller = json!({"number_prefix": "HR-", "name": "Homeroom", "address": "1 Road", "tax_id": "91110000MA0000000H", "email": "billing@example.org",
        "bank": "Bank", "tax_name": "VAT", "tax_rate_ppm": 60000, "days_until_due": 30});
    installation.put(&installation.platform(), "/v1/platform/legal-entities", &seller).await?;
    let run = installation.run_measured(&["admin", "run", "bill"]).await?;
    let issued: i64 = sqlx::query_scalar("SELECT count(*) FROM invoices WHERE status <> 'draft'").fetch_one(&mut owner).await?;
    anyhow::ensure!(issued >= i64::from(tenants), "{issued} invoices were issued");
    let counted = "SELECT (SELECT count(*) FROM usage_events), (SELECT count(*) FROM usage_hours)";
    let (events, sums): (i64, i64) = sqlx::query_as(counted).fetch_one(&mut owner).await?;
    table.figure(
        format!("{events} usage_events as {sums} usage_hours, {tenants} institutions, two months: {issued} invoices issued"),
        None,
        &[run.seconds],
        "s",
    );
    table.figure(format!("the same: {sums} usage_hours, rated a second"), None, &[sums as f64 / run.seconds], "hours/s");
    table.figure(format!("the same: {events} usage_events that they sum, a second"), None, &[events as f64 / run.seconds], "events/s");
    table.figure("the same: most memory", None, &[run.peak_mib], "MiB");
    Ok(())
}

/// Transactions of two entries, as payments leave them, and the balances that they come to. Triggers are told that this is a copy.
const LEDGER: [&str; 5] = [
    "SET session_replication_role = replica",
    "INSERT INTO ledger_transactions (id, tenant_id, kind, key, created_at)
     SELECT gen_random_uuid(), t.ids[1 + n % cardinality(t.ids)], 'payment', 'bench:' || n, now()
     FROM generate_series(1, $1 / 2) AS n, (SELECT array_agg(tenant) AS ids FROM bench_schools) AS t",
    "INSERT INTO ledger_entries (tenant_id, transaction_id, account, currency, amount_minor)
     SELECT tenant_id, id, e.account, 'CNY', e.sign * 100 FROM ledger_transactions, (VALUES ('cash', 1), ('receivable', -1)) AS e(account, sign) WHERE key LIKE 'bench:%'",
    "DELETE FROM ledger_balances",
    "INSERT INTO ledger_balances (tenant_id, account, currency, amount_minor) SELECT tenant_id, account, currency, sum(amount_minor) FROM ledger_entries GROUP BY 1, 2, 3",
];

async fn ledger(table: &mut Table, installation: &Installation, entries: i32) -> Result<()> {
    let mut owner = PgConnection::connect(&installation.postgres.urls().admin).await?;
    for (place, statement) in LEDGER.into_iter().enumerate() {
        let query = sqlx::query(statement);
        if place == 1 { query.bind(entries).execute(&mut owner).await } else { query.execute(&mut owner).await }
            .with_context(|| statement.to_owned())?;
    }
    sqlx::raw_sql("ANALYZE").execute(&mut owner).await?;
    let mut seconds = Vec::new();
    for _ in 0..3 {
        seconds.push(installation.run_measured(&["admin", "ledger", "verify"]).await?.seconds);
    }
    table.figure(format!("homeroom admin ledger verify, {entries} entries"), Some(Goal::AtMost(VERIFY_S)), &seconds, "s");
    Ok(())
}
