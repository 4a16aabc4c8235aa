//! The SQL of clusters, their nodes and their conditions. Who works on a cluster (leases) is `jobs`'.

mod addresses;
mod drain;
mod rows;
mod sealed;
mod weighed;
mod write;

pub use addresses::{ClusterAddress, addresses, regions};
pub use drain::{Drain, drain, drain_counts};
pub use rows::{Cluster, Filter, get, is_known, kubeconfig, list, live_orders, lock};
pub(crate) use sealed::SEALED;
pub use weighed::{Among, Weighed, weighed};
pub use write::{
    Checked, NewCluster, ONE_NAME, ONE_UID, Patch, delete, insert, set_cordoned, set_drained, set_draining, set_kubeconfig, update,
};
