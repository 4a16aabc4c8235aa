//! `POST /v1/api-keys`.

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::ApiKeyId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    store,
    view::{ApiKeyView, CreatedApiKey},
};
use crate::{
    auth::{Calling, ManageApiKeys, Permission, Permissions, PlaceCaller, Role, api_key},
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Checks, Created, Format, Idempotent, Json, Problem, Problems, Shape},
};

/// Enough to replace one without a gap.
const LIVE_KEYS: i64 = 50;
/// Nobody can mean more scopes than there are.
const SCOPES_MAX: usize = Permission::ALL.len();

/// A key to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewApiKey {
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What it may do, such as `orders:read`; at least one, and nothing that its maker may not do.
    #[schema(min_items = 1, max_items = 27)]
    scopes: Vec<String>,
    /// Absent: it does not expire.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

impl NewApiKey {
    /// The scopes, if everything is in order.
    fn check(&self, caller: &Calling) -> Result<Permissions, ApiError> {
        let mut checks = Checks::default();
        checks.name("/name", &self.name).that(!self.scopes.is_empty(), "/scopes", Shape::TooShort { min: 1 });
        checks.that(self.scopes.len() <= SCOPES_MAX, "/scopes", Shape::TooLong { max: SCOPES_MAX as u64 });
        let in_future = self.expires_at.is_none_or(|at| at > caller.now());
        checks.that(in_future, "/expires_at", Shape::BadFormat { expected: Format::Future });
        // What a place of this sort can hold at all, and then what the caller holds.
        let possible = Role::top_of(caller.place()).permissions();
        for (index, name) in self.scopes.iter().enumerate().take(SCOPES_MAX) {
            let pointer = format!("/scopes/{index}");
            match name.parse::<Permission>() {
                Ok(scope) if possible.has(scope) => {
                    checks.that(caller.permissions().has(scope), &pointer, Shape::NotYours { name: name.clone() });
                }
                _ => {
                    checks.that(false, &pointer, Shape::UnknownValue { value: name.clone(), allowed: possible.names() });
                }
            }
        }
        checks.done()?;
        Ok(Permissions::from_names(self.scopes.iter().map(String::as_str)))
    }
}

/// Make an API key
///
/// For the tenant acted for, or for the platform or the partner itself. The key is shown in this answer and never again.
#[utoipa::path(post, path = "/v1/api-keys", tag = "access",
    params(("Idempotency-Key" = String, Header, description = "At most 255 characters; the same key does the work once")),
    responses((status = 201, description = "Made", body = CreatedApiKey), Problems))]
pub(crate) async fn create_api_key(
    caller: PlaceCaller<ManageApiKeys>,
    idempotent: Idempotent,
    Json(new): Json<NewApiKey>,
) -> Result<Response, ApiError> {
    let scopes = new.check(&caller)?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(answer) = idempotent.begin(tx.conn(), caller.place()).await? {
        return Ok(*answer);
    }
    if store::lock_and_count(tx.conn(), caller.place(), caller.now()).await? >= LIVE_KEYS {
        return Err(ApiError::With(Problem::TooManyKeys, json!({ "limit": LIVE_KEYS })));
    }
    let made = api_key::make(caller.livemode());
    let row = row(new, scopes, &made.public_id, caller.now());
    store::insert(tx.conn(), caller.place(), &row, &made.hash, caller.user().map(Uuid::from)).await?;
    record(tx.conn(), &caller, &row).await?;
    let body = CreatedApiKey { view: ApiKeyView::new(row, caller.livemode()), key: Some(made.text) };
    let created = Created::without_address(body);
    idempotent.keep_without(tx.conn(), caller.place(), &created, &["key"]).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

fn row(new: NewApiKey, scopes: Permissions, public_id: &str, now: Timestamp) -> store::KeyRow {
    store::KeyRow {
        id: Uuid::now_v7(),
        name: new.name,
        public_id: public_id.to_owned(),
        scopes: scopes.names(),
        expires_at: new.expires_at.map(ToSqlx::to_sqlx),
        last_used_at: None,
        revoked_at: None,
        created_at: now.to_sqlx(),
    }
}

async fn record(conn: &mut sqlx::PgConnection, caller: &Calling, row: &store::KeyRow) -> sqlx::Result<()> {
    let subject = ApiKeyId::new(row.id).to_string();
    let data = json!({ "name": row.name, "scopes": row.scopes });
    let event = NewEvent { feed: caller.place(), kind: EventType::ApiKeyCreated, actor: &caller.actor(), subject, data, at: caller.now() };
    events::record(conn, event).await.map(drop)
}
