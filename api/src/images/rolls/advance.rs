//! The work of a roll: how the first bells of its orders went, whether it goes on, and which orders begin with the image next.
//!
//! One transaction a look, under the lock of the roll: whoever is killed in the middle of it has done nothing, and whoever looks twice finds nothing new. At rest it is
//! one question that finds no roll.

use homeroom_domain::nodes::roll::{RollCause, RollState, may_begin, stops};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    store::{self, Roll},
    take_back::take_back,
    tell::tell,
};
use crate::{
    app::AppState,
    auth::{Actor, SystemTx},
    events::EventType,
    jobs::{self, Wake},
    orders,
};

/// Looks at the roll that goes on, if one does.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn advance(app: AppState) -> anyhow::Result<()> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    store::outlive(tx.conn(), &app.config.room_image).await?;
    if let Some(roll) = rolling(tx.conn()).await? {
        let now = app.clock.now();
        if roll.configured == app.config.room_image {
            step(tx.conn(), roll, now).await?;
        } else {
            let cause = RollCause::AnotherConfigured { image: app.config.room_image.clone() };
            take_back(tx.conn(), roll, cause, (&Actor::system(), now)).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// The roll that goes on, locked.
async fn rolling(conn: &mut PgConnection) -> sqlx::Result<Option<Roll>> {
    let Some(id) = store::rolling(&mut *conn).await? else { return Ok(None) };
    Ok(store::lock_roll(conn, id).await?.filter(|roll| roll.state == RollState::Rolling))
}

async fn step(conn: &mut PgConnection, mut roll: Roll, now: Timestamp) -> sqlx::Result<()> {
    if judge(&mut *conn, &mut roll, now).await? {
        if let Some(cause) = stops(roll.rooms, roll.others, roll.stop_after.into()) {
            roll = Roll { state: RollState::Stopped, cause: Some(cause), stopped_at: Some(now), ..roll };
            store::update_roll(&mut *conn, &roll).await?;
            return tell(conn, EventType::ImageRollStopped, &roll, (&Actor::system(), now)).await;
        }
        store::update_roll(&mut *conn, &roll).await?;
    }
    let progress = store::progress(&mut *conn, roll.id, now).await?;
    // Where no lesson is held for weeks nobody has tried it yet.
    if progress.waiting == 0 && progress.left == 0 && roll.orders_good > 0 {
        return done(conn, roll, now).await;
    }
    let room = may_begin(roll.first_orders.into(), roll.orders_good, progress.waiting);
    let begin = if room > 0 { store::candidates(&mut *conn, &roll.image, now, room).await? } else { Vec::new() };
    if !begin.is_empty() {
        store::begin_with(&mut *conn, roll.id, &begin, now).await?;
        orders::store::touch_these(conn, &begin).await?;
    }
    Ok(())
}

/// Counts how the first bells of orders went that have rung. `false` where none has.
async fn judge(conn: &mut PgConnection, roll: &mut Roll, now: Timestamp) -> sqlx::Result<bool> {
    let judged = store::judged(&mut *conn, roll.id, now).await?;
    if judged.is_empty() {
        return Ok(false);
    }
    let orders: Vec<Uuid> = judged.iter().map(|order| order.order_id).collect();
    let others = store::beside(&mut *conn, &orders, now).await?;
    store::note_judged(conn, &orders, now).await?;
    for order in &judged {
        let count = if order.missing == 0 { &mut roll.orders_good } else { &mut roll.orders_bad };
        *count += 1;
        roll.rooms.ready += order.ready;
        roll.rooms.missing += order.missing;
    }
    roll.others.ready += others.ready;
    roll.others.missing += others.missing;
    Ok(true)
}

/// From now on all rooms start from it: clusters take it as they take another configured image.
async fn done(conn: &mut PgConnection, roll: Roll, now: Timestamp) -> sqlx::Result<()> {
    let roll = Roll { state: RollState::Done, ended_at: Some(now), ..roll };
    store::update_roll(&mut *conn, &roll).await?;
    jobs::wake(&mut *conn, Wake::Clusters).await?;
    tell(conn, EventType::ImageRollDone, &roll, (&Actor::system(), now)).await
}
