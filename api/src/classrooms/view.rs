//! A room as it goes out: what was ordered, and how it stands, in the reader's language.

use std::collections::BTreeMap;

use homeroom_domain::ids::{ClassroomId, OrderId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::store::Classroom;
use crate::words::{self, Language};

/// One room.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ClassroomView {
    pub id: ClassroomId,
    pub order_id: OrderId,
    pub key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Pupils.
    pub seats: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub status: StatusView,
    /// From when on an amendment leaves it out.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub removed_at: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}

/// How a room stood when it was last looked at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StatusView {
    /// It should be up now.
    pub wanted: bool,
    /// It can be entered; null while nothing is known.
    pub available: Option<bool>,
    /// Something new waits for its next start.
    pub update_pending: bool,
    /// Why it is not, if it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub params: Option<Value>,
    /// The reason as a sentence in the language asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
}

/// As the reconciler records it; a room that was never looked at has none of it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Status {
    pub wanted: bool,
    pub available: Option<bool>,
    pub pod_ip: Option<String>,
    update_pending: bool,
    reason: Option<String>,
    params: Option<Value>,
    since: Option<Timestamp>,
}

impl Status {
    pub(super) fn read(stored: &Value) -> Self {
        Self::deserialize(stored).unwrap_or_default()
    }
}

impl ClassroomView {
    pub(super) fn new(row: Classroom, language: Language) -> Self {
        let status = Status::read(&row.status);
        let params = status.params.clone().unwrap_or_default();
        let status = StatusView {
            message: status.reason.as_deref().map(|reason| words::reason(reason, &params, language)),
            wanted: status.wanted,
            available: if row.status.get("available").is_some() { status.available } else { Some(false) },
            update_pending: status.update_pending,
            reason: status.reason,
            params: status.params,
            since: status.since,
        };
        Self {
            id: row.id,
            order_id: row.order_id,
            key: row.key,
            name: row.name,
            seats: row.seats,
            external_id: row.external_id,
            metadata: row.metadata,
            status,
            removed_at: row.removed_at,
            created_at: row.created_at,
        }
    }
}
