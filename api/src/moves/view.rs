//! A move as it goes out.

use homeroom_domain::{
    ids::{ClusterId, MoveId, OrderId, TenantId},
    moves::{MoveCause, MoveState},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{store::MoveRow, words};
use crate::{
    http::{Version, Versioned},
    words::Language,
};

/// An order's way from one cluster to another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MoveView {
    pub id: MoveId,
    pub order_id: OrderId,
    pub order_name: String,
    pub tenant_id: TenantId,
    pub tenant_name: String,
    pub from: MoveCluster,
    pub to: MoveCluster,
    pub cause: MoveCause,
    pub state: MoveState,
    /// While it is prepared: what it waits for.
    pub blocked: Option<MoveReason>,
    /// Why it was given up.
    pub withdrawn: Option<MoveReason>,
    pub created_at: Timestamp,
    /// Everything stood on the new cluster.
    pub prepared_at: Option<Timestamp>,
    /// The order went on there.
    pub switched_at: Option<Timestamp>,
    /// Nothing was left on the old cluster, or it was given up.
    pub ended_at: Option<Timestamp>,
}

/// A cluster of a move.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MoveCluster {
    pub id: ClusterId,
    /// Null of a cluster that was taken off.
    pub name: Option<String>,
}

/// A fact with the sentence for it. Reasons are added to, never renamed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MoveReason {
    pub reason: String,
    #[schema(value_type = Object)]
    pub params: Value,
    /// In the language asked for.
    pub message: String,
}

impl MoveReason {
    /// Of what `words` made.
    pub(super) fn of(mut said: Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self { reason: text(&said["reason"]), message: text(&said["message"]), params: said["params"].take() }
    }
}

impl MoveView {
    pub(super) fn new(row: MoveRow, language: Language) -> Self {
        let at = jiff_sqlx::Timestamp::to_jiff;
        Self {
            id: row.id(),
            order_id: OrderId::new(row.order_id),
            order_name: row.order_name,
            tenant_id: TenantId::new(row.tenant_id),
            tenant_name: row.tenant_name,
            from: MoveCluster { id: ClusterId::new(row.from_cluster), name: row.from_name },
            to: MoveCluster { id: ClusterId::new(row.to_cluster), name: row.to_name },
            cause: MoveCause::named(&row.cause).unwrap_or(MoveCause::ByHand),
            state: MoveState::named(&row.state).unwrap_or(MoveState::Preparing),
            blocked: row.blocked.map(|stored| MoveReason::of(words::of_blocker(stored, language))),
            withdrawn: row.withdrawn.map(|stored| MoveReason::of(words::of_withdrawn(stored, language))),
            created_at: at(row.created_at),
            prepared_at: row.prepared_at.map(at),
            switched_at: row.switched_at.map(at),
            ended_at: row.ended_at.map(at),
        }
    }

    pub(super) fn versioned(row: MoveRow, language: Language) -> Versioned<Self> {
        let version = Version { edit: 1, revision: row.revision };
        Versioned::new(version, Self::new(row, language))
    }
}
