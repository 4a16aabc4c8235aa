//! `DELETE /v1/subscriptions/{id}`.

use homeroom_domain::ids::SubscriptionId;
use http::StatusCode;
use serde_json::json;

use super::{list::own, store};
use crate::{
    auth::{Caller, SubscribeLessons},
    events::{self, EventType, NewEvent},
    http::{ApiError, Path, Problem, Problems},
};

/// Revoke a subscription
///
/// Its address opens nothing any more. One's own; whoever may manage members ends everybody's.
#[utoipa::path(delete, path = "/v1/subscriptions/{id}", tag = "lessons", params(("id" = SubscriptionId, Path)),
    responses((status = 204, description = "Ended"), Problems))]
pub(crate) async fn delete_subscription(caller: Caller<SubscribeLessons>, Path(id): Path<SubscriptionId>) -> Result<StatusCode, ApiError> {
    let own = own(&caller)?;
    let mut tx = caller.begin().await?;
    if !store::delete(&mut tx, id, own).await? {
        let is_there = store::is_there(&mut tx, id).await?;
        return Err(if is_there { Problem::SubscriptionOfAnother.into() } else { ApiError::NotFound });
    }
    let (actor, kind) = (caller.actor(), EventType::SubscriptionRevoked);
    let new = NewEvent { feed: caller.place(), kind, actor: &actor, subject: id.to_string(), data: json!({}), at: caller.now() };
    events::record(tx.conn(), new).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
