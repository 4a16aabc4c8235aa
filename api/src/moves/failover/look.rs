//! Which orders of a lost cluster have lessons soon, and which of them stay.

use std::collections::HashSet;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use homeroom_domain::{
    ids::{ClassroomId, ClusterId},
    order::HeldLesson,
};
use jiff::Timestamp;

use crate::{
    app::App,
    auth::SystemTx,
    moves::{
        going::Going,
        store::{self, OnCluster},
    },
};

/// Orders that are looked at by one call.
pub(super) const ORDERS_MAX: i64 = 1_000;
/// That are read side by side.
const AT_ONCE: usize = 8;

/// An order with a lesson until then.
#[derive(Debug)]
pub(super) struct Affected {
    pub(super) order: OnCluster,
    pub(super) going: Going,
    /// Of its first lesson that is not over.
    pub(super) starts_at: Timestamp,
    /// It stays until then.
    pub(super) stays_until: Option<Timestamp>,
}

/// The orders of a cluster with lessons that are not over and begin until a moment, by their start; and whether there may be more than were looked at.
pub(super) async fn affected(app: &App, cluster: ClusterId, (now, until): (Timestamp, Timestamp)) -> anyhow::Result<(Vec<Affected>, bool)> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let orders = store::on_cluster(tx.conn(), cluster, until, ORDERS_MAX + 1).await?;
    drop(tx);
    let is_more = orders.len() > usize::try_from(ORDERS_MAX).unwrap_or(usize::MAX);
    let looks = stream::iter(orders.into_iter().take(usize::try_from(ORDERS_MAX).unwrap_or(usize::MAX)));
    let looks = looks.map(|order| look(app, order, (now, until))).buffered(AT_ONCE);
    let looked: Vec<Option<Affected>> = looks.try_collect().await?;
    let mut affected: Vec<Affected> = looked.into_iter().flatten().collect();
    affected.sort_by_key(|affected| (affected.starts_at, affected.order.id.uuid()));
    Ok((affected, is_more))
}

async fn look(app: &App, order: OnCluster, (now, until): (Timestamp, Timestamp)) -> anyhow::Result<Option<Affected>> {
    let Some(going) = Going::read(app, order.id, now).await? else { return Ok(None) };
    let up: HashSet<ClassroomId> = if order.rooms_up == 0 {
        HashSet::new()
    } else {
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        store::rooms_up(tx.conn(), order.id).await?.into_iter().collect()
    };
    let schedule = &going.timetabled.schedule;
    let held = || schedule.lessons().iter().filter(|held| !held.lesson.cancelled && held.lesson.ends_at > now);
    let always = schedule.runs().iter().filter(|run| run.always && run.to > now).map(|run| run.from);
    let Some(starts_at) = held().map(|held| held.lesson.starts_at).chain(always).min().filter(|at| *at <= until) else { return Ok(None) };
    let runs = |held: &&HeldLesson| held.lesson.starts_at <= now && up.contains(&held.room_id);
    let stays_until = held().filter(runs).map(|held| held.lesson.ends_at).max();
    Ok(Some(Affected { order, going, starts_at, stays_until }))
}
