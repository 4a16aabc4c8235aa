//! An event as it goes out; the same body is what webhooks will carry.
//!
//! Type and actor go out as they were stored: while replicas are exchanged, an older one meets types that only a newer one knows.

use homeroom_domain::ids::EventId;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{kind::EventType, store::EventRow};
use crate::{
    auth::Actor,
    http::csv::{Cell, Row},
};

/// Something that happened.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventView {
    pub id: EventId,
    /// Its place in the feed: 1, 2, 3 ... without gaps.
    pub sequence: i64,
    #[serde(rename = "type")]
    #[schema(value_type = EventType)]
    pub kind: String,
    pub at: Timestamp,
    #[schema(value_type = Actor)]
    pub actor: Value,
    /// The id of what it is about.
    pub subject: String,
    #[schema(value_type = Object)]
    pub data: Value,
}

impl From<EventRow> for EventView {
    fn from(row: EventRow) -> Self {
        Self {
            id: row.id.into(),
            sequence: row.sequence,
            kind: row.kind,
            at: row.at.to_jiff(),
            actor: row.actor,
            subject: row.subject,
            data: row.data,
        }
    }
}

impl Row for EventView {
    const HEADING: &'static [&'static str] =
        &["at", "type", "actor_type", "actor", "actor_name", "on_behalf_of", "subject", "data", "sequence", "id"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let of_actor = |field: &str| Cell::text(self.actor[field].as_str().unwrap_or_default());
        vec![
            Cell::own(self.at),
            Cell::own(&self.kind),
            of_actor("type"),
            of_actor("id"),
            of_actor("name"),
            of_actor("on_behalf_of"),
            Cell::text(&self.subject),
            Cell::text(self.data.to_string()),
            Cell::own(self.sequence),
            Cell::own(self.id),
        ]
    }
}
