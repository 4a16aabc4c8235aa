//! The whole set, in the order in which it is created.

use std::{borrow::Cow, collections::BTreeMap};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::{
    claim,
    desired::{Desired, RoomPlan, Stage},
    livekit,
    names::{INSTALLATION_LABEL, MANAGED_BY_LABEL, MANAGER, ORDER_LABEL, TENANT_LABEL, namespace_name, room_name},
    namespace, network,
    object::{ObjectKind, PlannedObject},
    room::{self, Shared},
};
use crate::{
    ids::{ClassroomId, OrderId},
    pools::Claim,
    sizing::RoomSize,
};

/// What should stand for an order, and which rooms it wants now.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub stage: Stage,
    pub installation: String,
    pub order_id: OrderId,
    pub namespace: String,
    /// In the order in which they are created, the namespace first. Empty unless the stage is [`Stage::Standing`].
    pub objects: Vec<PlannedObject>,
    /// By id.
    pub rooms: Vec<PlannedRoom>,
    /// What becomes of the claim into which its lessons were recorded; where it is to stand it is one of the objects.
    pub claim: Claim,
}

/// What `diff` and `phase` need to know of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRoom {
    pub id: ClassroomId,
    /// Of its Deployment.
    pub name: String,
    /// Always false unless the stage is [`Stage::Standing`].
    pub wanted: bool,
    pub always: bool,
    pub generation: i64,
    pub size: RoomSize,
    /// Which node it is to prefer when it is brought up, if somebody advises one. No part of what is planned.
    pub node: Option<String>,
}

/// The objects of an order. The same input gives the same bytes.
pub fn plan(desired: &Desired) -> Plan {
    let desired = sorted(desired);
    let standing = desired.stage == Stage::Standing;
    Plan {
        stage: desired.stage,
        installation: desired.settings.installation.clone(),
        order_id: desired.order.id,
        namespace: namespace_name(desired.order.id),
        objects: if standing { objects(&desired) } else { Vec::new() },
        rooms: desired.rooms.iter().map(|room| planned_room(room, standing)).collect(),
        claim: desired.claim.as_ref().map(|plan| plan.claim).unwrap_or_default(),
    }
}

fn sorted(desired: &Desired) -> Cow<'_, Desired> {
    if desired.rooms.is_sorted_by_key(|room| room.id) {
        return Cow::Borrowed(desired);
    }
    let mut owned = desired.clone();
    owned.rooms.sort_by_key(|room| room.id);
    Cow::Owned(owned)
}

fn planned_room(room: &RoomPlan, standing: bool) -> PlannedRoom {
    PlannedRoom {
        id: room.id,
        name: room_name(room.id),
        wanted: room.wanted && standing,
        always: room.always,
        generation: room.generation,
        size: room.size,
        node: None,
    }
}

fn objects(desired: &Desired) -> Vec<PlannedObject> {
    let labels = labels(desired);
    let namespace = namespace_name(desired.order.id);
    let metadata = |name: &str| ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(namespace.clone()),
        labels: Some(labels.clone()),
        ..ObjectMeta::default()
    };
    let keys = PlannedObject::seal(ObjectKind::Secret, &livekit::keys(desired, |name| metadata(&name)));
    let config = PlannedObject::seal(ObjectKind::ConfigMap, &livekit::config(desired, |name| metadata(&name)));
    let claim = desired.claim.as_ref().and_then(|plan| claim::of(plan, &metadata));
    let shared = Shared { settings: &desired.settings, keys: &keys.object.name, config: &config.object.name, records: claim.is_some() };
    let rooms: Vec<_> = desired
        .rooms
        .iter()
        .map(|room| PlannedObject::seal(ObjectKind::Deployment, &room::deployment(room, &shared, metadata(&room_name(room.id)))))
        .collect();
    let mut objects = bounds(desired, &labels, &metadata);
    objects.extend([keys, config]);
    objects.extend(around(desired, &metadata));
    objects.extend(claim.map(|claim| PlannedObject::seal(ObjectKind::PersistentVolumeClaim, &claim)));
    objects.extend(rooms);
    objects
}

/// What must stand before anything runs.
fn bounds(desired: &Desired, labels: &BTreeMap<String, String>, metadata: &impl Fn(&str) -> ObjectMeta) -> Vec<PlannedObject> {
    let mut bounds = vec![
        PlannedObject::seal(ObjectKind::Namespace, &namespace::namespace(desired, labels)),
        PlannedObject::seal(ObjectKind::ResourceQuota, &namespace::quota(desired, metadata("order"))),
        PlannedObject::seal(ObjectKind::LimitRange, &namespace::limits(desired, metadata("order"))),
    ];
    if desired.is_fenced_by_policies() {
        bounds.extend(fences(desired, metadata));
    }
    bounds.push(PlannedObject::seal(ObjectKind::ServiceAccount, &namespace::account(metadata(room::ACCOUNT))));
    bounds
}

fn fences(desired: &Desired, metadata: &impl Fn(&str) -> ObjectMeta) -> [PlannedObject; 3] {
    [
        PlannedObject::seal(ObjectKind::NetworkPolicy, &network::deny_all(metadata("deny-all"))),
        PlannedObject::seal(ObjectKind::NetworkPolicy, &network::names_and_own(metadata("dns-and-own"))),
        PlannedObject::seal(ObjectKind::NetworkPolicy, &network::media(metadata("media"), &desired.settings.monitoring_namespace)),
    ]
}

/// What rooms are reached and kept by.
fn around(desired: &Desired, metadata: &impl Fn(&str) -> ObjectMeta) -> Vec<PlannedObject> {
    vec![
        PlannedObject::seal(ObjectKind::ConfigMap, &namespace::document(desired, metadata("order"))),
        PlannedObject::seal(ObjectKind::Service, &network::rooms(metadata(room::SUBDOMAIN))),
        PlannedObject::seal(ObjectKind::PodDisruptionBudget, &namespace::no_eviction(metadata("rooms"))),
    ]
}

fn labels(desired: &Desired) -> BTreeMap<String, String> {
    BTreeMap::from([
        (MANAGED_BY_LABEL.to_owned(), MANAGER.to_owned()),
        (INSTALLATION_LABEL.to_owned(), desired.settings.installation.clone()),
        (TENANT_LABEL.to_owned(), desired.order.tenant_id.to_string()),
        (ORDER_LABEL.to_owned(), desired.order.id.to_string()),
    ])
}
