//! Promises: whether rooms were ready when they had to be, by week; each lesson where they were not, with what is credited for it; and the lists of both.
//!
//! Looked at by the hour, like usage and from the same facts. What is promised and how it is credited is `homeroom_domain::billing::Promise`.

mod facts;
mod keep;
mod list;
mod list_weeks;
mod look;
mod store;
mod view;
mod weeks;
mod words;

pub(crate) use store::PURGED;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use look::{keep_promises, sweep_promises};

/// The operations of promises.
pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_breaches))
        .routes(routes!(list::list_all_breaches))
        .routes(routes!(list_weeks::get_promise_ledger))
        .routes(routes!(list_weeks::get_platform_promise_ledger))
}
