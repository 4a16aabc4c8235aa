//! Rooms that are not up a minute before their bell: told with their cause, to whoever operates and to the institution, once a bell.
//!
//! What rounds left in memory is looked at; the database is asked only where a room is missing. Who takes a cluster over looks whether it was told before.

use std::{collections::HashMap, sync::Arc, time::Duration};

use homeroom_domain::ids::OrderId;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::lane::{Lane, follow};
use crate::{
    auth::{Actor, Place},
    events::{self, EventType, NewEvent},
    reconcile::{bells::Missing, error::ReconcileError, held::HeldCluster, store},
};

/// Rooms that an event names; it counts them all.
const NAMED: usize = 20;

/// Goes on until stopped.
pub(in crate::reconcile) async fn missing(held: Arc<HeldCluster>, stop: &CancellationToken) -> Result<(), ReconcileError> {
    follow(held.clone(), Telling { held, told: HashMap::new() }, stop).await
}

/// See the module.
struct Telling {
    held: Arc<HeldCluster>,
    /// Of which bell of an order was told last.
    told: HashMap<OrderId, Timestamp>,
}

impl Lane for Telling {
    const EVERY: Duration = Duration::from_secs(2);

    async fn step(&mut self) -> Result<(), ReconcileError> {
        let now = self.held.app.clock.now();
        self.told.retain(|_, bell| *bell > now);
        for missing in self.held.bells.missing(now) {
            if self.told.get(&missing.order) != Some(&missing.bell) {
                Box::pin(tell(&self.held, &missing, now)).await?;
                self.told.insert(missing.order, missing.bell);
            }
        }
        Ok(())
    }
}

async fn tell(held: &HeldCluster, missing: &Missing, now: Timestamp) -> Result<(), ReconcileError> {
    let mut tx = held.lease.begin().await?;
    let Some(cause) = store::cause_of_missing(&mut tx, held.cluster(), missing.order, missing.bell).await? else { return Ok(()) };
    let actor = Actor::system();
    let institution = json!({
        "bell_at": missing.bell, "rooms": missing.rooms.len(), "classrooms": &missing.rooms[..missing.rooms.len().min(NAMED)],
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
