//! `GET /v1/partners/{id}`.

use homeroom_domain::ids::PartnerId;

use super::{store, view::PartnerView};
use crate::{
    auth::{PlatformCaller, ReadPartners},
    http::{ApiError, IfNoneMatch, Path, Problems, Versioned},
};

/// Get a partner
#[utoipa::path(get, path = "/v1/partners/{id}", tag = "partners", params(("id" = PartnerId, Path)),
    responses((status = 200, description = "The partner", body = PartnerView), (status = 304, description = "Unchanged"), Problems))]
pub(crate) async fn get_partner(
    caller: PlatformCaller<ReadPartners>,
    Path(id): Path<PartnerId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<PartnerView>, ApiError> {
    let mut tx = caller.begin().await?;
    let row = store::find(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    Ok(Versioned::new(row.version(), PartnerView::from(row)).unless(if_none_match))
}
