//! Subscriptions: a secret address under which a calendar program reads lessons, of a tenant, an order, a classroom or a teacher, and nothing else.
//!
//! The address is a credential of one path (see `auth::subscription`). Whoever has it reads what its maker may, for as long as the maker may.

mod calendar;
mod create;
mod delete;
mod ics;
mod list;
#[cfg(test)]
mod round_trip;
mod store;
mod sweep;
mod view;

pub(crate) use store::PURGED;

pub(crate) use sweep::sweep_subscriptions;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// Of one maker, and of a tenant. Those that open nothing for ever do not count.
const MAKER_MAX: i64 = 20;
const TENANT_MAX: i64 = 1_000;

/// The feature's operations.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_subscriptions, create::create_subscription))
        .routes(routes!(delete::delete_subscription))
        .routes(routes!(calendar::get_lessons_calendar))
}
