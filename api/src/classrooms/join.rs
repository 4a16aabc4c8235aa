//! `POST /v1/classrooms/{id}/join`: where a room is and a token to enter it, while it is open.

use axum::{Json as Answer, extract::State};
use homeroom_domain::{ids::ClassroomId, text::composed};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    enter::{Person, WayIn, enter},
    token::JoinRole,
};
use crate::{
    app::AppState,
    auth::{Caller, JoinClassrooms},
    http::{ApiError, Checks, Json, Path, Problems, patch},
};

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
    let identity = join.identity.map_or_else(|| Uuid::new_v4().to_string(), composed);
    let person = Person { role: join.role, identity, name: &join.name };
    let mut tx = caller.begin().await?;
    let way_in = enter(&mut tx, &app.seal, id, person, caller.now()).await?;
    tx.commit().await?;
    Ok(Answer(way_in))
}
