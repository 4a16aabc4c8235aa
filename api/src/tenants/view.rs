//! A tenant and its quota, as they go out.

use std::collections::BTreeMap;

use homeroom_domain::{
    calendar::Resource,
    ids::{PartnerId, TenantId},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::TenantRow;
use crate::{
    calendars::store::Limits,
    config::DefaultQuota,
    http::{Checks, text},
};

/// A tenant.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TenantView {
    pub id: TenantId,
    /// The partner that created it; null for the platform's own.
    pub partner_id: Option<PartnerId>,
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// False: its orders are placed on simulated clusters, and only there.
    pub livemode: bool,
    pub standing: TenantStanding,
    pub suspended_at: Option<Timestamp>,
    pub suspended_reason: Option<String>,
    /// Since when something is overdue; null where nothing is.
    pub past_due_since: Option<Timestamp>,
    /// Since when its plan has ended.
    pub cancelled_at: Option<Timestamp>,
    /// Of one whose plan has ended: when its data is removed at the earliest.
    pub purge_at: Option<Timestamp>,
    /// Why its data is kept beyond that for now; null where it is not.
    pub purge_hold: Option<String>,
    /// When all of its data was removed but what the law keeps; null before.
    pub purged_at: Option<Timestamp>,
    /// Why nothing that is overdue is chased of it; null where it is.
    pub exempt_reason: Option<String>,
    pub external_id: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub created_at: Timestamp,
}

/// Whether it may order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenantStanding {
    /// On a plan that is not charged yet.
    Trialing,
    Active,
    /// Something is overdue: it orders and runs as before, and is suspended after 14 days.
    PastDue,
    Suspended,
    /// Its plan has ended, because it wished so or was suspended for 60 days for what it owes. It is read and exported until its data is removed.
    Cancelled,
    /// Its data is being removed, or was: there is no way back.
    Purged,
}

/// What a tenant may book: rooms and seats in lessons at the same time, orders that are not over, rooms in one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub rooms: i64,
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub seats: i64,
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub live_orders: i64,
    #[schema(minimum = 0, maximum = 200)]
    pub rooms_per_order: i64,
}

/// A quota to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewQuota {
    #[schema(minimum = 0, maximum = 1_000_000)]
    rooms: i64,
    #[schema(minimum = 0, maximum = 100_000_000)]
    seats: i64,
    #[schema(minimum = 0, maximum = 1_000_000)]
    live_orders: i64,
    #[schema(minimum = 0, maximum = 200)]
    rooms_per_order: i64,
    /// Why, for the event `quota.changed`, which the tenant reads too; 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    #[serde(default, deserialize_with = "text::read")]
    pub(super) reason: Option<String>,
}

impl NewQuota {
    pub(super) const fn quota(&self) -> Quota {
        Quota { rooms: self.rooms, seats: self.seats, live_orders: self.live_orders, rooms_per_order: self.rooms_per_order }
    }
}

impl Quota {
    /// A limit that was never set is 0: nothing may be booked.
    pub(super) fn of(limits: &Limits) -> Self {
        let limit = |resource| limits.get(&resource).copied().unwrap_or_default();
        Self {
            rooms: limit(Resource::Rooms),
            seats: limit(Resource::Seats),
            live_orders: limit(Resource::LiveOrders),
            rooms_per_order: limit(Resource::RoomsPerOrder),
        }
    }

    pub(super) fn limits(&self) -> Limits {
        Limits::from([
            (Resource::Rooms, self.rooms),
            (Resource::Seats, self.seats),
            (Resource::LiveOrders, self.live_orders),
            (Resource::RoomsPerOrder, self.rooms_per_order),
        ])
    }

    /// Notes what is out of range; `base` is where the quota stands in the body.
    pub(super) fn check(&self, base: &str, checks: &mut Checks) {
        checks
            .number(&format!("{base}/rooms"), self.rooms, 0..=1_000_000)
            .number(&format!("{base}/seats"), self.seats, 0..=100_000_000)
            .number(&format!("{base}/live_orders"), self.live_orders, 0..=1_000_000)
            .number(&format!("{base}/rooms_per_order"), self.rooms_per_order, 0..=200);
    }
}

impl From<DefaultQuota> for Quota {
    fn from(quota: DefaultQuota) -> Self {
        Self {
            rooms: quota.rooms.into(),
            seats: quota.seats.into(),
            live_orders: quota.live_orders.into(),
            rooms_per_order: quota.rooms_per_order.into(),
        }
    }
}

impl TenantView {
    /// As it stands at a moment.
    pub(crate) fn new(row: TenantRow, now: Timestamp) -> Self {
        Self {
            id: row.id.into(),
            partner_id: row.partner_id.map(PartnerId::new),
            name: row.name,
            time_zone: row.time_zone,
            currency: row.currency,
            livemode: row.livemode,
            standing: TenantStanding::of(
                [row.purging_since, row.cancelled_at, row.suspended_at, row.past_due_since].map(|since| since.is_some()),
                row.trial_until,
                now,
            ),
            cancelled_at: row.cancelled_at.map(jiff_sqlx::Timestamp::to_jiff),
            purge_at: row.purge_at.map(jiff_sqlx::Timestamp::to_jiff),
            purge_hold: row.purge_hold,
            purged_at: row.purged_at.map(jiff_sqlx::Timestamp::to_jiff),
            exempt_reason: row.exempt_reason,
            past_due_since: row.past_due_since.map(jiff_sqlx::Timestamp::to_jiff),
            suspended_at: row.suspended_at.map(jiff_sqlx::Timestamp::to_jiff),
            suspended_reason: row.suspended_reason,
            external_id: row.external_id,
            metadata: row.metadata.0,
            created_at: row.created_at.to_jiff(),
        }
    }
}

impl TenantStanding {
    /// Of a tenant that is purged, cancelled, suspended, past due, and whose trial ends then.
    pub(crate) fn of(
        [purged, cancelled, suspended, past_due]: [bool; 4],
        trial_until: Option<jiff_sqlx::Timestamp>,
        now: Timestamp,
    ) -> Self {
        let is_trial = trial_until.is_some_and(|end| end.to_jiff() > now);
        if purged {
            return Self::Purged;
        }
        match (cancelled, suspended, past_due) {
            (true, ..) => Self::Cancelled,
            (false, true, _) => Self::Suspended,
            (false, false, true) => Self::PastDue,
            (false, false, false) if is_trial => Self::Trialing,
            (false, false, false) => Self::Active,
        }
    }
}
