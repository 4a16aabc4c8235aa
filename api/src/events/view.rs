//! An event as it goes out; the same body is what webhooks will carry.

use homeroom_domain::ids::EventId;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{kind::EventType, store::EventRow};
use crate::{auth::Actor, http::ApiError};

/// Something that happened.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventView {
    pub id: EventId,
    /// Its place in the feed: 1, 2, 3 ... without gaps.
    pub sequence: i64,
    #[serde(rename = "type")]
    pub kind: EventType,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub actor: Actor,
    /// The id of what it is about.
    pub subject: String,
    #[schema(value_type = Object)]
    pub data: Value,
}

impl TryFrom<EventRow> for EventView {
    type Error = ApiError;

    fn try_from(row: EventRow) -> Result<Self, ApiError> {
        let unknown = || ApiError::Internal(anyhow::anyhow!("an event of the unknown type {}", row.kind));
        Ok(Self {
            id: row.id.into(),
            sequence: row.sequence,
            kind: row.kind.parse().map_err(|()| unknown())?,
            at: row.at.to_jiff(),
            actor: serde_json::from_value(row.actor)?,
            subject: row.subject,
            data: row.data,
        })
    }
}
