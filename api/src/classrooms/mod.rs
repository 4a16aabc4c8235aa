//! Rooms as people see and enter them. They are written with their order, in `orders`; what runs is the reconciler's.

mod enter;
mod get;
mod join;
mod lessons;
mod list;
pub mod listing;
mod reach;
pub(crate) mod store;
mod sweep;
mod token;
mod view;

pub(crate) use store::PURGED;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use enter::{Person, WayIn, address as media_address, enter, media_url};
pub(crate) use reach::{Reach, answers as room_answers, road as room_road};
pub use sweep::keep_joins;
pub(crate) use token::{LinkRole, server_token};

/// The feature's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_classrooms)).routes(routes!(get::get_classroom)).routes(routes!(join::join_classroom))
}
