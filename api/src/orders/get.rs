//! `GET /v1/orders/{id}`: one order, from columns alone; no timetable is expanded for it.
//!
//! `Prefer: wait=30` with `If-None-Match` answers when the order differs from what the client has; see `waiting`.

use std::time::Duration;

use homeroom_domain::ids::OrderId;
use http::HeaderMap;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::{placing, shared::Waiter, store, view::OrderView};
use crate::{
    auth::{Caller, ReadOrders},
    http::{ApiError, IfNoneMatch, MayBeLong, Path, Problems, Versioned, beside},
};

/// Longest that a request is held.
const WAIT_MAX: Duration = Duration::from_secs(30);

/// Get an order
///
/// With `If-None-Match` the answer may be 304. With `Prefer: wait=30` besides, it comes when the order differs, at once if it already does.
#[utoipa::path(
    get, path = "/v1/orders/{id}", tag = "orders",
    params(
        ("id" = OrderId, Path),
        ("Prefer" = Option<String>, Header, nullable = false, description = "`wait=30`: seconds, at most 30. Not followed where 200 requests of the tenant, or 2,000 of all, wait already.")
    ),
    responses((status = 200, description = "The order", body = OrderView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_order(
    caller: Caller<ReadOrders>,
    Path(id): Path<OrderId>,
    if_none_match: IfNoneMatch,
    headers: HeaderMap,
    long: MayBeLong,
) -> Result<Versioned<OrderView>, ApiError> {
    // A preference need not be followed: where enough wait already, the answer comes at once.
    if let Some(wait) = wait(&headers)
        && let Some(_counted) = long.begin()
    {
        until_it_differs(&caller, id, &if_none_match, Instant::now() + wait).await?;
    }
    let mut tx = caller.begin().await?;
    let (version, view) = placing::view(&mut tx, id, &caller).await?;
    Ok(Versioned::new(version, view).unless(if_none_match))
}

/// Returns when the order is not what the client has, or there is no time left for it.
async fn until_it_differs(caller: &Caller<ReadOrders>, id: OrderId, known: &IfNoneMatch, until: Instant) -> Result<(), ApiError> {
    let app = caller.app();
    let mut place = None;
    while Instant::now() < until && !app.stopping.is_cancelled() {
        let mut tx = caller.begin().await?;
        let version = store::version(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
        drop(tx);
        if !known.has(version) {
            return Ok(());
        }
        match &mut place {
            Some(place) => beside(next_change(place, until, &app.stopping)).await,
            None => match app.waiting.enter(&app.pools, caller.tenant(), id, version) {
                // What changed before the place was taken wakes nobody, so that one more look is due.
                Some(taken) => place = Some(taken),
                None => return Ok(()),
            },
        }
    }
    Ok(())
}

async fn next_change(place: &mut Waiter, until: Instant, stopping: &CancellationToken) {
    tokio::select! {
        () = place.changed() => {}
        () = sleep_until(until) => {}
        () = stopping.cancelled() => {}
    }
}

/// RFC 7240: `wait=<seconds>` among comma-separated preferences. What cannot be read is ignored, as preferences are.
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let preferences = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split([',', ';']));
    let seconds = preferences.filter_map(|preference| preference.trim().strip_prefix("wait=")?.trim_matches('"').parse().ok()).next();
    seconds.filter(|seconds| *seconds > 0).map(|seconds| Duration::from_secs(seconds).min(WAIT_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_bounded_and_nonsense_is_no_wait() {
        let waits = |text: &str| wait(&HeaderMap::from_iter([(http::HeaderName::from_static("prefer"), text.parse().unwrap())]));
        assert_eq!(waits("respond-async, wait=10"), Some(Duration::from_secs(10)));
        assert_eq!(waits("wait=3600"), Some(WAIT_MAX));
        assert_eq!(waits("wait=-1"), None);
        assert_eq!(wait(&HeaderMap::new()), None);
    }
}
