//! `DELETE /v1/drafts/{id}`.

use homeroom_domain::ids::DraftId;
use http::StatusCode;

use super::{fields, store};
use crate::{
    auth::{Caller, CreateOrders},
    http::{ApiError, Path, Problem, Problems},
};

/// Remove a draft
///
/// Only its owner does, also of one that is shared.
#[utoipa::path(delete, path = "/v1/drafts/{id}", tag = "orders", params(("id" = DraftId, Path)),
    responses((status = 204, description = "Removed"), Problems))]
pub(crate) async fn delete_draft(caller: Caller<CreateOrders>, Path(id): Path<DraftId>) -> Result<StatusCode, ApiError> {
    let owner = fields::owner(&caller)?;
    let mut tx = caller.begin().await?;
    let draft = store::lock_one(&mut tx, id, owner).await?.ok_or(ApiError::NotFound)?;
    if !draft.own {
        return Err(Problem::DraftOfAnother.into());
    }
    store::delete(&mut tx, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
