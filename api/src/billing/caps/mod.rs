//! Caps: what a tenant, a cost group or an order may come to in a month, who is told on the way there, and what is refused then.
//!
//! What a cap says is kept here. What was found of its month is a row of `prices`, where orders read it when they are booked; here it is decided, when a cap
//! changes, soon after something was booked, and every few minutes.

mod amend;
mod ask;
mod create;
mod delete;
mod get;
mod list;
mod store;
mod view;
mod watch;

pub(crate) use store::PURGED;

pub(crate) use watch::watch;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// Of a tenant.
const CAPS_MAX: i64 = 100;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_caps, create::create_cap)).routes(routes!(
        get::get_cap,
        amend::amend_cap,
        delete::delete_cap
    ))
}
