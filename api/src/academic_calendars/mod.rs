//! Academic calendars: what a school plans for all of its orders. Not to be mixed up with `calendars`, where things are booked.
//!
//! Here is what a calendar is; orders read it when they are admitted. What a change of one does to the orders that follow it is the orders' own, and lives
//! there (`orders::following`).

mod create;
mod delete;
mod get;
mod import;
mod list;
pub(crate) mod store;
pub(crate) mod view;

pub(crate) use store::PURGED;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// Of a tenant.
const CALENDARS_MAX: i64 = 50;

/// The feature's operations.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_academic_calendars, create::create_academic_calendar))
        .routes(routes!(import::import_academic_calendar))
        .routes(routes!(get::get_academic_calendar, delete::delete_academic_calendar))
}
