//! `POST /v1/images/rolls/{id}/take-back`: rooms start from what they started from before.

use homeroom_domain::{
    ids::ImageRollId,
    nodes::roll::{RollCause, RollState},
};
use jiff::Timestamp;
use sqlx::PgConnection;

use super::{
    store::{self, Roll},
    tell::tell,
    view::ImageRollView,
};
use crate::{
    auth::{Actor, ManageClusters, PlatformCaller},
    events::EventType,
    http::{ApiError, Path, Problem, Problems, Versioned},
    jobs::{self, Wake},
    orders,
};

/// Take an image roll back
///
/// In whatever state: every order that began with the image starts its next rooms from what the others start from; of one that was done, all rooms start from what
/// they started from before, once at least half of the nodes of their cluster have that again. Rooms that are open keep theirs until they close. Doing it again
/// changes nothing. One that another has followed is 409 `image-roll-overtaken`.
#[utoipa::path(post, path = "/v1/images/rolls/{id}/take-back", tag = "clusters", params(("id" = ImageRollId, Path)),
    responses((status = 200, description = "The roll", body = ImageRollView), Problems))]
pub(crate) async fn take_image_roll_back(
    caller: PlatformCaller<ManageClusters>,
    Path(id): Path<ImageRollId>,
) -> Result<Versioned<ImageRollView>, ApiError> {
    let mut tx = caller.begin().await?;
    let mut roll = store::lock_roll(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if roll.state != RollState::TakenBack {
        if store::is_overtaken(tx.conn(), &roll).await? {
            return Err(ApiError::Plain(Problem::ImageRollOvertaken));
        }
        roll = take_back(tx.conn(), roll, RollCause::ByHand {}, (&caller.actor(), caller.now())).await?;
    }
    let view = ImageRollView::of(tx.conn(), roll, &caller).await?;
    tx.commit().await?;
    Ok(view.versioned())
}

/// The same for whatever cause. The caller holds the roll's lock.
pub(super) async fn take_back(
    conn: &mut PgConnection,
    roll: Roll,
    cause: RollCause,
    (actor, at): (&Actor, Timestamp),
) -> sqlx::Result<Roll> {
    let roll = Roll { state: RollState::TakenBack, cause: Some(cause), ended_at: Some(at), ..roll };
    store::update_roll(&mut *conn, &roll).await?;
    let orders = store::let_go(&mut *conn, roll.id).await?;
    orders::store::touch_these(&mut *conn, &orders).await?;
    jobs::wake(&mut *conn, Wake::Clusters).await?;
    tell(conn, EventType::ImageRollTakenBack, &roll, (actor, at)).await?;
    Ok(roll)
}
