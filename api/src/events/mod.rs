//! What happened: an event is written in the transaction of every change, names its actor, and is read in commit order from a feed.
//!
//! A feed belongs to a tenant, a partner or the platform. The lowest of the features: it calls none of the others.

pub(crate) mod feed;
mod follow;
pub(crate) mod following;
mod kind;
mod list;
pub(crate) mod names;
mod pass_on;
mod sequence;
mod store;
mod view;

pub(crate) use store::PURGED;

use homeroom_domain::ids::EventId;
use jiff::Timestamp;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    app::AppState,
    auth::{Actor, Place},
    db::news,
};

pub(crate) use follow::LAST_EVENT_ID;
pub use following::Following;
pub use kind::EventType;
pub use pass_on::pass_on;
pub use view::EventView;

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list::list_events)).routes(routes!(follow::follow_events))
}

/// Something that is about to be true.
#[derive(Debug)]
pub struct NewEvent<'a> {
    /// Whose feed: a tenant's id turns into it.
    pub feed: Place,
    pub kind: EventType,
    pub actor: &'a Actor,
    /// The id, with its prefix, of what it is about.
    pub subject: String,
    /// Facts as codes and parameters, no prose and no secrets.
    pub data: Value,
    pub at: Timestamp,
}

/// One of several things that somebody made happen at once.
#[derive(Debug)]
pub struct Happened {
    pub kind: EventType,
    pub subject: String,
    pub data: Value,
    pub at: Timestamp,
}

/// Writes several events of one feed and actor, in one statement, in the order in which they are given.
pub async fn record_all(conn: &mut PgConnection, feed: Place, actor: &Actor, happened: Vec<Happened>) -> sqlx::Result<()> {
    news::written();
    store::insert_all(conn, feed, actor, happened).await
}

/// Writes the event in the transaction of the change. Its sequence is given after the commit, by whoever reads.
pub async fn record(conn: &mut PgConnection, event: NewEvent<'_>) -> sqlx::Result<EventId> {
    news::written();
    let id = EventId::new(Uuid::now_v7());
    store::insert(conn, id, &event).await?;
    Ok(id)
}
