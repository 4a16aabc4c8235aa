//! The SQL of calendars and reservations.
//!
//! A header row a calendar is locked by every writer; its day rows need no locks of their own. Reservations are frozen steps: what is given back is
//! what was booked, never a re-computation.

mod days;
mod headers;
mod reservations;
mod usage;
mod verify;

pub use days::{DayRow, days, load};
pub use headers::{Header, header_of_tenant, headers, lock};
pub use reservations::{Holder, place, placements, release, release_placement, replace, reserved};
pub use usage::{Usage, usage};
pub use verify::{Mismatch, verify};
