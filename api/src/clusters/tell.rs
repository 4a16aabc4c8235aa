//! What the platform is told of a cluster, whoever did it.

use homeroom_domain::ids::ClusterId;
use jiff::Timestamp;
use serde_json::Value;
use sqlx::PgConnection;

use crate::{
    auth::{Actor, Place},
    events::{self, EventType, NewEvent},
};

/// Writes an event in the transaction of what it tells.
pub(crate) async fn tell(
    conn: &mut PgConnection,
    id: ClusterId,
    kind: EventType,
    (actor, data, at): (&Actor, Value, Timestamp),
) -> sqlx::Result<()> {
    events::record(conn, NewEvent { feed: Place::Platform, kind, actor, subject: id.to_string(), data, at }).await.map(drop)
}
