//! Everything that a round reads: the order's row, its rooms, and its schedule.
//!
//! Documents and schedules come from `orders::Timetables`, which keeps them as long as the order's stamp stays. Everything else is read each time.

use std::sync::Arc;

use homeroom_domain::{ids::OrderId, pools};
use jiff::Timestamp;

use crate::{
    orders::{self, Timetabled},
    reconcile::{
        error::ReconcileError,
        held::HeldCluster,
        pauses::Paused,
        store::{self, OrderRow, RoomRow},
    },
};

/// An order as it was read.
#[derive(Debug)]
pub(in crate::reconcile) struct Loaded {
    pub(in crate::reconcile) row: OrderRow,
    pub(in crate::reconcile) rooms: Vec<RoomRow>,
    pub(in crate::reconcile) timetabled: Arc<Timetabled>,
}

impl Loaded {
    /// Until when what its lessons left in its claim here is kept once it is not here any more; `None` where there is nothing to keep, or not any longer.
    pub(in crate::reconcile) fn kept_until(&self, now: Timestamp) -> Option<Timestamp> {
        let (claim, (since, left_at)) = (self.row.claim.as_ref()?, self.row.there);
        let until = pools::kept_until(&self.timetabled.schedule, (since, left_at.unwrap_or(now)), claim.retention_days);
        until.max(claim.kept_until).filter(|until| *until > now)
    }
}

/// Loads an order that is placed here. `None` when there is nothing to look at.
pub(in crate::reconcile) async fn order(held: &HeldCluster, id: OrderId) -> Result<Option<Loaded>, ReconcileError> {
    // A look would do, but who was overtaken should find out before it writes to the cluster.
    let mut tx = held.lease.begin().await?;
    let Some(row) = store::load(&mut tx, held.cluster(), id, &held.app.config.room_image).await? else { return Ok(None) };
    held.saw_paused(Paused::new(row.is_cluster_paused, row.lanes.iter().copied()));
    let rooms = store::rooms(tx.conn(), id).await?;
    let timetables = &held.app.timetables;
    if let Some(timetabled) = timetables.kept(id, &row.stamp) {
        return Ok(Some(Loaded { row, rooms, timetabled }));
    }
    let Some(order) = orders::store::load_full(tx.conn(), id).await? else { return Ok(None) };
    // Nobody can prolong the lease while this transaction holds its row.
    drop(tx);
    // A suspension may have come, or gone, or a lesson gone on, since the row was read.
    let stamp = orders::store::Stamp::of(&order, row.stamp.edit);
    let timetabled = timetables.expand(stamp, order, &held.app.work).await.map_err(|_| ReconcileError::Panicked)?;
    Ok(Some(Loaded { row, rooms, timetabled }))
}
