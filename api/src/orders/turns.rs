//! One booking of a tenant after the other, within this process.
//!
//! They would wait for each other at the tenant's calendar anyway; here they wait without a connection, so that one institution's rush leaves the pool
//! to the others. Between replicas the calendar's lock does the same work.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use homeroom_domain::ids::TenantId;
use tokio::sync::OwnedMutexGuard;

/// Queues that are looked through for idle ones.
const QUEUES_MAX: usize = 1_000;

/// See the module.
#[derive(Debug, Default)]
pub struct Turns {
    queues: Mutex<HashMap<TenantId, Arc<tokio::sync::Mutex<()>>>>,
}

impl Turns {
    /// Waits for the tenant's turn, which lasts until the guard is dropped.
    pub(crate) async fn of(&self, tenant: TenantId) -> OwnedMutexGuard<()> {
        self.queue(tenant).lock_owned().await
    }

    fn queue(&self, tenant: TenantId) -> Arc<tokio::sync::Mutex<()>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if queues.len() > QUEUES_MAX {
            queues.retain(|_, queue| Arc::strong_count(queue) > 1);
        }
        queues.entry(tenant).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_tenant_waits_for_itself_and_for_nobody_else() {
        let turns = Turns::default();
        let tenant = |n| TenantId::new(uuid::Uuid::from_u128(n));
        let first = turns.of(tenant(1)).await;
        turns.of(tenant(2)).await;
        assert!(turns.queue(tenant(1)).try_lock().is_err());
        drop(first);
        assert!(turns.queue(tenant(1)).try_lock().is_ok());
    }
}
