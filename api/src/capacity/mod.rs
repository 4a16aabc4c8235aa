//! What is booked of every cluster, read side by side, what would no longer fit, and how plans met what came. Nothing that is booked is written here: calendars
//! are booked by orders, and limits follow the clusters' nodes.

mod accuracy;
mod list;
mod node_plan;
mod offer;
mod pools;
mod short;
mod what_if;

pub(crate) use accuracy::{LessonSums, SlotNodes, add_lessons, add_slot, sweep_accuracy};
pub(crate) use node_plan::{needs, planned_in, watch as watch_nodes};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::get_capacity))
        .routes(routes!(node_plan::get_node_plan))
        .routes(routes!(accuracy::get_accuracy))
        .routes(routes!(what_if::check_what_if))
}
