//! The reconciler's SQL. Every write here runs in a transaction that a lease began, so it cannot commit for a worker that was overtaken.

mod cluster;
mod due;
mod missing;
mod order;
mod record;
mod roads;

pub(super) use cluster::{
    ClusterRow, cluster, count_sight_of_stays, is_lane_paused, is_packed, record_answering, record_capacity, record_conditions,
    record_sight,
};
pub(super) use due::{OnTheWay, Placed, due, moving, placed, placed_at};
pub(super) use missing::{cause_of_missing, not_up_at};
pub(super) use order::{ClaimRow, Entry, OrderRow, RoomRow, cluster_entry, load, rooms};
pub(crate) use record::PURGED;
pub(super) use record::{Recorded, RoomRecord, record, record_openings, record_rooms, record_stays};
pub(super) use roads::{RoomUp, count_unreached, record_roads, rooms_still_up, rooms_up, unreached};
