//! `GET /v1/orders/{id}/events`: the timeline of one order.

use homeroom_domain::ids::OrderId;
use http::Uri;
use serde::Deserialize;

use super::store;
use crate::{
    auth::{Caller, ReadOrders},
    events::{
        EventView,
        feed::{self, Narrow},
    },
    http::{ApiError, Limit, Page, Path, Problems, Query, Shape},
};

/// Where to go on.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Timeline {
    /// The `next_cursor` of the page before; leave it out to begin at the first event.
    #[serde(default)]
    #[param(value_type = Option<String>, pattern = "^[0-9]{1,18}$")]
    after: Option<i64>,
    /// Events on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// List an order's events
///
/// In commit order. There is always a `next_cursor`: ask with it again, later, for what came since.
#[utoipa::path(
    get, path = "/v1/orders/{id}/events", tag = "orders", params(Timeline, ("id" = OrderId, Path)),
    responses((status = 200, description = "A page of events", body = Page<EventView>), Problems)
)]
pub(crate) async fn list_order_events(
    caller: Caller<ReadOrders>,
    Path(id): Path<OrderId>,
    Query(timeline): Query<Timeline>,
    uri: Uri,
) -> Result<Page<EventView>, ApiError> {
    let limit = Limit::of(timeline.limit)?;
    let after = timeline.after.unwrap_or_default();
    if after < 0 {
        return Err(ApiError::field("?after", Shape::OutOfRange { min: 0, max: i64::MAX }));
    }
    let mut tx = caller.begin().await?;
    store::version(&mut tx, id).await?.ok_or(ApiError::NotFound)?;
    let subject = id.to_string();
    let narrow = Narrow { subject: Some(&subject), ..Narrow::default() };
    let (events, next) = feed::after(tx.conn(), caller.place(), &narrow, after, limit).await?;
    tx.commit().await?;
    Ok(Page::with_next(events, Some(("after", next.to_string())), &uri))
}
