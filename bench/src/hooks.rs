//! What Stripe tells, taken a second, beside the raw inserts of the same rows by pgbench.
//!
//! Clients post events that are signed as Stripe signs them, each a new one, of a sort that is looked into: so each is kept, and a job is queued for it. Both
//! on the same server and database, in turn, five rounds, each beginning with empty tables; the load comes from the same cores. The figure is the middle of
//! the rounds' ratios.
//!
//! What is measured is that events are taken, and not what is done about them. So the Stripe of this service takes connections and answers nothing: as many
//! jobs as run at a time wait for it, which costs nothing, and the others stay where they are.

use std::net::TcpListener;

use anyhow::{Result, bail, ensure};
use hmac::{Hmac, Mac};
use homeroom_local::stripe::{HOOK_SECRET, KEY, VERSION};
use serde_json::{Value, json};
use sha2::Sha256;
use sqlx::{Connection, PgConnection};

use crate::{
    installation::Installation,
    load::{counted, mixed},
    pgbench::pgbench,
    table::{Goal, Table},
};

const CLIENTS: usize = 16;
/// Events that each client posts in a round.
const EACH: u64 = 320;
const ROUNDS: u64 = 5;
const GOAL: f64 = 0.50;

pub(crate) async fn measure(table: &mut Table, short: bool) -> Result<()> {
    let each = if short { EACH / 5 } else { EACH };
    let events = CLIENTS as u64 * each;
    // Nobody accepts what connects, for as long as this is held.
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", silent.local_addr()?);
    let settings = [("STRIPE_URL", url.as_str()), ("STRIPE_KEY", KEY), ("STRIPE_WEBHOOK_SECRETS", HOOK_SECRET)];
    let installation = Installation::start_with("unused", &settings).await?;
    let mut owner = PgConnection::connect(&installation.postgres.urls().admin).await?;
    let mut measured = Vec::new();
    // One of each to warm up.
    for round in 0..=ROUNDS {
        empty(&mut owner).await?;
        let ours = ours(&installation, round * events, each).await?;
        all_are_kept(&mut owner, events).await?;
        empty(&mut owner).await?;
        let reference = reference(&installation, each).await?;
        all_are_kept(&mut owner, events).await?;
        if round > 0 {
            measured.push((ours, reference));
        }
    }
    table.compared(
        format!("webhook intake: {events} events of Stripe's, {CLIENTS} clients, to raw inserts"),
        Goal::AtLeast(GOAL),
        &measured,
        "events/s",
    );
    installation.stop().await?;
    drop(silent);
    Ok(())
}

async fn empty(owner: &mut PgConnection) -> Result<()> {
    sqlx::raw_sql("TRUNCATE stripe_inbox, jobs").execute(owner).await?;
    Ok(())
}

/// An event that was answered and not kept, or whose job was not queued, would make a good figure.
async fn all_are_kept(owner: &mut PgConnection, events: u64) -> Result<()> {
    let counts = "SELECT count(*), (SELECT count(*) FROM jobs WHERE name = 'apply-stripe-event') FROM stripe_inbox";
    let (kept, queued): (i64, i64) = sqlx::query_as(counts).fetch_one(owner).await?;
    let expected = i64::try_from(events)?;
    ensure!(kept == expected && queued == expected, "of {events} events {kept} were kept, and {queued} jobs queued");
    Ok(())
}

/// Posts events with the numbers from `first` on.
async fn ours(installation: &Installation, first: u64, each: u64) -> Result<f64> {
    let event = event(now()).to_string();
    let next = move |number: u64| signed(&event.replacen("NUMBER", &format!("{:016x}", mixed(first + number)), 1), now());
    counted(&installation.address, CLIENTS, each, next).await
}

async fn reference(installation: &Installation, each: u64) -> Result<f64> {
    let options = [format!("--client={CLIENTS}"), format!("--transactions={each}")];
    pgbench(&installation.postgres, &installation.postgres.urls().worker, "hooks.sql", &options).await
}

/// An event like Stripe's, of a few kilobytes as theirs are. Its number is put in later.
fn event(at: i64) -> Value {
    let lines: Vec<Value> = (1..=10)
        .map(|line| {
            json!({"id": format!("il_{line}"), "object": "line_item", "amount": 3_000, "currency": "cny", "description": "Room-hours of an order",
                "discountable": true, "discounts": [], "livemode": false, "metadata": {}, "quantity": 1, "period": {"start": at, "end": at}, "taxes": []})
        })
        .collect();
    let invoice = json!({"id": "in_bench", "object": "invoice", "status": "paid", "currency": "cny", "livemode": false, "amount_due": 30_000,
        "amount_paid": 30_000, "customer": "cus_bench", "collection_method": "send_invoice", "lines": {"object": "list", "data": lines}});
    json!({"id": "evt_NUMBER", "object": "event", "api_version": VERSION, "type": "invoice.paid", "created": at, "livemode": false,
        "pending_webhooks": 1, "request": {"id": null, "idempotency_key": null}, "data": {"object": invoice}})
}

/// The call that brings an event, as Stripe signs it: `t=<unix seconds>,v1=<hex HMAC-SHA256(secret, "<t>.<body>")>`.
fn signed(body: &str, at: i64) -> Result<Vec<u8>> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(HOOK_SECRET.as_bytes()) else { bail!("HMAC takes keys of any length") };
    mac.update(format!("{at}.{body}").as_bytes());
    let digest: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let head = format!(
        "POST /hooks/stripe HTTP/1.1\r\nhost: homeroom\r\nstripe-signature: t={at},v1={digest}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    Ok([head.as_bytes(), body.as_bytes()].concat())
}

/// In Unix seconds. A signature counts for five minutes, so each is of its own moment.
#[expect(clippy::disallowed_methods, reason = "Stripe signs with its own clock")]
fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
