//! `GET /v1/events`: the feed, in commit order, nothing lost or repeated.

use http::Uri;
use serde::Deserialize;

use super::{feed, view::EventView};
use crate::{
    auth::{PlaceCaller, ReadEvents},
    http::{ApiError, Limit, Page, Problems, Query, Shape},
};

/// Where to go on.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Feed {
    /// The `next_cursor` of the page before; leave it out to begin at the first event.
    #[serde(default)]
    #[param(value_type = Option<String>, pattern = "^[0-9]{1,18}$")]
    after: Option<i64>,
    /// Events on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// List events
///
/// Of the tenant acted for, or of the platform or the partner itself. There is always a `next_cursor`: ask with it again, later, for what came since.
#[utoipa::path(get, path = "/v1/events", tag = "events", params(Feed), responses((status = 200, description = "A page of events", body = Page<EventView>), Problems))]
pub(crate) async fn list_events(caller: PlaceCaller<ReadEvents>, Query(query): Query<Feed>, uri: Uri) -> Result<Page<EventView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let after = query.after.unwrap_or(0);
    if after < 0 {
        return Err(ApiError::field("?after", Shape::OutOfRange { min: 0, max: i64::MAX }));
    }
    let mut tx = caller.begin().await?;
    let events = feed::after(tx.conn(), caller.place(), None, after, limit.probe() - 1).await?;
    tx.commit().await?;
    let next = events.last().map_or(after, |event| event.sequence);
    Ok(Page::with_next(events, Some(("after", next.to_string())), &uri))
}
