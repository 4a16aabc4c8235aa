//! What an order is to hold of a cluster's pools: of one that is chosen for it, or more or less of the one that it has.

use super::{Chosen, PoolCalendar, Rates, Storage, Unfit, choose, need};
use crate::{
    calendar::{Amounts, Reservation, larger},
    ids::{OrderId, StoragePoolId},
    slots::Steps,
};

/// All that it holds then, and what that adds to what is booked.
pub type Stored = (Storage, Amounts);

/// Pools that do not take an order, each with its reason; none where the cluster has no pool.
pub type Refusing = Vec<(StoragePoolId, Unfit)>;

/// A place for an order that comes to a cluster. `kept` is what it left there before, in the claim that still stands.
///
/// # Errors
/// With every pool that might have been it, and what is against it.
pub fn stored(
    order: OrderId,
    (rooms, rates): (&Steps, Rates),
    pools: &[PoolCalendar],
    kept: Option<&Storage>,
) -> Result<Option<Stored>, Refusing> {
    if rates.is_zero() || rooms.is_empty() {
        return Ok(None);
    }
    if let Some(kept) = kept {
        return grown(kept, pools, |pool| need(rooms, rates, pool.retention_days)).map(Some);
    }
    let Some(Chosen { pool, need }) = choose(order, (rooms, rates), pools)? else { return Ok(None) };
    let calendar = pools.iter().find(|known| known.id == pool).map(|known| known.calendar.id).unwrap_or_default();
    Ok(Some((Storage::of(pool, Reservation::new(calendar, need.clone()), 0), need)))
}

/// What an amended order holds of the pool that it has. `rooms` are those of its lessons from some slot on, as they are asked for and as they were booked.
///
/// # Errors
/// As above.
pub fn amended(held: &Storage, rooms: (&Steps, &Steps), rates: Rates, pools: &[PoolCalendar]) -> Result<Stored, Refusing> {
    grown(held, pools, |pool| {
        let of = |rooms| Reservation::new(pool.calendar.id, need(rooms, rates, pool.retention_days));
        of(rooms.1).difference(&of(rooms.0))
    })
}

fn grown(held: &Storage, pools: &[PoolCalendar], difference: impl Fn(&PoolCalendar) -> Amounts) -> Result<Stored, Refusing> {
    let Some(pool) = pools.iter().find(|pool| pool.id == held.pool) else { return Err(vec![(held.pool, Unfit::Closed)]) };
    // What is taken off is rounded as it was added, but for days on which both were: nothing falls below zero for that.
    let all = larger(&held.reservation.with(&difference(pool)).steps, &Amounts::new());
    let all = Reservation::new(pool.calendar.id, all);
    let change = held.reservation.difference(&all);
    let short = pool.calendar.shortages(&change);
    if short.is_empty() { Ok((Storage::of(held.pool, all, held.space_mib), change)) } else { Err(vec![(held.pool, Unfit::Short(short))]) }
}
