//! The work of a purge, one transaction a step and a batch, so that it may end anywhere and be gone on with.
//!
//! A turn looks at each tenant whose time has come: it waits, or its orders are ended, or its purge begins; one that has begun is gone on with to its end, which
//! comes when access has ended and a last look finds nothing in any table.

use homeroom_domain::{
    billing::{ACCESS_ENDS, Leaving, PurgeStep, purge_step},
    ids::TenantId,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::tables::{removed, removed_last};
use crate::{
    app::AppState,
    auth::{Actor, Place, SystemTx},
    billing,
    db::Pools,
    events::{self, EventType, NewEvent},
    orders, standing, tenants,
};

/// Of the standing: the orders that were left are ended.
const CLOSE_ORDERS: &str = "close_orders";
/// Tenants that are read at once.
const PAGE: i64 = 200;
/// Rows that go in one transaction.
const BATCH: i64 = 1_000;
/// Batches of one tenant in a turn, so that it keeps the others waiting for minutes at the most; the next turn goes on.
const BATCHES: u32 = 2_000;
/// An address that the last letter did not reach is forgotten all the same.
const LETTERS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Does what is due.
///
/// # Errors
/// When the database does not answer. What fails for one tenant is told, and tried again by the next turn.
pub(crate) async fn purge(app: AppState) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut after = None;
    loop {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let due = tenants::store::purges(tx.conn(), now, after, PAGE).await?;
        drop(tx);
        after = due.last().copied();
        if after.is_none() {
            return Ok(());
        }
        for tenant in due.into_iter().map(TenantId::new) {
            if let Err(error) = go_on(&app, tenant, now).await {
                tracing::error!(%tenant, error = format!("{error:#}"), "a purge did not get further");
            }
        }
    }
}

/// What comes next of one tenant.
enum Next {
    Wait,
    CloseOrders,
    Remove { since: Timestamp },
    ForgetLetters { since: Timestamp },
}

async fn go_on(app: &AppState, tenant: TenantId, now: Timestamp) -> anyhow::Result<()> {
    match look(app, tenant, now).await? {
        Next::Wait => Ok(()),
        Next::CloseOrders => orders::close_orders(app, tenant, now).await,
        Next::Remove { since } => {
            let is_empty = remove_all(&app.pools, tenant).await?;
            if is_empty && now.duration_since(since) >= ACCESS_ENDS { end(app, tenant, now).await } else { Ok(()) }
        }
        Next::ForgetLetters { since } => forget_letters(app, tenant, now.duration_since(since) >= LETTERS, now).await,
    }
}

/// Looks how far a tenant is, and begins its purge if there is nothing to wait for. The tenant is held: whoever comes back meanwhile was first, or is too late.
async fn look(app: &AppState, tenant: TenantId, now: Timestamp) -> anyhow::Result<Next> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let Some(purge) = standing::lock(tx.conn(), tenant).await?.and_then(|stands| stands.purge) else { return Ok(Next::Wait) };
    match (purge.since, purge.done_at) {
        (_, Some(since)) => return Ok(Next::ForgetLetters { since }),
        (Some(since), None) => return Ok(Next::Remove { since }),
        (None, None) => {}
    }
    let (waits, has_open_orders) = standing::purge_waits(tx.conn(), tenant).await?;
    let leaving = Leaving { purge_at: purge.at, told_at: purge.told_at, is_held: purge.hold.is_some(), waits: &waits, has_open_orders };
    match purge_step(leaving, now) {
        PurgeStep::Wait => Ok(Next::Wait),
        PurgeStep::CloseOrders => {
            // Once, though whoever was cut off after it comes here again.
            if standing::changes(tx.conn(), tenant, 1).await?.first().is_none_or(|(step, ..)| step != CLOSE_ORDERS) {
                note(tx.conn(), tenant, CLOSE_ORDERS, now).await?;
            }
            tx.commit().await?;
            Ok(Next::CloseOrders)
        }
        PurgeStep::Begin => {
            begin(tx.conn(), app, tenant, now).await?;
            tx.commit().await?;
            Ok(Next::Remove { since: now })
        }
    }
}

/// From here on there is no way back. To whom the last letter goes is written down while it is known, and cards are taken from Stripe.
async fn begin(conn: &mut PgConnection, app: &AppState, tenant: TenantId, now: Timestamp) -> sqlx::Result<()> {
    tenants::store::set_purging(conn, tenant, now).await?;
    billing::write_last(conn, app, tenant, now).await?;
    billing::detach_all(conn, tenant, now).await?;
    note(conn, tenant, "begin_purge", now).await?;
    tell(conn, tenant, EventType::TenantPurgeBegan, now).await
}

async fn note(conn: &mut PgConnection, tenant: TenantId, step: &str, now: Timestamp) -> sqlx::Result<()> {
    standing::record(conn, tenant, step, &json!({}), now).await
}

async fn tell(conn: &mut PgConnection, tenant: TenantId, kind: EventType, at: Timestamp) -> sqlx::Result<()> {
    let (feed, actor, subject, data) = (Place::Tenant(tenant), Actor::system(), tenant.to_string(), Value::Object(serde_json::Map::new()));
    events::record(conn, NewEvent { feed, kind, actor: &actor, subject, data, at }).await?;
    Ok(())
}

/// Removes batch by batch, table by table, all but what goes at the very end. `false`: the turn had enough of it.
///
/// # Errors
/// When the database does not answer.
pub async fn remove_all(pools: &Pools, tenant: TenantId) -> anyhow::Result<bool> {
    let mut left = BATCHES;
    for table in removed() {
        loop {
            let mut tx = SystemTx::of_worker(pools).await?;
            if table.remove(tx.conn(), tenant, BATCH).await? == 0 {
                break;
            }
            tx.commit().await?;
            left -= 1;
            if left == 0 {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Ends the purge if a last look finds nothing: what somebody who was still inside wrote meanwhile is removed, and looked for again by the next turn.
async fn end(app: &AppState, tenant: TenantId, now: Timestamp) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    standing::lock(tx.conn(), tenant).await?;
    let mut found = 0;
    for table in removed() {
        found += table.remove(tx.conn(), tenant, BATCH).await?;
    }
    if found == 0 {
        // Of these there are a hundred at the most.
        for table in removed_last() {
            table.remove(tx.conn(), tenant, BATCH).await?;
        }
        tenants::store::set_purged(tx.conn(), tenant, now).await?;
        note(tx.conn(), tenant, "end_purge", now).await?;
        tell(tx.conn(), tenant, EventType::TenantPurged, now).await?;
        billing::send_last(tx.conn(), tenant, now).await?;
    }
    Ok(tx.commit().await?)
}

async fn forget_letters(app: &AppState, tenant: TenantId, all: bool, now: Timestamp) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    if billing::forget_last(tx.conn(), tenant, all).await? {
        tenants::store::set_purge_settled(tx.conn(), tenant, now).await?;
    }
    Ok(tx.commit().await?)
}
