//! `GET /v1/subscriptions`.

use http::Uri;
use serde::Deserialize;

use super::{
    store::{self, Maker, SubscriptionRow},
    view::SubscriptionView,
};
use crate::{
    auth::{Caller, Permission, SubscribeLessons},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SubscriptionsQuery {
    /// Subscriptions on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List subscriptions
///
/// The caller's own; of whoever may manage members everybody's.
#[utoipa::path(
    get, path = "/v1/subscriptions", tag = "lessons", params(SubscriptionsQuery),
    responses((status = 200, description = "A page of subscriptions", body = Page<SubscriptionView>), Problems)
)]
pub(crate) async fn list_subscriptions(
    caller: Caller<SubscribeLessons>,
    Query(query): Query<SubscriptionsQuery>,
    uri: Uri,
) -> Result<Page<SubscriptionView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let after = query.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let own = own(&caller)?;
    let mut tx = caller.begin().await?;
    let rows = store::list(&mut tx, own, after, limit.probe()).await?;
    let page = Page::of(rows, limit, &uri, |row: &SubscriptionRow| Cursor::new(row.created_at.to_jiff(), row.id));
    Ok(page.map(SubscriptionView::from))
}

/// Whose subscriptions the caller looks after; `None`: everybody's.
pub(super) fn own(caller: &Caller<SubscribeLessons>) -> Result<Option<Maker>, ApiError> {
    if caller.permissions().has(Permission::ManageMembers) {
        return Ok(None);
    }
    Maker::of(&caller.actor()).map(Some).ok_or(ApiError::NotFound)
}
