//! Which lesson of an order that does not fit is the first: its bell is what people read. Orders are read for it, so many at a look; what an earlier look found is
//! kept until that lesson begins.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use homeroom_domain::{
    at_risk::AtRisk,
    ids::{ClusterId, OrderId},
    order::Order,
    slots::Slot,
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    look::Found,
    store::{self, Bell},
};
use crate::{app::App, auth::SystemTx, orders::store::ahead};

/// Orders whose lesson is looked up at a look. The others are named by the lesson that is known of them, else by their slot, and looked up at one of the next.
const LOOKED_UP: usize = 200;

/// The first lessons that do not fit, as far as they are known.
#[derive(Debug, Default)]
pub(super) struct Lessons {
    bells: HashMap<OrderId, Bell>,
    /// Lessons that are to come are still to be looked up.
    pub(super) are_left: bool,
}

impl Lessons {
    pub(super) async fn read(
        app: &App,
        (cluster, found): (ClusterId, &BTreeMap<OrderId, Found>),
        (is_lost, now): (bool, Timestamp),
    ) -> anyhow::Result<Self> {
        if found.is_empty() {
            return Ok(Self::default());
        }
        let mut tx = SystemTx::of_worker(&app.pools).await?;
        let known = store::bells(tx.conn(), cluster).await?;
        let Asked { first, mut others } = asked(found.values().map(|(one, _)| one), known, now);
        let ids: Vec<Uuid> = first.keys().map(|order| order.uuid()).collect();
        let orders = ahead::read_of_all(tx.conn(), &ids).await?;
        tx.rollback().await?;
        let looked_up = move || -> Vec<(OrderId, Bell)> {
            let bell = |order: &Order| Some((order.id, bell(order, *first.get(&order.id)?, (is_lost, now))?));
            orders.iter().filter_map(bell).collect()
        };
        others.bells.extend(app.work.own(looked_up).await?);
        Ok(others)
    }

    pub(super) fn of(&self, order: OrderId) -> Option<&Bell> {
        self.bells.get(&order)
    }
}

/// Which orders are looked up now, by the first slot that is short of each, and what is known of the others.
struct Asked {
    first: HashMap<OrderId, Slot>,
    others: Lessons,
}

fn asked<'a>(found: impl Iterator<Item = &'a AtRisk>, mut known: HashMap<OrderId, Bell>, now: Timestamp) -> Asked {
    let mut next: Vec<&AtRisk> = found.collect();
    next.sort_by_cached_key(|one| turn(one, known.get(&one.order), now));
    let left = next.split_off(next.len().min(LOOKED_UP));
    let mut others = Lessons::default();
    for one in left {
        match known.remove(&one.order).filter(|bell| bell.is_of(one, now)) {
            Some(bell) => {
                others.bells.insert(one.order, bell);
            }
            // What runs goes on: it is looked up in its turn.
            None => others.are_left |= one.first.start() > now,
        }
    }
    Asked { first: next.into_iter().map(|one| (one.order, one.first)).collect(), others }
}

/// Those that are new first, the next slot before the others; then those of which no lesson is known that is to come, and the rest last, each by chance: whichever
/// cannot be told a lesson, the others have their turn.
fn turn(one: &AtRisk, known: Option<&Bell>, now: Timestamp) -> (u8, Option<Slot>, u64) {
    let mut hasher = DefaultHasher::new();
    (one.order, now).hash(&mut hasher);
    match known {
        None => (0, Some(one.first), hasher.finish()),
        Some(bell) if bell.is_of(one, now) => (2, None, hasher.finish()),
        Some(_) => (1, None, hasher.finish()),
    }
}

impl Bell {
    /// It is a lesson that is to come while an order does not fit.
    fn is_of(&self, one: &AtRisk, now: Timestamp) -> bool {
        self.lesson.is_some() && self.at > now && self.at >= one.first.start() && self.at < one.end.start()
    }
}

/// The first lesson of an order whose room is up in a slot, lead and drain included, and that is not over.
fn bell(order: &Order, slot: Slot, (is_lost, now): (bool, Timestamp)) -> Option<Bell> {
    let kind = &order.newest().kind;
    let minutes = |count: u32| SignedDuration::from_mins(count.into());
    let (begin, end) = (slot.start(), Slot(slot.0 + 1).start());
    let schedule = order.schedule();
    let is_up = |starts_at: Timestamp, ends_at: Timestamp| {
        let up_at = starts_at.saturating_sub(minutes(kind.lead_minutes)).unwrap_or(Timestamp::MIN);
        let down_at = ends_at.saturating_add(minutes(kind.drain_minutes)).unwrap_or(Timestamp::MAX);
        up_at < end && down_at > begin
    };
    let mut held = schedule.lessons().iter().filter(|held| !held.lesson.cancelled && is_up(held.lesson.starts_at, held.lesson.ends_at));
    // Where a cluster is lost, rooms that are up go on: one that is still to come up is asked first.
    let to_come = held.clone().find(|held| is_lost && held.lesson.starts_at > now.max(begin));
    // A room that only drains has no lesson to lose; the next one is asked first.
    let first = to_come.or_else(|| held.clone().find(|held| held.lesson.ends_at > now.max(begin))).or_else(|| held.next())?;
    Some(Bell { lesson: Some(order.lesson_id(first).to_string()), at: first.lesson.starts_at })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use homeroom_domain::calendar::Resource;

    use super::*;

    fn at(slot: i64) -> Timestamp {
        Slot(slot).start()
    }

    /// Each is short from a slot of its own on, the later numbers later.
    fn found(count: u128) -> Vec<AtRisk> {
        let one = |number: u128| AtRisk {
            order: OrderId::new(Uuid::from_u128(number)),
            first: Slot(1_000 + i64::try_from(number).unwrap()),
            end: Slot(9_000),
            rooms: 1,
            resource: Resource::Pods,
            short_by: 1,
        };
        (0..count).map(one).collect()
    }

    fn bell(slot: i64) -> Bell {
        Bell { lesson: Some("lesson".into()), at: at(slot) }
    }

    #[test]
    fn every_order_is_looked_up_within_some_looks_the_next_first_and_keeps_its_bell_until_that_has_rung() {
        let found = found(450);
        let mut known = HashMap::new();
        let mut looked_up = HashSet::new();
        for (look, are_left) in [(0, true), (1, true), (2, false)] {
            let asked = asked(found.iter(), known.clone(), at(900 + look));
            assert_eq!((asked.first.len(), asked.others.are_left), (LOOKED_UP, are_left));
            if look == 0 {
                assert!(found.iter().take(LOOKED_UP).all(|one| asked.first.contains_key(&one.order)), "the next first");
                // What was not looked up is written by its slot.
                known.extend(found.iter().map(|one| (one.order, Bell { lesson: None, at: one.first.start() })));
            }
            assert!(asked.others.bells.values().all(|bell| bell.lesson.is_some()));
            known.extend(asked.first.iter().map(|(order, first)| (*order, bell(first.0 + 2))));
            looked_up.extend(asked.first.into_keys());
        }
        assert_eq!(looked_up.len(), 450);
        let again = asked(found.iter(), known, at(904));
        assert_eq!((again.others.bells.len(), again.others.are_left), (250, false));
        assert!(again.others.bells.iter().all(|(order, bell)| bell.at == at(1_002 + i64::try_from(order.uuid().as_u128()).unwrap())));
    }

    #[test]
    fn a_bell_that_has_rung_or_lies_before_what_is_short_is_not_kept() {
        let one = &found(1)[0];
        let is_of = |bell: Bell, now: i64| bell.is_of(one, at(now));
        assert!(is_of(bell(1_000), 999) && is_of(bell(8_999), 999));
        assert!(!is_of(bell(1_002), 1_002) && !is_of(bell(999), 900) && !is_of(bell(9_000), 900));
        assert!(!is_of(Bell { lesson: None, at: at(1_002) }, 900));
    }
}
