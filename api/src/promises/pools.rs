//! Storage pools of which more is booked than is sold, because they were made smaller: whose recordings no longer fit.
//!
//! What orders hold of a pool says nothing of their rooms, so that is taken from what they hold of its cluster. What was left by orders that run there no more lies
//! on the pool already: it counts as placed before everything else.

use std::collections::{BTreeMap, HashMap};

use homeroom_domain::{
    at_risk::{Booking, RiskCause, at_risk},
    calendar::{Amounts, Calendar, Resource},
    ids::{ClusterId, OrderId},
    slots::Slot,
};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{look::Found, store};
use crate::{calendars::store as calendars, clusters::store as clusters};

/// A pool that is short, as of one moment.
#[derive(Debug)]
pub(super) struct SeenPool {
    name: String,
    calendar: Calendar,
    bookings: Vec<Booking>,
}

/// The pools of a cluster that are short from now on. Where none is, nothing of what is booked is read but its sums.
pub(super) async fn over(conn: &mut PgConnection, cluster: ClusterId, now: Timestamp) -> sqlx::Result<Vec<SeenPool>> {
    let mut names: BTreeMap<Uuid, String> =
        clusters::pools(&mut *conn, Some(cluster)).await?.into_iter().map(|pool| (pool.calendar_id, pool.name)).collect();
    let ids: Vec<Uuid> = names.keys().copied().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (headers, from) = (calendars::headers(&mut *conn, &ids).await?, Slot::holding(now));
    let mut found = Vec::new();
    for calendar in calendars::load(&mut *conn, &headers, (from.day(), i32::MAX), now).await? {
        if !calendar.over(from).is_empty() {
            let bookings = store::bookings(&mut *conn, calendar.id, from).await?.into_iter().map(|(_, booking)| booking).collect();
            found.push(SeenPool { name: names.remove(&calendar.id).unwrap_or_default(), calendar, bookings });
        }
    }
    Ok(found)
}

impl SeenPool {
    /// Orders that do not fit on it, where these are the bookings of its cluster.
    pub(super) fn found(self, of_cluster: &[Booking], now: Timestamp) -> Vec<Found> {
        let there: HashMap<OrderId, &Booking> = of_cluster.iter().map(|booking| (booking.order, booking)).collect();
        let with_rooms = |booking: Booking| match there.get(&booking.order) {
            Some(known) => Booking { placed_at: known.placed_at, steps: beside(booking.steps, &known.steps), ..booking },
            None => Booking { placed_at: Timestamp::MIN, ..booking },
        };
        let bookings = self.bookings.into_iter().map(with_rooms).collect();
        let found = at_risk(&self.calendar, bookings, Slot::holding(now)).into_iter();
        found
            .map(|one| {
                let sold = self.calendar.limit(one.resource);
                (one, RiskCause::PoolTooSmall { pool: self.name.clone(), sold })
            })
            .collect()
    }
}

/// What is held of a pool, and how many rooms are up.
fn beside(mut storage: Amounts, of_cluster: &Amounts) -> Amounts {
    storage.extend(of_cluster.get(&Resource::Pods).map(|pods| (Resource::Pods, pods.clone())));
    storage
}
