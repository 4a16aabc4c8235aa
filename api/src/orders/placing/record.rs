//! Writing an admitted order: its rows, its place, what it books. All in the caller's transaction.

use homeroom_domain::{
    admission::Admission,
    ids::{ClassroomId, ClusterId, OrderId},
    order::{Availability, NewOrder, Placement, PlacementState, ValidOrder},
    phase::{Condition, ConditionStatus, ConditionType, Reason, RecordedCondition},
    timetable::term_bounds,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Booked, Candidate};
use crate::{
    auth::TenantTx,
    calendars::store::{self as calendars, Claimed, Holder, NewBooking},
    http::{ApiError, Problem},
    orders::{
        secret::RoomSecret,
        store::{self, Insertion, NewGeneration, RoomRow, Summary},
    },
    seal::Seal,
};

/// What writing an order needs beside its document.
#[derive(Clone, Copy)]
pub(crate) struct WriteContext<'a> {
    pub seal: &'a Seal,
    pub now: Timestamp,
}

/// Writes a new order and returns it as it is shown; what it books is written with [`book_new`].
///
/// # Errors
/// 409 when an external id is taken; `params.pointer` says whose.
pub(crate) async fn new_order(
    tx: &mut TenantTx,
    context: WriteContext<'_>,
    candidate: &Candidate,
    cluster: ClusterId,
) -> Result<(OrderId, (Summary, NewOrder)), ApiError> {
    let (id, order) = (candidate.id(), &candidate.order);
    let rooms = new_rooms(tx, context, id, (&order.document, &candidate.lessons)).await?;
    let insertion = Insertion {
        id,
        cluster,
        document: &order.document,
        kind: &order.kind,
        lessons_total: candidate.lessons.total,
        warnings: &serde_json::to_value(&order.warnings)?,
        rooms: &rooms,
        conditions: admitted(context.now)?,
        next_change_at: first_change(candidate, context.now),
        reserved_until: order.reserved_until,
        at: context.now,
    };
    Ok((id, store::insert(tx, &insertion).await.map_err(taken)?))
}

/// Books what was admitted of new orders; the calendars are locked.
pub(crate) async fn book_new(tx: &mut TenantTx, orders: &[OrderId], booked: &Booked, now: Timestamp) -> sqlx::Result<()> {
    let tenant = tx.tenant();
    let new: Vec<NewBooking<'_>> = orders.iter().zip(&booked.admissions).map(|(order, admission)| new_booking(*order, admission)).collect();
    calendars::book(tx.conn(), tenant, &new, &booked.days, now).await
}

fn new_booking(order: OrderId, admission: &Admission) -> NewBooking<'_> {
    NewBooking {
        placement: Placement { order_id: order, cluster_id: admission.cluster, state: PlacementState::Live },
        reservations: [&admission.quota, &admission.capacity],
        storage: admission.storage.as_ref(),
        sizes: &admission.sizes,
    }
}

/// What is kept of an order's lessons when they are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lessons {
    /// Those that are not cancelled.
    pub total: i32,
    /// When the first begins that is not over; `None` also where nobody asks.
    pub next_starts_at: Option<Timestamp>,
    /// When each room opens first from the moment on at which they count; `None` for a room that no lesson wants.
    pub openings: Vec<Option<Timestamp>>,
}

impl Lessons {
    /// `from` is the moment from which on they count.
    pub(crate) fn of(order: &ValidOrder, now: Timestamp, from: Timestamp) -> Self {
        let held = || order.lessons.iter().filter(|lesson| !lesson.cancelled);
        let to_come = held().filter(|lesson| lesson.ends_at > now);
        Self {
            total: i32::try_from(held().count()).unwrap_or(i32::MAX),
            next_starts_at: to_come.map(|lesson| lesson.starts_at).min(),
            openings: order.first_openings(from),
        }
    }

    /// Of an order whose rooms have their rows, which keep when they open first, and of which so many lessons are held in all.
    pub(crate) fn counted(order: &ValidOrder, total: u32) -> Self {
        let openings = vec![None; order.document.rooms.len()];
        Self { total: i32::try_from(total).unwrap_or(i32::MAX), next_starts_at: None, openings }
    }
}

/// A generation's columns, but for its number and its moment.
pub(crate) fn described<'a>(order: &'a ValidOrder, lessons: &Lessons, warnings: &'a Value) -> NewGeneration<'a> {
    NewGeneration {
        number: 0,
        effective_from: Timestamp::MIN,
        document: &order.document,
        kind: &order.kind,
        lessons_total: lessons.total,
        warnings,
    }
}

/// Writes the rooms of a document; a room whose key is new gets an id and a secret of its own.
pub(crate) async fn rooms(
    tx: &mut TenantTx,
    context: WriteContext<'_>,
    order: OrderId,
    (document, lessons): (&NewOrder, &Lessons),
) -> Result<(), ApiError> {
    let rows = new_rooms(tx, context, order, (document, lessons)).await?;
    store::write_rooms(tx, order, &rows, context.now).await.map_err(taken)
}

/// The rooms of a document, each with what it gets should it be new.
async fn new_rooms<'a>(
    tx: &mut TenantTx,
    context: WriteContext<'_>,
    order: OrderId,
    (document, lessons): (&'a NewOrder, &Lessons),
) -> Result<Vec<RoomRow<'a>>, ApiError> {
    let mut rows = Vec::with_capacity(document.rooms.len());
    for (room, opens_at) in document.rooms.iter().zip(&lessons.openings) {
        let id = ClassroomId::new(Uuid::now_v7());
        rows.push(RoomRow { room, id, secret: RoomSecret::make().seal(context.seal, id)?, opens_at: *opens_at });
    }
    let named = document.rooms.iter().any(|room| room.external_id.is_some());
    if named && let Some(room) = store::room_of_taken_external_id(tx, order, &document.rooms).await? {
        return Err(external_id_taken(&format!("/rooms/{room}/external_id")));
    }
    Ok(rows)
}

/// Books what was admitted of amended orders; the calendars are locked.
pub(crate) async fn book(tx: &mut TenantTx, orders: &[OrderId], booked: &Booked) -> sqlx::Result<()> {
    let tenant = tx.tenant();
    for (order, admission) in orders.iter().zip(&booked.admissions) {
        let of_pool = admission.storage.as_ref().map(|storage| &storage.reservation);
        for reservation in [&admission.quota, &admission.capacity].into_iter().chain(of_pool) {
            calendars::reserve(tx.conn(), Holder { tenant, order: *order }, reservation).await?;
        }
        calendars::note_sizes(tx.conn(), *order, admission.capacity.calendar, &admission.sizes).await?;
        let claim = admission.storage.iter().map(|storage| Claimed { order: *order, cluster: admission.cluster, storage });
        calendars::claim(tx.conn(), tenant, &claim.collect::<Vec<_>>()).await?;
    }
    calendars::write_days(tx.conn(), &booked.days).await
}

/// An external id that something else of the tenant has is the client's to solve. Which room's it is, this error does not say.
pub(crate) fn taken(error: sqlx::Error) -> ApiError {
    match error.as_database_error().and_then(|error| error.constraint()) {
        Some(store::ONE_EXTERNAL_ID) => external_id_taken("/external_id"),
        Some(store::ONE_ROOM_EXTERNAL_ID) => external_id_taken("/rooms"),
        _ => error.into(),
    }
}

fn external_id_taken(pointer: &str) -> ApiError {
    ApiError::With(Problem::ExternalIdTaken, json!({ "pointer": pointer }))
}

/// Of a batch: says which order it is, where a pointer is told by the pointer's beginning.
pub(crate) fn within(index: usize, mut error: ApiError) -> ApiError {
    match &mut error {
        ApiError::With(Problem::ExternalIdTaken, params) => {
            let pointer = params["pointer"].as_str().unwrap_or_default();
            params["pointer"] = format!("/orders/{index}{pointer}").into();
        }
        ApiError::With(Problem::PriceChanged | Problem::ReservedBefore, params) => params["order"] = json!(index),
        _ => {}
    }
    error
}

fn admitted(now: Timestamp) -> Result<Value, ApiError> {
    let condition = |kind, reason| RecordedCondition { condition: Condition { kind, status: ConditionStatus::True, reason }, since: now };
    Ok(json!([condition(ConditionType::Admitted, Reason::FitsQuotaAndCapacity {})]))
}

/// When the first room is to be up, if that is still to come. The reconciler stores every later boundary.
fn first_change(Candidate { order, lessons, .. }: &Candidate, now: Timestamp) -> Option<Timestamp> {
    let lead = SignedDuration::from_mins(order.kind.lead_minutes.into());
    let first = match order.document.timetable.availability {
        Some(Availability::Always) => Some(term_bounds(&order.document).0),
        None => lessons.next_starts_at,
    };
    first?.checked_sub(lead).ok().filter(|at| *at > now)
}
