//! What `plan` is told: the order's facts, what each room should be right now, and the settings of this installation and cluster.
//!
//! Sizes, generations and "wanted" are decided by the timetable and come in as values, so that this room knows neither clocks nor lessons.

use std::{collections::BTreeSet, fmt};

use serde_json::Value;

use crate::{
    cluster::interfaces::{Interfaces, Isolation},
    ids::{ClassroomId, OrderId, TenantId},
    pools::Claim,
    sizing::RoomSize,
};

/// Everything that decides an order's objects.
#[derive(Debug, Clone, PartialEq)]
pub struct Desired {
    pub stage: Stage,
    pub order: OrderFacts,
    /// Every room of the generation in force, and those that an older one still keeps live. Any order; the plan sorts by id.
    pub rooms: Vec<RoomPlan>,
    /// `None` where its lessons are not recorded here.
    pub claim: Option<ClaimPlan>,
    pub settings: Settings,
}

/// The claim on a storage pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimPlan {
    /// Of the pool.
    pub storage_class: String,
    pub claim: Claim,
}

impl Desired {
    /// Whether NetworkPolicies keep others out of the rooms: not where those have interfaces of their own and the cluster leaves that to a security group.
    pub(super) fn is_fenced_by_policies(&self) -> bool {
        let is_alone = self.rooms.iter().any(|room| room.size.interfaces > 0);
        !is_alone || self.settings.interfaces.as_ref().is_none_or(|profile| profile.isolation == Isolation::NetworkPolicy)
    }

    /// The same where these rooms stay up that are: another clock says that they are wanted.
    #[must_use]
    pub fn with_rooms_kept(mut self, kept: &BTreeSet<ClassroomId>) -> Self {
        self.rooms.iter_mut().for_each(|room| room.wanted |= kept.contains(&room.id));
        self
    }

    /// The same where no room is to be up, whatever the timetable says: the order runs elsewhere.
    #[must_use]
    pub fn with_rooms_at_zero(mut self) -> Self {
        self.rooms.iter_mut().for_each(|room| room.wanted = false);
        self
    }

    /// The same where some rooms are not to be up: they stay elsewhere for now.
    #[must_use]
    pub fn with_rooms_elsewhere(mut self, is_elsewhere: impl Fn(ClassroomId) -> bool) -> Self {
        self.rooms.iter_mut().filter(|room| is_elsewhere(room.id)).for_each(|room| room.wanted = false);
        self
    }

    /// The same with some of its rooms alone: the others run elsewhere, and are to go here whether they are up or not.
    #[must_use]
    pub fn with_rooms_alone(mut self, stays: impl Fn(ClassroomId) -> bool) -> Self {
        self.rooms.retain(|room| stays(room.id));
        self
    }
}

/// Whether the order's objects should exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// More than 7 days before the first lesson: nothing is made, and nothing that stands is touched.
    Absent,
    /// The objects stand; rooms come and go with the lessons.
    Standing,
    /// The objects go: rooms, then workloads, then the namespace.
    Leaving,
}

/// The order, as far as objects show it.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderFacts {
    pub id: OrderId,
    pub tenant_id: TenantId,
    /// The number of the generation in force.
    pub generation: i64,
    /// What a lost database is rebuilt from; no secrets. Key order does not matter.
    pub document: Value,
}

/// One room, as it should be now.
#[derive(Debug, Clone, PartialEq)]
pub struct RoomPlan {
    pub id: ClassroomId,
    pub key: String,
    pub name: Option<String>,
    /// Pupils and staff seats: how many the room admits.
    pub participants: u32,
    /// Frozen with the generation that decides this room's present or next run.
    pub size: RoomSize,
    /// From lead before to drain after a run of lessons.
    pub wanted: bool,
    /// An always-room has no next start, so an amendment restarts it at once.
    pub always: bool,
    /// The generation that decides this room now.
    pub generation: i64,
    /// See [`super::priority_class_name`].
    pub priority_class: String,
    pub grace_seconds: u32,
    pub credentials: Credentials,
}

/// The key pair that a room's media server knows, and that tokens to join it are signed with. Empty where nothing is to stand.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    pub key: String,
    /// At least 32 characters.
    pub secret: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("key", &self.key).finish_non_exhaustive()
    }
}

/// What the installation and the cluster decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Which Homeroom the objects belong to: a label value, unique among those that share a cluster.
    pub installation: String,
    /// The media server's image, by digest.
    pub image: String,
    /// Whether the cluster's nodes offer `homeroom.dev/network-mbit`; where they lack it, rooms do not ask for it.
    pub network_limited: bool,
    /// How rooms get network interfaces of their own here; `None` where none can.
    pub interfaces: Option<Interfaces>,
    /// The namespace whose pods may scrape the rooms' metrics.
    pub monitoring_namespace: String,
}
