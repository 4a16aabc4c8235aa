//! `POST /v1/images/rolls/{id}/stop`: no further order begins with the image.

use homeroom_domain::{
    ids::ImageRollId,
    nodes::roll::{RollCause, RollState},
};

use super::{
    store::{self, Roll},
    tell::tell,
    view::ImageRollView,
};
use crate::{
    auth::{ManageClusters, PlatformCaller},
    events::EventType,
    http::{ApiError, Path, Problem, Problems, Versioned},
};

/// Stop an image roll
///
/// No further order begins with the image; those that have go on with it until it is taken back. Doing it again changes nothing. One that is over is 409
/// `conflicting-transition`.
#[utoipa::path(post, path = "/v1/images/rolls/{id}/stop", tag = "clusters", params(("id" = ImageRollId, Path)),
    responses((status = 200, description = "The roll", body = ImageRollView), Problems))]
pub(crate) async fn stop_image_roll(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ImageRollId>,
) -> Result<Versioned<ImageRollView>, ApiError> {
    let mut tx = caller.begin().await?;
    let mut roll = store::lock_roll(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    match roll.state {
        RollState::Stopped => {}
        RollState::Rolling => {
            roll = Roll { state: RollState::Stopped, cause: Some(RollCause::ByHand {}), stopped_at: Some(caller.now()), ..roll };
            store::update_roll(tx.conn(), &roll).await?;
            tell(tx.conn(), EventType::ImageRollStopped, &roll, (&caller.actor(), caller.now())).await?;
        }
        RollState::Done | RollState::TakenBack => return Err(Problem::ConflictingTransition.into()),
    }
    let view = ImageRollView::of(tx.conn(), roll, &caller).await?;
    tx.commit().await?;
    Ok(view.versioned())
}
