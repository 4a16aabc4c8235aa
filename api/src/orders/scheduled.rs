//! The schedule of one order for somebody who asks: what is kept of it, else it is read and worked out when the tenant's turn has come.

use std::sync::Arc;

use homeroom_domain::ids::OrderId;

use super::{
    shared::{Timetabled, work_out},
    store::{self, Stamp},
};
use crate::{
    auth::{Caller, Permit},
    http::{ApiError, Problem, beside},
};

/// How often an order is read that changes meanwhile.
const READINGS: usize = 3;

/// Why there is no schedule.
enum Absent {
    NoOrder,
    /// It has another stamp by now.
    Changed,
    Error(ApiError),
}

impl<E: Into<ApiError>> From<E> for Absent {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// `None` when the caller's tenant has no such order.
///
/// # Errors
/// 503 `busy` when the tenant's turn does not come in time, or the order changes each time that it is read.
pub(crate) async fn scheduled<P: Permit>(caller: &Caller<P>, id: OrderId) -> Result<Option<Arc<Timetabled>>, ApiError> {
    for _ in 0..READINGS {
        let mut tx = caller.begin().await?;
        let Some(stamp) = store::stamp(&mut tx, id).await? else { return Ok(None) };
        drop(tx);
        match beside(caller.app().timetables.kept_or(id, stamp, read(caller, id, stamp))).await {
            Ok(timetabled) => return Ok(Some(timetabled)),
            Err(Absent::NoOrder) => return Ok(None),
            Err(Absent::Changed) => {}
            Err(Absent::Error(error)) => return Err(error),
        }
    }
    Err(ApiError::RetryAfter { problem: Problem::Busy, seconds: 1 })
}

/// Reads an order that has this stamp, and works it out when the tenant's turn has come.
async fn read<P: Permit>(caller: &Caller<P>, id: OrderId, stamp: Stamp) -> Result<Arc<Timetabled>, Absent> {
    let permit = caller.app().work.permit(caller.tenant()).await?;
    let mut tx = caller.begin().await?;
    let (order, edit) = store::find(&mut tx, id).await?.ok_or(Absent::NoOrder)?;
    drop(tx);
    if stamp != Stamp::of(&order, edit) {
        return Err(Absent::Changed);
    }
    Ok(permit.run(move || work_out(edit, order)).await?)
}
