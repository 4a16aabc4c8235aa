//! Which orders a call looks at.

use futures::{StreamExt as _, TryStreamExt as _, stream};
use homeroom_domain::ids::OrderId;
use jiff::Timestamp;

use crate::{
    app::App,
    auth::SystemTx,
    clusters::store::Cluster,
    moves::{
        going::Going,
        store::{self, Scheduled},
    },
};

/// That are read side by side.
const AT_ONCE: usize = 8;

/// An order that has not begun, and runs elsewhere.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) order: Scheduled,
    pub(super) going: Going,
}

/// Orders of a cluster's region and sort, by id, after one of them, at most so many; which was the last that was looked at, and whether there are more.
pub(super) async fn candidates(
    app: &App,
    cluster: &Cluster,
    (after, limit): (Option<OrderId>, usize),
    now: Timestamp,
) -> anyhow::Result<(Vec<Candidate>, Option<OrderId>, bool)> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let probe = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut orders = store::scheduled_elsewhere(tx.conn(), cluster, after, probe).await?;
    drop(tx);
    let is_more = orders.len() > limit;
    orders.truncate(limit);
    let last = orders.last().map(|order| order.id);
    let read = |order: Scheduled| async move { anyhow::Ok(Going::read(app, order.id, now).await?.map(|going| Candidate { order, going })) };
    let found: Vec<Option<Candidate>> = stream::iter(orders).map(read).buffered(AT_ONCE).try_collect().await?;
    Ok((found.into_iter().flatten().collect(), last, is_more))
}
