//! `GET /v1/caps/{id}`.

use homeroom_domain::ids::CapId;

use super::{store, view::CapView};
use crate::{
    auth::{Caller, ReadBilling},
    http::{ApiError, IfNoneMatch, Path, Problems, Versioned},
};

/// Get a cap
///
/// With what its month had come to when it was last looked at: after every change of it, half a minute after something was booked, and every five minutes.
#[utoipa::path(
    get, path = "/v1/caps/{id}", tag = "billing", params(("id" = CapId, Path)),
    responses((status = 200, description = "The cap", body = CapView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_cap(
    caller: Caller<ReadBilling>,
    Path(id): Path<CapId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<CapView>, ApiError> {
    let mut tx = caller.begin().await?;
    let view = CapView::from(store::cap(&mut tx, id).await?.ok_or(ApiError::NotFound)?);
    Ok(Versioned::new(view.version(), view).unless(if_none_match))
}
