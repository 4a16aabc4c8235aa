//! The SQL of moves and drains. Placements and what they book are `calendars`'.

mod drains;
mod order;
mod rows;
mod scheduled;
mod write;

pub(crate) use drains::{draining, due, forget_refusal, forget_refusals, left_due, refuse};
pub(crate) use order::{Lives, OnCluster, elsewhere, left_on_cluster, lock, on_cluster, rooms_seen, without_future};
pub(crate) use rows::{Coming, Filter, MoveRow, coming, get, list, preparing, preparing_from};
pub(crate) use scheduled::{Scheduled, scheduled_elsewhere};
pub(super) use write::sweep;
pub(crate) use write::{NewMove, PURGED, block, finish, insert, switched, withdraw};
