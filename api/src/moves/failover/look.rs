//! Which orders of a lost cluster have lessons soon, and which of their rooms stay.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use homeroom_domain::{
    ids::{ClassroomId, ClusterId},
    moves::{Aside, LostOrder, Onward, Split, UnmetBell, split, unmet},
};
use jiff::Timestamp;

use crate::{
    app::App,
    auth::SystemTx,
    moves::{
        going::Going,
        store::{self, OnCluster},
    },
    orders::store::{Apart, apart},
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
    /// Of these, rooms that were left behind there.
    pub(super) left_there: BTreeSet<ClassroomId>,
    /// Rooms that an earlier failover left behind here: then the order runs elsewhere, and these alone are looked at.
    pub(super) left_here: BTreeSet<ClassroomId>,
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

    /// Its lessons that begin until a moment and for which a room that does not stay is not ready then. `left`: rooms that do not go with the others, and what
    /// becomes of them.
    pub(super) fn unmet(
        &self,
        onward: Option<Onward>,
        (left, theirs): (&[ClassroomId], Option<Onward>),
        (now, until): (Timestamp, Timestamp),
    ) -> Vec<UnmetBell> {
        let (order, schedule) = (&self.going.timetabled.order, &self.going.timetabled.schedule);
        let of = |room: ClassroomId| {
            // What was left behind elsewhere was named then.
            let is_asked_about = self.left_here.is_empty() || self.left_here.contains(&room);
            match left.contains(&room) {
                _ if !is_asked_about => None,
                true => theirs.filter(|_| !self.left_there.contains(&room)),
                false => onward.filter(|onward| matches!(onward, Onward::From(_)) || !self.left_there.contains(&room)),
            }
        };
        let apart: BTreeMap<ClassroomId, Option<Onward>> = order.rooms.iter().map(|room| (room.id, of(room.id))).collect();
        let lost = LostOrder { order, schedule, split: &self.split, elsewhere: &self.elsewhere, apart: &apart };
        unmet(&lost, Onward::From(now), (now, until))
    }

    /// In what order its rooms are tried where not all of them fit.
    pub(super) fn aside(&self) -> Aside {
        if !self.left_here.is_empty() {
            let rooms = self.going.timetabled.order.rooms.iter().map(|room| room.id);
            let is_left = |room: &ClassroomId| self.left_here.contains(room) || self.left_there.contains(room);
            return Aside { bound: rooms.filter(|room| !is_left(room)).collect(), ..Aside::default() };
        }
        let last = self.split.stay.keys().chain(&self.left_there).copied().collect();
        Aside { bound: self.elsewhere.difference(&self.left_there).copied().collect(), last }
    }

    /// How many of the rooms that find no place are left by this failover, and do not stay for now.
    pub(super) fn count_left(&self, left: &[ClassroomId]) -> usize {
        let is_left = |room: &&ClassroomId| {
            let is_asked_about = self.left_here.is_empty() || self.left_here.contains(*room);
            is_asked_about && !self.split.stay.contains_key(*room) && !self.left_there.contains(*room)
        };
        left.iter().filter(is_left).count()
    }
}

/// The orders of a cluster with lessons that are not over and begin until a moment, by their start; and whether there may be more than were looked at.
pub(super) async fn affected(app: &App, lost: Lost, (now, until): (Timestamp, Timestamp)) -> anyhow::Result<(Vec<Affected>, bool)> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let mut orders = store::on_cluster(tx.conn(), lost.id, until, ORDERS_MAX + 1).await?;
    // What was left behind here, once those that run here are few enough for one call.
    let of_left = orders.len();
    orders.extend(store::left_on_cluster(tx.conn(), lost.id, until, ORDERS_MAX + 1).await?);
    drop(tx);
    let is_more = orders.len() > usize::try_from(ORDERS_MAX).unwrap_or(usize::MAX);
    let looks = stream::iter(orders.into_iter().enumerate().take(usize::try_from(ORDERS_MAX).unwrap_or(usize::MAX)));
    let look = |(at, order): (usize, OnCluster)| look(app, (lost, order, at >= of_left), (now, until));
    let looks = looks.map(look).buffered(AT_ONCE);
    let looked: Vec<Option<Affected>> = looks.try_collect().await?;
    let mut affected: Vec<Affected> = looked.into_iter().flatten().collect();
    affected.sort_by_key(|affected| (affected.starts_at, affected.order.id.uuid()));
    Ok((affected, is_more))
}

async fn look(
    app: &App,
    (lost, order, is_left): (Lost, OnCluster, bool),
    (now, until): (Timestamp, Timestamp),
) -> anyhow::Result<Option<Affected>> {
    let Some(going) = Going::read(app, order.id, now).await? else { return Ok(None) };
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let seen = store::rooms_seen(tx.conn(), order.id, lost.are_rooms_reached).await?;
    let left = apart(tx.conn(), order.id, now).await?.into_iter().filter(|one| one.is_left);
    let (here, there): (Vec<Apart>, Vec<Apart>) = left.partition(|one| is_left && one.on == lost.id);
    drop(tx);
    let [left_here, left_there] = [&here, &there].map(|rooms| rooms.iter().map(|one| one.room).collect::<BTreeSet<_>>());
    if is_left && left_here.is_empty() {
        return Ok(None);
    }
    let schedule = &going.timetabled.schedule;
    let is_asked_about = |room: ClassroomId| !is_left || left_here.contains(&room);
    let held = || {
        let held = schedule.lessons().iter().filter(|held| !held.lesson.cancelled && held.lesson.ends_at > now);
        held.filter(|held| is_asked_about(held.room_id))
    };
    let always = schedule.runs().iter().filter(|run| run.always && run.to > now).map(|run| run.from);
    let Some(starts_at) = held().map(|held| held.lesson.starts_at).chain(always).min().filter(|at| *at <= until) else { return Ok(None) };
    let stay = here.iter().filter_map(|one| Some((one.room, one.runs_until?)));
    let split =
        if is_left { Split { stay: stay.collect(), goes: true } } else { split(&going.timetabled.order, schedule, &seen, (now, until)) };
    let elsewhere = if is_left { BTreeSet::new() } else { seen.elsewhere };
    Ok(Some(Affected { order, going, starts_at, split, elsewhere, left_there, left_here }))
}
