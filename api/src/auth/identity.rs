//! Who is calling: from an API key, an access token, a session cookie or a one-time link to an identity with its permissions.

use std::fmt;

use homeroom_domain::ids::{ApiKeyId, MembershipId, UserId};
use http::{HeaderMap, header, request::Parts};
use jiff::{SignedDuration, Timestamp};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    api_key, origin,
    permission::Permissions,
    place::{Actor, ActorType, Place},
    role::Role,
    store, subscription, token,
};
use crate::{
    app::App,
    http::{ApiError, Problem, is_safe},
    seal::sha256,
};

/// A session not used for so long has ended.
pub(crate) const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(12);
/// A session ends after so long, used or not.
pub(crate) const SESSION_LONGEST: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How stale "last seen" of a session may be: less writing.
const SEEN: SignedDuration = SignedDuration::from_mins(5);
/// How stale "last used" of a key may be.
const USED: SignedDuration = SignedDuration::from_hours(1);
/// How a one-time link begins.
pub(crate) const LINK: &str = "hr_link_";

/// Who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    User(UserId),
    Key(ApiKeyId),
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => id.fmt(f),
            Self::Key(id) => id.fmt(f),
        }
    }
}

/// By what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credential {
    Session(Uuid),
    Key,
    Token,
    /// SHA-256 of a one-time link.
    Link(Vec<u8>),
    /// The address of a calendar program.
    Subscription,
}

/// A caller who was recognised.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub who: Who,
    pub credential: Credential,
    /// With which a person acts.
    pub membership: Option<MembershipId>,
    /// `None`: a person without any membership.
    pub place: Option<Place>,
    pub role: Option<Role>,
    pub permissions: Permissions,
    /// Of the tenant, where the place is one; otherwise true.
    pub livemode: bool,
    /// When the key or the token expires.
    pub expires_at: Option<Timestamp>,
}

impl Identity {
    /// The caller behind a valid token; `None` where its subject is nothing that this version knows.
    fn of_token(claims: &token::Claims) -> Option<Self> {
        let user = claims.sub.parse::<UserId>().ok().map(Who::User);
        Some(Self {
            who: user.or_else(|| claims.sub.parse::<ApiKeyId>().ok().map(Who::Key))?,
            credential: Credential::Token,
            membership: claims.membership,
            place: Some(claims.place()),
            role: None,
            permissions: claims.permissions,
            livemode: claims.livemode,
            expires_at: Some(claims.expires_at()),
        })
    }

    /// What requests are counted by. A person in two places counts as two: who may log in at one of them uses up nothing at the other.
    pub(crate) const fn counted_as(&self) -> (Who, Option<MembershipId>) {
        (self.who, self.membership)
    }

    pub(crate) const fn kind(&self) -> ActorType {
        match self.who {
            Who::User(_) => ActorType::User,
            Who::Key(_) => ActorType::ApiKey,
        }
    }

    /// The actor of events, on behalf of a tenant or not. A person is named by the membership, which tells nothing of their other places.
    pub(crate) fn actor(&self, on_behalf_of: Option<Place>) -> Actor {
        let id = match self.who {
            Who::User(_) => self.membership.map(|id| id.to_string()),
            Who::Key(id) => Some(id.to_string()),
        };
        Actor {
            kind: self.kind(),
            id,
            name: None,
            of: self.place.map(|place| place.to_string()),
            on_behalf_of: on_behalf_of.map(|place| place.to_string()),
        }
    }
}

/// Recognises the caller of a request.
///
/// # Errors
/// 401 without a valid credential; 403 when a cookie's change comes from another site.
pub(crate) async fn authenticate(app: &App, parts: &Parts) -> Result<Identity, ApiError> {
    let unknown = || ApiError::from(Problem::Unauthenticated);
    let now = app.clock.now();
    if subscription::is_of(parts) {
        return subscription::recognise(app, parts, now).await;
    }
    if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
        let text = value.to_str().ok().and_then(bearer).ok_or_else(unknown)?;
        return match text {
            link if link.starts_with(LINK) => by_link(app, link, now).await,
            key if key.starts_with("hr_") => by_key(app, key, now).await,
            jwt => Ok(token::verify(app, jwt, now).await?.and_then(|claims| Identity::of_token(&claims))),
        }?
        .ok_or_else(unknown);
    }
    let cookie = session_cookie(&parts.headers, app.config.public_url.is_https()).ok_or_else(unknown)?;
    let identity = by_session(app, &cookie, now).await?.ok_or_else(unknown)?;
    if !is_safe(&parts.method) {
        origin::same(&parts.headers, app.config.public_url.origin())?;
    }
    Ok(identity)
}

/// The token of `Bearer <token>`; the scheme's case does not matter.
fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// `__Host-` binds the cookie to https and this host; on loopback over http browsers would refuse it.
pub(crate) const fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-hr" } else { "hr" }
}

fn session_cookie(headers: &HeaderMap, https: bool) -> Option<String> {
    axum_extra::extract::CookieJar::from_headers(headers).get(cookie_name(https)).map(|cookie| cookie.value().to_owned())
}

async fn by_key(app: &App, text: &str, now: Timestamp) -> Result<Option<Identity>, ApiError> {
    use subtle::ConstantTimeEq;
    let Some(parsed) = api_key::parse(text) else { return Ok(None) };
    let mut conn = app.pools.worker.acquire().await?;
    let Some(row) = store::key_by_public_id(&mut conn, parsed.public_id).await? else { return Ok(None) };
    let right = bool::from(row.secret_hash.ct_eq(&sha256(text))) && row.livemode == parsed.livemode;
    let alive = row.revoked_at.is_none() && row.expires_at.is_none_or(|at| now < at.to_jiff());
    if !(right && alive) {
        return Ok(None);
    }
    if row.last_used_at.is_none_or(|at| at.to_jiff() <= now - USED) {
        store::key_used(&mut conn, row.id, now, now - USED).await?;
    }
    let place = Place::from_columns(row.tenant_id, row.partner_id);
    let scopes = Permissions::from_names(row.scopes.iter().map(String::as_str));
    Ok(Some(Identity {
        who: Who::Key(row.id.into()),
        credential: Credential::Key,
        membership: None,
        place: Some(place),
        role: None,
        // Whatever was stored, nothing beyond what such a place can hold.
        permissions: scopes.only(Role::top_of(place).permissions()),
        livemode: row.livemode,
        expires_at: row.expires_at.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

async fn by_session(app: &App, text: &str, now: Timestamp) -> Result<Option<Identity>, ApiError> {
    let mut conn = app.pools.worker.acquire().await?;
    let Some(row) = store::session_by_token(&mut conn, &sha256(text)).await? else { return Ok(None) };
    let idle = now.duration_since(row.last_seen_at.to_jiff());
    if now >= row.expires_at.to_jiff() || idle >= SESSION_IDLE {
        return Ok(None);
    }
    if idle >= SEEN {
        store::session_seen(&mut conn, row.id, now, now - SEEN).await?;
    }
    let role = row.role.as_deref().and_then(|role| role.parse::<Role>().ok());
    Ok(Some(Identity {
        who: Who::User(row.user_id.into()),
        credential: Credential::Session(row.id),
        membership: row.membership_id.map(MembershipId::new),
        place: role.map(|_| Place::from_columns(row.tenant_id, row.partner_id)),
        permissions: role.map_or(Permissions::NONE, Role::permissions),
        role,
        livemode: row.livemode.unwrap_or(true),
        expires_at: None,
    }))
}

/// A link lets a person set the first password of one membership, and nothing else.
async fn by_link(app: &App, text: &str, now: Timestamp) -> Result<Option<Identity>, ApiError> {
    let mut conn = app.pools.worker.acquire().await?;
    let hash = sha256(text);
    let user = live_link(&mut conn, &hash, now).await?;
    Ok(user.map(|user| Identity {
        who: Who::User(user),
        credential: Credential::Link(hash),
        membership: None,
        place: None,
        role: None,
        permissions: Permissions::NONE,
        livemode: true,
        expires_at: None,
    }))
}

async fn live_link(conn: &mut PgConnection, hash: &[u8], now: Timestamp) -> sqlx::Result<Option<UserId>> {
    Ok(store::live_link(conn, hash, now).await?.map(UserId::new))
}
