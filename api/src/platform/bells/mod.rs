//! `GET /v1/platform/bells`: whether the next bells will hold, over all tenants.
//!
//! A bell is a moment at which lessons begin. Which rooms it rings for is what timetables say of a day, kept in memory (`days`); how those rooms stand is
//! one look at their rows (`store`); what the two come to is decided in `stand`.

mod days;
mod stand;
mod store;
mod view;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use self::{
    days::Ring,
    stand::Stand,
    store::{DueOrder, RoomNow},
    view::{BellView, Bells},
};
use crate::{
    auth::{PlatformCaller, ReadPlatformOrders, SystemTx},
    http::{ApiError, Format, Problems, Query, Shape},
};

pub use days::BellDays;

/// The longest stretch that is shown.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// Which bells.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BellsAsked {
    /// Bells from this moment on; default now.
    from: Option<Timestamp>,
    /// Bells before this one; default, and at most, 24 hours after `from`.
    to: Option<Timestamp>,
}

impl BellsAsked {
    fn window(&self, now: Timestamp) -> Result<(Timestamp, Timestamp), ApiError> {
        let from = self.from.unwrap_or(now);
        let longest = from.checked_add(LONGEST);
        let longest = longest.map_err(|_| ApiError::field("?from", Shape::BadFormat { expected: Format::BeforeYear9999 }))?;
        let to = self.to.unwrap_or(longest);
        let holds = from >= Timestamp::UNIX_EPOCH && from < to && to <= longest;
        if holds { Ok((from, to)) } else { Err(ApiError::field("?to", Shape::BadFormat { expected: Format::Span })) }
    }
}

/// List the next bells
///
/// Of all tenants, by time. A room counts as ready or not ready from the moment from which it should be up for that lesson on, or else only in `rooms`;
/// of a lesson that is over, as it was at its bell. `worst` names rooms that are not ready, those that are so for longest first.
#[utoipa::path(get, path = "/v1/platform/bells", tag = "clusters", params(BellsAsked),
    responses((status = 200, description = "The bells", body = Bells), Problems))]
pub(crate) async fn list_bells(
    caller: PlatformCaller<ReadPlatformOrders>,
    Query(asked): Query<BellsAsked>,
) -> Result<axum::Json<Bells>, ApiError> {
    let (now, window) = (caller.now(), asked.window(caller.now())?);
    let mut tx = caller.begin().await?;
    let orders = store::due(&mut tx, window).await?;
    tx.rollback().await?;
    let rings = caller.app().bell_days.rings(&caller, &orders, window).await?;
    let mut tx = caller.begin().await?;
    let seen = Seen::of(&mut tx, orders, &rings, now).await?;
    let mut bells: BTreeMap<Timestamp, BellView> = BTreeMap::new();
    let mut late = Vec::new();
    for ring in &rings {
        let Some((room, order)) = seen.find(ring) else { continue };
        let stand = seen.stand(ring, room, order, now);
        let bell = bells.entry(ring.at).or_insert_with(|| BellView::at(ring.at));
        bell.count(room, order, stand);
        if stand == Stand::NotReady {
            late.push((ring.at, ring.room, room.since));
        }
    }
    let worst = view::worst(late);
    let rooms = store::told(&mut tx, &worst).await?;
    let language = caller.language();
    for (at, room) in worst {
        let told = rooms.get(&room).zip(seen.rooms.get(&room)).and_then(|(told, now)| Some((told, seen.orders.get(&now.order)?)));
        if let (Some((told, order)), Some(bell)) = (told, bells.get_mut(&at)) {
            bell.worst.push(view::WorstRoom::new(room, told, order, language));
        }
    }
    Ok(axum::Json(Bells { items: bells.into_values().map(BellView::sorted).collect() }))
}

/// Everything that was read.
struct Seen {
    orders: BTreeMap<uuid::Uuid, DueOrder>,
    rooms: std::collections::HashMap<uuid::Uuid, RoomNow>,
    /// Rooms that were up when their bell rang, of lessons that are over.
    held: std::collections::HashSet<(uuid::Uuid, Timestamp)>,
}

impl Seen {
    async fn of(tx: &mut SystemTx, orders: Vec<DueOrder>, rings: &[Ring], now: Timestamp) -> Result<Self, ApiError> {
        let ids: Vec<_> = orders.iter().map(|order| order.id).collect();
        let over: Vec<_> = rings.iter().filter(|ring| ring.until <= now).map(|ring| (ring.room, ring.at)).collect();
        let rooms = store::rooms(tx, &ids).await?;
        let held = if over.is_empty() { std::collections::HashSet::new() } else { store::held(tx, &over).await? };
        Ok(Self { orders: orders.into_iter().map(|order| (order.id, order)).collect(), rooms, held })
    }

    fn find(&self, ring: &Ring) -> Option<(&RoomNow, &DueOrder)> {
        let room = self.rooms.get(&ring.room)?;
        Some((room, self.orders.get(&room.order)?))
    }

    fn stand(&self, ring: &Ring, room: &RoomNow, order: &DueOrder, now: Timestamp) -> Stand {
        let held = self.held.contains(&(ring.room, ring.at));
        stand::of(ring, room, order.blind_since.is_some(), held, now)
    }
}
