//! From orders that passed to booked places, or to what a refusal says. Quote, create, batch and amend share it.
//!
//! What fits is `homeroom_domain::admission`'s alone; here are the reads, the locks and the second looks that make its answer true for the database.

mod book;
mod case;
mod refusal;

pub(crate) use book::{Booked, Decision, Desk, Refused, decide};
pub(crate) use case::{Case, Follows};
pub(crate) use refusal::{Question, Reader, Told, count, refuse, tell};
