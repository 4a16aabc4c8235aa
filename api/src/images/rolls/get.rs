//! `GET /v1/images/rolls/{id}`

use homeroom_domain::ids::ImageRollId;

use super::{store, view::ImageRollView};
use crate::{
    auth::{PlatformCaller, ReadClusters},
    http::{ApiError, IfNoneMatch, Path, Problems, Versioned},
};

/// Get an image roll
///
/// How far it is, and why it is stopped, if it is.
#[utoipa::path(get, path = "/v1/images/rolls/{id}", tag = "clusters", params(("id" = ImageRollId, Path)),
    responses((status = 200, description = "The roll", body = ImageRollView), (status = 304, description = "Unchanged"), Problems))]
pub(crate) async fn get_image_roll(
    caller: PlatformCaller<ReadClusters>,
    Path(id): Path<ImageRollId>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<ImageRollView>, ApiError> {
    let mut tx = caller.begin().await?;
    let roll = store::roll(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    Ok(ImageRollView::of(tx.conn(), roll, &caller).await?.versioned().unless(if_none_match))
}
