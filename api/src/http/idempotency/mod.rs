//! `Idempotency-Key`: the same request sent twice does its work once.
//!
//! The key is written in the transaction of the work, so only answers of work that was committed (2xx) are kept, and a refusal may be tried again
//! with the same key. `Idempotent` is taken from the head of the request and `Json` completes it with the body: the header is missed (400) after
//! 415 and 413 and before 422. A handler calls `begin` after permission is checked, and `keep` before it commits.

mod store;

pub(crate) use store::PURGED;

use std::sync::{Arc, OnceLock};

use axum::{
    body::Body,
    extract::{FromRef, FromRequestParts, MatchedPath},
    response::Response,
};
use futures::future::BoxFuture;
use http::{HeaderName, HeaderValue, StatusCode, header, request::Parts};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{etag::Created, problem::ApiError, problems::Problem};
use crate::{clock::Clock, seal::Seal};

use self::store::Claim;

const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const LONGEST: usize = 255;
/// Answers are kept for at least a day; two make sure that nobody's clock cuts it short.
const KEPT: SignedDuration = SignedDuration::from_hours(48);

/// Deletes answers that were kept for long enough.
pub(crate) fn sweep(conn: &mut PgConnection, now: Timestamp, limit: i64) -> BoxFuture<'_, sqlx::Result<u64>> {
    Box::pin(store::forget(conn, now - KEPT, limit))
}

/// Within what a key is known: the tenant acted on, or the partner, or the platform.
#[derive(Debug, Clone, Copy)]
pub struct Scope(pub Uuid);

/// A request that may be repeated safely.
#[derive(Debug)]
pub struct Idempotent {
    seal: Seal,
    clock: Clock,
    route: String,
    awaited: Awaited,
}

/// What the body extractor completes.
#[derive(Debug, Clone)]
pub(super) struct Awaited {
    key: Option<HeaderValue>,
    body: Arc<OnceLock<[u8; 32]>>,
}

/// Whether the work is still to be done.
#[derive(Debug)]
pub enum Begun {
    Fresh,
    /// It was done before; this was its answer.
    Replay(Box<Response>),
    /// It was done before and made these things, in this order, whose present state is the answer: see [`Idempotent::keep_made`].
    Made(Vec<Uuid>),
}

impl Awaited {
    /// The body was read and is JSON.
    pub(super) fn read(&self, body: &[u8]) -> Result<(), ApiError> {
        self.key()?;
        self.body.get_or_init(|| Sha256::digest(body).into());
        Ok(())
    }

    fn key(&self) -> Result<&str, ApiError> {
        let value = self.key.as_ref().ok_or_else(|| ApiError::header(Problem::HeaderMissing, &HEADER))?;
        let key = value.to_str().ok().map(str::trim).filter(|key| (1..=LONGEST).contains(&key.len()));
        key.ok_or_else(|| ApiError::header(Problem::HeaderInvalid, &HEADER))
    }
}

impl<S: Sync> FromRequestParts<S> for Idempotent
where
    Seal: FromRef<S>,
    Clock: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = parts.extensions.get::<MatchedPath>().map_or(parts.uri.path(), MatchedPath::as_str);
        let route = format!("{} {path}", parts.method);
        let awaited = Awaited { key: parts.headers.get(&HEADER).cloned(), body: Arc::default() };
        parts.extensions.insert(awaited.clone());
        Ok(Self { seal: Seal::from_ref(state), clock: Clock::from_ref(state), route, awaited })
    }
}

impl Idempotent {
    /// Claims the key for this transaction.
    ///
    /// # Errors
    /// 400 without a usable key, 409 while the same request is running, 422 when the key came with another body before.
    pub async fn begin(&self, conn: &mut PgConnection, scope: impl Into<Scope>) -> Result<Begun, ApiError> {
        let id = self.id(scope.into())?;
        match store::claim(conn, &id).await? {
            Claim::Taken => Err(Problem::IdempotencyKeyRunning.into()),
            Claim::Free => Ok(Begun::Fresh),
            Claim::Kept(kept) => self.repeated(kept),
        }
    }

    /// Whether the work was done before, for who has much to do until it claims the key.
    ///
    /// # Errors
    /// 400 without a usable key, 422 when the key came with another body before.
    pub async fn look(&self, conn: &mut PgConnection, scope: impl Into<Scope>) -> Result<Begun, ApiError> {
        store::kept(conn, &self.id(scope.into())?).await?.map_or(Ok(Begun::Fresh), |kept| self.repeated(kept))
    }

    fn repeated(&self, kept: store::Kept) -> Result<Begun, ApiError> {
        if !self.seal.is_fingerprint(self.body(), &kept.body_hash) {
            return Err(Problem::IdempotencyKeyReused.into());
        }
        Ok(match kept {
            store::Kept { made: Some(made), .. } => Begun::Made(made),
            kept => Begun::Replay(Box::new(replay(kept)?)),
        })
    }

    /// Keeps what was made instead of the answer, which may be large: a repeated request is answered by how these things are then.
    pub async fn keep_made(&self, conn: &mut PgConnection, scope: impl Into<Scope>, made: Vec<Uuid>) -> Result<(), ApiError> {
        let kept = store::Kept { headers: Map::new().into(), body: Vec::new(), made: Some(made), ..self.created() };
        self.insert(conn, scope.into(), &kept).await
    }

    fn created(&self) -> store::Kept {
        store::Kept {
            body_hash: self.seal.fingerprint(self.body()),
            status: i16::try_from(StatusCode::CREATED.as_u16()).unwrap_or_default(),
            headers: Value::Null,
            body: Vec::new(),
            made: None,
        }
    }

    async fn insert(&self, conn: &mut PgConnection, scope: Scope, kept: &store::Kept) -> Result<(), ApiError> {
        if store::insert(conn, &self.id(scope)?, kept, self.clock.now()).await? {
            return Ok(());
        }
        Err(Problem::IdempotencyKeyRunning.into())
    }

    /// Keeps the answer in the transaction of the work.
    pub async fn keep<T: Serialize>(&self, conn: &mut PgConnection, scope: impl Into<Scope>, answer: &Created<T>) -> Result<(), ApiError> {
        self.keep_without(conn, scope, answer, &[]).await
    }

    /// Keeps the answer with these top-level members null: a secret is shown once.
    pub async fn keep_without<T: Serialize>(
        &self,
        conn: &mut PgConnection,
        scope: impl Into<Scope>,
        answer: &Created<T>,
        secrets: &[&str],
    ) -> Result<(), ApiError> {
        let body = without(serde_json::to_value(&answer.body)?, secrets);
        let headers: Map<String, Value> =
            answer.headers().iter().filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.into()))).collect();
        let kept = store::Kept { headers: headers.into(), body: serde_json::to_vec(&body)?, ..self.created() };
        self.insert(conn, scope.into(), &kept).await
    }

    /// The same of an answer of 200 that lists items, with these members of each null.
    pub async fn keep_items_without<T: Serialize>(
        &self,
        conn: &mut PgConnection,
        scope: impl Into<Scope>,
        answer: &T,
        secrets: &[&str],
    ) -> Result<(), ApiError> {
        let mut body = serde_json::to_value(answer)?;
        for item in body.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
            *item = without(item.take(), secrets);
        }
        let kept = store::Kept { status: 200, body: serde_json::to_vec(&body)?, ..self.created() };
        self.insert(conn, scope.into(), &kept).await
    }

    fn id(&self, scope: Scope) -> Result<store::KeyId<'_>, ApiError> {
        Ok(store::KeyId { scope: scope.0, route: &self.route, key: self.awaited.key()? })
    }

    /// Digest of the body; of nothing where the operation reads none.
    fn body(&self) -> &[u8; 32] {
        self.awaited.body.get_or_init(|| Sha256::digest([]).into())
    }
}

/// With these members null.
fn without(mut body: Value, secrets: &[&str]) -> Value {
    for secret in secrets {
        if let Some(value) = body.get_mut(*secret) {
            *value = Value::Null;
        }
    }
    body
}

/// Marks an answer as one to a request that had been done before.
pub fn replayed(mut response: Response) -> Response {
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}

fn replay(kept: store::Kept) -> Result<Response, ApiError> {
    let mut response = Response::new(Body::from(kept.body));
    *response.status_mut() = u16::try_from(kept.status).ok().and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    for (name, value) in kept.headers.as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        let (name, value) = (name.parse::<HeaderName>(), HeaderValue::from_str(value));
        headers.insert(name.map_err(anyhow::Error::from)?, value.map_err(anyhow::Error::from)?);
    }
    Ok(response)
}
