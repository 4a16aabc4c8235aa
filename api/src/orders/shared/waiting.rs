//! Waiting for orders to change: one look for everybody who waits, so that a thousand of them cost what one does.
//!
//! Who waits holds no connection and asks nothing. While anybody does, one task of this process reads the versions of the orders that are waited for
//! and wakes those whose order differs. It reads across tenants and hands nothing out: who is woken reads for itself, under its own scope. A
//! look is what hears of everything alike, a person's edit and a cluster's news; a notification for each of these would cost each of them a lock.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use homeroom_domain::ids::{OrderId, TenantId};
use tokio::sync::watch;
use uuid::Uuid;

use crate::orders::store;
use crate::{auth::SystemTx, db::Pools, http::Version};

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Requests of one tenant that may wait at the same time.
pub(crate) const WAITING_MAX: usize = 200;
/// Requests of all tenants together, in this process.
const WAITING_ALL_MAX: usize = 2_000;

/// See the module. Clones are of the same.
#[derive(Debug, Clone, Default)]
pub struct Waiting(Arc<Mutex<Waiters>>);

#[derive(Debug, Default)]
struct Waiters {
    /// The version that each order was last seen at.
    orders: HashMap<OrderId, watch::Sender<Version>>,
    tenants: HashMap<TenantId, usize>,
    all: usize,
    is_looking: bool,
}

/// A place among those who wait, given up when dropped.
#[derive(Debug)]
pub(crate) struct Waiter {
    waiting: Waiting,
    tenant: TenantId,
    order: OrderId,
    seen: watch::Receiver<Version>,
}

impl Waiter {
    /// Returns when the order was seen to differ; what was seen before this place was taken does not count.
    pub(crate) async fn changed(&mut self) {
        // The sender stays for as long as somebody waits.
        let _ = self.seen.changed().await;
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        self.waiting.lock().leave(self.tenant, self.order);
    }
}

impl Waiting {
    /// Takes a place. `None` where the tenant, or all of them together, have too many already: a preference need not be followed.
    pub(crate) fn enter(&self, pools: &Pools, tenant: TenantId, order: OrderId, version: Version) -> Option<Waiter> {
        let mut waiters = self.lock();
        let seen = waiters.enter(tenant, order, version)?;
        if !std::mem::replace(&mut waiters.is_looking, true) {
            tokio::spawn(self.clone().look(pools.clone()));
        }
        Some(Waiter { waiting: self.clone(), tenant, order, seen })
    }

    /// How many requests wait now.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().tenants.values().sum()
    }

    /// Looks until nobody waits.
    async fn look(self, pools: Pools) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let Some(orders) = self.lock().orders() else { return };
            match versions(&pools, &orders).await {
                Ok(versions) => self.lock().tell(versions),
                Err(error) => tracing::warn!(%error, "nobody looks for those who wait; they wait to their end"),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiters> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn versions(pools: &Pools, orders: &[Uuid]) -> sqlx::Result<Vec<(OrderId, Version)>> {
    let mut tx = SystemTx::of_worker(pools).await?;
    store::versions(tx.conn(), orders).await
}

impl Waiters {
    fn enter(&mut self, tenant: TenantId, order: OrderId, version: Version) -> Option<watch::Receiver<Version>> {
        let of_tenant = self.tenants.get(&tenant).copied().unwrap_or_default();
        if of_tenant >= WAITING_MAX || self.all >= WAITING_ALL_MAX {
            return None;
        }
        self.tenants.insert(tenant, of_tenant + 1);
        self.all += 1;
        Some(self.orders.entry(order).or_insert_with(|| watch::Sender::new(version)).subscribe())
    }

    fn leave(&mut self, tenant: TenantId, order: OrderId) {
        self.all = self.all.saturating_sub(1);
        // Whoever leaves still holds its receiver.
        if self.orders.get(&order).is_some_and(|sender| sender.receiver_count() <= 1) {
            self.orders.remove(&order);
        }
        let left = self.tenants.get_mut(&tenant).map_or(0, |waiters| {
            *waiters -= 1;
            *waiters
        });
        if left == 0 {
            self.tenants.remove(&tenant);
        }
    }

    /// What is waited for; `None`, and nobody looks any more, when that is nothing.
    fn orders(&mut self) -> Option<Vec<Uuid>> {
        self.is_looking = !self.orders.is_empty();
        self.is_looking.then(|| self.orders.keys().map(|order| order.uuid()).collect())
    }

    fn tell(&self, versions: Vec<(OrderId, Version)>) {
        for (order, version) in versions {
            let Some(sender) = self.orders.get(&order) else { continue };
            sender.send_if_modified(|seen| std::mem::replace(seen, version) != version);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Version = Version { edit: 1, revision: 0 };

    fn order(n: u128) -> OrderId {
        OrderId::new(Uuid::from_u128(n))
    }

    #[test]
    fn who_waits_for_an_order_hears_of_that_order_alone() {
        let (mut waiters, tenant) = (Waiters::default(), TenantId::new(Uuid::nil()));
        let (one, other) = (waiters.enter(tenant, order(1), FIRST).unwrap(), waiters.enter(tenant, order(2), FIRST).unwrap());
        waiters.tell(vec![(order(1), Version { revision: 1, ..FIRST }), (order(2), FIRST)]);
        assert!(one.has_changed().unwrap());
        assert!(!other.has_changed().unwrap());
    }

    #[test]
    fn a_tenant_has_only_so_many_places_and_gets_them_back() {
        let (mut waiters, tenant) = (Waiters::default(), TenantId::new(Uuid::nil()));
        let places: Vec<_> = (0..WAITING_MAX).map(|_| waiters.enter(tenant, order(1), FIRST).unwrap()).collect();
        assert!(waiters.enter(tenant, order(1), FIRST).is_none());
        assert!(waiters.enter(TenantId::new(Uuid::max()), order(3), FIRST).is_some());
        for place in places {
            waiters.leave(tenant, order(1));
            drop(place);
        }
        assert!(!waiters.orders.contains_key(&order(1)));
        assert!(waiters.enter(tenant, order(1), FIRST).is_some());
    }

    #[test]
    fn all_tenants_together_have_only_so_many_places_too() {
        let mut waiters = Waiters::default();
        let tenant = |n: usize| TenantId::new(Uuid::from_u128((n / WAITING_MAX) as u128));
        let mut places: Vec<_> = (0..WAITING_ALL_MAX).map(|n| waiters.enter(tenant(n), order(1), FIRST).unwrap()).collect();
        let another = TenantId::new(Uuid::max());
        assert!(waiters.enter(another, order(2), FIRST).is_none());
        assert!(!waiters.tenants.contains_key(&another), "who was refused is not counted");
        waiters.leave(tenant(0), order(1));
        drop(places.pop());
        assert!(waiters.enter(another, order(2), FIRST).is_some());
    }
}
