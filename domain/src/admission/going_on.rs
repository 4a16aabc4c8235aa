//! Whether lessons may go on for another step: one room after the other, on the calendars on which their order is booked, whatever became of its cluster.
//!
//! Nothing is worked out about the rest of the term. What a step adds is the difference between the room with it and without, so it counts the lead that
//! the room has anyway for its next lesson, and what an amendment took over meanwhile. Nodes are asked for as everybody asks for them: by shares first, and where
//! those refuse, once somebody has read what is up, by what packs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    packed::{Newcomer, Nodes, pods, taken, up},
    rooms_up::{OrderUp, RoomsUp},
};
use crate::{
    calendar::{Amounts, Calendar, Reservation, Resource},
    demand::Demand,
    ids::OrderId,
    order::{Closing, Order, Schedule},
    room_sizes::RoomSizes,
    sizing::NodeShape,
    slots::{Slot, Steps},
};

/// Where an order is booked.
#[derive(Debug)]
pub struct BookedOn<'a> {
    pub quota: &'a mut Calendar,
    pub cluster: &'a mut Calendar,
    /// `None` while no node of the cluster is known.
    pub shape: Option<NodeShape>,
    pub rooms: RoomsThere,
}

/// What is known of the rooms that are up on the cluster.
#[derive(Debug)]
pub enum RoomsThere {
    /// Nobody looked: what might take the place of others that were packed is refused, so that somebody does.
    Unread,
    /// Nobody can: shares decide, and what is kept free takes it.
    Unknown,
    Known(RoomsOf),
}

/// All of them, and of them those of the order.
#[derive(Debug)]
pub struct RoomsOf {
    order: OrderId,
    held: Reservation,
    sizes: RoomSizes,
    up: RoomsUp,
}

impl RoomsOf {
    /// `held` is what the order has on the cluster, with what was just granted; its rooms among the others are known by its name.
    pub fn new(order: OrderId, (held, sizes): (Reservation, RoomSizes), mut up: RoomsUp) -> Self {
        up.take(&OrderUp { order: Some(order), up: pods(&held.steps), sizes: sizes.clone() });
        Self { order, held, sizes, up }
    }
}

impl Newcomer for RoomsThere {
    fn known_as(&self) -> Option<OrderId> {
        self.known().map(|of| of.order)
    }

    fn holds(&self) -> Option<&Reservation> {
        self.known().map(|of| &of.held)
    }

    fn sizes(&self) -> RoomSizes {
        self.known().map(|of| of.sizes.clone()).unwrap_or_default()
    }

    fn grown(&self) -> Steps {
        Steps::default()
    }

    fn may_go_unseen(&self) -> bool {
        matches!(self, Self::Unknown)
    }
}

impl RoomsThere {
    const fn known(&self) -> Option<&RoomsOf> {
        match self {
            Self::Known(of) => Some(of),
            Self::Unread | Self::Unknown => None,
        }
    }
}

/// What was granted, and what was not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prolonged {
    pub granted: Vec<Closing>,
    pub refused: Vec<(Closing, StaysShort)>,
    /// What all that was granted adds to the order's reservations.
    pub quota: Amounts,
    pub capacity: Amounts,
}

impl Prolonged {
    /// Those of the steps that nothing but the cluster keeps from being granted, at most so many: their rooms may pack there. They are not refused any more. Where
    /// there are more it is another turn's: `turn` counts the looks, so that rooms that do not pack keep no others from being looked at.
    pub fn reconsidered(&mut self, steps: Vec<Step>, (most, turn): (usize, usize)) -> Vec<Step> {
        let is_short =
            |step: &Step| self.refused.iter().any(|(closing, why)| *why == StaysShort::NoCapacity {} && *closing == step.closing);
        let mut again: Vec<Step> = steps.into_iter().filter(is_short).collect();
        if again.len() > most {
            let begins = turn.wrapping_mul(most) % again.len();
            again.rotate_left(begins);
            again.truncate(most);
        }
        again.sort_by_key(Step::closes_at);
        self.refused.retain(|(closing, _)| again.iter().all(|step| step.closing != *closing));
        again
    }

    /// With what was decided after it.
    #[must_use]
    pub fn followed_by(mut self, next: Self) -> Self {
        let Self { granted, refused, quota, capacity } = next;
        self.granted.extend(granted);
        self.refused.extend(refused);
        add(&mut self.quota, &quota);
        add(&mut self.capacity, &capacity);
        self
    }
}

/// Why a room does not stay. Serialised as `{"reason": ..., "params": {...}}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", content = "params")]
pub enum StaysShort {
    /// The institution's quota: `needed` in a slot, and `free` there.
    QuotaUsed { limit: Resource, needed: i64, free: i64 },
    /// The cluster has no room for it.
    NoCapacity {},
}

/// A step that is wanted, and what its room counts for with it and without.
#[derive(Debug, Clone)]
pub struct Step {
    closing: Closing,
    before: Demand,
    after: Demand,
}

impl Step {
    /// Works out what these steps of an order add. Costs an expansion of it, and none where there are no steps.
    pub fn all(order: &Order, schedule: &Schedule, closing: Vec<Closing>, now: Timestamp) -> Vec<Self> {
        if closing.is_empty() {
            return Vec::new();
        }
        let longer = order.clone().with_overruns(closing.iter().map(|closing| &closing.next));
        let longest = longer.schedule();
        let step = |closing: Closing| {
            // A slot that is over by now is wanted all the same: who waits for it to pass is not admitted without it.
            let since = Slot::holding(closing.ends_now.min(now)).start();
            let of = |order: &Order, schedule: &Schedule| Demand::of(order, &schedule.of_room(closing.room_id, since), since);
            Self { before: of(order, schedule), after: of(&longer, &longest), closing }
        };
        closing.into_iter().map(step).collect()
    }

    /// When its room closes without it.
    pub const fn closes_at(&self) -> Timestamp {
        self.closing.closes_at
    }
}

/// Books what fits of these steps.
pub fn prolong(steps: Vec<Step>, on: &mut BookedOn<'_>) -> Prolonged {
    let mut prolonged = Prolonged::default();
    for Step { closing, before, after } in steps {
        match on.book(&before, &after) {
            Ok((quota, capacity)) => {
                add(&mut prolonged.quota, &quota);
                add(&mut prolonged.capacity, &capacity);
                prolonged.granted.push(closing);
            }
            Err(why) => prolonged.refused.push((closing, why)),
        }
    }
    prolonged
}

/// Books a step whatever is free, and says what it is short of: a person decided that the room stays.
pub fn prolong_anyway(step: Step, on: &mut BookedOn<'_>) -> (Prolonged, Option<StaysShort>) {
    let Step { closing, before, after } = step;
    let (booked, short) = match on.book(&before, &after) {
        Ok(booked) => (booked, None),
        Err(short) => (on.book_anyway(&before, &after), Some(short)),
    };
    let (quota, capacity) = booked;
    (Prolonged { granted: vec![closing], quota, capacity, ..Prolonged::default() }, short)
}

impl BookedOn<'_> {
    fn book(&mut self, before: &Demand, after: &Demand) -> Result<(Amounts, Amounts), StaysShort> {
        let (quota, priced) = self.added(before, after);
        let capacity = priced.ok_or(StaysShort::NoCapacity {})?;
        self.quota.change(&quota).map_err(|short| {
            let first = short.first();
            first.map_or(StaysShort::NoCapacity {}, |s| StaysShort::QuotaUsed { limit: s.resource, needed: s.needed, free: s.free })
        })?;
        let Some(capacity) = self.book_nodes(capacity) else {
            self.quota.add(&quota, -1);
            return Err(StaysShort::NoCapacity {});
        };
        Ok((quota, capacity))
    }

    /// Books what it adds to the cluster, as it is booked there.
    fn book_nodes(&mut self, added: Amounts) -> Option<Amounts> {
        let known = self.rooms.known();
        let reservation = known.map_or_else(|| Reservation::new(self.cluster.id, added.clone()), |of| of.held.with(&added));
        let nodes = Nodes { calendar: &*self.cluster, rooms_up: known.map(|of| &of.up) };
        let taken = taken(&self.rooms, nodes, (reservation, added)).ok()?;
        self.cluster.add(&taken.change, 1);
        let up = up(&self.rooms, &taken.reservation);
        if let RoomsThere::Known(of) = &mut self.rooms {
            of.up.take(&up);
            of.held = taken.reservation;
        }
        Some(taken.change)
    }

    /// What a step adds to the quota, and to the cluster; `None` while no node is known, or where none holds the room.
    fn added(&self, before: &Demand, after: &Demand) -> (Amounts, Option<Amounts>) {
        let priced = self.shape.and_then(|shape| Some(difference(before.cluster_demand(shape)?, after.cluster_demand(shape)?)));
        (difference(before.quota(), after.quota()), priced)
    }

    /// Where no node is known the room is somewhere all the same, and what it takes is known again with its nodes.
    fn book_anyway(&mut self, before: &Demand, after: &Demand) -> (Amounts, Amounts) {
        let (quota, priced) = self.added(before, after);
        let capacity = priced.unwrap_or_default();
        self.quota.add(&quota, 1);
        self.cluster.add(&capacity, 1);
        (quota, capacity)
    }
}

fn difference(before: Amounts, after: Amounts) -> Amounts {
    let of = |amounts| Reservation::new(uuid::Uuid::nil(), amounts);
    of(before).difference(&of(after))
}

fn add(to: &mut Amounts, more: &Amounts) {
    for (resource, steps) in more {
        let sum = to.entry(*resource).or_default();
        *sum = sum.plus(steps);
    }
}
