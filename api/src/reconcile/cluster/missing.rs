//! Rooms that are not up a minute before their bell: told with their cause, to whoever operates and to the institution, once a bell.
//!
//! What rounds left in memory is looked at; the database is asked only where a room is missing. Who takes a cluster over looks whether it was told before,
//! and tells of bells that rang while nobody looked.

use std::{collections::HashSet, sync::Arc, time::Duration};

use homeroom_domain::ids::{ClassroomId, OrderId};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::lane::{Lane, follow};
use crate::{
    auth::{Actor, Place, SystemTx},
    events::{self, EventType, NewEvent},
    reconcile::{
        bells::{Missing, TOLD_AFTER, TOLD_BEFORE},
        error::ReconcileError,
        held::HeldCluster,
        store,
    },
};

/// Rooms that an event names; it counts them all.
const NAMED: usize = 20;

/// Goes on until stopped.
pub(in crate::reconcile) async fn missing(held: Arc<HeldCluster>, stop: &CancellationToken) -> Result<(), ReconcileError> {
    follow(held.clone(), Telling { held, told: HashSet::new() }, stop).await
}

/// See the module.
struct Telling {
    held: Arc<HeldCluster>,
    /// Bells of orders of which was told, or was nothing to tell, while they are looked at.
    told: HashSet<(OrderId, Timestamp)>,
}

impl Lane for Telling {
    const EVERY: Duration = Duration::from_secs(2);

    async fn step(&mut self) -> Result<(), ReconcileError> {
        let now = self.held.app.clock.now();
        let earliest = now.saturating_sub(TOLD_AFTER).unwrap_or(now);
        self.told.retain(|(_, bell)| *bell > earliest);
        for missing in self.held.bells.missing(now) {
            if !self.told.contains(&(missing.order, missing.bell)) {
                Box::pin(tell(&self.held, &missing, now)).await?;
                self.told.insert((missing.order, missing.bell));
            }
        }
        Ok(())
    }
}

async fn tell(held: &HeldCluster, missing: &Missing, now: Timestamp) -> Result<(), ReconcileError> {
    let mut tx = held.lease.begin().await?;
    let Some(cause) = store::cause_of_missing(&mut tx, held.cluster(), missing.order, missing.bell).await? else { return Ok(()) };
    let rooms = if missing.bell > now { missing.rooms.clone() } else { not_up_in_time(&mut tx, missing).await? };
    if rooms.is_empty() {
        return Ok(());
    }
    let actor = Actor::system();
    let institution = json!({
        "bell_at": missing.bell, "rooms": rooms.len(), "classrooms": &rooms[..rooms.len().min(NAMED)],
        "cause": cause.reason,
    });
    let mut operators = institution.clone();
    if let Value::Object(facts) = &mut operators {
        facts.insert("cluster_id".into(), json!(held.cluster()));
        facts.insert("tenant_id".into(), json!(cause.tenant));
    }
    for (feed, data) in [(Place::Tenant(cause.tenant), institution), (Place::Platform, operators)] {
        let subject = missing.order.to_string();
        events::record(tx.conn(), NewEvent { feed, kind: EventType::ClassroomsMissing, actor: &actor, subject, data, at: now }).await?;
    }
    Ok(tx.commit().await?)
}

/// Of a bell that rang: one that was up a minute before it, and fell since, was there in time.
async fn not_up_in_time(tx: &mut SystemTx, missing: &Missing) -> Result<Vec<ClassroomId>, ReconcileError> {
    let minute = missing.bell.saturating_sub(TOLD_BEFORE).unwrap_or(missing.bell);
    Ok(store::not_up_at(tx, &missing.rooms, minute).await?)
}
