//! Access tokens: JWT signed with Ed25519, ten minutes long, verified without the database. Also the keys that sign them.
//!
//! A token lacks the permissions to change members and keys, whatever its source holds: with them the token of a source that was revoked could make
//! credentials that stay.
//!
//! Rotation publishes a new key first and lets it sign only when everybody's copy of the keys has it; the one before signs until then, and stays
//! published until its last token has ended: nobody notices. Every replica holds the keys for a minute, and looks again when it meets one that it
//! does not know.

use std::{
    sync::{Arc, Mutex, PoisonError, RwLock},
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
    permission::{Permission, Permissions},
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
/// How often made-up key ids may make it look again, and how old the published copy may be.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long a key is published before it signs: longer than replicas, and others by the Cache-Control of the published keys, believe their copies.
const LEAD: SignedDuration = SignedDuration::from_mins(2);

/// What no token may do.
const LASTING: Permissions = Permissions::of(&[Permission::ManageMembers, Permission::ManageOwners, Permission::ManageApiKeys]);

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
    created_at: Timestamp,
    /// From then on another one signs.
    retired_at: Option<Timestamp>,
    signing: EncodingKey,
    verifying: DecodingKey,
}

impl Key {
    fn is_retired(&self, now: Timestamp) -> bool {
        self.retired_at.is_some_and(|at| at <= now)
    }
}

/// Which key signs, of those that the newest comes first: the newest that everybody knows, or else the oldest. A first key has nobody to wait for.
fn signer(keys: &[Key], now: Timestamp) -> Option<&Key> {
    let able = || keys.iter().filter(|key| !key.is_retired(now));
    able().find(|key| key.created_at <= now - LEAD).or(able().next_back())
}

/// This replica's copy of the signing keys.
#[derive(Default)]
pub struct KeyRing {
    copied: RwLock<Option<Copied>>,
    /// When an unknown key last made it look again.
    looked: Mutex<Option<Instant>>,
}

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
        self.copied.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The keys as they are now, unless somebody made it look a moment ago.
    async fn again(&self, app: &App) -> Result<Arc<Vec<Key>>, ApiError> {
        let may = {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            let may = looked.is_none_or(|at| at.elapsed() >= LOOK_AGAIN);
            if may {
                *looked = Some(Instant::now());
            }
            may
        };
        if may { self.load(app).await } else { self.at_most(app, FRESH).await }
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
        *self.copied.write().unwrap_or_else(PoisonError::into_inner) = Some(copied);
        Ok(keys)
    }
}

fn key(app: &App, row: store::SigningKeyRow) -> anyhow::Result<Key> {
    Ok(Key {
        signing: EncodingKey::from_ed_der(&app.seal.open(&context(&row.kid), &row.private_key)?),
        verifying: DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(&row.public_key))?,
        kid: row.kid,
        public: row.public_key,
        created_at: row.created_at.to_jiff(),
        retired_at: row.retired_at.map(jiff_sqlx::Timestamp::to_jiff),
    })
}

/// The place of a private key, for `seal`.
pub(crate) fn context(kid: &str) -> String {
    format!("signing_keys.private_key/{kid}")
}

/// Makes a new signing key, which takes over from the others in two minutes. Returns its id.
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
    let at = app.clock.now();
    store::retire_signing_keys(conn, at + LEAD).await?;
    store::insert_signing_key(conn, &kid, key.verifying_key().as_bytes(), &sealed, at).await?;
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
    if signer(&keys, now).is_none() {
        keys = ensure_key(app).await?;
    }
    let key = signer(&keys, now).ok_or_else(|| anyhow::anyhow!("there is no signing key"))?;
    let header = Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::EdDSA) };
    let claims = claims(app, identity, place, now);
    jsonwebtoken::encode(&header, &claims, &key.signing).map_err(|error| ApiError::Internal(error.into()))
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

/// The caller behind a token; `None` when it is no valid token of ours.
pub(super) async fn verify(app: &App, text: &str, now: Timestamp) -> Result<Option<Identity>, ApiError> {
    let Some(kid) = jsonwebtoken::decode_header(text).ok().and_then(|header| header.kid) else { return Ok(None) };
    let mut keys = app.keys.at_most(app, FRESH).await?;
    if !keys.iter().any(|key| key.kid == kid) {
        keys = app.keys.again(app).await?;
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
