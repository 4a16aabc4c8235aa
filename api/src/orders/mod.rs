//! Orders: what an institution asks for, from quote to cancelled.
//!
//! Rows of rooms belong here too; `classrooms` and `lessons` read them. What fits is decided in `homeroom_domain::admission`, what runs by the
//! reconciler, which loads an order with `store::load_full`.

pub(crate) mod admission;
mod amend;
mod amending;
mod batch;
mod cancel;
mod create;
mod events;
mod get;
mod list;
mod patch;
pub(crate) mod placing;
pub(crate) mod prepare;
pub(crate) mod quote;
mod quote_amendment;
mod record;
pub mod secret;
pub mod store;
mod timetables;
mod turns;
pub(crate) mod view;
mod waiting;
mod words;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{app::AppState, http::MIB};

pub(crate) use batch::ORDERS_MAX;
pub use timetables::{Timetabled, Timetables};
pub use turns::Turns;
pub use waiting::Waiting;

/// The largest body of an order or a batch.
pub(crate) const ORDER_BYTES_MAX: usize = 4 * MIB;

/// The feature's operations.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create::create_order, list::list_orders))
        .routes(routes!(batch::create_orders))
        .routes(routes!(get::get_order, amend::amend_order))
        .routes(routes!(quote_amendment::quote_amendment))
        .routes(routes!(cancel::cancel_order))
        .routes(routes!(events::list_order_events))
}
