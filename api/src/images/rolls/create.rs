//! `POST /v1/images/rolls`: a new room image is brought to nodes, and orders begin with it.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    ids::ImageRollId,
    nodes::{
        image::ImageName,
        roll::{RollState, Tally},
    },
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    store::{self, ONE_OPEN, Roll},
    tell::tell,
    view::ImageRollView,
};
use crate::{
    auth::{ManageClusters, Place, PlatformCaller},
    events::EventType,
    http::{ApiError, Begun, Checks, Created, Format, Idempotent, Json, Problem, Problems, Shape, violates},
    jobs::{self, Wake},
};

const FIRST: i32 = 3;
const FIRST_MAX: i64 = 50;
const STOP_AFTER: i32 = 2;
const STOP_AFTER_MAX: i64 = 100;

/// A room image to be rolled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewImageRoll {
    /// With a digest, or a tag that nobody moves.
    #[schema(max_length = 255, example = "docker.io/livekit/livekit-server:v1.14.0")]
    image: String,
    /// Orders that begin. Default: 3.
    #[schema(minimum = 1, maximum = 50)]
    first_orders: Option<i32>,
    /// Rooms that may be missing a minute before their lesson until it stops, where they are so more often than rooms beside them with the old image. Default: 2.
    #[schema(minimum = 1, maximum = 100)]
    stop_after: Option<i32>,
}

/// Create an image roll
///
/// The image is brought to the nodes of every cluster. On those where at least half have it, `first_orders` orders whose rooms open next begin with it, and each
/// whose rooms were all ready at their first bell lets two more follow, at most 500 at a time waiting for theirs. An order begins outside its lessons, five minutes
/// before a room opens at the latest; no live room is touched. It stops by itself when rooms are missing (`stop_after`), and is done when one has done well and none is left whose
/// rooms open within a week: from then on all rooms start from the image, each at its next start. Rooms that are always up take it when they start next. While one
/// goes on or is stopped, another is 409 `image-roll-open`. Another `ROOM_IMAGE` in the service's configuration ends it and counts instead. The last 200 are kept.
#[utoipa::path(post, path = "/v1/images/rolls", tag = "clusters", request_body = NewImageRoll,
    params(("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "It begins", body = ImageRollView), Problems))]
pub(crate) async fn create_image_roll(
    caller: PlatformCaller<ManageClusters>,
    idempotent: Idempotent,
    Json(new): Json<NewImageRoll>,
) -> Result<Response, ApiError> {
    new.check()?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), Place::Platform).await? {
        return Ok(*answer);
    }
    let configured = &caller.app().config.room_image;
    let wanted = store::wanted(tx.conn(), configured).await?;
    let from = ImageName::of(wanted.done.as_deref().unwrap_or(configured));
    let image = ImageName::of(&new.image);
    if image == from {
        return Err(ApiError::Plain(Problem::ImageInUse));
    }
    let roll = Roll {
        id: ImageRollId::new(Uuid::now_v7()),
        image: image.as_str().to_owned(),
        from_image: from.as_str().to_owned(),
        configured: configured.clone(),
        first_orders: new.first_orders.unwrap_or(FIRST),
        stop_after: new.stop_after.unwrap_or(STOP_AFTER),
        state: RollState::Rolling,
        cause: None,
        orders_good: 0,
        orders_bad: 0,
        rooms: Tally::default(),
        others: Tally::default(),
        created_at: caller.now(),
        stopped_at: None,
        ended_at: None,
    };
    store::insert_roll(tx.conn(), &roll).await.map_err(|error| violates(error, ONE_OPEN, Problem::ImageRollOpen))?;
    tell(tx.conn(), EventType::ImageRollCreated, &roll, (&caller.actor(), caller.now())).await?;
    jobs::wake(tx.conn(), Wake::Clusters).await?;
    let view = ImageRollView::of(tx.conn(), roll, &caller).await?;
    let created = Created::new(format!("/v1/images/rolls/{}", view.id), view.version(), view);
    idempotent.keep(tx.conn(), Place::Platform, &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

impl NewImageRoll {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        checks.that(ImageName::is_reference(&self.image), "/image", Shape::BadFormat { expected: Format::ImageReference });
        checks.number("/first_orders", self.first_orders.unwrap_or(FIRST).into(), 1..=FIRST_MAX);
        checks.number("/stop_after", self.stop_after.unwrap_or(STOP_AFTER).into(), 1..=STOP_AFTER_MAX).done()?;
        Ok(())
    }
}
