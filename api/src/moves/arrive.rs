//! What becomes of a move while its order is looked at: by whoever works on the new cluster while it is being prepared, and on the old one while it is left.
//!
//! The reconciler calls this under its lease. The order is locked and must still be what was read: whoever changed it meanwhile is looked at first.

use homeroom_domain::{
    ids::{ClusterId, OrderId},
    moves::{Blocker, Facts, Step, Target, step},
};
use jiff::Timestamp;
use serde_json::json;

use super::{
    begin::{give_up, go},
    store,
    tell::{self, Told},
};
use crate::{
    auth::{Actor, SystemTx},
    calendars::store as calendars,
    jobs::{self, Wake},
    orders::{
        Timetabled,
        store::{Stamp, end_stays},
    },
};

/// What a look at the new place found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arriving<'a> {
    pub(crate) timetabled: &'a Timetabled,
    /// The order's `touched` as it was read.
    pub(crate) touched: i64,
    pub(crate) to: ClusterId,
    pub(crate) target: Target<'a>,
    pub(crate) at: Timestamp,
}

/// How far it is after that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// The order runs here from now on.
    Switched,
    Waits,
    /// It was given up, or is none any more: the place is left.
    Withdrawn,
    /// Somebody changed the order meanwhile: nothing was decided.
    Overtaken,
}

/// Takes the next step of a move to this cluster. The caller commits.
pub(crate) async fn arrive(tx: &mut SystemTx, found: &Arriving<'_>) -> sqlx::Result<Arrival> {
    let order = &found.timetabled.order;
    let Some(lives) = store::lock(tx.conn(), order.id).await? else { return Ok(Arrival::Overtaken) };
    if lives.touched != found.touched || lives.stamp != Stamp::of(order, found.timetabled.edit) {
        return Ok(Arrival::Overtaken);
    }
    let Some(coming) = store::coming(tx.conn(), order.id, found.to, found.at).await? else { return Ok(Arrival::Withdrawn) };
    let facts =
        Facts { order, schedule: &found.timetabled.schedule, admitted: coming.admitted, target: found.target, source: coming.source };
    let actor = Actor::system();
    let told =
        Told { tenant: coming.tenant, order: order.id, id: coming.id, from: coming.from, to: coming.to, actor: &actor, at: found.at };
    match step(&facts, found.at) {
        Step::Switch => {
            store::switched(tx.conn(), coming.id, found.at).await?;
            go(tx, &told).await?;
            tell::moved(tx, &told, coming.cause).await?;
            jobs::wake(tx.conn(), Wake::Orders).await?;
            Ok(Arrival::Switched)
        }
        Step::Wait(blocker) => {
            note(tx, &coming, &blocker, found).await?;
            Ok(Arrival::Waits)
        }
        Step::Withdraw(why) => {
            give_up(tx, &told, why).await?;
            Ok(Arrival::Withdrawn)
        }
    }
}

/// Where it is news.
async fn note(tx: &mut SystemTx, coming: &store::Coming, blocker: &Blocker, found: &Arriving<'_>) -> sqlx::Result<()> {
    let stands = matches!(found.target, Target::Stands);
    let is_known = coming.blocked.as_ref() == Some(&json!(blocker)) && (coming.is_prepared || !stands);
    if is_known {
        return Ok(());
    }
    store::block(tx.conn(), coming.id, blocker, stands.then_some(found.at)).await
}

/// Nothing of the order is left on a cluster that it moved away from, or where it was only prepared: its capacity there is free. What its
/// lessons left in a storage pool is kept until then. The caller commits.
pub(crate) async fn left(
    tx: &mut SystemTx,
    order: OrderId,
    from: ClusterId,
    (at, kept_until): (Timestamp, Option<Timestamp>),
) -> sqlx::Result<()> {
    // Its row before its calendars, as whoever books it does.
    end_stays(tx.conn(), order, from).await?;
    calendars::release_placement(tx.conn(), order, from, (at, kept_until)).await?;
    store::finish(tx.conn(), order, from, at).await
}
