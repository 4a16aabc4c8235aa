//! Orders: what a tenant asks for, from quote to cancelled.
//!
//! Rows of rooms belong here too; `classrooms` and `lessons` read them. What fits is decided in `homeroom_domain::admission`, what runs by the
//! reconciler, which loads an order with `store::load_full`.

mod amend;
mod amending;
mod batch;
mod cancel;
mod closing;
mod copy;
mod create;
mod events;
mod following;
mod generations;
mod get;
mod list;
mod placing;
mod quoting;
mod refused;
mod reserving;
mod routes;
mod scheduled;
pub mod secret;
mod shared;
pub mod store;
pub(crate) mod view;
pub(crate) mod walk;
mod words;

use crate::http::MIB;

pub(crate) use amending::{Changed, Changing, Rewrite};
pub(crate) use batch::ORDERS_MAX;
pub(crate) use closing::close_orders;
pub(crate) use placing::{Instead, Offered, receive};
pub(crate) use refused::ExplanationCode;
pub(crate) use reserving::end_reservations;
pub use routes::routes;
pub(crate) use scheduled::scheduled;
pub(crate) use shared::timetabled;
pub use shared::{Timetabled, Timetables, Turns, Waiting};

/// The largest body of an order or a batch.
pub(crate) const ORDER_BYTES_MAX: usize = 4 * MIB;
