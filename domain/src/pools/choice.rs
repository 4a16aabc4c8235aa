//! Which pool a new order gets: rendezvous hashing of its id, weighted by what is free.
//!
//! Each pool draws a number from the order's id and its own, and the best draw wins, with chances in proportion to weights (`-ln(u) / weight` is the time
//! at which a clock of that rate rings first: the source is the weighted rendezvous hashing of Schindelhauer and Schomaker, 2005). Two who ask at the same
//! time so do not both take the emptiest. The pool is stored with the order's place; nothing is ever chosen anew when pools come, go or fill.

use sha2::{Digest, Sha256};

use super::{MEASURES, PoolCalendar, Rates, need, peak};
use crate::{
    calendar::{Amounts, Resource, Shortage},
    ids::{OrderId, StoragePoolId},
    slots::Steps,
};

/// How strongly a fuller pool is avoided. With the first power four equal pools were up to 7 % of what is sold apart, while 4,000 orders filled them; with the
/// eighth 2 to 4 %, and an empty pool of twice the size still gets twice as many orders.
const FREE_POWER: i32 = 8;

/// Why a pool did not take an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// It is closed for new orders.
    Closed,
    /// Never empty.
    Short(Vec<Shortage>),
}

/// The pool of a new order, and what is to be booked there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub pool: StoragePoolId,
    pub need: Amounts,
}

/// The pool of a new order whose rooms have lessons in these numbers, among all of its cluster. `None` where it needs nothing, whatever pools there are.
///
/// # Errors
/// With each pool and its reason, in the order in which they came; none where the cluster has no pool.
pub fn choose(
    order: OrderId,
    (rooms, rates): (&Steps, Rates),
    pools: &[PoolCalendar],
) -> Result<Option<Chosen>, Vec<(StoragePoolId, Unfit)>> {
    if rates.is_zero() || rooms.is_empty() {
        return Ok(None);
    }
    let (mut best, mut unfit): (Option<(f64, Chosen)>, _) = (None, Vec::new());
    for pool in pools {
        let need = need(rooms, rates, pool.retention_days);
        if let Some(why) = unfit_for(pool, &need) {
            unfit.push((pool.id, why));
            continue;
        }
        let rings = -draw(order, pool.id).ln() / weight(pool, &need);
        if best.as_ref().is_none_or(|(first, chosen)| rings.total_cmp(first).then(pool.id.cmp(&chosen.pool)).is_lt()) {
            best = Some((rings, Chosen { pool: pool.id, need }));
        }
    }
    best.map(|(_, chosen)| Some(chosen)).ok_or(unfit)
}

fn unfit_for(pool: &PoolCalendar, need: &Amounts) -> Option<Unfit> {
    if !pool.open {
        return Some(Unfit::Closed);
    }
    let short = pool.calendar.shortages(need);
    (!short.is_empty()).then_some(Unfit::Short(short))
}

/// How many such orders the pool is made for, by its scarcer measure, times the eighth power of the share that is left in the tightest slot.
fn weight(pool: &PoolCalendar, need: &Amounts) -> f64 {
    let of = |measure: Resource| {
        let most = peak(need, measure);
        let left = pool.calendar.least_left(measure, need)?.saturating_add(most);
        let sold = pool.calendar.limit(measure) as f64;
        Some(sold / most as f64 * (left as f64 / sold).powi(FREE_POWER))
    };
    MEASURES.into_iter().filter_map(of).fold(f64::INFINITY, f64::min)
}

/// Above 0 and below 1, the same for the same order and pool wherever it is asked.
fn draw(order: OrderId, pool: StoragePoolId) -> f64 {
    let digest = Sha256::new().chain_update(order.uuid()).chain_update(pool.uuid()).finalize();
    let first = digest.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    // 52 bits and a half of one: exact in a double, and neither 0 nor 1.
    ((first >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}
