//! Claims of orders that are not here any more: when what was recorded into one has been kept for its retention, its namespace goes with it.
//!
//! At rest one look at an index. A namespace is deleted as at the end of an order, in the same steps and with the same preconditions, and forgotten when the
//! cluster says that it is gone.

use std::{sync::Arc, time::Duration};

use homeroom_domain::{
    cluster::lane::WorkLane,
    diff,
    ids::OrderId,
    pools::Claim,
    workload::{Plan, Stage, namespace_name},
};
use tokio_util::sync::CancellationToken;

use super::lane::{Lane, follow};
use crate::{
    calendars::store as calendars,
    reconcile::{
        error::ReconcileError,
        held::HeldCluster,
        order::{namespace_changes, observed},
        store,
    },
};

/// Of one step.
const ORDERS_MAX: i64 = 20;

/// Goes on until stopped.
pub(in crate::reconcile) async fn kept(held: Arc<HeldCluster>, stop: &CancellationToken) -> Result<(), ReconcileError> {
    follow(held.clone(), Clearing { held }, stop).await
}

/// See the module.
struct Clearing {
    held: Arc<HeldCluster>,
}

impl Lane for Clearing {
    const EVERY: Duration = Duration::from_secs(10);

    async fn step(&mut self) -> Result<(), ReconcileError> {
        let mut tx = self.held.read().await?;
        let over = calendars::claims_over(tx.conn(), self.held.cluster(), self.held.app.clock.now(), ORDERS_MAX).await?;
        // What is deleted here is gone: so it is asked now, and not known from the last look.
        if over.is_empty() || store::is_lane_paused(tx.conn(), self.held.cluster(), WorkLane::Recordings).await? {
            return Ok(());
        }
        drop(tx);
        for order in over {
            match Box::pin(clear(&self.held, order)).await {
                Ok(()) => {}
                // It is tried again.
                Err(ReconcileError::Kube(error)) => tracing::info!(%order, %error, "a claim that was kept could not be cleared yet"),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

async fn clear(held: &HeldCluster, order: OrderId) -> Result<(), ReconcileError> {
    let plan = Plan {
        stage: Stage::Leaving,
        installation: held.app.config.installation.clone(),
        order_id: order,
        namespace: namespace_name(order),
        objects: Vec::new(),
        rooms: Vec::new(),
        claim: Claim::Gone,
    };
    let Some(seen) = observed(held, &plan).await? else { return Ok(()) };
    let changes = diff::diff(&plan, &seen);
    namespace_changes(held, &plan.namespace, &changes).await?;
    if !changes.gone {
        return Ok(());
    }
    let mut tx = held.lease.begin().await?;
    calendars::forget_claim(tx.conn(), order, held.cluster()).await?;
    Ok(tx.commit().await?)
}
