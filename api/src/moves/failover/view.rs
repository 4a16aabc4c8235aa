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
    /// Rooms that had stayed here since an earlier failover and are not up, or not reached, any more: they are where their orders run from now on.
    pub recalled: usize,
    /// Rooms that stay although no room here is reached any more: these were not tried since that was found. They are tried, thousands within a minute or two:
    /// call it again until there are none.
    pub rooms_untried: usize,
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
    /// They stay until their lesson is over, even where the rest of their order goes.
    pub staying: i64,
}

/// What becomes of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FailoverVerdict {
    /// It would go on elsewhere, but for the rooms that stay.
    Moves,
    /// It goes on elsewhere, but for the rooms that stay.
    Moved,
    /// All of its rooms that lessons want until then were last seen Ready and stay.
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
    /// That stay where they are for now, whatever becomes of the others.
    pub rooms_staying: usize,
    /// Of its first lesson that is not over.
    pub lesson_starts_at: Timestamp,
    pub verdict: FailoverVerdict,
    /// Where it goes on.
    pub to: Option<MoveCluster>,
    pub move_id: Option<MoveId>,
    /// Until when the last of them stays.
    pub stays_until: Option<Timestamp>,
    pub short: Vec<TriedView>,
}

/// How it went with one order.
#[derive(Debug)]
pub(super) enum Fate {
    Goes { to: ClusterId, by: Option<MoveId> },
    Stays,
    Short(Vec<Tried>),
    Skipped,
}

impl Fate {
    /// The clusters that it speaks of.
    pub(super) fn clusters(&self) -> Vec<ClusterId> {
        match self {
            Self::Goes { to, .. } => vec![*to],
            Self::Short(tried) => tried.iter().map(|tried| tried.cluster).collect(),
            Self::Stays | Self::Skipped => Vec::new(),
        }
    }
}

impl FailoverOrder {
    pub(super) fn new(affected: Affected, fate: &Fate, to: Option<MoveCluster>, short: Vec<TriedView>) -> Self {
        let (verdict, move_id) = match fate {
            Fate::Goes { by: None, .. } => (FailoverVerdict::Moves, None),
            Fate::Goes { by, .. } => (FailoverVerdict::Moved, *by),
            Fate::Stays => (FailoverVerdict::Stays, None),
            Fate::Short(_) => (FailoverVerdict::NoPlace, None),
            Fate::Skipped => (FailoverVerdict::Skipped, None),
        };
        let stays_until = affected.stays_until();
        Self {
            order_id: affected.order.id,
            order_name: affected.order.name,
            tenant_id: affected.order.tenant,
            tenant_name: affected.order.tenant_name,
            rooms: affected.order.rooms,
            rooms_staying: affected.split.stay.len(),
            lesson_starts_at: affected.starts_at,
            verdict,
            to,
            move_id,
            stays_until,
            short,
        }
    }
}

/// Rooms of these orders that stay where they are.
pub(super) fn staying(orders: &[FailoverOrder]) -> usize {
    orders.iter().filter(|order| order.verdict != FailoverVerdict::Skipped).map(|order| order.rooms_staying).sum()
}

impl FailoverRooms {
    pub(super) fn of(orders: &[FailoverOrder]) -> Self {
        let mut rooms = Self::default();
        for order in orders {
            let (count, staying) = (i64::from(order.rooms), i64::try_from(order.rooms_staying).unwrap_or(i64::MAX));
            rooms.total += count;
            let (placed, short, staying) = match order.verdict {
                FailoverVerdict::Moves | FailoverVerdict::Moved => (count - staying, 0, staying),
                FailoverVerdict::NoPlace => (0, count - staying, staying),
                FailoverVerdict::Stays => (0, 0, count),
                FailoverVerdict::Skipped => (0, 0, 0),
            };
            rooms.placed += placed;
            rooms.short += short;
            rooms.staying += staying;
        }
        rooms
    }
}
