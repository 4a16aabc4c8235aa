//! From a plan and what is observed to what must be written, and nothing more.
//!
//! Here are the laws of writing: create first, apply only on drift, never change the template of a live room, never touch what is not ours, delete
//! in stages. Pure: what was seen comes in as [`Observed`], and every write carries the version it was decided on.

mod absent;
mod changes;
mod claim;
mod drift;
mod facts;
mod lanes;
mod live;
mod observed;
mod owner;
mod preference;
mod quantity;
mod removal;
mod steps;

pub use changes::{Apply, Changes, Delete, DeleteCause, Foreign, Held, Wait};
pub use facts::{ContainerFacts, ContainerState, NodeHealth, NodeReadiness, PodFacts};
pub use observed::{Observed, is_ending};
pub use owner::owner_of;
pub use preference::{HOSTNAME_LABEL, coming_up};
pub use steps::{cluster_objects, diff, differences, is_paused};

#[cfg(test)]
pub(crate) mod simulated;
#[cfg(test)]
mod tests;
