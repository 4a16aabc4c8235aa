//! `POST /v1/members/batch`: a staff list, row by row. What is wrong with one row keeps out that row alone.

use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{Connection, PgConnection};
use utoipa::ToSchema;

use super::{
    add::{NewMember, welcome},
    givable,
    people::Newcomer,
    view::{Invitation, MemberView},
};
use crate::{
    auth::{Calling, ManageMembers, PlaceCaller, Role},
    http::{ApiError, Begun, Idempotent, Json, Problem, Problems, Shape, text},
    words::Language,
};

const ROWS_MAX: usize = 200;

/// A staff list.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMembers {
    /// 1 to 200 members.
    #[schema(min_items = 1, max_items = 200)]
    members: Vec<NewMemberRow>,
}

/// A row of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMemberRow {
    #[schema(format = Email)]
    email: String,
    role: Role,
    /// How others are shown the member, 1 to 200 characters.
    #[serde(default, deserialize_with = "text::read")]
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// In which the invitation is written; absent: that of this request.
    language: Option<Language>,
    /// The names under which timetables list this teacher, at most 20 of 1 to 200 characters.
    #[serde(default, deserialize_with = "text::read")]
    #[schema(max_items = 20)]
    teaches_as: Vec<String>,
}

/// What became of the rows, in their order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AddedMembers {
    items: Vec<AddedRow>,
}

/// Either a member or an error.
#[derive(Debug, Serialize, ToSchema)]
struct AddedRow {
    /// Of the row, from 0.
    index: usize,
    member: Option<MemberView>,
    /// The first thing that is wrong with the row, with a pointer into the body: an entry as problems have them in `errors`.
    #[schema(value_type = Option<crate::http::FieldDocument>)]
    error: Option<Value>,
    #[serde(flatten)]
    invitation: Invitation,
}

/// Add several members
///
/// Each row is added or refused by itself, and answered in its place. All come without a password and are invited as by `POST /v1/members`.
#[utoipa::path(post, path = "/v1/members/batch", tag = "access",
    params(("Idempotency-Key" = String, Header, description = "At most 255 characters; the same key does the work once")),
    responses((status = 200, description = "What became of each row", body = AddedMembers), Problems))]
pub(crate) async fn add_members(
    caller: PlaceCaller<ManageMembers>,
    idempotent: Idempotent,
    Json(new): Json<NewMembers>,
) -> Result<Response, ApiError> {
    let rows = new.members.len() as u64;
    if !(1..=ROWS_MAX as u64).contains(&rows) {
        let shape = if rows == 0 { Shape::TooShort { min: 1 } } else { Shape::TooLong { max: ROWS_MAX as u64 } };
        return Err(ApiError::field("/members", shape));
    }
    let mut read = Vec::new();
    for row in new.members {
        read.push(counted(&caller, row).await);
    }
    let mut tx = caller.begin_system().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), caller.place()).await? {
        return Ok(*answer);
    }
    let mut items = Vec::new();
    for (index, newcomer) in read.into_iter().enumerate() {
        items.push(added(tx.conn(), &caller, index, newcomer).await?);
    }
    let answer = AddedMembers { items };
    idempotent.keep_items_without(tx.conn(), caller.place(), &answer, &["link"]).await?;
    tx.commit().await?;
    Ok(axum::Json(answer).into_response())
}

/// A row that may be tried.
async fn counted(caller: &PlaceCaller<ManageMembers>, row: NewMemberRow) -> Result<Newcomer, ApiError> {
    let NewMemberRow { email, role, name, language, teaches_as } = row;
    let new = NewMember { email, role, password: None, name, language, teaches_as };
    let email = new.checked_email()?;
    givable(caller, role)?;
    new.counted(caller, email, caller.begin_system().await?).await
}

/// Adds the row behind a savepoint, so that a refusal undoes it alone.
async fn added(
    conn: &mut PgConnection,
    caller: &Calling,
    index: usize,
    newcomer: Result<Newcomer, ApiError>,
) -> Result<AddedRow, ApiError> {
    let mut savepoint = conn.begin().await?;
    let done = match newcomer {
        Ok(newcomer) => welcome(&mut savepoint, caller, newcomer).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(added) => {
            savepoint.commit().await?;
            Ok(AddedRow { index, member: Some(added.member), error: None, invitation: added.invitation })
        }
        Err(refusal) => {
            savepoint.rollback().await?;
            refused(caller, index, refusal)
        }
    }
}

/// What is wrong with a row is the row's; that the service cannot do its work is everybody's.
fn refused(caller: &Calling, index: usize, refusal: ApiError) -> Result<AddedRow, ApiError> {
    let of_the_row =
        matches!(refusal.problem(), Problem::Invalid | Problem::MemberExists | Problem::TooManyMembers | Problem::TooManyRequests);
    if !of_the_row {
        return Err(refusal);
    }
    let error = refusal.entries(&format!("/members/{index}"), caller.language()).into_iter().next();
    Ok(AddedRow { index, member: None, error, invitation: Invitation::default() })
}
