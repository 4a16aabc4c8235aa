//! Amendments, from patch to decision: what a quote of one and the amendment itself share.

mod draft;
mod newer;
mod patch;

pub(super) use draft::{Draft, NextGeneration, Purpose, Quoted, draft};
pub(super) use patch::AmendOrder;
