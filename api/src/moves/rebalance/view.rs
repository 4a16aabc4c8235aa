//! A rebalancing as it goes out.

use homeroom_domain::{
    ids::{ClusterId, MoveId, OrderId, TenantId},
    moves::NoPlace,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::look::Candidate;
use crate::{
    moves::{view::MoveCluster, words},
    words::Language,
};

/// What was done, or would be.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rebalance)]
pub(crate) struct RebalanceView {
    /// Orders go there.
    pub cluster_id: ClusterId,
    pub dry_run: bool,
    /// Those that this call looked at, by id.
    pub orders: Vec<RebalancedOrder>,
    /// How many of them moved, or would.
    pub moved: usize,
    /// The `after` of the next call; null where all were looked at.
    pub next: Option<OrderId>,
}

/// What becomes of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RebalanceVerdict {
    /// It would go there.
    Moves,
    Moved,
    /// It stays where it is, and `reason` says why.
    Stays,
    /// Somebody changed it at the same time, or it ends.
    Skipped,
}

/// One order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RebalancedOrder {
    pub order_id: OrderId,
    pub order_name: String,
    pub tenant_id: TenantId,
    pub tenant_name: String,
    /// Where it is, or was.
    pub from: MoveCluster,
    pub verdict: RebalanceVerdict,
    pub move_id: Option<MoveId>,
    pub reason: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub params: Option<Value>,
    /// The reason as a sentence in the language asked for.
    pub message: Option<String>,
}

/// How it went with one order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fate {
    /// Moved by this; `None`: it would be.
    Goes(Option<MoveId>),
    Stays(NoPlace),
    Skipped,
}

impl RebalancedOrder {
    pub(super) fn new(candidate: Candidate, fate: Fate, language: Language) -> Self {
        let (verdict, move_id, said) = match fate {
            Fate::Goes(None) => (RebalanceVerdict::Moves, None, None),
            Fate::Goes(by) => (RebalanceVerdict::Moved, by, None),
            Fate::Stays(why) => (RebalanceVerdict::Stays, None, Some(words::of_place(why, language))),
            Fate::Skipped => (RebalanceVerdict::Skipped, None, None),
        };
        let text = |name: &str| Some(said.as_ref()?[name].as_str()?.to_owned());
        let order = candidate.order;
        Self {
            order_id: order.id,
            order_name: order.name,
            tenant_id: order.tenant,
            tenant_name: order.tenant_name,
            from: MoveCluster { id: order.from, name: Some(order.from_name) },
            verdict,
            move_id,
            reason: text("reason"),
            message: text("message"),
            params: said.as_ref().map(|said| said["params"].clone()),
        }
    }

    pub(super) fn goes(&self) -> bool {
        matches!(self.verdict, RebalanceVerdict::Moves | RebalanceVerdict::Moved)
    }
}
