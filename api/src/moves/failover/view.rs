//! A failover as it goes out.

use homeroom_domain::{
    ids::{ClassroomId, ClusterId, MoveId, OrderId, TenantId},
    moves::{Onward, Tried, Unmet, UnmetBell},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::run::Decided;
use crate::{
    moves::{refused::TriedView, view::MoveCluster},
    promises::RiskCauseView,
    words::Language,
};

/// Bells of an order that are shown; all are counted.
const BELLS_SHOWN: usize = 5;
/// Rooms of a bell that are named; all are counted.
const ROOMS_NAMED: usize = 20;

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
    pub lessons: FailoverLessons,
}

/// Lessons of these orders that begin until `lessons_until` and whose rooms are not ready then, each room's for itself.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct FailoverLessons {
    /// Their rooms are due before they are over.
    pub late: usize,
    /// There is no room for them or, where they run already, for the rest of them.
    pub missed: usize,
}

/// Rooms of the orders that were listed.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct FailoverRooms {
    pub total: i64,
    /// They go on elsewhere, or would.
    pub placed: i64,
    /// They fit nowhere: all of an order, or those of it that are left behind.
    pub short: i64,
    /// They stay until their lesson is over, even where the rest of their order goes.
    pub staying: i64,
}

/// What becomes of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FailoverVerdict {
    /// It would go on elsewhere, but for the rooms that stay or are left behind.
    Moves,
    /// It goes on elsewhere, but for the rooms that stay or are left behind.
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
    /// Of an order that went on elsewhere before, those that were left behind.
    pub rooms: i32,
    /// Of an order that goes, those that do not fit where it goes and are left behind, because it goes to one cluster, but for those that stay for now: `short` says
    /// what is against the whole of it.
    pub rooms_left: usize,
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
    /// Its lessons that begin until `lessons_until` and whose rooms are not ready then, by when they begin: the first five bells of them.
    pub unmet: Vec<UnmetBellView>,
}

/// Lessons of an order that begin together, and whose rooms are not ready then.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnmetBellView {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub verdict: Unmet,
    /// When the rooms are due elsewhere. Null where nothing takes them.
    pub ready_by: Option<Timestamp>,
    pub rooms: usize,
    /// Twenty of them.
    pub classrooms: Vec<ClassroomId>,
    pub cause: RiskCauseView,
}

impl UnmetBellView {
    fn new(bell: &UnmetBell, language: Language) -> Self {
        Self {
            starts_at: bell.starts_at,
            ends_at: bell.ends_at,
            verdict: bell.verdict,
            ready_by: bell.ready_by,
            rooms: bell.rooms.len(),
            classrooms: bell.rooms.iter().take(ROOMS_NAMED).copied().collect(),
            cause: RiskCauseView::new(&json!(bell.cause), language),
        }
    }
}

impl FailoverLessons {
    pub(super) fn of(decided: &[Decided]) -> Self {
        let lessons = |verdict: Unmet| {
            let bells = decided.iter().flat_map(|one| &one.unmet).filter(move |bell| bell.verdict == verdict);
            bells.map(|bell| bell.rooms.len()).sum::<usize>()
        };
        Self { late: lessons(Unmet::Late), missed: lessons(Unmet::Missed) }
    }
}

/// How it went with one order.
#[derive(Debug)]
pub(super) enum Fate {
    /// By no move where rooms of it follow that were left behind, and none in a rehearsal. With those that do not go, and what is against the whole on each cluster.
    Goes {
        to: ClusterId,
        by: Option<MoveId>,
        left: Vec<ClassroomId>,
        short: Vec<Tried>,
    },
    Stays,
    Short(Vec<Tried>),
    Skipped,
}

impl Fate {
    /// The clusters that it speaks of.
    pub(super) fn clusters(&self) -> Vec<ClusterId> {
        match self {
            Self::Goes { to, short, .. } => short.iter().map(|tried| tried.cluster).chain([*to]).collect(),
            Self::Short(tried) => tried.iter().map(|tried| tried.cluster).collect(),
            Self::Stays | Self::Skipped => Vec::new(),
        }
    }

    /// What becomes of its rooms that do not stay, decided at a moment. `None` where nothing does.
    pub(super) fn onward(&self, at: Timestamp, is_lost: bool) -> Option<Onward> {
        match self {
            Self::Goes { .. } => Some(Onward::From(at)),
            Self::Short(tried) if is_lost => Some(nowhere(tried)),
            Self::Short(_) | Self::Stays | Self::Skipped => None,
        }
    }

    /// Rooms that do not go with the others.
    pub(super) fn left(&self) -> &[ClassroomId] {
        match self {
            Self::Goes { left, .. } => left,
            Self::Short(_) | Self::Stays | Self::Skipped => &[],
        }
    }

    /// And what becomes of those.
    pub(super) fn onward_of_left(&self, is_lost: bool) -> Option<Onward> {
        match self {
            Self::Goes { short, .. } if is_lost => Some(nowhere(short)),
            _ => None,
        }
    }
}

fn nowhere(tried: &[Tried]) -> Onward {
    Onward::Nowhere { clusters: u32::try_from(tried.len()).unwrap_or(u32::MAX) }
}

/// Where an order goes, or would, or what is short where.
#[derive(Debug)]
pub(super) struct Where {
    pub(super) to: Option<MoveCluster>,
    pub(super) short: Vec<TriedView>,
    pub(super) dry_run: bool,
}

impl FailoverOrder {
    pub(super) fn new(decided: Decided, Where { to, short, dry_run }: Where, language: Language) -> Self {
        let Decided { affected, fate, unmet } = decided;
        let rooms_left = affected.count_left(fate.left());
        let (verdict, move_id) = match fate {
            Fate::Goes { .. } if dry_run => (FailoverVerdict::Moves, None),
            Fate::Goes { by, .. } => (FailoverVerdict::Moved, by),
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
            rooms_left,
            rooms_staying: affected.split.stay.len(),
            lesson_starts_at: affected.starts_at,
            verdict,
            to,
            move_id,
            stays_until,
            short,
            unmet: unmet.iter().take(BELLS_SHOWN).map(|bell| UnmetBellView::new(bell, language)).collect(),
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
            let left = i64::try_from(order.rooms_left).unwrap_or(i64::MAX);
            let (placed, short, staying) = match order.verdict {
                FailoverVerdict::Moves | FailoverVerdict::Moved => (count - staying - left, left, staying),
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
