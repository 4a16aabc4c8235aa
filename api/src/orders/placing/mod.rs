//! From documents to booked places, or to what a refusal says. Quote, create, batch and amend share it.
//!
//! What fits is `homeroom_domain::admission`'s alone; here are the reads, the locks and the second looks that make its answer true for the database,
//! and the rows of what was admitted.

mod book;
mod candidate;
mod capped;
mod new_orders;
mod prepare;
pub(super) mod record;
mod refusal;

pub(super) use book::{AdmissionContext, Booked, Decision, QuotaPeak, calendars_of, decide};
pub(super) use candidate::{Amendment, Candidate};
pub(super) use capped::{against, amended_booking, new_bookings, refuse_over_caps};
pub(super) use new_orders::{Placing, event, refuse_suspended, view};
pub(crate) use prepare::receive;
pub(super) use prepare::{Offer, candidates_with_weeks, pass, pass_touched};
pub(crate) use refusal::{Instead, Offered};
pub(super) use refusal::{RefusalMessage, RefusedRequest, count};
