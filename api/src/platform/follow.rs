//! `GET /v1/platform/stream`: what happens to orders and clusters, whoever's they are.

use axum::response::Response;
use futures::{StreamExt as _, stream};
use http::HeaderMap;

use crate::{
    auth::{Permission, PlatformCaller, ReadPlatformOrders},
    events::{
        LAST_EVENT_ID,
        following::{answer, missed_of_all, opening, reset},
    },
    http::{ApiError, MayBeLong, Problem, Problems},
};

/// Follow orders and clusters of all tenants
///
/// Server-sent events for whoever shows them: `event` is `event`, `data` is `{"type", "tenant_id", "subject", "at"}` of an order's or a cluster's event, `id` is
/// opaque and comes with the last of those that are told together. With `Last-Event-ID` it begins after those, and some may come twice; `reset` instead
/// says that too much was missed: read again what you show. Silence, `bye` and bounds are as in `GET /v1/events/stream`.
#[utoipa::path(
    get, path = "/v1/platform/stream", tag = "clusters",
    params(("Last-Event-ID" = Option<String>, Header, nullable = false, description = "The last `id` that you have.")),
    responses((status = 200, description = "Events, for as long as you listen", body = String, content_type = "text/event-stream"), Problems)
)]
pub(crate) async fn follow_platform(
    caller: PlatformCaller<ReadPlatformOrders>,
    headers: HeaderMap,
    long: MayBeLong,
) -> Result<Response, ApiError> {
    let counted = long.begin().ok_or(ApiError::RetryAfter { problem: Problem::Busy, seconds: 2 })?;
    let app = caller.app();
    let mut tx = caller.begin().await?;
    let (follower, begins) = app.following.follow_all(app, tx.conn(), caller.stay(Permission::ReadPlatformOrders)).await?;
    // Where something was missed, its last event says where the news begin.
    let (known, missed) = match headers.get(LAST_EVENT_ID).map(|seen| seen.to_str().unwrap_or_default()) {
        None => (begins.as_str(), Vec::new()),
        Some(seen) => match missed_of_all(tx.conn(), seen, &begins).await? {
            Some(missed) if missed.is_empty() => (begins.as_str(), missed),
            Some(missed) => (seen, missed),
            None => (begins.as_str(), vec![reset(&begins)]),
        },
    };
    tx.commit().await?;
    let opening = opening(known);
    Ok(answer(app, opening, stream::iter(missed.into_iter().map(Ok)).boxed(), (follower, counted)))
}
