//! Amendments, from what is asked to the rows of a generation: what a quote of one, the amendment itself and the change of a single lesson share.

mod carry_out;
mod change;
mod days;
mod draft;
mod newer;
mod patch;
mod rewrite;

pub(super) use carry_out::{Carried, CarryOut, Writing};
pub(super) use change::TRIES;
pub(crate) use change::{Changed, Changing};
pub(super) use draft::{Draft, NextGeneration, Purpose, Quoted, draft, draft_offered, says_that_the_term_is_over};
pub(super) use patch::AmendOrder;
pub(crate) use rewrite::Rewrite;
