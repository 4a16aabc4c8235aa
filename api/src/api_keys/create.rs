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
    http::{ApiError, Begun, Checks, Created, Format, Idempotent, Json, Problem, Problems, Shape, text},
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
    #[serde(deserialize_with = "text::read")]
    name: String,
    /// What it may do, such as `orders:read`; at least one, and nothing that its maker may not do.
    #[schema(min_items = 1, max_items = 37)]
    scopes: Vec<String>,
    /// Absent: it does not expire. A key that itself expires makes none that lasts longer: a later time, or none, becomes its own.
    expires_at: Option<Timestamp>,
}

impl NewApiKey {
    /// The scopes, if they and the name are in order.
    fn check(&self, caller: &Calling) -> Result<Permissions, ApiError> {
        let mut checks = Checks::default();
        checks.name("/name", &self.name).that(!self.scopes.is_empty(), "/scopes", Shape::TooShort { min: 1 });
        checks.that(self.scopes.len() <= SCOPES_MAX, "/scopes", Shape::TooLong { max: SCOPES_MAX as u64 });
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

    /// When it is to expire: not after its maker. Looked at only when there is work to do, or a repeated request would fail with time.
    fn ends(&self, caller: &Calling) -> Result<Option<Timestamp>, ApiError> {
        if self.expires_at.is_some_and(|at| at <= caller.now()) {
            return Err(ApiError::field("/expires_at", Shape::BadFormat { expected: Format::Future }));
        }
        Ok(self.expires_at.into_iter().chain(caller.expires_at()).min())
    }
}

/// Create an API key
///
/// For the tenant acted for, or for the platform or the partner itself. The key is shown in this answer and never again. What its maker may do is
/// looked at now: the key belongs to its place, and stays as it is when its maker's role changes or ends.
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
    let expires_at = new.ends(&caller)?;
    if store::lock_and_count(tx.conn(), caller.place(), caller.now()).await? >= LIVE_KEYS {
        return Err(ApiError::With(Problem::TooManyKeys, json!({ "limit": LIVE_KEYS })));
    }
    let made = api_key::make(caller.livemode());
    let row = store::KeyRow {
        id: Uuid::now_v7(),
        name: new.name,
        public_id: made.public_id,
        scopes: scopes.names(),
        expires_at: expires_at.map(ToSqlx::to_sqlx),
        last_used_at: None,
        revoked_at: None,
        created_at: caller.now().to_sqlx(),
    };
    store::insert(tx.conn(), caller.place(), &row, &made.hash, caller.user().map(Uuid::from)).await?;
    record(tx.conn(), &caller, &row).await?;
    let body = CreatedApiKey { view: ApiKeyView::new(row, caller.livemode()), key: Some(made.text) };
    let created = Created::without_address(body);
    idempotent.keep_without(tx.conn(), caller.place(), &created, &["key"]).await?;
    tx.commit().await?;
    Ok(created.into_response())
}

/// Who reads the feed may not read keys: the event names the key and says no more.
async fn record(conn: &mut sqlx::PgConnection, caller: &Calling, row: &store::KeyRow) -> sqlx::Result<()> {
    let (actor, subject) = (caller.actor(), ApiKeyId::new(row.id).to_string());
    let event =
        NewEvent { feed: caller.place(), kind: EventType::ApiKeyCreated, actor: &actor, subject, data: json!({}), at: caller.now() };
    events::record(conn, event).await.map(drop)
}
