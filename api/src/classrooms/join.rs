//! `POST /v1/classrooms/{id}/join`: where a room is and a token to enter it, while it is open.
//!
//! Open means from lead before to drain after its lessons, and Available. The token is the room's own; how many may enter, its server decides.

use axum::{Json as Answer, extract::State};
use homeroom_domain::{
    ids::ClassroomId,
    order::Run,
    workload::{namespace_name, room_name},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    store::{self, Classroom},
    token::{self, Entry, JoinRole},
    view::Status,
};
use crate::{
    app::AppState,
    auth::{Caller, JoinClassrooms},
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Json, Path, Problem, Problems, patch},
    orders::{Timetabled, secret::RoomSecret},
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
pub(crate) struct Joined {
    /// Where the room's server listens.
    url: String,
    /// A token of the LiveKit protocol.
    token: String,
    /// Until when the token may be used to enter.
    #[schema(value_type = String, format = DateTime)]
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
    responses((status = 200, description = "The way in", body = Joined), Problems)
)]
pub(crate) async fn join_classroom(
    State(app): State<AppState>,
    caller: Caller<JoinClassrooms>,
    Path(id): Path<ClassroomId>,
    Json(join): Json<Join>,
) -> Result<Answer<Joined>, ApiError> {
    join.check()?;
    let now = caller.now();
    let mut tx = caller.begin().await?;
    let room = store::get(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    let timetabled = app.timetables.of(&mut tx, room.order_id).await?.ok_or(ApiError::NotFound)?;
    let (run, status) = open_run(&timetabled, &room, now)?;
    // An order without a live place is on its way out: nobody can say when the room opens.
    let door = store::door(&mut tx, id).await?.ok_or_else(|| closed(None))?;
    let url = address(&door.media_url, &room, status.pod_ip.as_deref()).ok_or_else(|| closed(Some(now)))?;
    let secret = RoomSecret::open(&app.seal, id, &door.secret)?;
    let identity = join.identity.unwrap_or_else(|| Uuid::new_v4().to_string());
    let expires_at = run.to.min(now.saturating_add(TOKEN_LIFE).unwrap_or(run.to));
    let entry = Entry { classroom: id, role: join.role, identity: &identity, name: &join.name, now, expires_at };
    let token = token::sign(&secret, &entry).map_err(anyhow::Error::from)?;
    let data = json!({ "role": join.role, "identity": identity });
    let (kind, actor) = (EventType::ClassroomJoined, caller.actor());
    let event = NewEvent { feed: caller.place(), kind, actor: &actor, subject: id.to_string(), data, at: now };
    events::record(tx.conn(), event).await?;
    tx.commit().await?;
    Ok(Answer(Joined { url, token, expires_at }))
}

/// The run that is on, if the room is up for it.
fn open_run(timetabled: &Timetabled, room: &Classroom, now: Timestamp) -> Result<(Run, Status), ApiError> {
    let place = timetabled.order.rooms.iter().position(|known| known.id == room.id);
    let mut runs = timetabled.schedule.runs().iter().filter(|run| Some(run.room as usize) == place && run.to > now);
    let Some(run) = runs.next().copied() else { return Err(closed(None)) };
    if now < run.from {
        return Err(closed(Some(run.from)));
    }
    let status = Status::read(&room.status);
    // It should be open and is coming up: now, then.
    if status.available == Some(true) { Ok((run, status)) } else { Err(closed(Some(now))) }
}

fn closed(opens_at: Option<Timestamp>) -> ApiError {
    ApiError::With(Problem::RoomClosed, json!({ "opens_at": opens_at }))
}

/// `None` when the template asks for the pod's address and there is none.
fn address(template: &str, room: &Classroom, pod_ip: Option<&str>) -> Option<String> {
    let named = template.replace("{classroom}", &room_name(room.id)).replace("{order}", &namespace_name(room.order_id));
    if named.contains("{pod_ip}") { Some(named.replace("{pod_ip}", pod_ip?)) } else { Some(named) }
}
