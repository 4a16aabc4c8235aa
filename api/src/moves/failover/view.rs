//! A failover as it goes out.

use homeroom_domain::{
    ids::{ClusterId, MoveId, OrderId, TenantId},
    moves::Tried,
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::look::Affected;
use crate::moves::{refused::TriedView, view::MoveCluster};

/// What a failover would do, or did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FailoverView {
    pub cluster_id: ClusterId,
    pub dry_run: bool,
    /// Orders with lessons until `lessons_until`, those whose lessons are soonest first.
    pub orders: Vec<FailoverOrder>,
    /// There are more than this call looked at, or had time for: call it again.
    pub more: bool,
    pub rooms: FailoverRooms,
}

/// Rooms of the orders that were listed.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct FailoverRooms {
    pub total: i64,
    /// They go on elsewhere, or would.
    pub placed: i64,
    /// They fit nowhere.
    pub short: i64,
    /// They stay until their lesson is over.
    pub staying: i64,
}

/// What becomes of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FailoverVerdict {
    /// It would go on elsewhere.
    Moves,
    /// It goes on elsewhere.
    Moved,
    /// A lesson of it runs in a room that was last seen Ready.
    Stays,
    /// It fits nowhere: `short` says what is against each cluster.
    NoPlace,
    /// Somebody changed it at the same time, or it ends: call again.
    Skipped,
}

/// One order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FailoverOrder {
    pub order_id: OrderId,
    pub order_name: String,
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub rooms: i32,
    /// Of its first lesson that is not over.
    pub lesson_starts_at: Timestamp,
    pub verdict: FailoverVerdict,
    /// Where it goes on.
    pub to: Option<MoveCluster>,
    pub move_id: Option<MoveId>,
    /// Until when it stays.
    pub stays_until: Option<Timestamp>,
    pub short: Vec<TriedView>,
}

/// How it went with one order.
#[derive(Debug)]
pub(super) enum Fate {
    Goes { to: ClusterId, by: Option<MoveId> },
    Stays { until: Timestamp },
    Short(Vec<Tried>),
    Skipped,
}

impl Fate {
    /// The clusters that it speaks of.
    pub(super) fn clusters(&self) -> Vec<ClusterId> {
        match self {
            Self::Goes { to, .. } => vec![*to],
            Self::Short(tried) => tried.iter().map(|tried| tried.cluster).collect(),
            Self::Stays { .. } | Self::Skipped => Vec::new(),
        }
    }
}

impl FailoverOrder {
    pub(super) fn new(affected: Affected, fate: &Fate, to: Option<MoveCluster>, short: Vec<TriedView>) -> Self {
        let (verdict, move_id, stays_until) = match fate {
            Fate::Goes { by: None, .. } => (FailoverVerdict::Moves, None, None),
            Fate::Goes { by, .. } => (FailoverVerdict::Moved, *by, None),
            Fate::Stays { until } => (FailoverVerdict::Stays, None, Some(*until)),
            Fate::Short(_) => (FailoverVerdict::NoPlace, None, None),
            Fate::Skipped => (FailoverVerdict::Skipped, None, None),
        };
        Self {
            order_id: affected.order.id,
            order_name: affected.order.name,
            tenant_id: affected.order.tenant,
            tenant_name: affected.order.tenant_name,
            rooms: affected.order.rooms,
            lesson_starts_at: affected.starts_at,
            verdict,
            to,
            move_id,
            stays_until,
            short,
        }
    }
}

impl FailoverRooms {
    pub(super) fn of(orders: &[FailoverOrder]) -> Self {
        let mut rooms = Self::default();
        for order in orders {
            let count = i64::from(order.rooms);
            rooms.total += count;
            match order.verdict {
                FailoverVerdict::Moves | FailoverVerdict::Moved => rooms.placed += count,
                FailoverVerdict::NoPlace => rooms.short += count,
                FailoverVerdict::Stays => rooms.staying += count,
                FailoverVerdict::Skipped => {}
            }
        }
        rooms
    }
}
