//! Clusters: registered by a vetted kubeconfig, cordoned, their capacity shown, and taken off again.
//!
//! Work on what is placed there is `reconcile`'s; here a cluster is a row, a calendar, and the few questions it is asked when it is registered.

mod sealed;
pub mod store;

pub use sealed::seal_kubeconfig;
pub(crate) use sealed::{open, seal_vetted};
