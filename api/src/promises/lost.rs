//! Clusters that do not answer, or whose rooms nobody reaches: orders that need rooms there within a day are at risk from that moment on, until it is back or they
//! run elsewhere.
//!
//! Operators read of it at once. An institution reads of it when it has lasted for a minute: a server that is started anew is no news to a class.

use std::collections::HashSet;

use homeroom_domain::{
    admission::Reachable,
    at_risk::{Booking, RiskCause, RoomsHeard, unheard},
    ids::{ClusterId, OrderId},
    slots::Slot,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    look::Found,
    store::{self, Kept},
};
use crate::clusters::store::{self as clusters, Among, Cluster};

/// So long it lasts before institutions read of it.
const LASTS: SignedDuration = SignedDuration::from_mins(1);

/// A cluster that is lost, and what is up there all the same.
#[derive(Debug)]
pub(super) struct Lost {
    cause: RiskCause,
    heard: RoomsHeard,
    /// Orders of it that were named before.
    named: HashSet<OrderId>,
}

impl Lost {
    /// Orders that need more rooms there within a day than are up, of those that run there and hold this.
    pub(super) fn found<'a>(&self, bookings: impl IntoIterator<Item = &'a Booking>, now: Timestamp) -> Vec<Found> {
        unheard(bookings, &self.heard, (Slot::holding(now), &self.named)).into_iter().map(|one| (one, self.cause.clone())).collect()
    }
}

/// `None` of a cluster that answers and whose rooms are reached, as far as is known.
pub(super) async fn read(conn: &mut PgConnection, cluster: &Cluster, now: Timestamp) -> sqlx::Result<Option<Lost>> {
    let Some(cause) = cause(conn, cluster).await? else { return Ok(None) };
    let heard = store::rooms_heard(&mut *conn, cluster.id, now).await?;
    Ok(Some(Lost { cause, heard, named: store::bells(conn, cluster.id).await?.into_keys().collect() }))
}

/// Whether a cluster is still as it was when it was looked at.
pub(super) async fn is_still(conn: &mut PgConnection, id: ClusterId, lost: Option<&Lost>) -> sqlx::Result<bool> {
    let Some(cluster) = clusters::get(&mut *conn, id).await? else { return Ok(false) };
    Ok(cause(conn, &cluster).await?.as_ref() == lost.map(|lost| &lost.cause))
}

async fn cause(conn: &mut PgConnection, cluster: &Cluster) -> sqlx::Result<Option<RiskCause>> {
    let calendars = [cluster.calendar_id];
    let weighed = clusters::weighed(conn, None, cluster.simulated, Among::Calendars(&calendars)).await?;
    Ok(weighed.first().and_then(|weighed| match weighed.reachable {
        Reachable::Yes | Reachable::Unknown => None,
        Reachable::CutOff => Some(RiskCause::RoomsNotReached {}),
        Reachable::No => Some(RiskCause::ClusterSilent {}),
    }))
}

impl Kept {
    /// Its cluster is lost.
    pub(super) fn is_of_lost(&self) -> bool {
        [RiskCause::ClusterSilent {}, RiskCause::RoomsNotReached {}].into_iter().any(|cause| json!(cause)["reason"] == self.cause["reason"])
    }

    /// An institution may read of it.
    pub(super) fn lasts(&self, now: Timestamp) -> bool {
        !self.is_of_lost() || now.duration_since(self.since) >= LASTS
    }
}
