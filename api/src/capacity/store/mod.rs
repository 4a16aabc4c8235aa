//! The SQL of calendars and reservations.
//!
//! A header row a calendar is locked by every writer; its day rows need no locks of their own. Reservations are frozen steps: what is given back is
//! what was booked, never a re-computation.

mod days;
mod headers;
mod reservations;
mod verify;

pub use days::{DayRow, days};
pub use headers::{Header, header_of_tenant, headers, lock};
pub use reservations::{Bookings, Placed, place, placements, release, release_placement, replace, reserved, reserved_by};
pub use verify::{Mismatch, verify};
