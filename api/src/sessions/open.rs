//! `POST /v1/sessions`: log in.

use axum::response::{AppendHeaders, IntoResponse, Response};
use homeroom_domain::ids::{TenantId, UserId};
use http::{StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    me::Membership,
    record,
    store::{self, MembershipRow, NewSession, PersonRow, Which},
};
use crate::{
    app::App,
    auth::{
        Secret, SystemTx, api_key,
        attempts::{self, Bucket},
        device::Device,
        identity::{SESSION_LONGEST, cookie_name},
        origin::Visitor,
        password::{self, Purpose, Recipe},
    },
    events::EventType,
    http::{ApiError, Checks, Json, Problem, Problems},
    members::normal_email,
    seal::sha256,
};

/// The largest body of a log-in: an address, a password and a tenant.
const LOG_IN_BYTES_MAX: usize = 4 * 1024;

/// Who logs in, and where.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogIn {
    #[schema(format = Email)]
    email: String,
    #[schema(value_type = String, format = Password)]
    password: Secret,
    /// Absent: of the roles that the password opens, the platform's, else a partner's, else the one in the tenant that the person joined first.
    tenant: Option<TenantId>,
}

/// An open session. Its secret is in the cookie alone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenedSession {
    pub(super) user: UserId,
    pub(super) email: String,
    /// What the session acts with.
    pub(super) membership: Membership,
    pub(super) expires_at: Timestamp,
}

/// Log in
///
/// Answers with a cookie. A password opens the roles that it was set for. An unknown person, a wrong password and a tenant where this password opens
/// nothing are answered alike.
#[utoipa::path(post, path = "/v1/sessions", tag = "access", security(()),
    responses((status = 201, description = "Logged in", body = OpenedSession), Problems))]
pub(crate) async fn open_session(visitor: Visitor, Json(log_in): Json<LogIn, LOG_IN_BYTES_MAX>) -> Result<Response, ApiError> {
    let app = visitor.app();
    let mut checks = Checks::default();
    let email = normal_email(&log_in.email, &mut checks);
    checks.done()?;
    let device = visitor.device(&email);
    let account = match &device {
        Some(device) => vec![Bucket::device(device)],
        None => vec![Bucket::account(&email, visitor.address), Bucket::everywhere(&email)],
    };
    let address = Bucket::address(visitor.address);
    let buckets: Vec<_> = account.iter().chain([&address]).collect();
    attempts::count(visitor.begin().await?, &buckets, app.clock.now()).await?;
    let person = store::person_by_email(visitor.begin().await?.conn(), &email).await?;
    let hashes = password::candidates(&log_in.password, recipe(person.as_ref()), Purpose::LogIn).await?;
    let mut tx = visitor.begin().await?;
    let (person, membership) = recognise(tx.conn(), person, &hashes, log_in.tenant).await?;
    attempts::pardon(tx.conn(), &buckets).await?;
    let (token, expires_at) = open(&visitor, &mut tx, (person.id.into(), &membership), &hashes).await?;
    tx.commit().await?;
    let body = OpenedSession { user: person.id.into(), email: person.email, membership: membership.try_into()?, expires_at };
    let known = Device::cookie(device, &app.seal, &email, app.clock.now(), app.config.public_url.is_https());
    let headers = AppendHeaders([(header::SET_COOKIE, set_cookie(app, &token, SESSION_LONGEST)), (header::SET_COOKIE, known)]);
    Ok((StatusCode::CREATED, headers, axum::Json(body)).into_response())
}

/// An unknown person's password is hashed too: it takes the same time.
fn recipe(person: Option<&PersonRow>) -> Recipe {
    person.map_or_else(Recipe::fresh, |person| Recipe::stored(person.password_recipe.clone()))
}

/// The person and what the password opens: in the tenant that was named, or the first.
async fn recognise(
    conn: &mut PgConnection,
    person: Option<PersonRow>,
    hashes: &[Vec<u8>],
    tenant: Option<TenantId>,
) -> Result<(PersonRow, MembershipRow), ApiError> {
    let id = person.as_ref().map_or(Uuid::nil(), |person| person.id);
    let opened = store::memberships(conn, id.into(), Which::OpenedBy(hashes)).await?;
    let chosen = opened.into_iter().find(|row| tenant.is_none_or(|tenant| row.tenant_id == Some(tenant.uuid())));
    person.zip(chosen).ok_or(Problem::CredentialsInvalid.into())
}

async fn open(
    visitor: &Visitor,
    tx: &mut SystemTx,
    (user, membership): (UserId, &MembershipRow),
    hashes: &[Vec<u8>],
) -> Result<(String, Timestamp), ApiError> {
    let (token, now) = (api_key::random(43), visitor.app().clock.now());
    let expires_at = now + SESSION_LONGEST;
    let hash = sha256(&token);
    let user_agent = visitor.user_agent();
    let new = NewSession { token_hash: &hash, user, membership: membership.id, user_agent: user_agent.as_deref(), now, expires_at };
    if !store::insert_session(tx.conn(), &new, hashes).await? {
        return Err(Problem::CredentialsInvalid.into());
    }
    record(tx.conn(), EventType::SessionOpened, membership.id, membership.place(), now).await?;
    Ok((token, expires_at))
}

/// The `Set-Cookie` of a session; with no lifetime it is taken back.
pub(super) fn set_cookie(app: &App, token: &str, lifetime: SignedDuration) -> String {
    let https = app.config.public_url.is_https();
    let (name, secure) = (cookie_name(https), if https { "; Secure" } else { "" });
    format!("{name}={token}; Path=/; Max-Age={}; HttpOnly{secure}; SameSite=Lax", lifetime.as_secs())
}
