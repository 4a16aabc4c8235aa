//! A round on one order, a file a step; `run` is the table of contents.

mod apply;
mod history;
mod load;
mod moving;
mod observe;
mod plan;
mod record;
mod run;

pub(super) use apply::{changes as namespace_changes, cluster_changes};
pub(super) use observe::namespace as observed;
pub(super) use run::{Outcome, round};
