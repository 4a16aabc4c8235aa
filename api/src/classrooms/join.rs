//! `POST /v1/classrooms/{id}/join`: where a room is and a token to enter it, while it is open.
//!
//! Open means from lead before to drain after its lessons, and Available. Both stand in the room's row, where the reconciler keeps them, so that a bell
//! costs a look at one row a person. The token is the room's own; how many may enter, its server decides.

use axum::{Json as Answer, extract::State};
use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    order,
    text::composed,
    workload::{namespace_name, room_name},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    store::{self, Door, Joined},
    token::{self, Entry, JoinRole},
};
use crate::{
    app::AppState,
    auth::{Caller, JoinClassrooms},
    http::{ApiError, Checks, Json, Path, Problem, Problems, patch},
    orders::secret::RoomSecret,
};

/// How long a token may be used to enter; who is inside stays.
const TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(10);
const TEXT_MAX: usize = 128;

/// Who enters.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Join {
    role: JoinRole,
    /// What the others see.
    #[schema(min_length = 1, max_length = 128)]
    name: String,
    /// Your id for this person: who enters twice with the same one is put out of the first place. Absent means somebody new.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, min_length = 1, max_length = 128)]
    identity: Option<String>,
}

/// The way in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WayIn {
    /// Where the room's server listens.
    url: String,
    /// A token of the LiveKit protocol.
    token: String,
    /// Until when the token may be used to enter.
    expires_at: Timestamp,
}

impl Join {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        checks.text("/name", &self.name, 1..=TEXT_MAX);
        if let Some(identity) = &self.identity {
            checks.text("/identity", identity, 1..=TEXT_MAX);
        }
        checks.done()
    }
}

/// Join a classroom
///
/// Only while the room is open: 409 `room-closed` says in `params.opens_at` when it opens next, null when that is not known. The token carries the rights of the role.
#[utoipa::path(
    post, path = "/v1/classrooms/{id}/join", tag = "classrooms", params(("id" = ClassroomId, Path)), request_body = Join,
    responses((status = 200, description = "The way in", body = WayIn), Problems)
)]
pub(crate) async fn join_classroom(
    State(app): State<AppState>,
    caller: Caller<JoinClassrooms>,
    Path(id): Path<ClassroomId>,
    Json(join): Json<Join>,
) -> Result<Answer<WayIn>, ApiError> {
    join.check()?;
    let now = caller.now();
    let mut tx = caller.begin().await?;
    let door = store::door(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    let (url, until) = way_in(&door, id, now)?;
    let secret = RoomSecret::open(&app.seal, id, &door.secret)?;
    let identity = join.identity.map_or_else(|| Uuid::new_v4().to_string(), composed);
    let expires_at = until.min(now.saturating_add(TOKEN_LIFE).unwrap_or(until));
    let entry = Entry { classroom: id, role: join.role, identity: &identity, name: &join.name, now, expires_at };
    let token = token::sign(&secret, &entry).map_err(anyhow::Error::from)?;
    store::note_join(&mut tx, Joined { classroom: id, identity: &identity, role: join.role.name(), at: now }).await?;
    tx.commit().await?;
    Ok(Answer(WayIn { url, token, expires_at }))
}

/// Where the room is and until when it is open, if the timetable has it open and it was up when it was last seen. Whether its cluster can be looked at
/// now is not asked: media goes another way than what watches over it.
fn way_in(door: &Door, room: ClassroomId, now: Timestamp) -> Result<(String, Timestamp), ApiError> {
    // An order without a live place is on its way out: nobody can say when the room opens.
    let template = door.media_url.as_deref().ok_or_else(|| closed(None))?;
    match door.opening.at(now) {
        order::Door::Closed { opens_at } => Err(closed(opens_at)),
        order::Door::Open { until } => {
            let url = address(template, door.order_id, room, door.address.as_deref()).filter(|_| door.available);
            // It should be open and is coming up: now, then.
            url.map(|url| (url, until)).ok_or_else(|| closed(Some(now)))
        }
    }
}

fn closed(opens_at: Option<Timestamp>) -> ApiError {
    ApiError::With(Problem::RoomClosed, json!({ "opens_at": opens_at }))
}

/// `None` when the template asks for the pod's address and there is none.
fn address(template: &str, order: OrderId, room: ClassroomId, pod_ip: Option<&str>) -> Option<String> {
    let named = template.replace("{classroom}", &room_name(room)).replace("{order}", &namespace_name(order));
    if named.contains("{pod_ip}") { Some(named.replace("{pod_ip}", pod_ip?)) } else { Some(named) }
}
