//! Schedules of orders, kept while they are asked for often: at the bell every pupil of a school joins a room of the same order.
//!
//! An entry is valid for one edit and one suspension of its order, which are read each time under the tenant's own scope; nothing is ever served from
//! here alone. What is kept is bounded by the number of lessons.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use homeroom_domain::{
    ids::OrderId,
    order::{Order, Schedule},
};

use super::{
    prepare,
    store::{self, Stamp},
};
use crate::{auth::TenantTx, http::ApiError};

/// About 100 bytes each.
const LESSONS_MAX: usize = 500_000;

/// An order and what its timetable says.
#[derive(Debug)]
pub struct Timetabled {
    pub order: Order,
    pub schedule: Schedule,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Timetables {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    entries: HashMap<OrderId, Entry>,
    lessons: usize,
    clock: u64,
}

#[derive(Debug)]
struct Entry {
    stamp: Stamp,
    timetabled: Arc<Timetabled>,
    last_used: u64,
}

impl Timetables {
    /// The schedule of an order of the tenant. `None` when it has no such order.
    pub(crate) async fn of(&self, tx: &mut TenantTx, id: OrderId) -> Result<Option<Arc<Timetabled>>, ApiError> {
        let Some(stamp) = store::stamp(tx, id).await? else { return Ok(None) };
        if let Some(found) = self.lock().find(id, &stamp) {
            return Ok(Some(found));
        }
        let Some((order, _)) = store::find(tx, id).await? else { return Ok(None) };
        let timetabled = prepare::blocking(move || Arc::new(Timetabled { schedule: order.schedule(), order })).await?;
        self.lock().keep(id, stamp, timetabled.clone());
        Ok(Some(timetabled))
    }

    /// The schedules of some orders of the tenant. The transaction ends before any of them is worked out, which takes long where many are.
    pub(crate) async fn of_all(&self, mut tx: TenantTx, stamped: Vec<(OrderId, Stamp)>) -> Result<Vec<Arc<Timetabled>>, ApiError> {
        let (mut timetabled, mut missing) = (Vec::with_capacity(stamped.len()), Vec::new());
        for (id, stamp) in stamped {
            let found = self.lock().find(id, &stamp);
            match found {
                Some(found) => timetabled.push(found),
                None => missing.extend(store::find(&mut tx, id).await?.map(|(order, _)| (stamp, order))),
            }
        }
        tx.rollback().await?;
        let expand = |(stamp, order): (Stamp, Order)| (stamp, Arc::new(Timetabled { schedule: order.schedule(), order }));
        for (stamp, expanded) in prepare::blocking(move || missing.into_iter().map(expand).collect::<Vec<_>>()).await? {
            self.lock().keep(expanded.order.id, stamp, expanded.clone());
            timetabled.push(expanded);
        }
        Ok(timetabled)
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn find(&mut self, id: OrderId, stamp: &Stamp) -> Option<Arc<Timetabled>> {
        self.clock += 1;
        let entry = self.entries.get_mut(&id).filter(|entry| entry.stamp == *stamp)?;
        entry.last_used = self.clock;
        Some(entry.timetabled.clone())
    }

    fn keep(&mut self, id: OrderId, stamp: Stamp, timetabled: Arc<Timetabled>) {
        self.forget(id);
        self.clock += 1;
        self.lessons += timetabled.schedule.lessons().len();
        self.entries.insert(id, Entry { stamp, timetabled, last_used: self.clock });
        while self.lessons > LESSONS_MAX && self.entries.len() > 1 {
            let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.last_used).map(|(id, _)| *id);
            oldest.into_iter().for_each(|id| self.forget(id));
        }
    }

    fn forget(&mut self, id: OrderId) {
        if let Some(old) = self.entries.remove(&id) {
            self.lessons -= old.timetabled.schedule.lessons().len();
        }
    }
}
