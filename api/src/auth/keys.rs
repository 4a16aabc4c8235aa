//! The keys that sign access tokens, and this replica's copy of them.
//!
//! Rotation publishes a new key first and lets it sign only when everybody's copy of the keys has it; the one before signs until then, and stays
//! published until its last token has ended: nobody notices. Every replica holds the keys for a minute, and looks again when it meets one that it
//! does not know. `App` holds the ring, so nothing here may name `App`.

use std::{
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{SigningKey, pkcs8::EncodePrivateKey};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{SystemTx, store};
use crate::{clock::Clock, db::Pools, http::ApiError, seal::Seal};

/// How long a retired key stays published: its last token, and a replica that signed with it while it had not looked again.
const PUBLISHED: SignedDuration = SignedDuration::from_mins(15);
/// How long a replica believes its copy of the keys.
const FRESH: Duration = Duration::from_secs(60);
/// How often made-up key ids may make it look again, and how old the published copy may be.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long a key is published before it signs: longer than replicas, and others by the Cache-Control of the published keys, believe their copies.
const LEAD: SignedDuration = SignedDuration::from_mins(2);

/// A key that signs, or signed until lately.
pub(super) struct Key {
    pub(super) kid: String,
    public: Vec<u8>,
    created_at: Timestamp,
    /// From then on another one signs.
    retired_at: Option<Timestamp>,
    pub(super) signing: EncodingKey,
    pub(super) verifying: DecodingKey,
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

/// This replica's copy of the signing keys, and what it needs to copy and to make them.
pub struct KeyRing {
    pools: Pools,
    seal: Seal,
    clock: Clock,
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
    pub fn new(pools: Pools, seal: Seal, clock: Clock) -> Self {
        Self { pools, seal, clock, copied: RwLock::default(), looked: Mutex::default() }
    }

    /// The key that signs now; the first one is made where there is none.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn signing<T>(&self, now: Timestamp, sign: impl FnOnce(&Key) -> Result<T, ApiError>) -> Result<T, ApiError> {
        let mut keys = self.at_most(FRESH).await?;
        if signer(&keys, now).is_none() {
            keys = self.ensure_key().await?;
        }
        sign(signer(&keys, now).ok_or_else(|| anyhow::anyhow!("there is no signing key"))?)
    }

    /// The key of this id, looked for again where this replica's copy may be too old to have it. `None` when there is no such key.
    pub(super) async fn verifying<T>(&self, kid: &str, verify: impl FnOnce(&Key) -> Option<T>) -> Result<Option<T>, ApiError> {
        let mut keys = self.at_most(FRESH).await?;
        if !keys.iter().any(|key| key.kid == kid) {
            keys = self.again().await?;
        }
        Ok(keys.iter().find(|key| key.kid == kid).and_then(verify))
    }

    /// The keys with which tokens can be verified now.
    pub(crate) async fn published(&self) -> Result<Vec<Jwk>, ApiError> {
        let keys = self.at_most(LOOK_AGAIN).await?;
        Ok(keys.iter().map(Jwk::of).collect())
    }

    /// Makes a new signing key, which takes over from the others in two minutes. Returns its id.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rotate(&self) -> anyhow::Result<String> {
        let mut tx = SystemTx::begin(&self.pools).await?;
        store::lock_signing_keys(tx.conn()).await?;
        let kid = self.add_key(tx.conn()).await?;
        tx.commit().await?;
        Ok(kid)
    }

    fn copied(&self) -> Option<Copied> {
        self.copied.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The keys as they are now, unless somebody made it look a moment ago.
    async fn again(&self) -> Result<Arc<Vec<Key>>, ApiError> {
        let may = {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            let may = looked.is_none_or(|at| at.elapsed() >= LOOK_AGAIN);
            if may {
                *looked = Some(Instant::now());
            }
            may
        };
        if may { self.load().await } else { self.at_most(FRESH).await }
    }

    async fn at_most(&self, age: Duration) -> Result<Arc<Vec<Key>>, ApiError> {
        match self.copied().filter(|copied| copied.at.elapsed() < age) {
            Some(copied) => Ok(copied.keys),
            None => self.load().await,
        }
    }

    async fn load(&self) -> Result<Arc<Vec<Key>>, ApiError> {
        let mut conn = self.pools.worker.acquire().await?;
        let rows = store::signing_keys(&mut conn, self.clock.now() - PUBLISHED).await?;
        let keys = Arc::new(rows.into_iter().map(|row| self.open(row)).collect::<anyhow::Result<Vec<_>>>()?);
        let copied = Copied { keys: Arc::clone(&keys), at: Instant::now() };
        *self.copied.write().unwrap_or_else(PoisonError::into_inner) = Some(copied);
        Ok(keys)
    }

    fn open(&self, row: store::SigningKeyRow) -> anyhow::Result<Key> {
        Ok(Key {
            signing: EncodingKey::from_ed_der(&self.seal.open(&context(&row.kid), &row.private_key)?),
            verifying: DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(&row.public_key))?,
            kid: row.kid,
            public: row.public_key,
            created_at: row.created_at.to_jiff(),
            retired_at: row.retired_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }

    /// Makes the first key where there is none.
    async fn ensure_key(&self) -> Result<Arc<Vec<Key>>, ApiError> {
        let mut tx = SystemTx::begin(&self.pools).await?;
        store::lock_signing_keys(tx.conn()).await?;
        if store::signing_keys(tx.conn(), self.clock.now()).await?.iter().all(|row| row.retired_at.is_some()) {
            self.add_key(tx.conn()).await?;
        }
        tx.commit().await?;
        self.load().await
    }

    async fn add_key(&self, conn: &mut sqlx::PgConnection) -> anyhow::Result<String> {
        let seed = Zeroizing::new(rand::random::<[u8; 32]>());
        let key = SigningKey::from_bytes(&seed);
        let kid = super::api_key::random(16);
        let private = key.to_pkcs8_der()?;
        let sealed = self.seal.seal(&context(&kid), private.as_bytes());
        let at = self.clock.now();
        store::retire_signing_keys(conn, at + LEAD).await?;
        store::insert_signing_key(conn, &kid, key.verifying_key().as_bytes(), &sealed, at).await?;
        Ok(kid)
    }
}

/// The place of a private key, for `seal`.
pub(crate) fn context(kid: &str) -> String {
    format!("signing_keys.private_key/{kid}")
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

impl Jwk {
    fn of(key: &Key) -> Self {
        Self { kty: "OKP", crv: "Ed25519", usage: "sig", alg: "EdDSA", kid: key.kid.clone(), x: URL_SAFE_NO_PAD.encode(&key.public) }
    }
}
