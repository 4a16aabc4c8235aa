//! On how many nodes rooms are, slot by slot of five minutes, beside how many were planned: what the accuracy of plans is summed from.
//!
//! The most of a slot is kept in memory and added when the slot is over, where nodes were planned or used in it. So an idle cluster costs one question every five
//! minutes and no write; what a worker saw that ends in the middle of a slot is left to the next one, and whoever comes second adds nothing.

use std::{sync::Arc, time::Duration};

use homeroom_domain::slots::Slot;
use tokio_util::sync::CancellationToken;

use super::lane::{Lane, follow};
use crate::{
    capacity::{self, SlotNodes},
    reconcile::{
        error::ReconcileError,
        held::{HeldCluster, Sight},
    },
};

/// See the module.
struct NodeUse {
    held: Arc<HeldCluster>,
    /// The slot that is counted, and the most nodes that held rooms in it so far.
    counted: Option<(Slot, usize)>,
}

/// Goes on until stopped.
pub(in crate::reconcile) async fn node_use(held: Arc<HeldCluster>, stop: &CancellationToken) -> Result<(), ReconcileError> {
    follow(held.clone(), NodeUse { held, counted: None }, stop).await
}

impl Lane for NodeUse {
    const EVERY: Duration = Duration::from_secs(2);

    async fn step(&mut self) -> Result<(), ReconcileError> {
        let slot = Slot::holding(self.held.app.clock.now());
        if let Some((ended, most)) = self.counted.filter(|(counted, _)| *counted < slot) {
            // It is not counted twice, whatever becomes of the write.
            self.counted = None;
            Box::pin(add(&self.held, ended, most)).await?;
        }
        if self.held.sight() == Sight::Clear {
            let before = self.counted.map_or(0, |(_, most)| most);
            self.counted = Some((slot, before.max(self.held.mirror.nodes_with_rooms())));
        }
        Ok(())
    }
}

async fn add(held: &HeldCluster, slot: Slot, used: usize) -> Result<(), ReconcileError> {
    let mut tx = held.read().await?;
    let Some((planned, usable)) = capacity::planned_in(tx.conn(), held.cluster(), slot).await? else { return Ok(()) };
    drop(tx);
    if planned == 0 && used == 0 {
        return Ok(());
    }
    let mut tx = held.lease.begin().await?;
    let nodes = SlotNodes { planned, used: i64::try_from(used).unwrap_or(i64::MAX), usable };
    capacity::add_slot(tx.conn(), held.cluster(), slot, nodes).await?;
    Ok(tx.commit().await?)
}
