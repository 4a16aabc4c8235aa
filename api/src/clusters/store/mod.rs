//! The SQL of clusters, their nodes and their conditions. Who works on a cluster (leases) is `jobs`'.

mod addresses;
mod changes;
mod drain;
mod groups;
mod objects;
mod pools;
mod rooms;
mod rows;
mod sealed;
mod supply;
mod weighed;
mod write;

pub use addresses::{ClusterAddress, addresses, regions};
pub use changes::{Change, NewChange, change, change_count, changes, delete_change, insert_change};
pub use drain::{Drain, drain, drain_counts};
pub use groups::{NodeGroup, ONE_LABEL, ONE_OBJECT, count_node_groups, delete_node_group, insert_node_group, node_groups, note_node_group};
pub use objects::{Miscount, note_others, objects, objects_of, verify_objects};
pub use pools::{
    ONE_POOL_NAME, ONE_STORAGE_CLASS, Pool, PoolOffer, delete_pool, insert_pool, pool_offers, pools, pools_of, update_pool, with_calendars,
};
pub use rooms::{read_rooms, rooms_of};
pub use rows::{Cluster, Filter, get, is_known, kubeconfig, list, live_orders, lock};
pub(crate) use sealed::SEALED;
pub use supply::{Counted, planned, recount, recount_as_seen, recount_due, set_capacity, with_headroom};
pub use weighed::{Among, Weighed, judged_on, kept_off, weighed};
pub use write::{
    Checked, NewCluster, ONE_NAME, ONE_UID, Patch, delete, insert, set_cordoned, set_drained, set_draining, set_kubeconfig, update,
};
