//! `POST /v1/sessions`: log in.

use std::net::IpAddr;

use axum::{
    extract::{FromRequestParts, State},
    response::{IntoResponse, Response},
};
use homeroom_domain::ids::{MembershipId, TenantId, UserId};
use http::{StatusCode, header, request::Parts};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{
    attempts,
    me::Membership,
    store::{self, MembershipRow, NewSession, UserRow},
};
use crate::{
    app::{App, AppState},
    auth::{
        Actor, ActorType, Place, Secret, SystemTx, api_key,
        identity::{SESSION_LONGEST, cookie_name},
        origin::SameOrigin,
        password,
    },
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Json, Problem, Problems, client_address},
    members::normal_email,
    seal::sha256,
};

/// Who logs in, and where.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogIn {
    #[schema(format = Email)]
    email: String,
    #[schema(value_type = String, format = Password)]
    password: Secret,
    /// Absent: the platform, else the partner, else the tenant that the person joined first.
    tenant: Option<TenantId>,
}

/// An open session. Its secret is in the cookie alone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenedSession {
    user: UserId,
    email: String,
    /// What the session acts with; null for somebody without any.
    membership: Option<Membership>,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// The client's address, for counting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientAddress(pub(super) IpAddr);

impl FromRequestParts<AppState> for ClientAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Self::Rejection> {
        Ok(Self(client_address(&parts.extensions, &parts.headers, &app.config.trusted_proxies)))
    }
}

/// Log in
///
/// Answers with a cookie. An unknown person, a wrong password and a tenant that the person does not belong to are answered alike.
#[utoipa::path(post, path = "/v1/sessions", tag = "access", security(()),
    responses((status = 201, description = "Logged in", body = OpenedSession), Problems))]
pub(crate) async fn open_session(
    State(app): State<AppState>,
    _: SameOrigin,
    ClientAddress(address): ClientAddress,
    Json(log_in): Json<LogIn>,
) -> Result<Response, ApiError> {
    let mut checks = Checks::default();
    let email = normal_email(&log_in.email, &mut checks);
    checks.done()?;
    let account = attempts::account_bucket(&email);
    attempts::count(&app, &account, address).await?;
    let user = recognise(&app, &email, log_in.password).await?;
    let mut tx = SystemTx::begin(&app.pools).await?;
    let membership = choose(store::memberships(tx.conn(), user.id.into()).await?, log_in.tenant)?;
    store::forget_attempts(tx.conn(), &account).await?;
    let (token, expires_at) = open(&app, &mut tx, &user, membership.as_ref()).await?;
    tx.commit().await?;
    let membership = membership.map(Membership::try_from).transpose()?;
    let body = OpenedSession { user: user.id.into(), email: user.email, membership, expires_at };
    let headers = [(header::CACHE_CONTROL, "no-store".to_owned()), (header::SET_COOKIE, set_cookie(&app, &token, SESSION_LONGEST))];
    Ok((StatusCode::CREATED, headers, axum::Json(body)).into_response())
}

/// The person, if the password is theirs; in the same time whether there is one or not.
async fn recognise(app: &App, email: &str, secret: Secret) -> Result<UserRow, ApiError> {
    let user = store::user_by_email(&mut *app.pools.worker.acquire().await?, email).await?;
    let stored = user.as_ref().and_then(|user| user.password_hash.clone());
    let right = password::verify(secret, stored).await?;
    user.filter(|_| right).ok_or(Problem::CredentialsInvalid.into())
}

/// The membership in the tenant that was named, or the first.
fn choose(memberships: Vec<MembershipRow>, tenant: Option<TenantId>) -> Result<Option<MembershipRow>, ApiError> {
    let mut memberships = memberships.into_iter();
    match tenant {
        None => Ok(memberships.next()),
        Some(tenant) => match memberships.find(|membership| membership.tenant_id == Some(tenant.uuid())) {
            Some(membership) => Ok(Some(membership)),
            None => Err(Problem::CredentialsInvalid.into()),
        },
    }
}

async fn open(app: &App, tx: &mut SystemTx, user: &UserRow, membership: Option<&MembershipRow>) -> Result<(String, Timestamp), ApiError> {
    let (token, now) = (api_key::random(43), app.clock.now());
    let expires_at = now + SESSION_LONGEST;
    let hash = sha256(&token);
    let new = NewSession { token_hash: &hash, user: user.id.into(), membership: membership.map(|row| row.id), now, expires_at };
    store::insert_session(tx.conn(), &new).await?;
    if let Some(row) = membership {
        let feed = Place::from_columns(row.tenant_id, row.partner_id);
        let (id, of) = (Some(UserId::new(user.id).to_string()), Some(feed.to_string()));
        let actor = Actor { kind: ActorType::User, id, of, on_behalf_of: None };
        let subject = MembershipId::new(row.id).to_string();
        let event = NewEvent { feed, kind: EventType::SessionOpened, actor: &actor, subject, data: json!({}), at: now };
        events::record(tx.conn(), event).await?;
    }
    Ok((token, expires_at))
}

/// The `Set-Cookie` of a session; with no lifetime it is taken back.
pub(super) fn set_cookie(app: &App, token: &str, lifetime: SignedDuration) -> String {
    let https = app.config.public_url.is_https();
    let (name, secure) = (cookie_name(https), if https { "; Secure" } else { "" });
    format!("{name}={token}; Path=/; Max-Age={}; HttpOnly{secure}; SameSite=Lax", lifetime.as_secs())
}
