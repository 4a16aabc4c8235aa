//! An order as it is kept: its generations, its rooms and its life.
//!
//! A generation is in force from a moment on and replaces all others from there; what happened before follows the generation of its time.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Availability, NewOrder, Overrun, ValidOrder};
use crate::{
    ids::{ClassroomId, ClusterId, OrderId, TenantId},
    kind::Kind,
};

/// An order with everything that decides what should run.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub id: OrderId,
    pub tenant_id: TenantId,
    pub created_at: Timestamp,
    /// Ascending by number and by `effective_from`; never empty.
    pub generations: Vec<Generation>,
    /// Ascending by number. Rooms that went up for one of them follow it to the end of their runs.
    pub dropped: Vec<Dropped>,
    /// Every room that a generation names or named, in any order; keys are unique.
    pub rooms: Vec<Room>,
    pub phase: OrderPhase,
    /// Lessons that went on because people were inside, in any order; one a lesson.
    pub overruns: Vec<Overrun>,
    /// Grows with each of them: tells one schedule of the same documents from the next.
    pub overrun_seconds: i64,
    /// Set by a cancel: no lesson that begins from then on is held.
    pub cancelled_at: Option<Timestamp>,
    /// Set by a cancel: the order ends then, instead of with its term.
    pub ends_at: Option<Timestamp>,
    /// Set while its tenant is suspended: no lesson that begins after this is started.
    pub suspended_since: Option<Timestamp>,
    /// Set while a cap on spending stops it, which is to lessons what a suspension is. What is booked stays booked, and it may be amended.
    pub stopped_since: Option<Timestamp>,
    /// Set while it waits for a purchase order: it is given back then.
    pub reserved_until: Option<Timestamp>,
}

/// One version of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Generation {
    /// 1, 2, 3 ...
    pub number: i64,
    /// When it was decided: never after it takes over, unless it stands for earlier ones too.
    pub created_at: Timestamp,
    pub effective_from: Timestamp,
    /// Set where the generation that replaced it is not kept any more: it counts until then, and nothing after it until the next one's moment.
    pub replaced_at: Option<Timestamp>,
    pub document: NewOrder,
    /// The catalogue row, frozen when the generation was admitted.
    pub kind: Kind,
}

/// A pending generation that was dropped when rooms were up for it, and the moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Dropped {
    pub generation: Generation,
    pub at: Timestamp,
}

impl Order {
    /// The generation that counts at an instant. Before the first is in force, it is the first.
    pub fn in_force(&self, at: Timestamp) -> &Generation {
        let begun = self.generations.partition_point(|g| g.effective_from <= at);
        &self.generations[begun.saturating_sub(1)]
    }

    /// The generation that is shown and edited: the last, whether in force or not yet.
    pub fn newest(&self) -> &Generation {
        &self.generations[self.generations.len() - 1]
    }

    /// From when on no lesson is started, be it for a suspension or for a cap.
    pub fn halted_since(&self) -> Option<Timestamp> {
        self.suspended_since.into_iter().chain(self.stopped_since).min()
    }

    /// Whether it is being removed or gone.
    pub fn is_leaving(&self) -> bool {
        self.phase.is_leaving()
    }

    /// The generation of a number, be it dropped.
    pub fn generation(&self, number: i64) -> Option<&Generation> {
        self.dropped.iter().map(|dropped| &dropped.generation).chain(&self.generations).find(|g| g.number == number)
    }
}

impl Generation {
    /// What follows from the document. Costs an expansion.
    pub fn valid(&self) -> ValidOrder {
        ValidOrder::accepted(self.document.clone(), self.kind.clone())
    }

    /// From when on it was known that it, or what it stands for, would take over.
    pub(crate) fn known_from(&self) -> Timestamp {
        self.created_at.min(self.effective_from)
    }

    /// From when on it is felt: rooms go up a lead before their lessons, and so before it takes over.
    pub(crate) fn felt_from(&self) -> Timestamp {
        self.effective_from.saturating_sub(SignedDuration::from_mins(self.kind.lead_minutes.into())).unwrap_or(Timestamp::MIN)
    }

    /// Whether its rooms are always wanted.
    pub fn is_always(&self) -> bool {
        self.document.timetable.availability == Some(Availability::Always)
    }
}

/// A classroom of an order. It keeps its id as long as its key is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    pub id: ClassroomId,
    pub key: String,
}

/// Where an order stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderPhase {
    /// Booked until a moment, and waiting for a purchase order: nothing is made and nothing charged.
    Reserved,
    /// Booked; its objects come 7 days before the first lesson.
    Scheduled,
    /// Its objects are being made.
    Provisioning,
    /// Its objects stand; rooms come and go with the lessons.
    Active,
    /// Its institution is suspended, or a cap on spending is reached: no new lesson starts.
    Suspended,
    /// Its objects are being removed.
    Terminating,
    /// Gone; nothing is booked any more.
    Released,
}

impl OrderPhase {
    /// Whether what is in it is being removed or gone.
    pub fn is_leaving(self) -> bool {
        matches!(self, Self::Terminating | Self::Released)
    }
}

/// An order's place on a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    pub order_id: OrderId,
    pub cluster_id: ClusterId,
    pub state: PlacementState,
}

/// What a placement is for. All but the last hold capacity of their cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlacementState {
    /// Objects are made here, and no room is ever up: the order may go on here later.
    Coming,
    /// The one place where its rooms are up.
    Live,
    /// What is here goes, and nothing else happens.
    Leaving,
    Gone,
}

impl PlacementState {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coming => "coming",
            Self::Live => "live",
            Self::Leaving => "leaving",
            Self::Gone => "gone",
        }
    }

    /// One of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Coming, Self::Live, Self::Leaving, Self::Gone].into_iter().find(|state| state.as_str() == name)
    }
}
