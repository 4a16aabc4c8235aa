//! What the order's timeline is told of a round: phases, readiness, rooms that came up or went down.

use homeroom_domain::{
    order::OrderPhase,
    phase::{ConditionType, Status},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{error::ReconcileError, load::Loaded, record::name_of, store::RoomRecord};
use crate::{
    auth::{Actor, Place, SystemTx},
    events::{self, EventType, NewEvent},
};

/// Writes events in the transaction of what they tell.
pub(super) async fn tell(
    tx: &mut SystemTx,
    loaded: &Loaded,
    status: &Status,
    rooms: &[RoomRecord],
    at: Timestamp,
) -> Result<(), ReconcileError> {
    let order = &loaded.row.order;
    let actor = Actor::system();
    for (kind, data) in news(loaded, status, rooms) {
        let feed = Place::Tenant(order.tenant_id);
        events::record(tx.conn(), NewEvent { feed, kind, actor: &actor, subject: order.id.to_string(), data, at }).await?;
    }
    Ok(())
}

fn news(loaded: &Loaded, status: &Status, rooms: &[RoomRecord]) -> Vec<(EventType, Value)> {
    let row = &loaded.row;
    let mut news = Vec::new();
    if status.phase != row.order.phase {
        news.push(match status.phase {
            OrderPhase::Released => (EventType::OrderReleased, json!({})),
            phase => (EventType::OrderPhaseChanged, json!({ "from": name_of(row.order.phase), "to": name_of(phase) })),
        });
    }
    for (kind, opens) in [(EventType::ClassroomsAvailable, true), (EventType::ClassroomsUnavailable, false)] {
        let ids: Vec<_> = rooms.iter().filter(|room| room.opens == Some(opens)).map(|room| room.id).collect();
        if !ids.is_empty() {
            news.push((kind, json!({ "classrooms": ids })));
        }
    }
    if status.ready != row.ready && !matches!(status.phase, OrderPhase::Terminating | OrderPhase::Released) {
        news.push((if status.ready { EventType::OrderReady } else { EventType::OrderNotReady }, why(status)));
    }
    news
}

/// The reason and parameters of the condition `Ready`.
fn why(status: &Status) -> Value {
    let ready = status.conditions.iter().find(|condition| condition.kind == ConditionType::Ready);
    ready.and_then(|condition| serde_json::to_value(&condition.reason).ok()).unwrap_or_else(|| json!({}))
}
