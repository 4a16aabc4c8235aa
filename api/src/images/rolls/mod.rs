//! Rolls of a room image: brought to nodes, tried by a few orders at their next bell, then by more, and by all; stopped when rooms are missing, and taken back.
//!
//! What decides is `homeroom_domain::nodes::roll`; here are the rows, the operations, and the work that goes on from bell to bell. No live room is touched: an
//! order that begins with another image starts its next rooms from it, and the law of the live room keeps the others as they are. The reconciler asks here which
//! images a cluster needs, and reads with each order from which its rooms start.

mod advance;
mod create;
mod get;
mod list;
mod resume;
mod stop;
mod store;
mod take_back;
mod tell;
mod view;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use advance::advance;
pub(crate) use store::{Wanted, open_roll, wanted};
pub(crate) use view::latest;

/// The operations of rolls.
pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create_image_roll, list::list_image_rolls))
        .routes(routes!(get::get_image_roll))
        .routes(routes!(stop::stop_image_roll))
        .routes(routes!(resume::resume_image_roll))
        .routes(routes!(take_back::take_image_roll_back))
}
