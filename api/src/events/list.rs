//! `GET /v1/events`: the feed, in commit order, nothing lost or repeated; or the newest first, for people.

use axum::response::Response;
use http::Uri;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    EventType,
    feed::{self, Narrow},
    names,
    view::EventView,
};
use crate::{
    auth::{PlaceCaller, ReadEvents},
    http::{ApiError, Limit, Page, Problems, Query, Shape, csv::Wanted},
};

/// Which events, and where to go on.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Feed {
    /// Only what came after this sequence; with the oldest first the `next_cursor` of the page before.
    #[serde(default)]
    #[param(value_type = Option<String>, pattern = "^[0-9]{1,18}$")]
    after: Option<i64>,
    /// Only what came before this sequence, the newest first: the `next_cursor` of the page before.
    #[serde(default)]
    #[param(value_type = Option<String>, pattern = "^[0-9]{1,18}$")]
    before: Option<i64>,
    /// Default `oldest`, or `newest` where `before` is given.
    #[param(inline)]
    order: Option<FeedOrder>,
    #[serde(rename = "type")]
    #[param(inline)]
    kind: Option<EventType>,
    /// The id of what it is about.
    subject: Option<String>,
    /// The id of who did it: `mem_...` or `key_...`.
    actor: Option<String>,
    /// At this time or later.
    from: Option<Timestamp>,
    /// Earlier than this.
    to: Option<Timestamp>,
    /// Events on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Which way a feed is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FeedOrder {
    Oldest,
    Newest,
}

impl Feed {
    fn is_newest_first(&self) -> Result<bool, ApiError> {
        match (self.order, self.before) {
            (Some(FeedOrder::Oldest), Some(_)) => {
                Err(ApiError::field("?order", Shape::UnknownValue { value: "oldest".into(), allowed: vec!["newest".into()] }))
            }
            (order, before) => Ok(order == Some(FeedOrder::Newest) || before.is_some()),
        }
    }
}

/// A number of the feed.
fn sequence(name: &str, given: Option<i64>, default: i64) -> Result<i64, ApiError> {
    match given {
        Some(number) if number < 0 => Err(ApiError::field(name, Shape::OutOfRange { min: 0, max: i64::MAX })),
        given => Ok(given.unwrap_or(default)),
    }
}

/// List events
///
/// Of the tenant acted for, or of the platform or the partner itself. With the oldest first there is always a `next_cursor`: ask with it again as `after`,
/// later, for what came since. With the newest first it is the next `before`, and null at the beginning of the feed. Where events are narrowed by type, actor
/// or time, a page works through so many at most, so that it may hold fewer than `limit`, or none, and yet have a `next_cursor`.
///
/// `Accept: text/csv` gives a table of `at`, `type`, `actor_type`, `actor`, `actor_name`, `on_behalf_of`, `subject`, `data` (JSON), `sequence`, `id`, of up to 5,000
/// rows where no `limit` is given, with `Link` to the rest.
#[utoipa::path(
    get, path = "/v1/events", tag = "events", params(Feed),
    responses((status = 200, description = "A page of events", content((Page<EventView> = "application/json"), (String = "text/csv"))), Problems)
)]
pub(crate) async fn list_events(
    caller: PlaceCaller<ReadEvents>,
    Query(query): Query<Feed>,
    wanted: Wanted,
    uri: Uri,
) -> Result<Response, ApiError> {
    let limit = Limit::wanted(query.limit, wanted)?;
    let is_newest_first = query.is_newest_first()?;
    let (after, before) = (sequence("?after", query.after, 0)?, sequence("?before", query.before, i64::MAX)?);
    let narrow = Narrow {
        kind: query.kind.map(EventType::name),
        subject: query.subject.as_deref(),
        actor: query.actor.as_deref(),
        from: query.from,
        to: query.to,
    };
    let mut tx = caller.begin().await?;
    let (mut events, next) = if is_newest_first {
        let (events, next) = feed::before(tx.conn(), caller.place(), &narrow, (after, before), limit).await?;
        (events, next.map(|next| ("before", next.to_string())))
    } else {
        let (events, next) = feed::after(tx.conn(), caller.place(), &narrow, after, limit).await?;
        (events, Some(("after", next.to_string())))
    };
    names::add(tx.conn(), &caller, events.iter_mut().map(|event| &mut event.actor).collect()).await?;
    tx.commit().await?;
    Ok(Page::with_next(events, next, &uri).into_wanted(wanted))
}
