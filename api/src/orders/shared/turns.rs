//! Whose booking is next, within this process.
//!
//! Bookings of a tenant would wait for each other at its calendar, those of many tenants at the calendar of a hot cluster, all with a connection in
//! hand. Here they wait without one: a tenant's one after the other, and of all no more at once than half of the pool, so that reads and people who
//! join find a connection at the bell. Between replicas the calendars' locks do the same work.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use homeroom_domain::ids::TenantId;
use tokio::{
    sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use crate::http::{ApiError, Problem};

/// Queues that are looked through for idle ones.
const QUEUES_MAX: usize = 1_000;
/// Longer than this nobody waits for an answer.
const WAITS_AT_MOST: Duration = Duration::from_secs(10);
const COME_BACK_SECONDS: u64 = 2;

/// See the module.
#[derive(Debug)]
pub struct Turns {
    queues: Mutex<HashMap<TenantId, Arc<tokio::sync::Mutex<()>>>>,
    /// First come, first served.
    seats: Arc<Semaphore>,
}

/// The right to book, until it is dropped.
#[derive(Debug)]
#[must_use]
pub(crate) struct Turn {
    _queue: OwnedMutexGuard<()>,
    _seat: OwnedSemaphorePermit,
}

impl Turns {
    /// Of so many connections half are for bookings.
    pub fn new(connections: u32) -> Self {
        Self { queues: Mutex::default(), seats: Arc::new(Semaphore::new((connections as usize / 2).max(1))) }
    }

    /// Waits for the tenant's turn, and for a seat. Whoever calls holds no connection.
    ///
    /// # Errors
    /// 503 `busy` after waiting for long.
    pub(crate) async fn of(&self, tenant: TenantId) -> Result<Turn, ApiError> {
        self.within(WAITS_AT_MOST, tenant).await
    }

    async fn within(&self, most: Duration, tenant: TenantId) -> Result<Turn, ApiError> {
        let turn = timeout(most, async {
            let queue = self.queue(tenant).lock_owned().await;
            let seat = self.seats.clone().acquire_owned().await.map_err(anyhow::Error::from)?;
            Ok(Turn { _queue: queue, _seat: seat })
        });
        let late = |_| ApiError::RetryAfter { problem: Problem::Busy, seconds: COME_BACK_SECONDS };
        turn.await.map_err(late)?
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

    fn tenant(n: u128) -> TenantId {
        TenantId::new(uuid::Uuid::from_u128(n))
    }

    #[tokio::test]
    async fn a_tenant_waits_for_itself_and_for_nobody_else() {
        let turns = Turns::new(8);
        let first = turns.of(tenant(1)).await.unwrap();
        drop(turns.of(tenant(2)).await.unwrap());
        assert!(turns.queue(tenant(1)).try_lock().is_err());
        drop(first);
        assert!(turns.queue(tenant(1)).try_lock().is_ok());
    }

    #[tokio::test]
    async fn who_finds_no_seat_for_long_is_told_to_come_back() {
        let (turns, briefly) = (Turns::new(2), Duration::from_millis(20));
        let first = turns.of(tenant(1)).await.unwrap();
        let late = turns.within(briefly, tenant(2)).await;
        assert!(matches!(late, Err(ApiError::RetryAfter { problem: Problem::Busy, .. })));
        drop(first);
        assert!(turns.within(briefly, tenant(2)).await.is_ok());
    }
}
