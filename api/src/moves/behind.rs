//! What an order goes on to hold on a cluster on which rooms of it were left behind: as much as these need, once nothing else of it stands there.

use homeroom_domain::{
    calendar::Reservation,
    ids::{ClusterId, OrderId},
    moves::Behind,
};

use super::store;
use crate::{
    auth::SystemTx,
    calendars::store::{self as calendars, Holder},
    clusters::store as clusters,
};

/// Gives back what the rooms that went need no more. Nothing is done where the order is not the one that was read: then it is looked at again. The caller commits.
pub(crate) async fn keep_behind(tx: &mut SystemTx, (order, touched): (OrderId, i64), on: ClusterId, behind: &Behind) -> sqlx::Result<()> {
    let ids = [on.uuid()];
    let Some(cluster) = clusters::addresses(tx.conn(), &ids).await?.pop() else { return Ok(()) };
    let Some(shape) = cluster.shape else { return Ok(()) };
    let kept = |held: &Reservation| behind.kept(held, shape);
    // Mostly it was given back before, and no lock is needed to see that.
    let held = calendars::reserved(tx.conn(), order, cluster.calendar_id).await?;
    if kept(&held).is_none_or(|kept| held.difference(&kept).is_empty()) {
        return Ok(());
    }
    let Some(lives) = store::lock(tx.conn(), order).await?.filter(|lives| lives.touched == touched) else { return Ok(()) };
    calendars::give_back(tx.conn(), Holder { tenant: lives.tenant, order }, cluster.calendar_id, kept).await
}
