//! A caller known by a signature over raw bytes: Stripe, which has no key of ours. Nothing of the body is looked at before its signature is right.

use axum::extract::{FromRequest, Request};
use homeroom_outside::stripe::verify;

use super::SystemTx;
use crate::{
    app::AppState,
    http::{ApiError, Problem, RawBody},
};

const HEADER: &str = "stripe-signature";
/// Stripe's events are a few kilobytes; one of an invoice of many lines is more.
const LIMIT: usize = 256 * 1024;

/// What Stripe has signed within the last minutes.
#[derive(Debug)]
pub(crate) struct SignedByStripe {
    app: AppState,
    pub body: Vec<u8>,
}

impl SignedByStripe {
    pub(crate) fn app(&self) -> &AppState {
        &self.app
    }

    /// A transaction of no tenant: whose an event is shows when what it names is asked for.
    pub(crate) async fn begin(&self) -> sqlx::Result<SystemTx> {
        SystemTx::begin(&self.app.pools).await
    }
}

impl FromRequest<AppState> for SignedByStripe {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, ApiError> {
        let signature = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let RawBody(body) = RawBody::<LIMIT>::from_request(request, app).await?;
        // Where no secret is configured, nothing is signed with one.
        verify(&body, &signature, &app.config.collection.webhook_secrets, app.clock.now().as_second()).map_err(|fault| {
            tracing::warn!(%fault, "a call of the webhook of Stripe was refused");
            ApiError::from(Problem::SignatureInvalid)
        })?;
        Ok(Self { app: app.clone(), body })
    }
}
