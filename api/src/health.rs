//! Whether the process lives, and whether it should be sent requests. Neither needs a caller.

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(readyz))
}

/// The state of the process.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    status: HealthStatus,
}

/// What a load balancer needs to know.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HealthStatus {
    Ok,
    /// Asked to stop: requests in flight finish, new ones should go elsewhere.
    Stopping,
    /// Postgres has not answered for ten seconds, or its schema is older than this version needs.
    DatabaseUnavailable,
}

/// Check that the process lives
#[utoipa::path(get, path = "/healthz", tag = "service", security(()), responses((status = 200, body = Health)))]
async fn healthz() -> Json<Health> {
    Json(Health { status: HealthStatus::Ok })
}

/// Check that the service can answer
///
/// The database was heard of within the last ten seconds, and nobody asked the process to stop. A service that is busy is ready.
#[utoipa::path(get, path = "/readyz", tag = "service", security(()), responses((status = 200, body = Health), (status = 503, body = Health)))]
async fn readyz(State(app): State<AppState>) -> (StatusCode, Json<Health>) {
    let status = if app.stopping.is_cancelled() {
        HealthStatus::Stopping
    } else if !app.pulse.beats(&app.pools).await {
        HealthStatus::DatabaseUnavailable
    } else {
        return (StatusCode::OK, Json(Health { status: HealthStatus::Ok }));
    };
    (StatusCode::SERVICE_UNAVAILABLE, Json(Health { status }))
}
