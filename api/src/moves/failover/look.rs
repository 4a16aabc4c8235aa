//! Which orders of a lost cluster have lessons soon, and which of their rooms stay.

use std::collections::BTreeSet;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use homeroom_domain::{
    ids::{ClassroomId, ClusterId},
    moves::{LostOrder, Onward, Split, UnmetBell, split, unmet},
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

/// A cluster whose orders are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lost {
    pub(super) id: ClusterId,
    /// Its rooms are known to be reached, whatever its API says.
    pub(super) are_rooms_reached: bool,
}

/// An order with a lesson until then.
#[derive(Debug)]
pub(super) struct Affected {
    pub(super) order: OnCluster,
    pub(super) going: Going,
    /// Of its first lesson that is not over.
    pub(super) starts_at: Timestamp,
    pub(super) split: Split,
    /// Rooms of it that stay at a third place.
    pub(super) elsewhere: BTreeSet<ClassroomId>,
}

impl Affected {
    /// When the last of the rooms that stay is to go. `None` where none stays.
    pub(super) fn stays_until(&self) -> Option<Timestamp> {
        self.split.stay.values().max().copied()
    }

    /// All of its rooms that are wanted until then stay: so does the order.
    pub(super) fn stays(&self) -> Option<Timestamp> {
        self.stays_until().filter(|_| !self.split.goes)
    }

    /// Its lessons that begin until a moment and for which a room that does not stay is not ready then.
    pub(super) fn unmet(&self, onward: Onward, (now, until): (Timestamp, Timestamp)) -> Vec<UnmetBell> {
        let (order, schedule) = (&self.going.timetabled.order, &self.going.timetabled.schedule);
        unmet(&LostOrder { order, schedule, split: &self.split, elsewhere: &self.elsewhere }, onward, (now, until))
    }
}

/// The orders of a cluster with lessons that are not over and begin until a moment, by their start; and whether there may be more than were looked at.
pub(super) async fn affected(app: &App, lost: Lost, (now, until): (Timestamp, Timestamp)) -> anyhow::Result<(Vec<Affected>, bool)> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let orders = store::on_cluster(tx.conn(), lost.id, until, ORDERS_MAX + 1).await?;
    drop(tx);
    let is_more = orders.len() > usize::try_from(ORDERS_MAX).unwrap_or(usize::MAX);
    let looks = stream::iter(orders.into_iter().take(usize::try_from(ORDERS_MAX).unwrap_or(usize::MAX)));
    let looks = looks.map(|order| look(app, (lost, order), (now, until))).buffered(AT_ONCE);
    let looked: Vec<Option<Affected>> = looks.try_collect().await?;
    let mut affected: Vec<Affected> = looked.into_iter().flatten().collect();
    affected.sort_by_key(|affected| (affected.starts_at, affected.order.id.uuid()));
    Ok((affected, is_more))
}

async fn look(app: &App, (lost, order): (Lost, OnCluster), (now, until): (Timestamp, Timestamp)) -> anyhow::Result<Option<Affected>> {
    let Some(going) = Going::read(app, order.id, now).await? else { return Ok(None) };
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let seen = store::rooms_seen(tx.conn(), order.id, lost.are_rooms_reached).await?;
    drop(tx);
    let schedule = &going.timetabled.schedule;
    let held = || schedule.lessons().iter().filter(|held| !held.lesson.cancelled && held.lesson.ends_at > now);
    let always = schedule.runs().iter().filter(|run| run.always && run.to > now).map(|run| run.from);
    let Some(starts_at) = held().map(|held| held.lesson.starts_at).chain(always).min().filter(|at| *at <= until) else { return Ok(None) };
    let split = split(&going.timetabled.order, schedule, &seen, (now, until));
    Ok(Some(Affected { order, going, starts_at, split, elsewhere: seen.elsewhere }))
}
