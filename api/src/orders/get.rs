//! `GET /v1/orders/{id}`: one order, from columns alone; no timetable is expanded for it.
//!
//! `Prefer: wait=30` with `If-None-Match` answers when the order differs from what the client has. Waiting holds no connection to the database.

use std::time::Duration;

use axum::extract::State;
use homeroom_domain::ids::OrderId;
use http::HeaderMap;
use tokio::time::{Instant, sleep};

use super::{placing, store, view::OrderView};
use crate::{
    app::AppState,
    auth::{Caller, ReadOrders},
    http::{ApiError, IfNoneMatch, Path, Problems, Version, Versioned},
};

/// Longest that a request is held.
const WAIT_MAX: Duration = Duration::from_secs(30);
/// Between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Get an order
///
/// With `If-None-Match` the answer may be 304. With `Prefer: wait=30` besides, it comes when the order differs, at once if it already does.
#[utoipa::path(
    get, path = "/v1/orders/{id}", tag = "orders",
    params(("id" = OrderId, Path), ("If-None-Match" = Option<String>, Header), ("Prefer" = Option<String>, Header, description = "`wait=30`: seconds, at most 30.")),
    responses((status = 200, description = "The order", body = OrderView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_order(
    State(app): State<AppState>,
    caller: Caller<ReadOrders>,
    Path(id): Path<OrderId>,
    if_none_match: IfNoneMatch,
    headers: HeaderMap,
) -> Result<Versioned<OrderView>, ApiError> {
    let until = Instant::now() + wait(&headers);
    loop {
        let mut tx = caller.begin().await?;
        let (edit, revision) = store::version(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
        let unchanged = if_none_match.has(Version { edit, revision });
        if unchanged && Instant::now() < until && !app.stopping.is_cancelled() {
            drop(tx);
            tokio::select! { () = sleep(LOOK_AGAIN) => {}, () = app.stopping.cancelled() => {} }
            continue;
        }
        let document = store::document(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
        let (version, view) = placing::view(&mut tx, id, document, &caller).await?;
        return Ok(Versioned::new(version, view).unless(if_none_match));
    }
}

/// RFC 7240: `wait=<seconds>` among comma-separated preferences. What cannot be read is ignored, as preferences are.
fn wait(headers: &HeaderMap) -> Duration {
    let preferences = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split([',', ';']));
    let seconds = preferences.filter_map(|preference| preference.trim().strip_prefix("wait=")?.trim_matches('"').parse().ok()).next();
    Duration::from_secs(seconds.unwrap_or_default()).min(WAIT_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_bounded_and_nonsense_is_no_wait() {
        let waits = |text: &str| wait(&HeaderMap::from_iter([(http::HeaderName::from_static("prefer"), text.parse().unwrap())]));
        assert_eq!(waits("respond-async, wait=10"), Duration::from_secs(10));
        assert_eq!(waits("wait=3600"), WAIT_MAX);
        assert_eq!(waits("wait=-1"), Duration::ZERO);
        assert_eq!(wait(&HeaderMap::new()), Duration::ZERO);
    }
}
