//! `GET /v1/promises`

use homeroom_domain::ids::ClusterId;
use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, Filter},
    view::PromiseView,
};
use crate::{
    auth::{PlatformCaller, ReadPlatformOrders},
    http::{ApiError, Cursor, Limit, Page, Problems, Query, Shape},
};

/// Which promises.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListPromises {
    /// `true`, also where it is left out: those that no longer hold are listed.
    at_risk: Option<bool>,
    /// On this cluster.
    cluster: Option<ClusterId>,
    region: Option<String>,
    /// Promises on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List promises at risk
///
/// Orders that were admitted and no longer fit on their cluster, because nodes were lost, are planned to be away or did not come, or on its storage pool, because
/// that was made smaller: by when their first lesson that does not fit begins. In each slot that is short those are named that were placed last, as many of their
/// rooms as it takes for the rest to fit. Rooms that run go on. So are orders that need a room within a day on a cluster that does not answer (`ClusterSilent`) or
/// whose rooms are not reached (`RoomsNotReached`), and those of a lost cluster that a failover found no place for (`NoPlaceElsewhere`), or was too
/// late for (`RoomsComeUpLate`, with when their rooms are due), until as many rooms are up or the lessons are over. An order is listed until it fits again, moves or
/// ends; `promise.at_risk` and `promise.holds` say both in the platform's feed, and in the institution's own where the lesson is about to begin.
#[utoipa::path(get, path = "/v1/promises", tag = "clusters", params(ListPromises),
    responses((status = 200, description = "A page of promises", body = Page<PromiseView>), Problems))]
pub(crate) async fn list_promises(
    caller: PlatformCaller<ReadPlatformOrders>,
    Query(asked): Query<ListPromises>,
    uri: Uri,
) -> Result<Page<PromiseView>, ApiError> {
    if asked.at_risk == Some(false) {
        return Err(ApiError::field("?at_risk", Shape::UnknownValue { value: "false".to_owned(), allowed: vec!["true".to_owned()] }));
    }
    let (limit, now) = (Limit::of(asked.limit)?, caller.now());
    let after = asked.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let filter = Filter { cluster: asked.cluster, region: asked.region, after };
    let found = store::list(tx.conn(), filter, limit.probe()).await?;
    let page = Page::of(found, limit, &uri, |row| Cursor::new(row.bell_at.to_jiff(), row.order_id));
    Ok(page.map(|row| PromiseView::new(row, now, caller.language())))
}
