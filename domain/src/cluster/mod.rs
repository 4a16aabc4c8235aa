//! Clusters: what their nodes offer and how much of it may be sold.
//!
//! What is booked of that is a calendar; how nodes and pods are read from a cluster is the service's.

pub mod capacity;
