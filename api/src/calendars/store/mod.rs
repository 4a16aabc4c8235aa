//! The SQL of calendars and reservations.
//!
//! A header row a calendar is locked by every writer; its day rows need no locks of their own. Reservations are frozen steps: what is given back is
//! what was booked, never a re-computation.

mod claims;
mod days;
mod headers;
mod places;
mod reservations;
mod rooms;
mod usage;
mod verify;

pub use claims::{Claimed, ClaimsOn, claim, claim_of, claims_on, claims_over, forget_claim, give_up_kept};
pub(crate) use days::resource;
pub use days::{DayRow, days, days_of, load, rows, write_days};
pub use headers::{Header, Limits, count_edit, create, header_of_tenant, headers, lock, remove, set_limits, set_supply, supply_due};
pub use places::{forget_placements, leave_place, release_placement, switch_place, take_place};
pub use reservations::{Holder, NewBooking, book, give_back, leaving, note_sizes, placements, release, reserve, reserved, sizes};
pub(crate) use reservations::{PURGED, amounts};
pub(super) use rooms::forget_rooms;
pub use rooms::rooms_up;
pub use usage::{Usage, usage};
pub use verify::{Mismatch, verify};
