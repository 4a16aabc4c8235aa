//! Whether an order may be reserved, beyond what its own fields say.

use homeroom_domain::order::{Order, ReservedEnough};
use jiff::Timestamp;
use serde_json::json;

use crate::{
    auth::TenantTx,
    http::{ApiError, Problem},
    orders::{
        placing::{Candidate, record},
        store,
    },
};

/// Orders of a tenant that wait at a time.
const RESERVED_AT_ONCE: i64 = 20;

/// Looked at while the tenant's calendar is locked, so that two requests cannot both be the last.
///
/// # Errors
/// 409 where too many wait, or the same was reserved before and let go; of a batch it says which order.
pub(in crate::orders) async fn may_reserve(
    tx: &mut TenantTx,
    candidates: &[Candidate],
    batch: bool,
    now: Timestamp,
) -> Result<(), ApiError> {
    let asked = || candidates.iter().enumerate().filter_map(|(index, candidate)| Some((index, candidate, candidate.order.reserved_until?)));
    let more = i64::try_from(asked().count()).unwrap_or(i64::MAX);
    if more > 0 && store::count_reserved(tx).await?.saturating_add(more) > RESERVED_AT_ONCE {
        return Err(ApiError::With(Problem::TooManyReserved, json!({ "limit": RESERVED_AT_ONCE })));
    }
    for (index, candidate, until) in asked() {
        let Some(before) = store::reserved_before(tx, &candidate.order.document, now).await? else { continue };
        if let Err(ReservedEnough { latest, again_from }) = before.allow(until) {
            let params = json!({ "since": before.since, "latest": latest, "again_from": again_from });
            let error = ApiError::With(Problem::ReservedBefore, params);
            return Err(if batch { record::within(index, error) } else { error });
        }
    }
    Ok(())
}

/// # Errors
/// 409 for an order whose time to be confirmed is over: it is given back soon.
pub(in crate::orders) fn still_waits(order: &Order, now: Timestamp) -> Result<(), ApiError> {
    match order.reserved_until {
        Some(until) if until <= now => Err(super::confirm::ended(until)),
        _ => Ok(()),
    }
}
