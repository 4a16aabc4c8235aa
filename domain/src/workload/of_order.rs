//! From an order as it is kept to what `plan` is told about it at one moment.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    desired::{ClaimPlan, Credentials, Desired, OrderFacts, RoomPlan, Settings, Stage},
    document::document_too_large,
    priority::priority_class_name,
};
use crate::{
    ids::ClassroomId,
    order::{Generation, NewRoom, Order, RoomNow, Schedule},
    sizing,
};

/// What comes from outside the order.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub stage: Stage,
    pub claim: Option<ClaimPlan>,
    pub settings: Settings,
    /// Of every room of the order; of none where nothing is to stand, so that what cannot be read keeps no order from its end.
    pub credentials: BTreeMap<ClassroomId, Credentials>,
}

/// A room without which the order cannot be planned: no generation names it, or it has no credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("room {0} is not complete")]
pub struct IncompleteRoom(pub ClassroomId);

impl Desired {
    /// What the order wants at an instant. `schedule` is the order's.
    pub fn of(order: &Order, schedule: &Schedule, around: Surroundings, now: Timestamp) -> Result<Self, IncompleteRoom> {
        let Surroundings { stage, claim, settings, mut credentials } = around;
        let mut keys = |id| if stage == Stage::Standing { credentials.remove(&id) } else { Some(Credentials::default()) };
        let room = |now: RoomNow| {
            let incomplete = IncompleteRoom(now.room_id);
            keys(now.room_id).and_then(|credentials| room_plan(order, now, credentials)).ok_or(incomplete)
        };
        let rooms = schedule.rooms_at(now).into_iter().map(room).collect::<Result<_, _>>()?;
        Ok(Self { stage, order: OrderFacts::of(order, now), rooms, claim, settings })
    }
}

impl OrderFacts {
    pub fn of(order: &Order, now: Timestamp) -> Self {
        Self { id: order.id, tenant_id: order.tenant_id, generation: order.in_force(now).number, document: document(order, now) }
    }
}

/// What is kept in the cluster: everything that decides what will run, from now on. Generations that were replaced are history, and left out, though a
/// room may follow one to the end of its run: whoever rebuilds a database from this finds those rooms up in a size that waits for their next start.
fn document(order: &Order, now: Timestamp) -> Value {
    let begun = order.generations.partition_point(|generation| generation.effective_from <= now);
    let counting = &order.generations[begun.saturating_sub(1)..];
    let all = of_generations(order, counting);
    match counting {
        // Each document was accepted alone; where two of them are too large, the one that stays counts.
        [_, .., newest] if document_too_large(&all).is_some() => of_generations(order, std::slice::from_ref(newest)),
        _ => all,
    }
}

fn of_generations(order: &Order, generations: &[Generation]) -> Value {
    json!({
        "id": order.id,
        "tenant_id": order.tenant_id,
        "created_at": order.created_at,
        "cancelled_at": order.cancelled_at,
        "ends_at": order.ends_at,
        "suspended_since": order.suspended_since,
        "stopped_since": order.stopped_since,
        "rooms": order.rooms.iter().map(|room| json!({"id": room.id, "key": room.key})).collect::<Vec<_>>(),
        "generations": generations.iter().map(of_generation).collect::<Vec<_>>(),
    })
}

fn of_generation(generation: &Generation) -> Value {
    json!({
        "number": generation.number,
        "created_at": generation.created_at,
        "effective_from": generation.effective_from,
        "replaced_at": generation.replaced_at,
        "document": generation.document,
        "kind": generation.kind,
    })
}

/// A room has the size of the generation that decides its run, and the name that it bears now: a new name is not a new generation.
fn room_plan(order: &Order, now: RoomNow, credentials: Credentials) -> Option<RoomPlan> {
    let key = &order.rooms.iter().find(|room| room.id == now.room_id)?.key;
    let generation = order.generation(now.generation)?;
    // Only the generation of its run may name it: another clock can be behind the moment at which that was dropped.
    let newest = order.generations.iter().rev().chain([generation]).find_map(|generation| named(generation, key))?;
    let seats = named(generation, key).unwrap_or(newest).seats;
    Some(RoomPlan {
        id: now.room_id,
        key: key.clone(),
        name: newest.name.clone(),
        participants: seats + generation.kind.staff_seats,
        size: sizing::size(&generation.kind, seats),
        wanted: now.wanted_until.is_some(),
        always: generation.is_always(),
        generation: generation.number,
        priority_class: priority_class_name(&generation.kind),
        grace_seconds: generation.kind.grace_seconds,
        credentials,
    })
}

fn named<'a>(generation: &'a Generation, key: &str) -> Option<&'a NewRoom> {
    generation.document.rooms.iter().find(|room| room.key == key)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{super::fixture, *};
    use crate::{
        ids::{OrderId, TenantId},
        order::{Dropped, OrderPhase, Room},
    };

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn generation(number: i64, from: &str, rooms: &Value) -> Generation {
        let document = json!({
            "name": "Autumn term", "kind": "class", "region": "cn-beijing", "rooms": rooms,
            "term": {"first_day": "2026-09-01", "last_day": "2026-09-30"},
            "timetable": {"time_zone": "UTC", "lessons": [{"key": "math", "rrule": "FREQ=DAILY", "start": "09:00", "duration_minutes": 45}]}});
        Generation {
            number,
            created_at: at(from),
            effective_from: at(from),
            replaced_at: None,
            document: serde_json::from_value(document).unwrap(),
            kind: fixture::kind("class"),
        }
    }

    /// Two rooms; from the middle of a lesson on, the first is larger and renamed and the second is gone.
    fn amended() -> Order {
        let (first, second) =
            (json!([{"key": "a", "seats": 50}, {"key": "b", "seats": 20}]), json!([{"key": "a", "seats": 60, "name": "A"}]));
        Order {
            id: OrderId::new(Uuid::from_u128(7)),
            tenant_id: TenantId::new(Uuid::from_u128(1)),
            created_at: at("2026-08-01T00:00:00Z"),
            generations: vec![generation(1, "2026-08-01T00:00:00Z", &first), generation(2, "2026-09-07T09:20:00Z", &second)],
            dropped: vec![],
            rooms: [("a", 1), ("b", 2)].map(|(key, number)| Room { id: fixture::classroom(number), key: key.into() }).into(),
            phase: OrderPhase::Active,
            overruns: vec![],
            overrun_seconds: 0,
            cancelled_at: None,
            ends_at: None,
            suspended_since: None,
            stopped_since: None,
            reserved_until: None,
        }
    }

    fn around() -> Surroundings {
        let credentials = |number| (fixture::classroom(number), Credentials { key: format!("key-{number}"), secret: "secret".into() });
        Surroundings {
            stage: Stage::Standing,
            claim: None,
            settings: fixture::settings(),
            credentials: [credentials(1), credentials(2)].into(),
        }
    }

    fn rooms_at(text: &str) -> Vec<(String, u32, bool, i64)> {
        let order = amended();
        let desired = Desired::of(&order, &order.schedule(), around(), at(text)).unwrap();
        desired.rooms.into_iter().map(|room| (room.key, room.participants, room.wanted, room.generation)).collect()
    }

    #[test]
    fn a_live_room_keeps_the_size_and_generation_of_its_run() {
        let row = |key: &str, participants, wanted, generation| (key.to_owned(), participants, wanted, generation);
        assert_eq!(rooms_at("2026-09-07T08:49:59Z"), [row("a", 53, false, 1), row("b", 23, false, 1)]);
        assert_eq!(rooms_at("2026-09-07T08:50:00Z"), [row("a", 53, true, 1), row("b", 23, true, 1)]);
        assert_eq!(rooms_at("2026-09-07T09:20:00Z"), [row("a", 53, true, 1), row("b", 23, true, 1)], "both keep their run");
        assert_eq!(rooms_at("2026-09-07T09:55:00Z"), [row("a", 63, false, 2)], "and then the amendment counts");
    }

    #[test]
    fn a_room_that_is_kept_stays_wanted_and_no_other() {
        let order = amended();
        let night = Desired::of(&order, &order.schedule(), around(), at("2026-09-07T02:00:00Z")).unwrap();
        let kept = night.with_rooms_kept(&[fixture::classroom(2)].into());
        assert_eq!(kept.rooms.iter().map(|room| room.wanted).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_room_that_went_up_for_a_dropped_generation_keeps_its_size() {
        let mut order = amended();
        let rooms = |seats| json!([{"key": "a", "seats": 50}, {"key": "b", "seats": seats}]);
        let first = generation(1, "2026-08-01T00:00:00Z", &json!([{"key": "a", "seats": 50}]));
        let pending = Generation { created_at: at("2026-09-01T00:00:00Z"), ..generation(2, "2026-09-07T08:55:00Z", &rooms(30)) };
        order.generations = vec![first, generation(3, "2026-09-07T08:52:00Z", &rooms(10))];
        order.dropped = vec![Dropped { generation: pending, at: at("2026-09-07T08:52:00Z") }];
        let desired = Desired::of(&order, &order.schedule(), around(), at("2026-09-07T09:10:00Z")).unwrap();
        let room = &desired.rooms[1];
        assert_eq!((room.key.as_str(), room.participants, room.wanted, room.generation), ("b", 33, true, 2));
    }

    #[test]
    fn what_is_kept_in_the_cluster_is_what_counts_from_now_on() {
        let order = amended();
        let numbers = |text: &str| -> Vec<i64> {
            let facts = OrderFacts::of(&order, at(text));
            let generations = facts.document["generations"].as_array().unwrap().clone();
            generations.iter().map(|generation| generation["number"].as_i64().unwrap()).collect()
        };
        assert_eq!(numbers("2026-09-07T09:00:00Z"), [1, 2], "one that is pending too");
        assert_eq!(numbers("2026-09-07T09:20:00Z"), [2]);
        let facts = OrderFacts::of(&order, at("2026-09-07T09:20:00Z"));
        assert_eq!(facts.document["rooms"][1], json!({"id": fixture::classroom(2), "key": "b"}));
        assert_eq!(facts.generation, 2);
    }

    #[test]
    fn a_room_without_credentials_is_named_where_it_is_to_stand() {
        let order = amended();
        let mut around = around();
        around.credentials.remove(&fixture::classroom(2));
        let at_work = at("2026-09-07T09:00:00Z");
        let outcome = Desired::of(&order, &order.schedule(), around.clone(), at_work);
        assert_eq!(outcome, Err(IncompleteRoom(fixture::classroom(2))));
        for stage in [Stage::Absent, Stage::Leaving] {
            let around = Surroundings { stage, credentials: BTreeMap::new(), ..around.clone() };
            assert_eq!(Desired::of(&order, &order.schedule(), around, at_work).map(|desired| desired.rooms.len()), Ok(2), "{stage:?}");
        }
    }
}
