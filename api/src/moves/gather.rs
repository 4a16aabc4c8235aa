//! Rooms that a failover left behind find a place where their order runs by now, booked there beside what the order holds.
//!
//! The order does not move. A failover of the cluster on which they were left asks for this, and gets as many as fit, at once; a drain of it takes all of them or none,
//! between two lessons. A move of the order to another cluster takes them along by itself.

use std::{collections::BTreeSet, sync::Arc};

use homeroom_domain::{
    ids::{ClassroomId, ClusterId},
    moves::{Aside, MoveCause, NoPlace, Places, Tried, may_follow},
};
use jiff::Timestamp;

use super::{
    begin::Wish,
    choose::{Candidates, Chosen},
    going::Going,
    store,
};
use crate::{
    auth::{Actor, SystemTx},
    calendars::store::{self as calendars, Holder},
    jobs::{self, Wake},
    orders::store as orders,
};

/// How it went.
#[derive(Debug)]
pub(super) enum Gathered {
    /// Booked and recorded; the caller commits.
    Some { to: ClusterId, left: Vec<ClassroomId>, short: Vec<Tried> },
    /// Nothing fits where it runs. Nothing was written but locks taken.
    None { at: ClusterId, tried: Vec<Tried> },
    /// None is left behind, the order is not the one that was read, it ends, or it is on its way with all of its rooms.
    Overtaken,
    /// Rooms of it are open, or about to be: it is not time.
    Waits,
}

/// Gathers rooms of an order that were left behind. Of the last two outcomes nothing is to be committed.
pub(super) async fn gather(tx: &mut SystemTx, going: &Going, cause: MoveCause, (actor, at): (&Actor, Timestamp)) -> sqlx::Result<Gathered> {
    let Some(lives) = store::lock(tx.conn(), going.id).await? else { return Ok(Gathered::Overtaken) };
    if lives.stamp != going.stamp || lives.generation != going.generation() || lives.phase.is_leaving() || lives.is_cancelled {
        return Ok(Gathered::Overtaken);
    }
    let placements = calendars::placements(tx.conn(), going.id).await?;
    let Some(places) = Places::of(&placements).filter(|places| places.coming.is_none()) else { return Ok(Gathered::Overtaken) };
    let apart = orders::apart(tx.conn(), going.id, at).await?;
    let left: BTreeSet<ClassroomId> = apart.iter().filter(|one| one.is_left).map(|one| one.room).collect();
    if left.is_empty() {
        return Ok(Gathered::Overtaken);
    }
    if !cause.is_at_once() {
        if !may_follow(&going.timetabled.order, &going.timetabled.schedule, &left, at) {
            return Ok(Gathered::Waits);
        }
        // Nobody looks where the old cluster is silent: what was up there may be up.
        if let Some(up) = apart.iter().find(|one| one.is_left && one.is_up) {
            return Ok(Gathered::None { at: places.live, tried: vec![Tried { cluster: up.on, why: NoPlace::StillLeaving {} }] });
        }
    }
    let bound = going.timetabled.order.rooms.iter().map(|room| room.id).filter(|room| !left.contains(room)).collect();
    // Its claim is for all of its rooms, wherever they are.
    let going = &Going { moving: Arc::new(going.moving.stored_already()), ..going.clone() };
    let wish = Wish { to: Some(places.live), cause, stay: &[], actor, at };
    let candidates = Candidates::of(tx.conn(), going.id, (&lives, &places), (wish, false)).await?;
    let chosen = if cause.is_at_once() {
        let aside = Aside { bound, ..Aside::default() };
        candidates.choose_most(tx.conn(), (going, aside), !lives.livemode).await?
    } else {
        candidates.choose(tx.conn(), &going.moving, !lives.livemode).await?
    };
    let chosen = match chosen {
        Ok(chosen) => chosen,
        Err(tried) => return Ok(Gathered::None { at: places.live, tried }),
    };
    let Chosen { found, mut calendar, mut pool, left, short } = chosen;
    let holder = Holder { tenant: lives.tenant, order: going.id };
    calendars::take_place(tx.conn(), holder, (&mut calendar, pool.as_mut(), &found), at).await?;
    orders::gather(tx.conn(), going.id, (&left, at)).await?;
    jobs::wake(tx.conn(), Wake::Orders).await?;
    Ok(Gathered::Some { to: found.cluster, left, short })
}
