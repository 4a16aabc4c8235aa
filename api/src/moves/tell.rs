//! What is told of moves: the platform reads where from and where to, the institution that its order runs elsewhere, and not where.

use homeroom_domain::{
    ids::{ClusterId, MoveId, OrderId, TenantId},
    moves::{MoveCause, Withdrawn},
};
use jiff::Timestamp;
use serde_json::{Value, json};

pub(super) use crate::clusters::tell as cluster;
use crate::{
    auth::{Actor, Place, SystemTx},
    events::{self, EventType, NewEvent},
};

/// A move that something happens to, and who does it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) tenant: TenantId,
    pub(super) order: OrderId,
    pub(super) id: MoveId,
    pub(super) from: ClusterId,
    pub(super) to: ClusterId,
    pub(super) actor: &'a Actor,
    pub(super) at: Timestamp,
}

pub(super) async fn began(tx: &mut SystemTx, told: &Told<'_>, cause: MoveCause) -> sqlx::Result<()> {
    let data = json!({ "move": told.id, "tenant": told.tenant, "from": told.from, "to": told.to, "cause": cause });
    platform(tx, told, EventType::OrderMoveBegun, data).await
}

pub(super) async fn moved(tx: &mut SystemTx, told: &Told<'_>, cause: MoveCause) -> sqlx::Result<()> {
    let data = json!({ "move": told.id, "tenant": told.tenant, "from": told.from, "to": told.to, "cause": cause });
    platform(tx, told, EventType::OrderMoved, data).await?;
    let (feed, actor) = (Place::Tenant(told.tenant), Actor::system());
    let event =
        NewEvent { feed, kind: EventType::OrderMoved, actor: &actor, subject: told.order.to_string(), data: json!({}), at: told.at };
    events::record(tx.conn(), event).await.map(drop)
}

pub(super) async fn withdrawn(tx: &mut SystemTx, told: &Told<'_>, why: Withdrawn) -> sqlx::Result<()> {
    let data = json!({ "move": told.id, "tenant": told.tenant, "to": told.to, "why": why });
    platform(tx, told, EventType::OrderMoveCancelled, data).await
}

async fn platform(tx: &mut SystemTx, told: &Told<'_>, kind: EventType, data: Value) -> sqlx::Result<()> {
    let event = NewEvent { feed: Place::Platform, kind, actor: told.actor, subject: told.order.to_string(), data, at: told.at };
    events::record(tx.conn(), event).await.map(drop)
}
