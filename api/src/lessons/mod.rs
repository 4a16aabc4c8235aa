//! Lessons: derived from the orders' timetables when they are asked for, with what happened. Nothing of them is stored.

mod all;
mod board;
mod changing;
mod found;
mod get;
mod list;
mod pages;
mod ready;
mod store;
mod summary;
mod teachers;
mod view;

pub(crate) use all::all_after;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

/// The feature's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_lessons, changing::create_lesson))
        .routes(routes!(board::get_lessons_board))
        .routes(routes!(summary::get_lessons_summary))
        .routes(routes!(get::get_lesson))
        .routes(routes!(changing::move_lesson))
        .routes(routes!(changing::cancel_lesson))
        .routes(routes!(changing::extend_lesson))
        .routes(routes!(changing::restore_lesson))
        .routes(routes!(teachers::list_teachers))
}
