//! What has to be on a cluster's nodes before rooms are: which images, which nodes lack them, and what is pulled where; how many nodes its groups have; and
//! which node each room goes to.
//!
//! What nodes tell, and what became of pulls, comes in as values; how it is read from a cluster, and written there, is the service's.

pub mod best_fit;
pub mod groups;
pub mod image;
pub mod of_order;
pub mod packing;
pub mod preload;
pub mod pull_job;
pub mod roll;

#[cfg(test)]
mod slow_groups;
#[cfg(test)]
mod tests;
