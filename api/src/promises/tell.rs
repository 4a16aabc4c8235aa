//! What is told of promises at risk: operators at once and in full, an institution only what it can act on.
//!
//! Operators read of an order when it no longer fits, again when an earlier lesson or more rooms of it do not, and when it fits again. Its institution reads of it
//! when the lesson is to begin within two hours and nobody has found room until then: early enough to tell a class, too late to hope that it passes unseen. It
//! reads no cluster and no cause; and what it was told of is taken back when it fits again. What is over by then does not: nobody reads that it holds.

use std::collections::HashMap;

use homeroom_domain::ids::{ClusterId, OrderId, TenantId};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::store::Kept;
use crate::{
    auth::{Actor, Place},
    events::{self, EventType, Happened},
};

/// So long before the bell an institution is told.
const TOLD_BEFORE: SignedDuration = SignedDuration::from_hours(2);

/// The cluster that is told of.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) cluster: ClusterId,
    pub(super) name: &'a str,
}

/// What is otherwise than it was.
pub(super) struct News {
    /// Everything that is at risk, with since when, and whether it was told.
    pub(super) found: Vec<Kept>,
    /// What is at risk no more.
    pub(super) gone: Vec<Kept>,
    before: HashMap<OrderId, Kept>,
    /// Of those found whose institution is told now.
    about_to_begin: Vec<OrderId>,
}

impl News {
    pub(super) fn of(mut found: Vec<Kept>, mut before: HashMap<OrderId, Kept>, now: Timestamp) -> Self {
        let mut about_to_begin = Vec::new();
        for kept in &mut found {
            if let Some(known) = before.get(&kept.order) {
                kept.since = known.since;
                // Of each lesson by itself.
                kept.told_at = known.told_at.filter(|_| kept.bell_at <= known.bell_at || kept.is_lesson_of(known));
            }
            // Rooms that run go on; a lesson that is to come may not begin.
            if kept.told_at.is_none() && kept.bell_at > now && kept.bell_at.duration_since(now) <= TOLD_BEFORE && kept.lasts(now) {
                kept.told_at = Some(now);
                about_to_begin.push(kept.order);
            }
        }
        let here: HashMap<OrderId, Kept> = found.iter().filter_map(|kept| before.remove_entry(&kept.order)).collect();
        let mut gone: Vec<Kept> = before.into_values().collect();
        gone.sort_by_key(|kept| (kept.bell_at, kept.order));
        Self { found, gone, before: here, about_to_begin }
    }

    /// Rows that are to be written.
    pub(super) fn changed(&self) -> Vec<Kept> {
        self.found.iter().filter(|kept| self.before.get(&kept.order) != Some(*kept)).cloned().collect()
    }

    /// What operators have not read yet.
    fn for_operators(&self) -> impl Iterator<Item = &Kept> {
        self.found.iter().filter(|kept| {
            let known = self.before.get(&kept.order);
            known.is_none_or(|known| kept.rooms > known.rooms || kept.bell_at < known.bell_at)
        })
    }
}

impl Kept {
    /// It was told by the slot in which its rooms are to come up, and by now its lesson is known.
    fn is_lesson_of(&self, before: &Self) -> bool {
        before.lesson.is_none() && self.lesson.is_some() && self.bell_at.duration_since(before.bell_at) <= TOLD_BEFORE
    }
}

/// Writes events, those of an institution to its own feed.
pub(super) async fn all(conn: &mut PgConnection, at: At<'_>, news: News, now: Timestamp) -> anyhow::Result<()> {
    let happened = |kind: EventType, order: OrderId, data: Value| Happened { kind, subject: order.to_string(), data, at: now };
    let at_risk = news.for_operators().map(|kept| happened(EventType::PromiseAtRisk, kept.order, in_full(at, kept)));
    let holds = news.gone.iter().filter(|kept| kept.until > now).map(|kept| happened(EventType::PromiseHolds, kept.order, whose(at, kept)));
    let told: Vec<Happened> = at_risk.chain(holds).collect();
    if !told.is_empty() {
        events::record_all(conn, Place::Platform, &Actor::system(), told).await?;
    }
    let mut feeds: HashMap<TenantId, Vec<Happened>> = HashMap::new();
    for kept in news.found.iter().filter(|kept| news.about_to_begin.contains(&kept.order)) {
        feeds.entry(kept.tenant).or_default().push(happened(EventType::PromiseAtRisk, kept.order, in_brief(kept)));
    }
    for kept in news.gone.iter().filter(|kept| kept.told_at.is_some() && kept.bell_at > now) {
        feeds.entry(kept.tenant).or_default().push(happened(EventType::PromiseHolds, kept.order, in_brief(kept)));
    }
    for (tenant, told) in feeds {
        events::record_all(conn, Place::Tenant(tenant), &Actor::system(), told).await?;
    }
    Ok(())
}

fn whose(at: At<'_>, kept: &Kept) -> Value {
    json!({ "tenant_id": kept.tenant, "cluster_id": at.cluster, "cluster": at.name, "since": kept.since })
}

fn in_full(at: At<'_>, kept: &Kept) -> Value {
    let mut data = whose(at, kept);
    let more = json!({
        "lesson_id": kept.lesson, "bell_at": kept.bell_at, "until": kept.until, "rooms": kept.rooms, "resource": kept.resource,
        "short_by": kept.short_by, "cause": kept.cause,
    });
    if let (Some(data), Value::Object(more)) = (data.as_object_mut(), more) {
        data.extend(more);
    }
    data
}

/// For the institution.
fn in_brief(kept: &Kept) -> Value {
    json!({ "lesson_id": kept.lesson, "bell_at": kept.bell_at, "rooms": kept.rooms })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(minutes * 60).unwrap()
    }

    fn kept(order: u128, bell: i64, rooms: i64) -> Kept {
        Kept {
            order: OrderId::new(Uuid::from_u128(order)),
            tenant: TenantId::new(Uuid::nil()),
            since: at(1_000),
            lesson: None,
            bell_at: at(bell),
            until: at(bell + 60),
            rooms,
            resource: "pods".into(),
            short_by: 1,
            cause: json!({}),
            told_at: None,
        }
    }

    #[test]
    fn operators_read_what_is_new_and_worse_and_an_institution_what_is_about_to_begin() {
        let known = |kept: Kept| (kept.order, Kept { since: at(900), ..kept });
        let before =
            HashMap::from([known(kept(1, 1_500, 3)), known(kept(2, 1_500, 3)), known(kept(3, 1_500, 3)), known(kept(9, 1_500, 3))]);
        let found = vec![kept(1, 1_500, 3), kept(2, 1_400, 3), kept(3, 1_500, 4), kept(4, 1_100, 1), kept(5, 990, 1)];
        let news = News::of(found, before, at(1_000));
        let numbers = |kept: &mut dyn Iterator<Item = &Kept>| kept.map(|kept| kept.order.uuid().as_u128()).collect::<Vec<_>>();
        assert_eq!(numbers(&mut news.for_operators()), [2, 3, 4, 5]);
        assert_eq!(numbers(&mut news.gone.iter()), [9]);
        assert_eq!(numbers(&mut news.changed().iter()), [2, 3, 4, 5]);
        assert_eq!(news.about_to_begin, [OrderId::new(Uuid::from_u128(4))], "a lesson that runs goes on");
        assert_eq!((news.found[0].since, news.found[3].since, news.found[3].told_at), (at(900), at(1_000), Some(at(1_000))));
    }

    #[test]
    fn what_was_told_by_its_slot_is_not_told_again_by_its_lesson() {
        let lesson = |bell: i64| Kept { lesson: Some("lesson".into()), ..kept(1, bell, 2) };
        let told = |before: Kept, bell: i64| {
            let before = HashMap::from([(before.order, Kept { told_at: Some(at(990)), ..before })]);
            News::of(vec![lesson(bell)], before, at(1_000)).about_to_begin.len()
        };
        assert_eq!(told(kept(1, 1_050, 2), 1_060), 0);
        assert_eq!(told(lesson(1_050), 1_060), 1, "of each lesson by itself");
        assert_eq!(told(kept(1, 930, 2), 1_060), 1);
    }

    #[test]
    fn of_a_cluster_that_is_lost_an_institution_reads_when_that_has_lasted() {
        let silent = |since: i64| Kept { since: at(since), cause: json!({"reason": "ClusterSilent", "params": {}}), ..kept(1, 1_055, 2) };
        let told = |before: Option<Kept>, now: i64| {
            let before = before.into_iter().map(|kept| (kept.order, kept)).collect();
            let news = News::of(vec![silent(now)], before, at(now));
            (news.for_operators().count(), news.about_to_begin.len())
        };
        assert_eq!(told(None, 1_000), (1, 0), "operators at once");
        assert_eq!(told(Some(silent(1_000)), 1_000), (0, 0));
        assert_eq!(told(Some(silent(1_000)), 1_001), (0, 1));
        assert_eq!(told(Some(Kept { told_at: Some(at(1_001)), ..silent(1_000) }), 1_002), (0, 0), "once");
    }
}
