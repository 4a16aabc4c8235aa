//! `DELETE /v1/classrooms/{id}/links/{link}`.

use homeroom_domain::ids::{ClassroomId, LinkId};
use http::StatusCode;
use serde_json::json;

use super::store;
use crate::{
    auth::{Caller, JoinClassrooms},
    events::{self, EventType, NewEvent},
    http::{ApiError, PathPair, Problems},
};

/// Revoke a classroom link
///
/// Nobody enters with it any more; who is inside stays. Doing it again changes nothing.
#[utoipa::path(
    delete, path = "/v1/classrooms/{id}/links/{link}", tag = "classrooms", params(("id" = ClassroomId, Path), ("link" = LinkId, Path)),
    responses((status = 204, description = "Revoked"), Problems)
)]
pub(crate) async fn revoke_link(
    caller: Caller<JoinClassrooms>,
    PathPair(room, id): PathPair<ClassroomId, LinkId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = caller.begin().await?;
    if store::revoke(&mut tx, room, id, caller.now()).await?.ok_or(ApiError::NotFound)? {
        let (actor, kind, data) = (caller.actor(), EventType::LinkRevoked, json!({ "classroom_id": room }));
        let event = NewEvent { feed: caller.place(), kind, actor: &actor, subject: id.to_string(), data, at: caller.now() };
        events::record(tx.conn(), event).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
