//! A planned change as it goes out.

use homeroom_domain::ids::{CapacityChangeId, ClusterId};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clusters::store::Change;

/// Nodes that come or go.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CapacityChangeView {
    id: CapacityChangeId,
    cluster_id: ClusterId,
    /// Above zero they come, below zero they go.
    nodes: i64,
    from: Timestamp,
    /// When it is undone; null: never.
    until: Option<Timestamp>,
    note: String,
    /// Whether it has begun.
    has_begun: bool,
    created_at: Timestamp,
}

impl CapacityChangeView {
    pub(super) fn new(cluster_id: ClusterId, change: Change, now: Timestamp) -> Self {
        let Change { id, planned, note, created_at } = change;
        Self {
            id,
            cluster_id,
            nodes: planned.nodes,
            from: planned.from,
            until: planned.until,
            note,
            has_begun: planned.from <= now,
            created_at,
        }
    }
}
