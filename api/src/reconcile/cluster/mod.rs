//! The look at a cluster itself: whether it answers, what its nodes let it sell, what a person should know of it. One lane a file.

mod conditions;
mod counting;
mod gauges;
mod kept;
mod lane;
mod missing;
mod node_groups;
mod node_use;
mod objects;
mod policies;
mod preload;
mod probe;
mod pulse;
mod roads;

pub(super) use counting::counting;
pub(super) use gauges::Gauges;
pub(super) use kept::kept;
pub(super) use missing::missing;
pub(super) use node_groups::node_groups;
pub(super) use node_use::node_use;
pub(super) use policies::policies;
pub(super) use preload::preload;
pub(super) use probe::Probe;
pub(super) use pulse::pulse;
pub(super) use roads::roads;
