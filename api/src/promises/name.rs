//! Orders of a lost cluster that a failover finds no place for, or none in time: named by whoever fails it over, in the same table and the same words as those that
//! no longer fit.
//!
//! No look at what is booked finds them, because they are booked; so each look leaves them until their rooms are up, their lessons over, or they run elsewhere.

use homeroom_domain::{
    at_risk::RiskCause,
    calendar::Resource,
    ids::{ClusterId, OrderId, TenantId},
};
use jiff::Timestamp;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    store::{self, Kept, Known},
    tell::{self, At, News},
};
use crate::clusters::store as clusters;

/// Lessons of an order that are not met.
#[derive(Debug)]
pub(crate) struct Unkept {
    pub(crate) order: OrderId,
    pub(crate) tenant: TenantId,
    /// The first of them, and when it begins.
    pub(crate) lesson: String,
    pub(crate) bell_at: Timestamp,
    /// When the last of them ends.
    pub(crate) until: Timestamp,
    /// The most of its rooms that are missing at a time.
    pub(crate) rooms: i64,
    pub(crate) cause: RiskCause,
}

/// Names orders that run on a cluster, and tells of those that are new or worse. The caller commits.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn name(conn: &mut PgConnection, id: ClusterId, unkept: &[Unkept], now: Timestamp) -> anyhow::Result<()> {
    let Some(cluster) = clusters::get(&mut *conn, id).await? else { return Ok(()) };
    // Of these alone: the others are none of its business, and each order may be named by itself.
    let orders: Vec<Uuid> = unkept.iter().map(|one| one.order.uuid()).collect();
    let mut known = store::lock(&mut *conn, id, Some(&orders), now).await?;
    let found = unkept.iter().map(|one| one.kept(now).told_as(known.kept.get(&one.order))).collect();
    // That it did not fit there before is another matter, which the next look finds again.
    known.kept.retain(|order, kept| known.standing.contains(order) && !kept.is_of_lost());
    let news = News::of(found, known.kept, now);
    store::keep(&mut *conn, id, &news.changed()).await?;
    tell::all(conn, At { cluster: id, name: &cluster.name }, news, now).await
}

/// An order that had no place for some of its rooms has one for all of them: what was named for that is taken back. The caller commits.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn has_place(conn: &mut PgConnection, id: ClusterId, order: OrderId, now: Timestamp) -> anyhow::Result<()> {
    let Some(cluster) = clusters::get(&mut *conn, id).await? else { return Ok(()) };
    let mut known = store::lock(&mut *conn, id, Some(&[order.uuid()]), now).await?;
    known.kept.retain(|_, kept| kept.cause["reason"] == "NoPlaceElsewhere");
    let mut news = News::of(Vec::new(), known.kept, now);
    let gone: Vec<Uuid> = news.gone.iter().map(|kept| kept.order.uuid()).collect();
    let forgotten = store::forget(&mut *conn, id, &gone).await?;
    news.gone.retain(|kept| forgotten.contains(&kept.order.uuid()));
    tell::all(conn, At { cluster: id, name: &cluster.name }, news, now).await
}

impl Unkept {
    fn kept(&self, now: Timestamp) -> Kept {
        let rooms = self.rooms.max(1);
        Kept {
            order: self.order,
            tenant: self.tenant,
            since: now,
            lesson: Some(self.lesson.clone()),
            bell_at: self.bell_at,
            until: self.until,
            rooms,
            resource: Resource::Pods.as_str().to_owned(),
            short_by: rooms,
            cause: serde_json::to_value(&self.cause).unwrap_or_default(),
            told_at: None,
        }
    }
}

impl Kept {
    /// An institution that has read of the same bell for another cause does not read of it again.
    fn told_as(self, before: Option<&Self>) -> Self {
        let told_at = before.filter(|before| before.bell_at == self.bell_at).and_then(|before| before.told_at);
        Self { told_at, ..self }
    }
}

/// What a look found, with what still stands. Of an order that a failover named and a look found, that whose bell is first: that its cluster is lost is known then.
/// What an earlier look found of a lost cluster is left only where this one finds nothing of the order.
pub(super) fn beside(mut found: Vec<Kept>, known: &Known) -> Vec<Kept> {
    for kept in known.kept.values().filter(|kept| known.standing.contains(&kept.order)) {
        if found.iter().any(|one| one.order == kept.order && (kept.is_of_lost() || !one.is_of_lost() && one.bell_at < kept.bell_at)) {
            continue;
        }
        found.retain(|one| one.order != kept.order);
        found.push(kept.clone());
    }
    found.sort_by_key(|kept| (kept.bell_at, kept.order));
    found
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde_json::json;

    use super::*;

    fn kept(order: u128, bell: i64, cause: &str) -> Kept {
        let at = |minutes: i64| Timestamp::from_second(60 * minutes).unwrap();
        Kept {
            order: OrderId::new(Uuid::from_u128(order)),
            tenant: TenantId::new(Uuid::nil()),
            since: at(0),
            lesson: None,
            bell_at: at(bell),
            until: at(bell + 45),
            rooms: 3,
            resource: "pods".into(),
            short_by: 3,
            cause: json!({"reason": cause, "params": {}}),
            told_at: None,
        }
    }

    #[test]
    fn what_a_failover_named_is_left_while_it_stands_and_of_both_the_first_bell_is_told() {
        let named = [
            kept(1, 540, "RoomsComeUpLate"),
            kept(2, 540, "RoomsComeUpLate"),
            kept(3, 540, "NoPlaceElsewhere"),
            kept(4, 540, "NoPlaceElsewhere"),
        ];
        let standing = [1, 2, 3].map(|order| OrderId::new(Uuid::from_u128(order))).into();
        let known = Known { edit: Some(0), kept: HashMap::from(named.map(|kept| (kept.order, kept))), standing };
        let found =
            vec![kept(1, 480, "ClusterSilent"), kept(2, 595, "NodesMissing"), kept(3, 480, "NodesMissing"), kept(5, 500, "NodesMissing")];
        let told: Vec<_> =
            beside(found, &known).into_iter().map(|kept| (kept.order.uuid().as_u128(), kept.cause["reason"].clone())).collect();
        let expected = [(3, "NodesMissing"), (5, "NodesMissing"), (1, "RoomsComeUpLate"), (2, "RoomsComeUpLate")];
        assert_eq!(told, expected.map(|(order, reason)| (order, json!(reason))));
    }

    #[test]
    fn what_a_look_found_of_a_lost_cluster_is_left_where_the_next_finds_nothing_of_the_order() {
        let named = [kept(1, 540, "ClusterSilent"), kept(2, 540, "RoomsNotReached"), kept(3, 540, "ClusterSilent")];
        let standing = [1, 2].map(|order| OrderId::new(Uuid::from_u128(order))).into();
        let known = Known { edit: Some(0), kept: HashMap::from(named.map(|kept| (kept.order, kept))), standing };
        let told: Vec<_> = beside(vec![kept(1, 600, "NodesMissing")], &known)
            .into_iter()
            .map(|kept| (kept.order.uuid().as_u128(), kept.cause["reason"].clone()))
            .collect();
        assert_eq!(told, [(2, json!("RoomsNotReached")), (1, json!("NodesMissing"))]);
    }

    #[test]
    fn the_causes_that_a_look_leaves_are_spelled_as_the_store_asks_for_them() {
        let late = RiskCause::RoomsComeUpLate { lead_minutes: 10, ready_by: Timestamp::UNIX_EPOCH };
        let causes = [late, RiskCause::NoPlaceElsewhere { clusters: 0 }, RiskCause::ClusterSilent {}, RiskCause::RoomsNotReached {}];
        let names = causes.map(|cause| json!(cause)["reason"].clone());
        assert_eq!(names, ["RoomsComeUpLate", "NoPlaceElsewhere", "ClusterSilent", "RoomsNotReached"].map(|name| json!(name)));
    }
}
