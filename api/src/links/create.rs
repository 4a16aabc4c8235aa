//! `POST /v1/classrooms/{id}/links`.

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::{ClassroomId, LinkId};
use jiff_sqlx::ToSqlx as _;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    expiry::Validity,
    passcode,
    store::{self, Digests, LinkRow},
    view::{CreatedLink, LinkView},
};
use crate::{
    auth::{Caller, JoinClassrooms, Secret, api_key},
    classrooms::LinkRole,
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Checks, Created, Idempotent, Json, Path, Problem, Problems, Shape, patch, text},
    orders,
    seal::sha256,
};

/// Live links of one room.
const LINKS_MAX: i64 = 200;
/// 256 bits and more.
const SECRET_LENGTH: usize = 43;
/// Wrong ones are limited by the day, and asked of whoever has the link alone: six digits outlast a term.
const PASSCODE_MIN: usize = 6;
const PASSCODE_MAX: usize = 64;

/// A link to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLink {
    role: LinkRole,
    valid: Validity,
    /// Asked of whoever uses the link. 6 to 64 characters.
    #[serde(default, deserialize_with = "patch::present")]
    #[schema(nullable = false, value_type = Option<String>, format = Password, min_length = 6, max_length = 64)]
    passcode: Option<Secret>,
    /// What it is for, for whoever lists links.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    name: Option<String>,
}

impl NewLink {
    fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        if let Some(name) = &self.name {
            checks.name("/name", name);
        }
        if let Some(passcode) = &self.passcode {
            let length = passcode.expose().chars().count();
            checks.that(length >= PASSCODE_MIN, "/passcode", Shape::TooShort { min: PASSCODE_MIN as u64 });
            checks.that(length <= PASSCODE_MAX, "/passcode", Shape::TooLong { max: PASSCODE_MAX as u64 });
        }
        checks.done()
    }
}

/// Create a classroom link
///
/// Whoever opens its address enters this room, and no other, in the link's role, without an account. There may be 200 live links of one room.
#[utoipa::path(
    post, path = "/v1/classrooms/{id}/links", tag = "classrooms", request_body = NewLink,
    params(("id" = ClassroomId, Path), ("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "Made", body = CreatedLink), Problems)
)]
pub(crate) async fn create_link(
    caller: Caller<JoinClassrooms>,
    Path(room): Path<ClassroomId>,
    idempotent: Idempotent,
    Json(new): Json<NewLink>,
) -> Result<Response, ApiError> {
    new.check()?;
    let mut tx = caller.begin().await?;
    let order = store::room(&mut tx, room).await?.ok_or(ApiError::NotFound)?;
    if let Begun::Replay(answer) = idempotent.look(tx.conn(), caller.place()).await? {
        return Ok(*answer);
    }
    tx.rollback().await?;
    let timetabled = orders::scheduled(&caller, order).await?.ok_or(ApiError::NotFound)?;
    let ends = new.valid.ends(&timetabled.order, &timetabled.schedule, room, caller.now());
    // Nobody makes what outlasts the token or the key that it is made with.
    let ends = ends.map(|ends| caller.expires_at().map_or(ends, |at| ends.min(at)));
    let ends = ends.ok_or_else(|| ApiError::With(Problem::RoomClosed, json!({ "opens_at": null })))?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), caller.place()).await? {
        return Ok(*answer);
    }
    if store::lock_and_count(&mut tx, room, caller.now()).await? >= LINKS_MAX {
        return Err(ApiError::With(Problem::TooManyLinks, json!({ "limit": LINKS_MAX })));
    }
    let (id, secret) = (LinkId::new(Uuid::now_v7()), api_key::random(SECRET_LENGTH));
    let row = LinkRow {
        id: id.uuid(),
        role: new.role.name().to_owned(),
        valid: new.valid.name().to_owned(),
        name: new.name,
        has_passcode: new.passcode.is_some(),
        expires_at: ends.to_sqlx(),
        revoked_at: None,
        uses: 0,
        created_at: caller.now().to_sqlx(),
    };
    let passcode = new.passcode.map(|passcode| passcode::kept(&caller.app().seal, id, &passcode));
    store::insert(&mut tx, room, &row, &Digests { secret: sha256(&secret), passcode }).await?;
    let data = json!({ "classroom_id": room, "role": row.role, "valid": row.valid, "expires_at": ends });
    let actor = caller.actor();
    let event =
        NewEvent { feed: caller.place(), kind: EventType::LinkCreated, actor: &actor, subject: id.to_string(), data, at: caller.now() };
    events::record(tx.conn(), event).await?;
    let address = format!("{}/enter#{secret}", caller.app().config.public_url.origin());
    let created = Created::without_address(CreatedLink { view: LinkView::new(row, room), address: Some(address) });
    idempotent.keep_without(tx.conn(), caller.place(), &created, &["address"]).await?;
    tx.commit().await?;
    Ok(created.into_response())
}
