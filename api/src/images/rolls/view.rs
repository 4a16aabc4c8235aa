//! A roll as it goes out.

use homeroom_domain::{
    ids::ImageRollId,
    nodes::roll::{RollCause, RollState, Tally},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::{
    store::{self, Progress, Roll},
    words,
};
use crate::{
    auth::Calling,
    http::{Version, Versioned},
    words::Language,
};

/// A room image on its way from order to order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImageRoll)]
pub(crate) struct ImageRollView {
    pub id: ImageRollId,
    /// With its registry, and its digest or tag.
    pub image: String,
    /// What rooms started from when it began.
    pub from_image: String,
    pub state: RollState,
    /// Why it is stopped, or was taken back; null otherwise.
    pub cause: Option<RollCauseView>,
    /// Orders that begin.
    pub first_orders: i32,
    /// Rooms that may be missing before it stops, more often than those beside them.
    pub stop_after: i32,
    pub orders: RollOrders,
    pub rooms: RollRooms,
    pub created_at: Timestamp,
    pub stopped_at: Option<Timestamp>,
    /// It was done, and taken back where it was.
    pub ended_at: Option<Timestamp>,
}

/// Why it does not go on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RollCauseView {
    /// `rooms_missing`, `by_hand` or `another_configured`. Reasons are added to, never renamed.
    pub reason: String,
    #[schema(value_type = Object)]
    pub params: Value,
    /// The reason as a sentence in the language asked for.
    pub message: String,
}

/// How far it is, in orders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RollOrders {
    /// All their rooms were ready at their first bell with the image.
    pub good: i64,
    /// A room was not.
    pub bad: i64,
    /// They begin with it, and wait for that bell within a week.
    pub waiting: i64,
    /// Rooms of theirs open within a week and do not begin with it yet.
    pub left: i64,
}

/// Rooms a minute before their lesson, at the first bells of orders with the image.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RollRooms {
    pub ready: i64,
    pub missing: i64,
    /// Rooms with the old image, on the same clusters at the same bells.
    pub others_ready: i64,
    pub others_missing: i64,
}

impl ImageRollView {
    fn new(roll: Roll, progress: Progress, language: Language) -> Self {
        let Tally { ready, missing } = roll.rooms;
        Self {
            id: roll.id,
            image: roll.image,
            from_image: roll.from_image,
            state: roll.state,
            cause: roll.cause.as_ref().map(|cause| RollCauseView::new(cause, language)),
            first_orders: roll.first_orders,
            stop_after: roll.stop_after,
            orders: RollOrders { good: roll.orders_good, bad: roll.orders_bad, waiting: progress.waiting, left: progress.left },
            rooms: RollRooms { ready, missing, others_ready: roll.others.ready, others_missing: roll.others.missing },
            created_at: roll.created_at,
            stopped_at: roll.stopped_at,
            ended_at: roll.ended_at,
        }
    }

    /// One that is over has no orders on their way.
    pub(super) async fn of(conn: &mut PgConnection, roll: Roll, caller: &Calling) -> sqlx::Result<Self> {
        Self::seen(conn, roll, (caller.language(), caller.now())).await
    }

    async fn seen(conn: &mut PgConnection, roll: Roll, (language, now): (Language, Timestamp)) -> sqlx::Result<Self> {
        let progress = if roll.state.is_open() { store::progress(conn, roll.id, now).await? } else { Progress::default() };
        Ok(Self::new(roll, progress, language))
    }

    pub(super) fn version(&self) -> Version {
        Version::of_content(1, &serde_json::to_vec(self).unwrap_or_default())
    }

    pub(super) fn versioned(self) -> Versioned<Self> {
        Versioned::new(self.version(), self)
    }
}

/// The newest rolls first, at most so many, as operators see them.
pub(crate) async fn latest(
    conn: &mut PgConnection,
    limit: i64,
    (language, now): (Language, Timestamp),
) -> sqlx::Result<Vec<ImageRollView>> {
    let mut views = Vec::new();
    for roll in store::rolls(&mut *conn, None, limit).await? {
        views.push(ImageRollView::seen(&mut *conn, roll, (language, now)).await?);
    }
    Ok(views)
}

impl RollCauseView {
    fn new(cause: &RollCause, language: Language) -> Self {
        let mut said = serde_json::to_value(cause).unwrap_or_default();
        let params = said["params"].take();
        Self { message: words::cause(cause, &params, language), reason: said["reason"].as_str().unwrap_or_default().to_owned(), params }
    }
}
