//! `GET /v1/subscription`.

use super::view::SubscriptionView;
use crate::{
    auth::{Caller, ReadBilling},
    http::{ApiError, IfNoneMatch, Problems, Versioned},
};

/// Get the subscription
///
/// Which version of which plan new orders are bought by, and what follows it.
#[utoipa::path(
    get, path = "/v1/subscription", tag = "billing",
    responses((status = 200, description = "What the institution is on", body = SubscriptionView), (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_subscription(
    caller: Caller<ReadBilling>,
    if_none_match: IfNoneMatch,
) -> Result<Versioned<SubscriptionView>, ApiError> {
    let mut tx = caller.begin().await?;
    let view = SubscriptionView::read(tx.conn(), caller.tenant(), caller.now()).await?;
    Ok(Versioned::new(view.version(), view).unless(if_none_match))
}
