//! Rooms that a failover left behind find a place where their order runs by now: as many as fit, booked there beside what the order holds.
//!
//! The order does not move. Only a failover of the cluster on which they were left asks for this; a move to another cluster takes them along by itself.

use std::{collections::BTreeSet, sync::Arc};

use homeroom_domain::{
    ids::{ClassroomId, ClusterId},
    moves::{Aside, MoveCause, Places, Tried},
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
}

/// Gathers rooms of an order that were left behind. Of the last outcome nothing is to be committed.
pub(super) async fn gather(tx: &mut SystemTx, going: &Going, (actor, at): (&Actor, Timestamp)) -> sqlx::Result<Gathered> {
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
    let bound = going.timetabled.order.rooms.iter().map(|room| room.id).filter(|room| !left.contains(room)).collect();
    // Its claim is for all of its rooms, wherever they are.
    let going = &Going { moving: Arc::new(going.moving.stored_already()), ..going.clone() };
    let wish = Wish { to: Some(places.live), cause: MoveCause::Failover, stay: &[], actor, at };
    let candidates = Candidates::of(tx.conn(), going.id, (&lives, &places), (wish, false)).await?;
    let aside = Aside { bound, ..Aside::default() };
    let chosen = match candidates.choose_most(tx.conn(), (going, aside), !lives.livemode).await? {
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
