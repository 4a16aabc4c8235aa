//! What things cost: plans and their versions, which of them a tenant is on, and the price of an order.
//!
//! Below orders, which ask here what they cost and keep by which version they were bought. What is used, owed and paid is above them, in billing. The
//! arithmetic is `homeroom_domain::billing`'s.

mod caps;
mod order;
mod plans;
mod store;
mod subscription;
mod tariff;
mod view;
mod words;

pub(crate) use store::{caps::PURGED as PURGED_CAPS, orders::PURGED as PURGED_ORDERS};

pub(crate) use caps::{Asking, BookingOf, NewBooking, OverCap, over_caps};
pub(crate) use order::{price_of, price_with};
pub(crate) use store::pauses;
pub(crate) use store::{
    caps as verdicts,
    orders::{Bought, bought, pin},
};
pub(crate) use tariff::Tariff;
pub(crate) use view::{PriceView, units};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The feature's operations.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(plans::list_plans, plans::create_plan))
        .routes(routes!(plans::get_plan))
        .routes(routes!(plans::create_plan_version))
        .routes(routes!(plans::get_plan_use))
        .routes(routes!(subscription::get_subscription, subscription::put_subscription))
        .routes(routes!(subscription::preview_subscription))
        .routes(routes!(subscription::cancel_subscription))
        .routes(routes!(subscription::keep_subscription))
}
