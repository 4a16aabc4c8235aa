//! `GET /v1/usage/calendar`: what is booked of a tenant's quota over time, and which orders make up the fullest moments.

use std::collections::HashMap;

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    calendar::Resource,
    ids::OrderId,
    slots::{SLOTS_PER_DAY, Slot},
    timetable::{local, start_of_day},
};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store;
use crate::{
    auth::{Caller, ReadUsage, TenantTx},
    calendars::store::{self as calendars, Header},
    http::{
        ApiError, Format, Problems, Query, Shape,
        csv::{Cell, Row, Table, Wanted},
    },
    tenants::store as tenants,
};

/// Orders that are told of a peak.
const ORDERS_MAX: i64 = 50;
const HOUR: SignedDuration = SignedDuration::from_hours(1);
const WEEK_DAYS: i32 = 7;

/// Which stretch, and how finely.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct UsageAsked {
    /// Default: the beginning of today in the tenant's zone.
    from: Option<Timestamp>,
    /// Default: the end of the seventh day. At most 14 days after `from` by slot, 62 by hour, 400 by day.
    to: Option<Timestamp>,
    /// Default `hour`.
    #[param(inline)]
    resolution: Option<UsageResolution>,
}

/// How long an item is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UsageResolution {
    /// From one change to the next, in steps of five minutes.
    Slot,
    #[default]
    Hour,
    /// Of the tenant's zone.
    Day,
}

/// What is booked of the quota.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageCalendar {
    /// The tenant's zone.
    time_zone: String,
    limits: UsageLimits,
    /// By time; where there is none, nothing is booked.
    items: Vec<UsageItem>,
    /// The fullest moment of each limit; of one of which nothing is booked there is none.
    peaks: Vec<UsagePeak>,
}

/// The limits that are booked by slots of five minutes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageLimits {
    /// Rooms in lessons at the same time.
    rooms: i64,
    /// Seats in lessons at the same time.
    seats: i64,
}

/// A stretch of time with the most that any slot in it has booked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageItem {
    at: Timestamp,
    /// In the tenant's zone.
    #[schema(format = DateTime)]
    at_local: String,
    until: Timestamp,
    rooms: i64,
    seats: i64,
}

/// When most is booked, and by what.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsagePeak {
    limit: PeakLimit,
    /// When the first slot with that much begins.
    at: Timestamp,
    /// In the tenant's zone.
    #[schema(format = DateTime)]
    at_local: String,
    booked: i64,
    /// Those that hold most of it then, 50 at most.
    orders: Vec<UsageOrder>,
}

/// What has a peak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PeakLimit {
    Rooms,
    Seats,
}

/// An order's part.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsageOrder {
    order_id: OrderId,
    name: String,
    rooms: i64,
    seats: i64,
}

/// Get the usage calendar
///
/// What is booked of the quota, and the orders that make up its fullest moments. `Accept: text/csv` gives the items as a table of `at`, `at_local`, `until`,
/// `rooms`, `seats`.
#[utoipa::path(
    get, path = "/v1/usage/calendar", tag = "orders", params(UsageAsked),
    responses((status = 200, description = "What is booked", content((UsageCalendar = "application/json"), (String = "text/csv"))), Problems)
)]
pub(crate) async fn get_usage_calendar(
    caller: Caller<ReadUsage>,
    Query(asked): Query<UsageAsked>,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let mut tx = caller.begin().await?;
    let tenant = tx.tenant();
    let zone = tenants::zone(&mut tx).await?;
    let stretches = Stretches::of(&asked, &zone, caller.now())?;
    let header = calendars::header_of_tenant(tx.conn(), tenant).await?;
    let header = header.ok_or_else(|| anyhow::anyhow!("{tenant} has no quota calendar"))?;
    let booked = Booked::read(&mut tx, &header, stretches.slots()).await?;
    let items = stretches.items(&booked, &zone);
    if wanted == Wanted::Csv {
        return Ok(Table::of(&items).into_response());
    }
    let mut peaks = Vec::new();
    for limit in [PeakLimit::Rooms, PeakLimit::Seats] {
        let Some((slot, amount)) = booked.peak(limit, stretches.slots()) else { continue };
        let orders = store::holders(&mut tx, header.id, slot, limit.resource(), ORDERS_MAX).await?;
        peaks.push(UsagePeak::new(limit, (slot, amount), orders, &zone));
    }
    let limit = |resource| header.limits.get(&resource).copied().unwrap_or_default();
    let limits = UsageLimits { rooms: limit(Resource::Rooms), seats: limit(Resource::Seats) };
    let time_zone = zone.iana_name().unwrap_or("UTC").to_owned();
    Ok(axum::Json(UsageCalendar { time_zone, limits, items, peaks }).into_response())
}

impl PeakLimit {
    fn resource(self) -> Resource {
        match self {
            Self::Rooms => Resource::Rooms,
            Self::Seats => Resource::Seats,
        }
    }
}

impl UsagePeak {
    fn new(limit: PeakLimit, (slot, booked): (Slot, i64), orders: Vec<store::Held>, zone: &TimeZone) -> Self {
        let order = |held: store::Held| UsageOrder { order_id: held.order_id, name: held.name, rooms: held.rooms, seats: held.seats };
        let at = slot.start();
        Self { limit, at, at_local: local(at, zone), booked, orders: orders.into_iter().map(order).collect() }
    }
}

/// The stretches of time that are asked for.
struct Stretches {
    /// Where each begins, and where the last ends.
    edges: Vec<Slot>,
    /// Whether neighbours with the same are one.
    joined: bool,
}

impl Stretches {
    fn of(asked: &UsageAsked, zone: &TimeZone, now: Timestamp) -> Result<Self, ApiError> {
        let resolution = asked.resolution.unwrap_or_default();
        let date = |at: Timestamp| zone.to_datetime(at).date();
        let later = |day: Date, days: i32| start_of_day(day.saturating_add(days.days()), zone);
        let from = asked.from.unwrap_or_else(|| later(date(now), 0));
        let to = asked.to.unwrap_or_else(|| later(date(from), WEEK_DAYS));
        let days = match resolution {
            UsageResolution::Slot => 14,
            UsageResolution::Hour => 62,
            UsageResolution::Day => 400,
        };
        // A day may have 25 hours.
        if from >= to || to.duration_since(from) > SignedDuration::from_hours(24 * days + 1) {
            return Err(ApiError::field("?to", Shape::BadFormat { expected: Format::CalendarSpan }));
        }
        let edges: Vec<Timestamp> = match resolution {
            UsageResolution::Slot => {
                let (first, end) = (Slot::holding(from), Slot::at_or_after(to));
                let edges = (first.0..=end.0).map(Slot).collect();
                return Ok(Self { edges, joined: true });
            }
            UsageResolution::Hour => {
                let past_hour =
                    SignedDuration::from_secs(i64::from(zone.to_datetime(from).minute()) * 60 + i64::from(zone.to_datetime(from).second()));
                let first = from.saturating_sub(past_hour).unwrap_or(from);
                edges_until(to, first, |at| at.saturating_add(HOUR).unwrap_or(Timestamp::MAX))
            }
            UsageResolution::Day => edges_until(to, later(date(from), 0), |at| later(date(at), 1)),
        };
        Ok(Self { edges: edges.into_iter().map(Slot::holding).collect(), joined: false })
    }

    fn slots(&self) -> (Slot, Slot) {
        let (first, end) = (self.edges.first(), self.edges.last());
        (first.copied().unwrap_or(Slot(0)), end.copied().unwrap_or(Slot(0)))
    }

    fn items(&self, booked: &Booked, zone: &TimeZone) -> Vec<UsageItem> {
        let mut items: Vec<UsageItem> = Vec::new();
        for pair in self.edges.windows(2) {
            let [rooms, seats] =
                [PeakLimit::Rooms, PeakLimit::Seats].map(|limit| booked.peak(limit, (pair[0], pair[1])).map_or(0, |peak| peak.1));
            let (at, until) = (pair[0].start(), pair[1].start());
            match items.last_mut() {
                _ if (rooms, seats) == (0, 0) => {}
                Some(last) if self.joined && (last.until, last.rooms, last.seats) == (at, rooms, seats) => last.until = until,
                _ => items.push(UsageItem { at, at_local: local(at, zone), until, rooms, seats }),
            }
        }
        items
    }
}

fn edges_until(to: Timestamp, first: Timestamp, next: impl Fn(Timestamp) -> Timestamp) -> Vec<Timestamp> {
    let mut edges = vec![first];
    while let Some(last) = edges.last().copied().filter(|last| *last < to) {
        edges.push(next(last));
    }
    edges
}

/// What is booked of rooms and seats, by UTC day.
struct Booked(HashMap<(Resource, i32), [i64; SLOTS_PER_DAY]>);

impl Booked {
    async fn read(tx: &mut TenantTx, quota: &Header, (from, to): (Slot, Slot)) -> sqlx::Result<Self> {
        let rows = calendars::days(tx.conn(), &[quota.id], (from.day(), to.day())).await?;
        Ok(Self(rows.into_iter().map(|row| ((row.resource, row.day), row.used)).collect()))
    }

    /// The first slot of `[from, to)` that has most. `None` when nothing is booked.
    fn peak(&self, limit: PeakLimit, (from, to): (Slot, Slot)) -> Option<(Slot, i64)> {
        let mut best: Option<(Slot, i64)> = None;
        for day in from.day()..=to.day() {
            let Some(used) = self.0.get(&(limit.resource(), day)) else { continue };
            let midnight = i64::from(day) * SLOTS_PER_DAY as i64;
            let of_day = (midnight..).map(Slot).zip(used).filter(|(slot, _)| (from..to).contains(slot));
            for (slot, amount) in of_day {
                if *amount > best.map_or(0, |best| best.1) {
                    best = Some((slot, *amount));
                }
            }
        }
        best
    }
}

impl Row for UsageItem {
    const HEADING: &'static [&'static str] = &["at", "at_local", "until", "rooms", "seats"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![Cell::own(self.at), Cell::own(&self.at_local), Cell::own(self.until), Cell::own(self.rooms), Cell::own(self.seats)]
    }
}
