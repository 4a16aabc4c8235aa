//! Orders to plan, for the tests of `workload`, `diff` and `phase`.

use serde_json::json;
use uuid::Uuid;

use super::{Credentials, Desired, OrderFacts, RoomPlan, Settings, Stage, priority_class_name};
pub(crate) use crate::admission::fixtures::kind;
use crate::{
    ids::{ClassroomId, OrderId, TenantId},
    kind::Kind,
    sizing,
};

pub(crate) fn classroom(number: u128) -> ClassroomId {
    ClassroomId::new(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + number))
}

pub(crate) fn room(kind: &Kind, number: u128, seats: u32) -> RoomPlan {
    RoomPlan {
        id: classroom(number),
        key: format!("7-{number}"),
        name: Some(format!("七年级{number}班")),
        participants: seats + kind.staff_seats,
        size: sizing::size(kind, seats),
        wanted: false,
        always: false,
        generation: 1,
        priority_class: priority_class_name(kind),
        grace_seconds: kind.grace_seconds,
        credentials: Credentials { key: format!("key-{number}"), secret: format!("secret-{number}-of-at-least-32-characters") },
    }
}

pub(crate) fn settings() -> Settings {
    Settings {
        installation: "demo".into(),
        image: "registry.example/livekit-server@sha256:0123".into(),
        network_limited: true,
        interfaces: None,
        monitoring_namespace: "monitoring".into(),
    }
}

/// An order of `rooms` rooms of 50 seats, numbered from 1, none of them wanted.
pub(crate) fn order(kind_name: &str, rooms: u128) -> Desired {
    let kind = kind(kind_name);
    Desired {
        stage: Stage::Standing,
        order: OrderFacts {
            id: OrderId::new(Uuid::from_u128(7)),
            tenant_id: TenantId::new(Uuid::from_u128(1)),
            generation: 1,
            document: json!({"name": "Autumn term, grade 7", "kind": kind.name}),
        },
        rooms: (1..=rooms).map(|number| room(&kind, number, 50)).collect(),
        claim: None,
        settings: settings(),
    }
}

/// The same with every room wanted.
pub(crate) fn live_order(kind_name: &str, rooms: u128) -> Desired {
    let mut desired = order(kind_name, rooms);
    desired.rooms.iter_mut().for_each(|room| room.wanted = true);
    desired
}
