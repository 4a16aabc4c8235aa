//! What the order's timeline is told of a round: phases, readiness, rooms that came up or went down.

use homeroom_domain::{
    order::OrderPhase,
    phase::{ConditionType, Reason},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    auth::{Actor, Place, SystemTx},
    events::{self, EventType, NewEvent},
    reconcile::{
        error::ReconcileError,
        store::{OrderRow, Recorded, RoomRecord},
    },
};

/// Writes events in the transaction of what they tell.
pub(in crate::reconcile) async fn tell(
    tx: &mut SystemTx,
    row: &OrderRow,
    after: &Recorded,
    rooms: &[RoomRecord],
    at: Timestamp,
) -> Result<(), ReconcileError> {
    write(tx, row, news(&row.recorded, after, rooms), at).await
}

/// An order that was ready and can not be looked at any more is not known to be.
pub(in crate::reconcile) async fn tell_broken(
    tx: &mut SystemTx,
    row: &OrderRow,
    reason: &Reason,
    at: Timestamp,
) -> Result<(), ReconcileError> {
    let news = (row.recorded.ready && !is_leaving(row.recorded.phase)).then(|| (EventType::OrderNotReady, told(reason)));
    write(tx, row, news.into_iter().collect(), at).await
}

async fn write(tx: &mut SystemTx, row: &OrderRow, news: Vec<(EventType, Value)>, at: Timestamp) -> Result<(), ReconcileError> {
    let actor = Actor::system();
    for (kind, data) in news {
        let feed = Place::Tenant(row.tenant_id);
        events::record(tx.conn(), NewEvent { feed, kind, actor: &actor, subject: row.id.to_string(), data, at }).await?;
    }
    Ok(())
}

fn is_leaving(phase: OrderPhase) -> bool {
    matches!(phase, OrderPhase::Terminating | OrderPhase::Released)
}

fn news(before: &Recorded, after: &Recorded, rooms: &[RoomRecord]) -> Vec<(EventType, Value)> {
    let mut news = Vec::new();
    if after.phase != before.phase {
        news.push(match after.phase {
            OrderPhase::Released => (EventType::OrderReleased, json!({})),
            phase => (EventType::OrderPhaseChanged, json!({ "from": before.phase, "to": phase })),
        });
    }
    for (kind, opens) in [(EventType::ClassroomsAvailable, true), (EventType::ClassroomsUnavailable, false)] {
        let ids: Vec<_> = rooms.iter().filter(|room| room.opens == Some(opens)).map(|room| room.id).collect();
        if !ids.is_empty() {
            news.push((kind, json!({ "classrooms": ids })));
        }
    }
    if after.ready != before.ready && !is_leaving(after.phase) {
        news.push((if after.ready { EventType::OrderReady } else { EventType::OrderNotReady }, why(after)));
    }
    news
}

/// The reason and parameters of the condition `Ready`.
fn why(after: &Recorded) -> Value {
    let ready = after.conditions.iter().find(|known| known.condition.kind == ConditionType::Ready);
    ready.map_or_else(|| json!({}), |known| told(&known.condition.reason))
}

fn told(reason: &Reason) -> Value {
    serde_json::to_value(reason).unwrap_or_else(|_| json!({}))
}
