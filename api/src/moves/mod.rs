//! Moves: how orders get from one cluster to another, one by one, when a cluster is drained, and when one is lost.
//!
//! It stands above orders and clusters. What may follow what and when it is time is decided in `homeroom_domain::moves`; placements and their capacity are rows of
//! `calendars`; the objects are the reconciler's, which calls `arrive` and `left` while it works on the new and on the old cluster. No institution ever learns of
//! clusters: their feeds say that an order runs elsewhere, and not where.

mod abandon;
mod arrive;
mod begin;
mod behind;
mod cancel;
mod choose;
mod drain;
mod failover;
mod gather;
mod get;
mod going;
mod list;
mod order;
mod rebalance;
mod refused;
mod store;
mod sweep;
mod tell;
mod view;
mod words;

pub(crate) use store::PURGED;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::AppState;

pub(crate) use arrive::{Arrival, Arriving, arrive, left};
pub(crate) use behind::keep_behind;
pub(crate) use drain::drive as drive_drains;
pub(crate) use sweep::sweep_moves;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(order::move_order))
        .routes(routes!(list::list_moves))
        .routes(routes!(get::get_move))
        .routes(routes!(cancel::cancel_move))
        .routes(routes!(drain::drain_cluster))
        .routes(routes!(drain::cancel_drain))
        .routes(routes!(failover::fail_over_cluster))
        .routes(routes!(rebalance::rebalance_cluster))
        .routes(routes!(abandon::abandon_cluster))
}
