//! Clusters: what their nodes offer, how much of it may be sold, and what a person should know of them.
//!
//! What is booked of that is a calendar; how nodes and pods are read from a cluster is the service's.

pub mod capacity;
pub mod condition;
pub mod cover;
pub mod interfaces;
pub mod lane;
pub mod policies;
pub mod roads;
pub mod supply;
pub mod thresholds;
