//! Sums of how promises were kept, by week, institution and cluster: of every order, also of those that cost nothing.
//!
//! An hour is added by its second look, a day after it, when what was late to be known is known; in the transaction that notes how far the look has come, so
//! that it is added once.

use std::collections::BTreeMap;

use homeroom_domain::{
    billing::{Kept, Stretch},
    ids::{ClusterId, TenantId},
    slots::monday,
};
use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    facts::{Look, OrderLooks},
    keep::stretches,
    store,
};
use crate::capacity::{self, LessonSums};

/// A room that was ready so long before its lesson is counted apart.
pub(super) const READY_BEFORE: [SignedDuration; 3] =
    [SignedDuration::from_mins(1), SignedDuration::from_mins(2), SignedDuration::from_mins(5)];

/// Lessons of one week, institution and cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub lessons: i64,
    pub in_time: i64,
    pub late: i64,
    pub broken: i64,
    pub unknown: i64,
    pub ready_before: [i64; READY_BEFORE.len() + 1],
    /// Why rooms were late or not ready at all: by reason, empty where nobody knows.
    pub causes: BTreeMap<String, i64>,
}

/// A place of an order, and between which moments it ran there; `None`: it still does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RanOn {
    pub cluster: Uuid,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
}

/// The cluster that was to bring a room up at a moment, of places by when they began: what was lost there is not the next one's. An order that was placed later than
/// that is where it was placed first.
fn brought_up_by(places: &[RanOn], at: Timestamp) -> Option<Uuid> {
    // A place that was given up before the order ever ran there has no time of its own.
    let mut ran = places.iter().filter(|place| place.until.is_none_or(|until| place.since < until));
    let is_there = |place: &&RanOn| place.since <= at && place.until.is_none_or(|until| at < until);
    let found = ran.clone().find(is_there).or_else(|| ran.clone().find(|place| place.since > at)).or_else(|| ran.next_back());
    found.map(|place| place.cluster)
}

impl Count {
    fn add(&mut self, look: &Look) {
        self.lessons += 1;
        match look.kept {
            Kept::InTime => {
                self.in_time += 1;
                let place = READY_BEFORE.iter().position(|edge| look.ready_before < *edge).unwrap_or(READY_BEFORE.len());
                self.ready_before[place] += 1;
            }
            Kept::Late { .. } => self.late += 1,
            Kept::Broken { .. } => self.broken += 1,
            Kept::Unknown => self.unknown += 1,
        }
    }
}

/// See the module. Beside promises, which are an institution's, what was planned against what came, which is a cluster's.
#[derive(Debug, Default)]
pub(super) struct Weeks {
    promises: BTreeMap<(TenantId, Date, Uuid), Count>,
    clusters: BTreeMap<(Uuid, Date), LessonSums>,
}

impl Weeks {
    /// Adds what was found of these orders. Whoever was suspended, or stopped by a cap, when a room should have come up was promised none.
    pub(super) async fn add(&mut self, conn: &mut PgConnection, looked: &[OrderLooks]) -> sqlx::Result<()> {
        let ids: Vec<Uuid> = looked.iter().map(|order| order.order.uuid()).collect();
        let places = store::places_of(&mut *conn, &ids).await?;
        for of in looked {
            let places = places.get(&of.order.uuid()).map_or(&[][..], Vec::as_slice);
            let halted = if of.looks.iter().all(|look| look.kept == Kept::InTime) { Vec::new() } else { halted(conn, of).await? };
            for look in of.looks.iter().filter(|look| look.kept == Kept::InTime || !look.is_within(&halted)) {
                let (week, cluster) = (week_of(look.wanted.ends_at), brought_up_by(places, look.opens_at).unwrap_or_default());
                let count = self.promises.entry((of.tenant, week, cluster)).or_default();
                count.add(look);
                if matches!(look.kept, Kept::Late { .. } | Kept::Broken { .. }) {
                    let cause = store::cause(&mut *conn, of.tenant, look).await?;
                    let reason = cause.and_then(|cause| Some(cause["reason"].as_str()?.to_owned()));
                    *count.causes.entry(reason.unwrap_or_default()).or_default() += 1;
                }
                if !cluster.is_nil() {
                    add_look(self.clusters.entry((cluster, week)).or_default(), look);
                }
            }
        }
        Ok(())
    }

    pub(super) async fn write(&self, conn: &mut PgConnection) -> sqlx::Result<()> {
        for ((tenant, week, cluster), count) in &self.promises {
            store::add_week(&mut *conn, (*tenant, *week, *cluster), count).await?;
        }
        for ((cluster, week), sums) in &self.clusters {
            capacity::add_lessons(&mut *conn, (ClusterId::new(*cluster), *week), sums).await?;
        }
        Ok(())
    }
}

fn add_look(sums: &mut LessonSums, look: &Look) {
    sums.lessons += 1;
    match look.kept {
        Kept::InTime => {
            sums.in_time += 1;
            sums.ready_seconds += look.ready_before.as_secs();
        }
        Kept::Late { .. } => sums.late += 1,
        Kept::Broken { .. } => sums.broken += 1,
        Kept::Unknown => sums.unknown += 1,
    }
    if let Some(expected) = look.expected {
        sums.expecting += 1;
        sums.expected += i64::from(expected);
        sums.seen += look.seen;
    }
}

/// When no lesson of an order was to begin, because of what its institution did or left undone.
pub(super) async fn halted(conn: &mut PgConnection, of: &OrderLooks) -> sqlx::Result<Vec<Stretch>> {
    let mut halted = stretches(&store::suspensions(&mut *conn, of.tenant).await?);
    halted.extend(store::stops(conn, of.tenant, of.order).await?);
    Ok(halted)
}

/// The Monday of an instant's week in UTC.
fn week_of(at: Timestamp) -> Date {
    monday(at.to_zoned(TimeZone::UTC).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_its_monday() {
        let of = |text: &str| week_of(text.parse().unwrap()).to_string();
        assert_eq!((of("2026-09-06T23:59:59Z"), of("2026-09-07T00:00:00Z")), ("2026-08-31".to_owned(), "2026-09-07".to_owned()));
    }

    #[test]
    fn a_lesson_counts_for_the_cluster_that_was_to_bring_its_room_up() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let [first, given_up, second] = [1, 2, 3].map(Uuid::from_u128);
        let ran = |cluster, since, until: Option<i64>| RanOn { cluster, since: at(since), until: until.map(at) };
        // It left the first for the second at 50; a third was given up before it came there.
        let places = [ran(first, 10, Some(50)), ran(given_up, 30, Some(30)), ran(second, 50, None)];
        let found = [5, 10, 30, 49, 50, 99].map(|second| brought_up_by(&places, at(second)));
        assert_eq!(found, [first, first, first, first, second, second].map(Some));
        assert_eq!(brought_up_by(&[ran(first, 10, Some(50))], at(60)), Some(first), "it ended, and its room still ran");
        assert_eq!(brought_up_by(&[], at(10)), None);
    }
}
