//! A storage pool as it goes out.

use homeroom_domain::{
    calendar::{Calendar, Resource},
    ids::{ClusterId, StoragePoolId},
    slots::Slot,
};
use jiff::Timestamp;
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    calendars::store::{self as calendars, ClaimsOn, Header},
    clusters::store::Pool,
    http::{ApiError, Cursor, Version, Versioned},
};

/// A file server of a cluster, into which lessons are recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StoragePoolView {
    id: StoragePoolId,
    cluster_id: ClusterId,
    name: String,
    storage_class: String,
    /// How many days what was recorded is kept.
    retention_days: u16,
    /// Whether it takes new orders.
    open: bool,
    /// Whether its class let claims grow when the pool was created. Where it did not, an order that grows keeps the claim that it has.
    claims_grow: bool,
    bandwidth: PoolMeasureView,
    space: PoolMeasureView,
    /// Orders that record into it.
    orders: i64,
    /// Orders that are not there any more and whose recordings are kept.
    kept: i64,
    created_at: Timestamp,
}

/// What is booked of a pool's bandwidth, in Mbit/s, or of its space, in MiB.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PoolMeasureView {
    /// Of the whole pool.
    whole: i64,
    /// What is sold of it: 85 %.
    sold: i64,
    /// What is booked now.
    booked: i64,
    /// The most that is booked at any time from now on.
    peak: i64,
    /// When that is first; null where nothing is booked.
    peak_at: Option<Timestamp>,
}

impl StoragePoolView {
    /// These pools, with what is booked on them from now on: at most two years of it are read.
    pub(super) async fn all(conn: &mut PgConnection, pools: Vec<Pool>, now: Timestamp) -> sqlx::Result<Vec<Self>> {
        let ids: Vec<Uuid> = pools.iter().map(|pool| pool.id.uuid()).collect();
        let claims = calendars::claims_on(&mut *conn, &ids).await?;
        let headers: Vec<Uuid> = pools.iter().map(|pool| pool.calendar_id).collect();
        let headers: Vec<Header> = calendars::headers(&mut *conn, &headers).await?;
        let today = Slot::holding(now).day();
        let loaded = calendars::load(conn, &headers, (today, today + DAYS_AHEAD), now).await?;
        let view = |pool: Pool| {
            let calendar = loaded.iter().find(|calendar| calendar.id == pool.calendar_id);
            let on = claims.iter().find(|on| on.pool == pool.id);
            Self::new(pool, calendar, on, now)
        };
        Ok(pools.into_iter().map(view).collect())
    }

    /// One of them, with its version.
    pub(super) async fn one(conn: &mut PgConnection, pool: Pool, now: Timestamp) -> Result<Versioned<Self>, ApiError> {
        let edit = pool.edit();
        let view = Self::all(conn, vec![pool], now).await?.pop().ok_or(ApiError::NotFound)?;
        Ok(Versioned::new(Version::of_content(edit, &serde_json::to_vec(&view).unwrap_or_default()), view))
    }

    pub(super) fn cursor(&self) -> Cursor {
        Cursor::new(self.created_at, self.id.uuid())
    }

    fn new(pool: Pool, calendar: Option<&Calendar>, on: Option<&ClaimsOn>, now: Timestamp) -> Self {
        let limits = pool.limits();
        let measure = |resource: Resource, whole: i64| {
            let now = Slot::holding(now);
            let peak = calendar.and_then(|calendar| peak(calendar, resource, now));
            PoolMeasureView {
                whole,
                sold: limits.get(&resource).copied().unwrap_or_default(),
                booked: calendar.map_or(0, |calendar| calendar.used(resource, now)),
                peak: peak.map_or(0, |(_, most)| most),
                peak_at: peak.map(|(at, _)| at.start()),
            }
        };
        Self {
            id: pool.id,
            cluster_id: pool.cluster_id,
            retention_days: pool.retention_days,
            open: pool.is_open,
            claims_grow: pool.grows,
            bandwidth: measure(Resource::StorageBandwidthMbit, pool.bandwidth_mbit),
            space: measure(Resource::StorageSpaceMib, pool.space_mib),
            orders: on.map_or(0, |on| on.orders),
            kept: on.map_or(0, |on| on.kept),
            created_at: pool.created_at,
            name: pool.name,
            storage_class: pool.storage_class,
        }
    }
}

const DAYS_AHEAD: i32 = 731;

/// The first slot from now on in which most is booked.
fn peak(calendar: &Calendar, resource: Resource, now: Slot) -> Option<(Slot, i64)> {
    let mut peak: Option<(Slot, i64)> = None;
    for (_, day, used) in calendar.days().filter(|(of, ..)| *of == resource) {
        let first = i64::from(day) * i64::try_from(used.len()).unwrap_or_default();
        for (slot, used) in (first..).map(Slot).zip(used).filter(|(slot, used)| *slot >= now && **used > 0) {
            if peak.is_none_or(|(_, most)| *used > most) {
                peak = Some((slot, *used));
            }
        }
    }
    peak
}
