//! What drives drains: a look every few seconds at the clusters that are drained, which are few and mostly none.

use homeroom_domain::{
    ids::{ClusterId, OrderId},
    moves::{MoveCause, NoPlace, Tried},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::{
    app::AppState,
    auth::{Actor, SystemTx},
    clusters::store as clusters,
    events::EventType,
    moves::{
        begin::{self, Began, Wish},
        gather::{self, Gathered},
        going::Going,
        store, tell,
    },
    promises,
};

/// Moves away from one cluster that are prepared at a time: each makes objects, and holds capacity twice.
const AT_ONCE: i64 = 20;
/// When what was refused is tried again.
const AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// Begins further moves from every cluster that is drained. One that fails holds up no other.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn drive(app: AppState) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let draining = store::draining(tx.conn()).await?;
    drop(tx);
    for (cluster, is_told) in draining {
        if let Err(error) = further(&app, cluster, is_told).await {
            tracing::warn!(%cluster, error = format!("{error:#}"), "a drain did not get further");
        }
    }
    Ok(())
}

async fn further(app: &AppState, cluster: ClusterId, is_told: bool) -> anyhow::Result<()> {
    let now = app.clock.now();
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let drain = clusters::drain_counts(tx.conn(), cluster).await?;
    let (is_drained, room) = (drain.left == 0, AT_ONCE - drain.moving);
    let before = now.saturating_sub(AGAIN).unwrap_or(Timestamp::MIN);
    let due = if is_drained || room <= 0 { Vec::new() } else { store::due(tx.conn(), cluster, before, room).await? };
    let left = if is_drained { Vec::new() } else { store::left_due(tx.conn(), cluster, (now, before), AT_ONCE).await? };
    drop(tx);
    if is_drained != is_told {
        tell_drained(app, cluster, is_drained.then_some(now), now).await?;
    }
    move_whole(app, cluster, due, now).await;
    take_all_along(app, cluster, left, now).await;
    Ok(())
}

async fn move_whole(app: &AppState, cluster: ClusterId, orders: Vec<OrderId>, now: Timestamp) {
    for order in orders {
        if let Err(error) = one(app, cluster, order, now).await {
            tracing::warn!(%order, error = format!("{error:#}"), "an order of a drained cluster could not be moved");
        }
    }
}

async fn take_all_along(app: &AppState, cluster: ClusterId, orders: Vec<OrderId>, now: Timestamp) {
    for order in orders {
        if let Err(error) = take_along(app, cluster, order, now).await {
            tracing::warn!(%order, error = format!("{error:#}"), "rooms that were left behind on a drained cluster could not be taken along");
        }
    }
}

/// Once, and again if an order came back meanwhile.
async fn tell_drained(app: &AppState, cluster: ClusterId, at: Option<Timestamp>, now: Timestamp) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    if clusters::set_drained(&mut tx, cluster, at).await? && at.is_some() {
        tell::cluster(tx.conn(), cluster, EventType::ClusterDrained, (&Actor::system(), json!({}), now)).await?;
    }
    Ok(tx.commit().await?)
}

/// An order that may go, and a transaction in which its cluster stays drained. `None` where it may not; that it is always up is noted.
async fn going(app: &AppState, cluster: ClusterId, order: OrderId, now: Timestamp) -> anyhow::Result<Option<(Going, SystemTx)>> {
    let Some(going) = Going::read(app, order, now).await? else { return Ok(None) };
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    // Whoever cancels the drain waits, and finds this move.
    let is_drained = clusters::lock(&mut tx, cluster).await?.is_some_and(|cluster| cluster.draining_since.is_some());
    if !is_drained {
        return Ok(None);
    }
    if going.is_always_up(now) {
        store::refuse(tx.conn(), order, cluster, NoPlace::AlwaysOn {}, now).await?;
        tx.commit().await?;
        return Ok(None);
    }
    Ok(Some((going, tx)))
}

async fn one(app: &AppState, cluster: ClusterId, order: OrderId, now: Timestamp) -> anyhow::Result<()> {
    let Some((going, mut tx)) = going(app, cluster, order, now).await? else { return Ok(()) };
    let actor = Actor::system();
    match begin::begin(&mut tx, &going, Wish { to: None, cause: MoveCause::Drain, stay: &[], actor: &actor, at: now }).await? {
        Began::NoPlace(tried) => {
            // Nothing was written but locks taken.
            store::refuse(tx.conn(), order, cluster, nearest(&tried), now).await?;
            Ok(tx.commit().await?)
        }
        Began::Move { .. } => Ok(tx.commit().await?),
        Began::UnderWay { .. } | Began::AlreadyThere | Began::Ending | Began::Changed | Began::NotFound => Ok(tx.rollback().await?),
    }
}

/// Rooms of an order that were left behind there follow it to where it runs.
async fn take_along(app: &AppState, cluster: ClusterId, order: OrderId, now: Timestamp) -> anyhow::Result<()> {
    let Some((going, mut tx)) = going(app, cluster, order, now).await? else { return Ok(()) };
    let actor = Actor::system();
    match gather::gather(&mut tx, &going, MoveCause::Drain, (&actor, now)).await? {
        Gathered::None { tried, .. } => store::refuse(tx.conn(), order, cluster, nearest(&tried), now).await?,
        Gathered::Some { to, .. } => {
            store::forget_refusal(tx.conn(), order).await?;
            promises::has_place(tx.conn(), to, order, now).await?;
        }
        Gathered::Overtaken | Gathered::Waits => return Ok(tx.rollback().await?),
    }
    Ok(tx.commit().await?)
}

/// Of several clusters that which lacks something and not everything.
fn nearest(tried: &[Tried]) -> NoPlace {
    let rank = |why: &NoPlace| match why {
        NoPlace::Short { .. } => 0,
        NoPlace::NoStorage {} | NoPlace::Full { .. } | NoPlace::NoInterfaces {} | NoPlace::StillLeaving {} | NoPlace::RoomTooLarge {} => 1,
        _ => 2,
    };
    tried.iter().map(|tried| tried.why).min_by_key(rank).unwrap_or(NoPlace::NoOtherCluster {})
}
