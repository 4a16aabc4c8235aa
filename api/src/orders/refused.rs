//! A refusal as it goes out: what is against an order, and what would be admitted instead. In a problem, and in a quote.
//!
//! A tenant sees region, time and how many rooms are too many; the platform sees calendars and figures.

use homeroom_domain::{
    admission::{Alternative, AlternativeReason, CapacityShort, Lack, ObjectsShort, Refusal, StorageShort, TenantViolation, Violation},
    calendar::{Resource, Shortage},
    cluster::thresholds::Counted,
    ids::{ClusterId, StoragePoolId},
    pools::Unfit,
    slots::Slot,
    timetable::{local, zone},
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    placing::{Candidate, Offered},
    words::{self, Against},
};
use crate::{prices::OverCap, words::Language};

/// Who reads it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    pub language: Language,
    pub platform: bool,
    /// Orders of a batch are told apart by their index.
    pub batch: bool,
}

/// One thing that does not hold: `limit` of the quota, or `rooms_too_many` in a region, or a `room` that is larger than any node, or `storage` that lacks for
/// what would be recorded, or a region that is `full` or has no `interfaces`, or, with none of these, a region that takes no orders at the moment; or a `cap` that it would pass, of which no alternative is sought.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[schema(as = Violation)]
pub(crate) struct ViolationView {
    /// It as a sentence in the language asked for.
    message: String,
    /// Of a batch: the order's index.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    order: Option<usize>,
    /// What the quota is short of: `rooms`, `seats`, `live_orders` or `rooms_per_order`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    limit: Option<Resource>,
    /// The region that is short.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    region: Option<String>,
    /// The first slot in which it does not hold; absent for numbers that are not booked by time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// The same in the timetable's zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    at_local: Option<String>,
    /// How much is asked for there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    needed: Option<i64>,
    /// How much is free there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    free: Option<i64>,
    /// So many rooms less would fit at that time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rooms_too_many: Option<i64>,
    /// The key of a room that fits on no node of the region.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    room: Option<String>,
    /// Its seats.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    seats: Option<u32>,
    /// With how many it would fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    seats_max: Option<u32>,
    /// The cap of a month that it would pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cap: Option<OverCap>,
    /// For the platform: the calendar that refuses.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    calendar: Option<Uuid>,
    /// For the platform: the cluster that is short.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cluster: Option<ClusterId>,
    /// For the platform: the cluster has it, and keeps it so that the loss of one of its region is borne.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    kept: Option<bool>,
    /// What would be recorded has no place in the region.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    storage: Option<bool>,
    /// For the platform: each storage pool of the cluster, and what is against it. None where it has no pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pools: Option<Vec<PoolRefusal>>,
    /// Its rooms are to have network interfaces of their own, and the region has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    interfaces: Option<bool>,
    /// As many orders are in the region as its clusters bear, whatever their rooms need.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    full: Option<bool>,
    /// For the platform: of what the cluster bears no more; `needed` and `free` count it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    threshold: Option<Counted>,
    /// For the platform: what of the cluster `needed` and `free` count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    resource: Option<Resource>,
}

impl ViolationView {
    /// Everything against one order, whose timetable is in this zone.
    pub(crate) fn all_of(refusal: &Refusal, zone_name: &str, reader: Reader) -> Vec<Self> {
        let zone = zone(zone_name).unwrap_or(TimeZone::UTC);
        let views: Vec<(Self, Against)> = if reader.platform {
            refusal.violations.iter().map(|violation| Self::of_platform(violation, &zone)).collect()
        } else {
            refusal.for_tenant().into_iter().map(|violation| Self::of_tenant(violation, &zone)).collect()
        };
        let complete = |(view, against): (Self, Against)| {
            let message = words::violation(against, &json!(view), reader.language);
            Self { message, order: reader.batch.then_some(refusal.order), ..view }
        };
        views.into_iter().map(complete).collect()
    }

    /// What is against some lessons of an order, for whoever reads it.
    pub(crate) fn of_lessons(violation: TenantViolation, zone: &TimeZone, language: Language) -> Self {
        let (view, against) = Self::of_tenant(violation, zone);
        Self { message: words::violation(against, &json!(view), language), ..view }
    }

    /// A cap that stands in the way of what fits.
    pub(crate) fn over_cap(over: OverCap, language: Language) -> Self {
        Self { message: words::over_cap(&over, language), cap: Some(over), ..Self::default() }
    }

    fn of_tenant(violation: TenantViolation, zone: &TimeZone) -> (Self, Against) {
        match violation {
            TenantViolation::Quota { limit, at, needed, free } => {
                (Self { limit: Some(limit), needed: Some(needed), free: Some(free), ..Self::at(at, zone) }, Against::Quota(limit))
            }
            TenantViolation::Capacity { region, at, rooms_too_many } => {
                (Self { region: Some(region), rooms_too_many: Some(rooms_too_many), ..Self::at(Some(at), zone) }, Against::Capacity)
            }
            TenantViolation::RoomTooLarge { region, room: _, key, seats, seats_max } => Self::room(region, key, (seats, seats_max)),
            TenantViolation::Storage { region } => Self::storage(region),
            TenantViolation::Full { region } => Self::full(region),
            TenantViolation::NoInterfaces { region } => Self::no_interfaces(region),
            TenantViolation::NoCluster { region } => Self::no_cluster(region),
        }
    }

    fn of_platform(violation: &Violation, zone: &TimeZone) -> (Self, Against) {
        match violation {
            Violation::Quota { calendar, limit, at, needed, free, runs: _ } => {
                let figures = Self { limit: Some(*limit), needed: Some(*needed), free: Some(*free), ..Self::at(*at, zone) };
                (Self { calendar: Some(*calendar), ..figures }, Against::Quota(*limit))
            }
            Violation::Capacity(CapacityShort { region, cluster, lack, calendar, shape: _, shortage, rooms_too_many }) => {
                let view = Self {
                    region: Some(region.clone()),
                    rooms_too_many: Some(*rooms_too_many),
                    cluster: Some(*cluster),
                    kept: (*lack == Lack::Cover).then_some(true),
                    calendar: Some(*calendar),
                    resource: Some(shortage.resource),
                    needed: Some(shortage.needed),
                    free: Some(shortage.free),
                    ..Self::at(Some(shortage.at), zone)
                };
                (view, if *lack == Lack::Cover { Against::Cover } else { Against::Capacity })
            }
            Violation::RoomTooLarge { region, room: _, key, seats, seats_max } => {
                Self::room(region.clone(), key.clone(), (*seats, *seats_max))
            }
            Violation::Storage(StorageShort { region, cluster, pools }) => {
                let (view, against) = Self::storage(region.clone());
                (Self { cluster: Some(*cluster), pools: Some(pools.iter().flat_map(PoolRefusal::all_of).collect()), ..view }, against)
            }
            Violation::Objects(ObjectsShort { region, cluster, count }) => {
                let (view, against) = Self::full(region.clone());
                let figures = Self { threshold: Some(count.counted), needed: Some(1), free: Some(count.free()), ..view };
                (Self { cluster: Some(*cluster), ..figures }, against)
            }
            Violation::NoInterfaces { region } => Self::no_interfaces(region.clone()),
            Violation::NoCluster { region } => Self::no_cluster(region.clone()),
        }
    }

    fn room(region: String, key: String, (seats, seats_max): (u32, u32)) -> (Self, Against) {
        let view = Self { region: Some(region), room: Some(key), seats: Some(seats), seats_max: Some(seats_max), ..Self::default() };
        (view, Against::RoomTooLarge)
    }

    fn storage(region: String) -> (Self, Against) {
        (Self { region: Some(region), storage: Some(true), ..Self::default() }, Against::Storage)
    }

    fn full(region: String) -> (Self, Against) {
        (Self { region: Some(region), full: Some(true), ..Self::default() }, Against::Full)
    }

    fn no_interfaces(region: String) -> (Self, Against) {
        (Self { region: Some(region), interfaces: Some(true), ..Self::default() }, Against::NoInterfaces)
    }

    fn no_cluster(region: String) -> (Self, Against) {
        (Self { region: Some(region), ..Self::default() }, Against::NoCluster)
    }

    /// With the moment in UTC and in the timetable's zone.
    fn at(at: Option<Slot>, zone: &TimeZone) -> Self {
        let at = at.map(Slot::start);
        Self { at, at_local: at.map(|at| local(at, zone)), ..Self::default() }
    }
}

/// What is against one storage pool.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PoolRefusal {
    pool: StoragePoolId,
    /// It takes no new orders; then there are no figures.
    closed: bool,
    /// What it is short of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    resource: Option<Resource>,
    /// The first slot that does not suffice.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<String>, format = DateTime)]
    at: Option<Timestamp>,
    /// How much is asked for there, in Mbit/s or MiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    needed: Option<i64>,
    /// How much is free there of the 85 % that are sold.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    free: Option<i64>,
}

impl PoolRefusal {
    fn all_of((pool, why): &(StoragePoolId, Unfit)) -> Vec<Self> {
        let plain = Self { pool: *pool, closed: false, resource: None, at: None, needed: None, free: None };
        let short = |short: &Shortage| Self {
            resource: Some(short.resource),
            at: Some(short.at.start()),
            needed: Some(short.needed),
            free: Some(short.free),
            ..plain.clone()
        };
        match why {
            Unfit::Closed => vec![Self { closed: true, ..plain }],
            Unfit::Short(shortages) => shortages.iter().map(short).collect(),
        }
    }
}

/// What would be admitted now instead.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Alternative)]
pub(crate) struct AlternativeView {
    /// Top-level fields to replace: send it as it is to amend, merge it into the body for a new order, or for what is asked of a lesson.
    #[schema(value_type = Object)]
    change: Map<String, Value>,
    explain: Explanation,
    /// Of a batch: the order's index.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    order: Option<usize>,
}

/// What an alternative does.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AlternativeReason)]
pub(crate) struct Explanation {
    code: ExplanationCode,
    /// The facts that the code names.
    #[schema(value_type = Object)]
    params: Value,
    /// It as a sentence in the language asked for.
    message: String,
}

/// The sorts of alternatives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AlternativeCode)]
pub(crate) enum ExplanationCode {
    /// All lessons begin earlier or later by the same time.
    StartAt,
    /// The classrooms run in another region.
    Region,
    /// No room has more seats than `seats`.
    FewerSeats,
    /// The later half of the rooms, so many `rooms`, begins `shift_minutes` later.
    Staggered,
    /// Every line is held `days_later` in the week.
    OtherDays,
    /// The term begins on `first_day`.
    FromDay,
    /// The first `rooms` of the rooms asked for.
    FewerRooms,
    /// The lesson begins on `date` at `start`.
    LessonAt,
    /// The lesson goes on until `ends_at`, a time as `ends_at_local` on the wall.
    LessonUntil,
}

impl AlternativeView {
    /// Of one lesson.
    pub(crate) fn offered(Offered { change, code, params }: Offered, reader: Reader) -> Self {
        let message = words::alternative(code, &params, reader.language);
        Self { change, explain: Explanation { code, params, message }, order: None }
    }

    pub(crate) fn new(alternative: &Alternative, candidate: &Candidate, order: usize, reader: Reader) -> Self {
        let (code, params) = match &alternative.explain {
            AlternativeReason::StartAt { start, shift_minutes } => {
                (ExplanationCode::StartAt, json!({ "start": start.strftime("%H:%M").to_string(), "shift_minutes": shift_minutes }))
            }
            AlternativeReason::Region { region } => (ExplanationCode::Region, json!({ "region": region })),
            AlternativeReason::FewerSeats { seats } => (ExplanationCode::FewerSeats, json!({ "seats": seats })),
            AlternativeReason::Staggered { rooms, shift_minutes } => {
                (ExplanationCode::Staggered, json!({ "rooms": rooms, "shift_minutes": shift_minutes }))
            }
            AlternativeReason::OtherDays { days_later } => (ExplanationCode::OtherDays, json!({ "days_later": days_later })),
            AlternativeReason::FromDay { first_day } => (ExplanationCode::FromDay, json!({ "first_day": first_day })),
            AlternativeReason::FewerRooms { rooms, of } => (ExplanationCode::FewerRooms, json!({ "rooms": rooms, "of": of })),
        };
        let message = words::alternative(code, &params, reader.language);
        let change = candidate.change_to(&alternative.document);
        Self { change, explain: Explanation { code, params, message }, order: reader.batch.then_some(order) }
    }
}
