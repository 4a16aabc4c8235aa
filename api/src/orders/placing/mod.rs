//! From documents to booked places, or to what a refusal says. Quote, create, batch and amend share it.
//!
//! What fits is `homeroom_domain::admission`'s alone; here are the reads, the locks and the second looks that make its answer true for the database,
//! and the rows of what was admitted.

mod book;
mod case;
mod new_orders;
mod prepare;
pub(super) mod record;
mod refusal;

pub(super) use book::{Booked, Decision, Desk, Refused, decide};
pub(super) use case::{Case, Follows};
pub(super) use new_orders::{Placing, event, refuse_suspended, view};
pub(crate) use prepare::blocking;
pub(super) use prepare::{catalogue, pass};
pub(super) use refusal::{Question, Reader, Told, count, refuse, tell};
