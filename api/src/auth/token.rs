//! Access tokens: JWT signed with Ed25519, ten minutes long, verified without the database. Also the keys that sign them.
//!
//! Rotation makes a new key and retires the one before: it signs no more but stays published until its last token has ended, so nobody notices.
//! Every replica holds the keys for a minute, and looks again at once when it meets a key that it does not know.

use std::{
    sync::{Arc, RwLock},
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey};
use homeroom_domain::ids::{ApiKeyId, MembershipId, PartnerId, TenantId, UserId};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    SystemTx,
    identity::{Credential, Identity, Who},
    permission::Permissions,
    place::Place,
    store,
};
use crate::{app::App, http::ApiError};

/// How long a token lives; a revoked source ends with its tokens.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// How long a retired key stays published: its last token, and a replica that signed with it while it had not looked again.
const PUBLISHED: SignedDuration = SignedDuration::from_mins(15);
/// How long a replica believes its copy of the keys.
const FRESH: Duration = Duration::from_secs(60);
/// How often a made-up key id may make it look again.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// `usr_...` or `key_...`.
    sub: String,
    iat: i64,
    exp: i64,
    jti: String,
    /// With which a person acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    membership: Option<MembershipId>,
    /// One of the two, or neither for the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<TenantId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partner: Option<PartnerId>,
    permissions: Permissions,
    livemode: bool,
}

struct Key {
    kid: String,
    public: Vec<u8>,
    /// `None` once retired.
    signing: Option<EncodingKey>,
    verifying: DecodingKey,
}

/// This replica's copy of the signing keys.
#[derive(Default)]
pub struct KeyRing(RwLock<Option<Copied>>);

#[derive(Clone)]
struct Copied {
    keys: Arc<Vec<Key>>,
    at: Instant,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyRing(..)")
    }
}

impl KeyRing {
    fn copied(&self) -> Option<Copied> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    async fn at_most(&self, app: &App, age: Duration) -> Result<Arc<Vec<Key>>, ApiError> {
        match self.copied().filter(|copied| copied.at.elapsed() < age) {
            Some(copied) => Ok(copied.keys),
            None => self.load(app).await,
        }
    }

    async fn load(&self, app: &App) -> Result<Arc<Vec<Key>>, ApiError> {
        let mut conn = app.pools.worker.acquire().await?;
        let rows = store::signing_keys(&mut conn, app.clock.now() - PUBLISHED).await?;
        let keys = Arc::new(rows.into_iter().map(|row| key(app, row)).collect::<anyhow::Result<Vec<_>>>()?);
        let copied = Copied { keys: Arc::clone(&keys), at: Instant::now() };
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(copied);
        Ok(keys)
    }
}

fn key(app: &App, row: store::SigningKeyRow) -> anyhow::Result<Key> {
    let signing = match row.retired_at {
        Some(_) => None,
        None => Some(EncodingKey::from_ed_der(&app.seal.open(&context(&row.kid), &row.private_key)?)),
    };
    let verifying = DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(&row.public_key))?;
    Ok(Key { kid: row.kid, public: row.public_key, signing, verifying })
}

/// The place of a private key, for `seal`.
pub(crate) fn context(kid: &str) -> String {
    format!("signing_keys.private_key/{kid}")
}

/// Makes a new signing key and retires the others. Returns its id.
pub async fn rotate_signing_keys(app: &App) -> anyhow::Result<String> {
    let mut tx = SystemTx::begin(&app.pools).await?;
    store::lock_signing_keys(tx.conn()).await?;
    let kid = add_key(app, tx.conn()).await?;
    tx.commit().await?;
    Ok(kid)
}

async fn add_key(app: &App, conn: &mut sqlx::PgConnection) -> anyhow::Result<String> {
    let seed = Zeroizing::new(rand::random::<[u8; 32]>());
    let key = SigningKey::from_bytes(&seed);
    let kid = super::api_key::random(16);
    let private = key.to_pkcs8_der()?;
    let sealed = app.seal.seal(&context(&kid), private.as_bytes());
    store::insert_signing_key(conn, &kid, key.verifying_key().as_bytes(), &sealed, app.clock.now()).await?;
    Ok(kid)
}

/// Makes the first key where there is none.
async fn ensure_key(app: &App) -> Result<Arc<Vec<Key>>, ApiError> {
    let mut tx = SystemTx::begin(&app.pools).await?;
    store::lock_signing_keys(tx.conn()).await?;
    if store::signing_keys(tx.conn(), app.clock.now()).await?.iter().all(|row| row.retired_at.is_some()) {
        add_key(app, tx.conn()).await?;
    }
    tx.commit().await?;
    app.keys.load(app).await
}

/// A token for a caller who showed a key or a session.
pub(crate) async fn issue(app: &App, identity: &Identity, place: Place, now: Timestamp) -> Result<String, ApiError> {
    let mut keys = app.keys.at_most(app, FRESH).await?;
    if keys.iter().all(|key| key.signing.is_none()) {
        keys = ensure_key(app).await?;
    }
    let signer = keys.iter().find_map(|key| key.signing.as_ref().map(|signing| (key, signing)));
    let (key, signing) = signer.ok_or_else(|| anyhow::anyhow!("there is no signing key"))?;
    let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::EdDSA) };
    let claims = claims(app, identity, place, now);
    jsonwebtoken::encode(&header, &claims, signing).map_err(|error| ApiError::Internal(error.into()))
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
        permissions: identity.permissions,
        livemode: identity.livemode,
    }
}

/// The caller behind a token; `None` when it is no valid token of ours.
pub(super) async fn verify(app: &App, text: &str, now: Timestamp) -> Result<Option<Identity>, ApiError> {
    let Some(kid) = jsonwebtoken::decode_header(text).ok().and_then(|header| header.kid) else { return Ok(None) };
    let mut keys = app.keys.at_most(app, FRESH).await?;
    if !keys.iter().any(|key| key.kid == kid) {
        keys = app.keys.at_most(app, LOOK_AGAIN).await?;
    }
    let Some(key) = keys.iter().find(|key| key.kid == kid) else { return Ok(None) };
    let claims = jsonwebtoken::decode::<Claims>(text, &key.verifying, &validation(app)).ok().map(|token| token.claims);
    Ok(claims.filter(|claims| now.as_second() < claims.exp).and_then(|claims| identity(&claims)))
}

/// Everything but the time, which only the business clock may tell.
fn validation(app: &App) -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[app.config.public_url.origin()]);
    validation.set_audience(&[app.config.public_url.origin()]);
    validation.validate_exp = false;
    validation
}

fn identity(claims: &Claims) -> Option<Identity> {
    let user = claims.sub.parse::<UserId>().ok().map(Who::User);
    let place = Place::from_columns(claims.tenant.map(TenantId::uuid), claims.partner.map(PartnerId::uuid));
    Some(Identity {
        who: user.or_else(|| claims.sub.parse::<ApiKeyId>().ok().map(Who::Key))?,
        credential: Credential::Token,
        membership: claims.membership,
        place: Some(place),
        role: None,
        permissions: claims.permissions,
        livemode: claims.livemode,
        expires_at: None,
    })
}

/// A public key, as RFC 8037 writes it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Jwk {
    kty: &'static str,
    crv: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    alg: &'static str,
    kid: String,
    x: String,
}

/// The keys with which tokens can be verified now.
pub(crate) async fn public_keys(app: &App) -> Result<Vec<Jwk>, ApiError> {
    let keys = app.keys.at_most(app, LOOK_AGAIN).await?;
    let jwk = |key: &Key| Jwk {
        kty: "OKP",
        crv: "Ed25519",
        usage: "sig",
        alg: "EdDSA",
        kid: key.kid.clone(),
        x: URL_SAFE_NO_PAD.encode(&key.public),
    };
    Ok(keys.iter().map(jwk).collect())
}
