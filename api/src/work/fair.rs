//! Who has the next permit: tenants in turn, each with at most half of them.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use homeroom_domain::ids::TenantId;
use tokio::{runtime::Handle, sync::oneshot};

/// Permits, and those who wait for one.
#[derive(Debug)]
pub(super) struct Fair {
    state: Mutex<State>,
    /// Most permits of one tenant.
    tenant_permits: usize,
    tenant_bytes: usize,
}

#[derive(Debug)]
struct State {
    free_permits: usize,
    free_bytes: usize,
    /// Of tenants that have a ticket.
    tenants: HashMap<TenantId, Share>,
    /// Tenants that wait, whose turn is next in front.
    turns: VecDeque<TenantId>,
}

/// What a tenant has.
#[derive(Debug, Default)]
struct Share {
    tickets: usize,
    bytes: usize,
    permits: usize,
    waiting: VecDeque<oneshot::Sender<Permit>>,
}

/// The right to ask for permits. What it counts for is given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Ticket {
    fair: Arc<Fair>,
    tenant: TenantId,
    bytes: usize,
    /// Where its work is done; `None` where everybody's is.
    pub(super) threads: Option<Handle>,
}

/// The right to use a core, until it is dropped.
#[derive(Debug)]
#[must_use]
pub(crate) struct Permit {
    /// Taken out of a permit that nobody took.
    of: Option<(Arc<Fair>, TenantId)>,
    /// Its ticket's.
    pub(super) threads: Option<Handle>,
}

impl Fair {
    pub(super) fn new(permits: usize, bytes: usize, tenant_bytes: usize) -> Arc<Self> {
        let state = State { free_permits: permits, free_bytes: bytes, tenants: HashMap::new(), turns: VecDeque::new() };
        Arc::new(Self { state: Mutex::new(state), tenant_permits: (permits / 2).max(1), tenant_bytes })
    }

    /// `None` when the tenant or all together have no bytes left.
    pub(super) fn ticket(self: &Arc<Self>, tenant: TenantId, bytes: usize) -> Option<Ticket> {
        let mut state = self.lock();
        let used = state.tenants.get(&tenant).map_or(0, |share| share.bytes);
        if bytes > state.free_bytes || bytes > self.tenant_bytes.saturating_sub(used) {
            return None;
        }
        state.free_bytes -= bytes;
        let share = state.tenants.entry(tenant).or_default();
        share.tickets += 1;
        share.bytes += bytes;
        Some(Ticket { fair: self.clone(), tenant, bytes, threads: None })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives free permits to those who wait, a tenant after the other.
    fn serve(self: &Arc<Self>, state: &mut State) {
        let mut passed_over = 0;
        while state.free_permits > 0 && passed_over < state.turns.len() {
            let Some(tenant) = state.turns.pop_front() else { return };
            let Some(share) = state.tenants.get_mut(&tenant) else { continue };
            if share.permits == self.tenant_permits {
                state.turns.push_back(tenant);
                passed_over += 1;
                continue;
            }
            if let Some(waiting) = share.waiting.pop_front() {
                match waiting.send(Permit { of: Some((self.clone(), tenant)), threads: None }) {
                    Ok(()) => {
                        share.permits += 1;
                        state.free_permits -= 1;
                        passed_over = 0;
                    }
                    // Whoever waited has gone. The permit was none yet: it must not be given back, least of all under the lock.
                    Err(mut unclaimed) => unclaimed.of = None,
                }
            }
            if !share.waiting.is_empty() {
                state.turns.push_back(tenant);
            }
        }
    }
}

impl Ticket {
    /// Waits for a permit.
    pub(super) async fn turn(&self) -> Permit {
        let (waiting, served) = oneshot::channel();
        {
            let mut state = self.fair.lock();
            let share = state.tenants.entry(self.tenant).or_default();
            let first = share.waiting.is_empty();
            share.waiting.push_back(waiting);
            if first {
                state.turns.push_back(self.tenant);
            }
            self.fair.serve(&mut state);
        }
        match served.await {
            Ok(permit) => permit,
            // The queue lives as long as its tickets do.
            Err(_) => std::future::pending().await,
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut state = self.fair.lock();
        state.free_bytes += self.bytes;
        if let Some(share) = state.tenants.get_mut(&self.tenant) {
            share.tickets -= 1;
            share.bytes -= self.bytes;
        }
        state.forget_idle(self.tenant);
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let Some((fair, tenant)) = self.of.take() else { return };
        let mut state = fair.lock();
        state.free_permits += 1;
        if let Some(share) = state.tenants.get_mut(&tenant) {
            share.permits -= 1;
        }
        state.forget_idle(tenant);
        fair.serve(&mut state);
    }
}

impl State {
    /// A permit may outlive its ticket: the work goes on when its request has gone.
    fn forget_idle(&mut self, tenant: TenantId) {
        if self.tenants.get(&tenant).is_some_and(|share| share.tickets == 0 && share.permits == 0) {
            self.tenants.remove(&tenant);
            self.turns.retain(|waiting| *waiting != tenant);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use uuid::Uuid;

    use super::*;

    fn tenant(n: u128) -> TenantId {
        TenantId::new(Uuid::from_u128(n))
    }

    fn fair(permits: usize) -> Arc<Fair> {
        Fair::new(permits, 1_000, 500)
    }

    #[tokio::test]
    async fn a_tenant_has_at_most_half_of_the_permits_though_nobody_else_asks() {
        let fair = fair(4);
        let ticket = fair.ticket(tenant(1), 1).unwrap();
        let permits = [ticket.turn().await, ticket.turn().await];
        assert!(ticket.turn().now_or_never().is_none());
        let other = fair.ticket(tenant(2), 1).unwrap();
        assert!(other.turn().now_or_never().is_some());
        drop(permits);
        assert!(ticket.turn().now_or_never().is_some());
    }

    #[tokio::test]
    async fn those_who_wait_are_served_by_tenants_in_turn_and_not_in_the_order_in_which_they_came() {
        let fair = fair(2);
        let tickets: Vec<Ticket> = [1, 1, 1, 2, 3].map(|n| fair.ticket(tenant(n), 1).unwrap()).into();
        let (first, last) = (tickets[0].turn().await, fair.ticket(tenant(4), 1).unwrap().turn().await);
        let mut waiting: Vec<_> = tickets.iter().map(|ticket| Box::pin(ticket.turn())).collect();
        assert!(waiting.iter_mut().all(|turn| turn.now_or_never().is_none()));
        // The first tenant has its half: both others pass it.
        drop(last);
        let second = waiting[3].as_mut().now_or_never().expect("the second tenant's turn");
        assert!(waiting[4].as_mut().now_or_never().is_none());
        drop(second);
        let third = waiting[4].as_mut().now_or_never().expect("the third tenant's turn");
        drop((first, third));
        assert!(waiting[0].as_mut().now_or_never().is_some());
    }

    #[tokio::test]
    async fn who_went_away_while_waiting_is_passed_over_and_no_permit_is_lost() {
        let fair = fair(2);
        let ticket = fair.ticket(tenant(1), 1).unwrap();
        let permit = ticket.turn().await;
        let mut gone = Box::pin(ticket.turn());
        assert!(gone.as_mut().now_or_never().is_none());
        drop(gone);
        let mut served_and_gone = Box::pin(ticket.turn());
        assert!(served_and_gone.as_mut().now_or_never().is_none());
        drop(permit);
        drop(served_and_gone);
        assert!(ticket.turn().now_or_never().is_some());
    }

    #[tokio::test]
    async fn nothing_is_kept_of_tenants_that_ask_for_nothing() {
        let fair = fair(2);
        let ticket = fair.ticket(tenant(1), 400).unwrap();
        assert!(fair.ticket(tenant(1), 200).is_none());
        assert!(fair.ticket(tenant(2), 500).is_some());
        let permit = ticket.turn().await;
        drop(ticket);
        assert!(!fair.lock().tenants.is_empty(), "its work is not over");
        drop(permit);
        let state = fair.lock();
        assert!(state.tenants.is_empty() && state.turns.is_empty());
        assert_eq!((state.free_permits, state.free_bytes), (2, 1_000));
    }
}
