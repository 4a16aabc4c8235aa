//! Orders that wait for a purchase order: booked and priced like any other, confirmed by a person, or given back by a worker.
//!
//! Everything that decides between the two happens under the order's lock and by the clock: from `reserved_until` on nobody can confirm, whether the
//! worker has come by or not.

mod admit;
mod confirm;
mod end;

pub(super) use admit::{may_reserve, still_waits};
pub(super) use confirm::{__path_confirm_order, confirm_order};
pub(crate) use end::end_reservations;
