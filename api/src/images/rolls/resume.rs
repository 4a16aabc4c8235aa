//! `POST /v1/images/rolls/{id}/resume`: a roll that was stopped goes on.

use homeroom_domain::{
    ids::ImageRollId,
    nodes::roll::{RollState, Tally},
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

/// Resume an image roll
///
/// Orders begin with the image again, and the rooms that were counted count no more. Doing it again changes nothing. One that is over is 409
/// `conflicting-transition`.
#[utoipa::path(post, path = "/v1/images/rolls/{id}/resume", tag = "clusters", params(("id" = ImageRollId, Path)),
    responses((status = 200, description = "The roll", body = ImageRollView), Problems))]
pub(crate) async fn resume_image_roll(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ImageRollId>,
) -> Result<Versioned<ImageRollView>, ApiError> {
    let mut tx = caller.begin().await?;
    let mut roll = store::lock_roll(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    match roll.state {
        RollState::Rolling => {}
        RollState::Stopped => {
            let counted = Tally::default();
            roll = Roll { state: RollState::Rolling, cause: None, stopped_at: None, rooms: counted, others: counted, ..roll };
            store::update_roll(tx.conn(), &roll).await?;
            tell(tx.conn(), EventType::ImageRollResumed, &roll, (&caller.actor(), caller.now())).await?;
        }
        RollState::Done | RollState::TakenBack => return Err(Problem::ConflictingTransition.into()),
    }
    let view = ImageRollView::of(tx.conn(), roll, &caller).await?;
    tx.commit().await?;
    Ok(view.versioned())
}
