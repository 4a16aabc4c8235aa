//! Everything that a round decides on: the order's rows, its schedule, and what should stand for it now.
//!
//! Documents and schedules come from `orders::Timetables`, which keeps them as long as the order's stamp stays. Everything else is read each time.

use std::sync::Arc;

use homeroom_domain::{
    ids::OrderId,
    phase::{self, Lifecycle},
    workload::{self, Credentials, Desired, Plan, Settings, Stage, Surroundings},
};
use jiff::Timestamp;

use super::run::aside;
use crate::{
    orders::{self, Timetabled, secret::RoomSecret},
    reconcile::{
        error::ReconcileError,
        place::Place,
        store::{self, OrderRow, RoomRow},
    },
};

/// An order as it was read.
struct Read {
    row: OrderRow,
    rooms: Vec<RoomRow>,
    timetabled: Arc<Timetabled>,
}

/// An order with what should stand for it.
#[derive(Debug)]
pub(in crate::reconcile) struct Loaded {
    pub(in crate::reconcile) row: OrderRow,
    pub(in crate::reconcile) rooms: Vec<RoomRow>,
    pub(in crate::reconcile) timetabled: Arc<Timetabled>,
    pub(in crate::reconcile) life: Lifecycle,
    pub(in crate::reconcile) plan: Plan,
    /// In force now.
    pub(in crate::reconcile) generation: i64,
    pub(in crate::reconcile) next_change_at: Option<Timestamp>,
}

/// Loads an order that is placed here and works out what it wants now. `None` when there is nothing to look at.
pub(in crate::reconcile) async fn order(place: &Arc<Place>, id: OrderId, now: Timestamp) -> Result<Option<Loaded>, ReconcileError> {
    let Some(read) = read(place, id).await? else { return Ok(None) };
    let place = place.clone();
    aside(move || work_out(&place, read, now)).await?.map(Some)
}

async fn read(place: &Place, id: OrderId) -> Result<Option<Read>, ReconcileError> {
    // A look would do, but who was overtaken should find out before it writes to the cluster.
    let mut tx = place.lease.begin().await?;
    let Some(row) = store::load(&mut tx, place.cluster(), id).await? else { return Ok(None) };
    let rooms = store::rooms(tx.conn(), id).await?;
    let timetables = &place.app.timetables;
    if let Some(timetabled) = timetables.kept(id, &row.stamp) {
        return Ok(Some(Read { row, rooms, timetabled }));
    }
    let Some(order) = orders::store::load_full(tx.conn(), id).await? else { return Ok(None) };
    // Nobody can prolong the lease while this transaction holds its row.
    drop(tx);
    let timetabled = timetables.expand(row.stamp, order).await.map_err(|_| ReconcileError::Panicked)?;
    Ok(Some(Read { row, rooms, timetabled }))
}

fn work_out(place: &Place, read: Read, now: Timestamp) -> Result<Loaded, ReconcileError> {
    let Read { row, rooms, timetabled } = read;
    let Timetabled { order, schedule, .. } = &*timetabled;
    let life = Lifecycle::of(order, schedule);
    let around = surroundings(place, phase::stage(row.recorded.phase, &life, now), &rooms)?;
    let desired = Desired::of(order, schedule, around, now).map_err(|_| ReconcileError::Unreadable("a room"))?;
    let (plan, next_change_at) = (workload::plan(&desired), schedule.next_change_at(now));
    Ok(Loaded { row, rooms, life, plan, generation: desired.order.generation, next_change_at, timetabled })
}

/// Secrets are opened only where something is made of them: one that cannot be read keeps no order from its end.
fn surroundings(place: &Place, stage: Stage, rooms: &[RoomRow]) -> Result<Surroundings, ReconcileError> {
    let needed = if stage == Stage::Standing { rooms } else { &[] };
    let credentials = needed.iter().map(|room| Ok((room.id, credentials(place, room)?)));
    Ok(Surroundings { stage, settings: settings(place), credentials: credentials.collect::<Result<_, ReconcileError>>()? })
}

fn settings(place: &Place) -> Settings {
    let config = &place.app.config;
    Settings {
        installation: config.installation.clone(),
        image: config.room_image.clone(),
        network_limited: place.network().unwrap_or_default(),
        monitoring_namespace: config.monitoring_namespace.clone(),
    }
}

fn credentials(place: &Place, room: &RoomRow) -> Result<Credentials, ReconcileError> {
    let secret =
        RoomSecret::open(&place.app.seal, room.id, &room.secret).map_err(|_| ReconcileError::Unreadable("the secret of a room"))?;
    Ok(Credentials { key: secret.key.clone(), secret: secret.secret.clone() })
}
