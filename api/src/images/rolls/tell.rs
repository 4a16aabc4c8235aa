//! What the platform is told of a roll, whoever did it.

use jiff::Timestamp;
use serde_json::json;
use sqlx::PgConnection;

use super::store::Roll;
use crate::{
    auth::{Actor, Place},
    events::{self, EventType, NewEvent},
};

/// Writes an event in the transaction of what it tells.
pub(super) async fn tell(conn: &mut PgConnection, kind: EventType, roll: &Roll, (actor, at): (&Actor, Timestamp)) -> sqlx::Result<()> {
    let data = json!({ "image": roll.image, "from_image": roll.from_image, "cause": roll.cause });
    events::record(conn, NewEvent { feed: Place::Platform, kind, actor, subject: roll.id.to_string(), data, at }).await.map(drop)
}
