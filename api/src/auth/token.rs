//! Access tokens: JWT signed with Ed25519, ten minutes long, verified without the database. The keys that sign them are `keys`.
//!
//! A token lacks the permissions to change members and keys, whatever its source holds: with them the token of a source that was revoked could make
//! credentials that stay.

use homeroom_domain::ids::{MembershipId, PartnerId, TenantId};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};

use super::{
    identity::Identity,
    keys::Key,
    permission::{Permission, Permissions},
    place::Place,
};
use crate::{app::App, http::ApiError};

/// How long a token lives; a revoked source ends with its tokens.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// What no token may do.
const LASTING: Permissions = Permissions::of(&[Permission::ManageMembers, Permission::ManageOwners, Permission::ManageApiKeys]);

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: String,
    /// `usr_...` or `key_...`.
    pub(super) sub: String,
    iat: i64,
    exp: i64,
    jti: String,
    /// With which a person acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) membership: Option<MembershipId>,
    /// One of the two, or neither for the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<TenantId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partner: Option<PartnerId>,
    pub(super) permissions: Permissions,
    pub(super) livemode: bool,
}

/// A token for a caller who showed a key or a session.
pub(crate) async fn issue(app: &App, identity: &Identity, place: Place, now: Timestamp) -> Result<String, ApiError> {
    let claims = claims(app, identity, place, now);
    let sign = |key: &Key| {
        let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &key.signing).map_err(|error| ApiError::Internal(error.into()))
    };
    app.keys.signing(now, sign).await
}

fn claims(app: &App, identity: &Identity, place: Place, now: Timestamp) -> Claims {
    let issuer = app.config.public_url.origin().to_owned();
    Claims {
        aud: issuer.clone(),
        iss: issuer,
        sub: identity.who.to_string(),
        iat: now.as_second(),
        exp: (now + LIFETIME).as_second(),
        jti: uuid::Uuid::now_v7().to_string(),
        membership: identity.membership,
        tenant: place.tenant(),
        partner: place.partner(),
        permissions: identity.permissions.except(LASTING),
        livemode: identity.livemode,
    }
}

/// What a token says; `None` when it is no valid token of ours.
pub(super) async fn verify(app: &App, text: &str, now: Timestamp) -> Result<Option<Claims>, ApiError> {
    let Some(kid) = jsonwebtoken::decode_header(text).ok().and_then(|header| header.kid) else { return Ok(None) };
    let decode = |key: &Key| jsonwebtoken::decode::<Claims>(text, &key.verifying, &validation(app)).ok().map(|token| token.claims);
    let claims = app.keys.verifying(&kid, decode).await?;
    Ok(claims.filter(|claims| now.as_second() < claims.exp))
}

/// Everything but the time, which only the business clock may tell.
fn validation(app: &App) -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[app.config.public_url.origin()]);
    validation.set_audience(&[app.config.public_url.origin()]);
    validation.validate_exp = false;
    validation
}

impl Claims {
    pub(super) fn expires_at(&self) -> Timestamp {
        Timestamp::from_second(self.exp).unwrap_or(Timestamp::MIN)
    }

    /// Where its caller acts.
    pub(super) fn place(&self) -> Place {
        Place::from_columns(self.tenant.map(TenantId::uuid), self.partner.map(PartnerId::uuid))
    }
}
