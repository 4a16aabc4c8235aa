//! A move begins: booked at the new place in the transaction that records it, or refused with what is short everywhere.
//!
//! A move by hand and one of a drain are prepared; a failover goes at once, because nothing can be waited for at a place that does not answer, and so does what has no
//! objects yet. Then rooms in which a lesson runs may stay behind until it is over. A failover goes with as many rooms as fit where not all do: the others are left
//! behind, until their order goes to a place that has room for all of it or `gather` finds some where it is.

use homeroom_domain::{
    ids::{ClassroomId, ClusterId, MoveId},
    moves::{Aside, MoveCause, MoveState, NoPlace, Places, Tried, Withdrawn},
    order::PlacementState,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    choose::{Candidates, Chosen},
    going::Going,
    rebalance,
    store::{self, Lives, NewMove},
    tell::{self, Told},
};
use crate::{
    auth::{Actor, SystemTx},
    calendars::store::{self as calendars, Holder},
    jobs::{self, Wake},
    orders::store::{apart, follow_place, gather, leave_behind, stay_behind},
};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish<'a> {
    /// The best one where none is named.
    pub(super) to: Option<ClusterId>,
    pub(super) cause: MoveCause,
    /// Rooms that stay where they are, each until then, where the order goes at once.
    pub(super) stay: &'a [(ClassroomId, Timestamp)],
    pub(super) actor: &'a Actor,
    pub(super) at: Timestamp,
}

/// How it went.
#[derive(Debug)]
pub(super) enum Began {
    /// Booked and recorded; the caller commits.
    Move {
        id: MoveId,
        to: ClusterId,
        /// Rooms that go nowhere, and what is against the whole of the order on each cluster.
        left: Vec<ClassroomId>,
        short: Vec<Tried>,
    },
    /// It was on its way already.
    UnderWay {
        id: MoveId,
        to: ClusterId,
    },
    /// It runs there.
    AlreadyThere,
    /// It ends, or is nowhere.
    Ending,
    /// Nothing fits.
    NoPlace(Vec<Tried>),
    /// The order is not the one that was read.
    Changed,
    NotFound,
}

/// Begins a move. Of anything but the first two outcomes nothing is to be committed.
pub(super) async fn begin(tx: &mut SystemTx, going: &Going, wish: Wish<'_>) -> sqlx::Result<Began> {
    let Some(lives) = store::lock(tx.conn(), going.id).await? else { return Ok(Began::NotFound) };
    if lives.stamp != going.stamp || lives.generation != going.generation() {
        return Ok(Began::Changed);
    }
    let placements = calendars::placements(tx.conn(), going.id).await?;
    let Some(places) = Places::of(&placements).filter(|_| !lives.phase.is_leaving() && !lives.is_cancelled) else {
        return Ok(Began::Ending);
    };
    if wish.to == Some(places.live) {
        return Ok(Began::AlreadyThere);
    }
    if let Some(preparing) = store::preparing(tx.conn(), going.id).await? {
        if wish.cause != MoveCause::Failover {
            return Ok(Began::UnderWay { id: preparing.id, to: preparing.to });
        }
        let told = Told {
            tenant: lives.tenant,
            order: going.id,
            id: preparing.id,
            from: places.live,
            to: preparing.to,
            actor: wish.actor,
            at: wish.at,
        };
        if preparing.may_answer && preparing.admitted == lives.generation {
            return go_where_it_is_booked(tx, &told, wish).await;
        }
        give_up(tx, &told, Withdrawn::FailedOver {}).await?;
    }
    // As it is now, with what was just given up.
    let placements = calendars::placements(tx.conn(), going.id).await?;
    let Some(places) = Places::of(&placements) else { return Ok(Began::Ending) };
    go_where_there_is_room(tx, going, (&lives, &places), wish).await
}

/// Books the best place, unless nothing fits, or rebalancing would not even anything out.
async fn go_where_there_is_room(
    tx: &mut SystemTx,
    going: &Going,
    (lives, places): (&Lives, &Places),
    wish: Wish<'_>,
) -> sqlx::Result<Began> {
    if let Some(refused) = rebalance::unfit(going, lives, wish) {
        return Ok(refused);
    }
    let candidates = Candidates::of(tx.conn(), going.id, (lives, places), (wish, going.moving.records())).await?;
    let chosen = match wish.cause {
        MoveCause::Failover => {
            let aside = aside(tx, going, wish).await?;
            candidates.choose_most(tx.conn(), (going, aside), !lives.livemode).await?
        }
        _ => candidates.choose(tx.conn(), &going.moving, !lives.livemode).await?,
    };
    let chosen = match chosen {
        Ok(chosen) => chosen,
        Err(tried) => return Ok(Began::NoPlace(tried)),
    };
    if !rebalance::evens_out(tx.conn(), going, (places.live, &chosen), wish).await? {
        return Ok(Began::NoPlace(vec![Tried { cluster: chosen.found.cluster, why: NoPlace::NotFuller {} }]));
    }
    write(tx, (going, lives, places.live), chosen, wish).await
}

/// What stays at a third place is to find one with its order when that is over; what lessons keep where it is, or was left behind before, can wait.
async fn aside(tx: &mut SystemTx, going: &Going, wish: Wish<'_>) -> sqlx::Result<Aside> {
    let mut aside = Aside { last: wish.stay.iter().map(|(room, _)| *room).collect(), ..Aside::default() };
    for one in apart(tx.conn(), going.id, wish.at).await? {
        let aside = if one.is_left { &mut aside.last } else { &mut aside.bound };
        aside.insert(one.room);
    }
    Ok(aside)
}

async fn write(
    tx: &mut SystemTx,
    (going, lives, from): (&Going, &Lives, ClusterId),
    chosen: Chosen,
    wish: Wish<'_>,
) -> sqlx::Result<Began> {
    let Chosen { found, mut calendar, mut pool, left, short } = chosen;
    let (id, to, is_at_once) = (MoveId::new(Uuid::now_v7()), found.cluster, wish.cause.is_at_once());
    let holder = Holder { tenant: lives.tenant, order: going.id };
    calendars::take_place(tx.conn(), holder, (&mut calendar, pool.as_mut(), &found), wish.at).await?;
    let state = if is_at_once { MoveState::Switched } else { MoveState::Preparing };
    let new = NewMove {
        id,
        tenant: lives.tenant,
        order: going.id,
        from,
        to,
        cause: wish.cause,
        state,
        generation: lives.generation,
        at: wish.at,
    };
    store::insert(tx.conn(), &new).await?;
    store::forget_refusal(tx.conn(), going.id).await?;
    let told = Told { tenant: lives.tenant, order: going.id, id, from, to, actor: wish.actor, at: wish.at };
    if is_at_once {
        let stay: Vec<(ClassroomId, Timestamp)> = wish.stay.iter().filter(|(room, _)| !left.contains(room)).copied().collect();
        stay_behind(tx.conn(), going.id, from, (&stay, wish.at)).await?;
        leave_behind(tx.conn(), going.id, from, (&left, wish.at)).await?;
        gather(tx.conn(), going.id, (&left, wish.at)).await?;
        switch(tx, &told).await?;
        tell::moved(tx, &told, wish.cause).await?;
    } else {
        tell::began(tx, &told, wish.cause).await?;
    }
    jobs::wake(tx.conn(), Wake::Orders).await?;
    Ok(Began::Move { id, to, left, short })
}

/// The order runs at the place that is prepared from now on, with all of its rooms, those that were left behind before included. Its row is locked.
pub(super) async fn go(tx: &mut SystemTx, told: &Told<'_>) -> sqlx::Result<()> {
    gather(tx.conn(), told.order, (&[], told.at)).await?;
    switch(tx, told).await
}

async fn switch(tx: &mut SystemTx, told: &Told<'_>) -> sqlx::Result<()> {
    calendars::switch_place(tx.conn(), told.order, told.to, told.at).await?;
    follow_place(tx.conn(), told.order, (told.from, told.to)).await
}

/// What is booked there already need not be sought.
async fn go_where_it_is_booked(tx: &mut SystemTx, told: &Told<'_>, wish: Wish<'_>) -> sqlx::Result<Began> {
    store::switched(tx.conn(), told.id, told.at).await?;
    stay_behind(tx.conn(), told.order, told.from, (wish.stay, wish.at)).await?;
    go(tx, told).await?;
    tell::moved(tx, told, MoveCause::Failover).await?;
    jobs::wake(tx.conn(), Wake::Orders).await?;
    Ok(Began::Move { id: told.id, to: told.to, left: Vec::new(), short: Vec::new() })
}

/// Gives up a move that is being prepared: its new place is cleaned and given back. `false` where it is not being prepared any more. The order's row is locked.
pub(super) async fn give_up(tx: &mut SystemTx, told: &Told<'_>, why: Withdrawn) -> sqlx::Result<bool> {
    if !store::withdraw(tx.conn(), told.id, why, told.at).await? {
        return Ok(false);
    }
    calendars::leave_place(tx.conn(), told.order, PlacementState::Coming, told.at).await?;
    tell::withdrawn(tx, told, why).await?;
    jobs::wake(tx.conn(), Wake::Orders).await?;
    Ok(true)
}
