//! An order that is to move, as it was read, with what it takes along worked out of it: before any lock, on a thread for such work.

use std::sync::Arc;

use homeroom_domain::{ids::OrderId, moves::Moving};
use jiff::Timestamp;

use crate::{
    app::App,
    auth::SystemTx,
    orders::{
        self, Timetabled,
        store::{Stamp, stamp_of},
    },
};

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Going {
    pub(super) id: OrderId,
    pub(super) stamp: Stamp,
    pub(super) timetabled: Arc<Timetabled>,
    pub(super) moving: Arc<Moving>,
}

impl Going {
    /// Reads an order. `None` where there is none.
    ///
    /// # Errors
    /// When the database does not answer, or working it out panicked.
    pub(super) async fn read(app: &App, id: OrderId, now: Timestamp) -> anyhow::Result<Option<Self>> {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let Some(stamp) = stamp_of(tx.conn(), id).await? else { return Ok(None) };
        drop(tx);
        let Some(timetabled) = orders::timetabled(app, id, stamp).await? else { return Ok(None) };
        let stamp = Stamp::of(&timetabled.order, stamp.edit);
        let read = timetabled.clone();
        let moving = Arc::new(app.work.own(move || Moving::of(&read.order, now)).await?);
        Ok(Some(Self { id, stamp, timetabled, moving }))
    }

    /// Its rooms are up now and have no gap to come.
    pub(super) fn is_always_up(&self, now: Timestamp) -> bool {
        self.timetabled.schedule.runs().iter().any(|run| run.always && run.from <= now && now < run.to)
    }

    /// The newest generation of it.
    pub(super) fn generation(&self) -> i64 {
        self.timetabled.order.newest().number
    }
}
