//! What is asked of admission: an order or an amendment, with its demand worked out once.
//!
//! The demand is the costly part (a term of lessons), so it is made here and used for every calendar and cluster that is tried.

use std::{borrow::Cow, sync::Arc};

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    ClusterCalendar, holding,
    prices::{Growth, Prices},
};
use crate::{
    calendar::{Amounts, Reservation, slot_of},
    demand::Demand,
    ids::{ClassroomId, ClusterId, OrderId},
    order::{Amended, Order, Parts, Schedule, ValidOrder},
    pools::{self, Rates, Refusing, Storage, Stored},
    room_sizes::RoomSizes,
    sizing::{NodeShape, RoomSize},
    slots::{Slot, Steps},
};

/// What an order that is amended holds already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub cluster: ClusterId,
    pub quota: Reservation,
    pub capacity: Reservation,
    /// `None` while it records nothing.
    pub storage: Option<Storage>,
    /// Rooms of the generation that is in force when it is asked.
    pub rooms: usize,
}

/// What an amendment comes to, worked out before it is asked.
#[derive(Debug, Clone)]
pub struct Amending {
    /// From the slot on in which it is felt.
    pub demand: Arc<Demand>,
    /// The demand without it, from the same slot on: what the order holds was booked for this.
    pub booked: Demand,
    growth: Growth,
    prices: Arc<Prices>,
    /// Of all rooms that are up from now on.
    sizes: RoomSizes,
    /// Of the amended order: rooms with other seats have the same.
    schedule: Schedule,
    /// The only slots in which anything is booked or given back; `None`: all from the first one of the demand on.
    spans: Option<Vec<(Slot, Slot)>>,
    /// When it takes over, and when that is decided.
    from: Timestamp,
    now: Timestamp,
}

impl Amending {
    /// `amended` is what [`Order::amend`] made of `before` at `now`; `shapes` are the nodes that it may run on. Costs a schedule of each.
    pub fn of(before: &Order, amended: &Amended, now: Timestamp, shapes: impl IntoIterator<Item = NodeShape>) -> Self {
        let (after, since) = (&amended.order, amended.felt_from);
        let schedule = after.schedule();
        let demands = [Demand::of(after, &schedule, since), Demand::of(before, &before.schedule(), since)];
        let sizes = RoomSizes::of_order(after, now);
        Self::with(demands, sizes, (schedule, None), (after.newest().effective_from, now), shapes)
    }

    /// The same of an amendment that differs on some days alone, of which these are the parts: nothing is worked out, booked and given back on others.
    /// What may be asked instead is not looked for.
    pub fn of_days(before: &Order, amended: &Amended, parts: Parts, now: Timestamp, shapes: impl IntoIterator<Item = NodeShape>) -> Self {
        let (after, since) = (&amended.order, amended.felt_from);
        let of = |order: &Order, schedule: &Schedule| Demand::of(order, schedule, since).within(&parts.spans);
        let demands = [of(after, &parts.after), of(before, &parts.before)];
        let Parts { before: _, after: schedule, spans } = parts;
        let sizes = RoomSizes::of_order(after, now);
        Self::with(demands, sizes, (schedule, Some(spans)), (after.newest().effective_from, now), shapes)
    }

    fn with(
        [demand, booked]: [Demand; 2],
        sizes: RoomSizes,
        (schedule, spans): (Schedule, Option<Vec<(Slot, Slot)>>),
        (from, now): (Timestamp, Timestamp),
        shapes: impl IntoIterator<Item = NodeShape>,
    ) -> Self {
        Self {
            growth: Growth::of(&demand, &booked),
            prices: Arc::new(Prices::of(&demand, shapes)),
            sizes,
            demand: Arc::new(demand),
            booked,
            schedule,
            spans,
            from,
            now,
        }
    }

    /// Whether all that the order takes from then on is booked, and not some days of it alone.
    pub const fn is_whole(&self) -> bool {
        self.spans.is_none()
    }

    /// Of the amended order; of one that differs on some days alone, what lies around them.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }
}

/// An order that asks to be admitted.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// The newest document: the one that is asked for.
    pub order: &'a ValidOrder,
    pub demand: Arc<Demand>,
    prices: Arc<Prices>,
    /// `None` for a new order.
    pub held: Option<Held>,
    /// By which its storage pool is drawn.
    id: OrderId,
    wish: Wish<'a>,
}

#[derive(Debug, Clone)]
enum Wish<'a> {
    Create {
        now: Timestamp,
    },
    /// What is amended, and what was worked out of it; its demand may be another by now.
    Amend {
        before: &'a Order,
        amending: Arc<Amending>,
    },
}

impl<'a> Ask<'a> {
    /// A new order: its demand starts now, though its term may have begun.
    pub fn create(order: &'a ValidOrder, now: Timestamp) -> Self {
        let demand = Arc::new(Demand::of_new(order, now));
        Self::create_with(OrderId::new(Uuid::nil()), order, (demand, Arc::default()), now)
    }

    /// The same of an order whose id is known, with its demand at the same moment, and its prices, worked out before.
    pub fn create_with(id: OrderId, order: &'a ValidOrder, (demand, prices): (Arc<Demand>, Arc<Prices>), now: Timestamp) -> Self {
        Self { order, demand, prices, held: None, id, wish: Wish::Create { now } }
    }

    /// A new generation of an order, which is `next`, with what [`Amending::of`] made of them.
    pub fn amend(before: &'a Order, next: &'a ValidOrder, amending: Arc<Amending>, held: Held) -> Self {
        let (demand, prices) = (amending.demand.clone(), amending.prices.clone());
        Self { order: next, demand, prices, held: Some(held), id: before.id, wish: Wish::Amend { before, amending } }
    }

    /// The same question about a changed document.
    pub(super) fn about<'b>(&self, order: &'b ValidOrder) -> Ask<'b>
    where
        'a: 'b,
    {
        let demand = match &self.wish {
            Wish::Create { now } => Demand::of_new(order, *now),
            Wish::Amend { before, amending } => {
                // Ids of new rooms decide nothing here.
                let new_id = || ClassroomId::new(Uuid::nil());
                let amended = (*before).clone().followed_by(order, amending.from, amending.now, new_id).order;
                let since = self.demand.since.start();
                if order.document.differs_in_seats_alone(&self.order.document) {
                    Demand::of(&amended, &amending.schedule, since)
                } else {
                    Demand::of(&amended, &amended.schedule(), since)
                }
            }
        };
        Ask { order, ..self.with_demand(demand) }
    }

    /// The same question with another demand, to weigh a change before its document is made.
    pub(super) fn with_demand(&self, demand: Demand) -> Self {
        Self { demand: Arc::new(demand), prices: Arc::default(), ..self.clone() }
    }

    /// What the held was booked for.
    pub(super) fn booked(&self) -> Option<&Demand> {
        match &self.wish {
            Wish::Create { .. } => None,
            Wish::Amend { amending, .. } => Some(&amending.booked),
        }
    }

    /// Whether a room of that size was admitted before: an amendment that differs on some days alone keeps all of them.
    pub(super) fn keeps(&self, size: RoomSize) -> bool {
        self.spans().is_some() || self.booked().is_some_and(|booked| booked.runs_rooms_of(size))
    }

    /// Whether it may change what is held on a UTC day.
    pub fn concerns(&self, day: i32) -> bool {
        let (from, to) = (slot_of(day, 0), slot_of(day.saturating_add(1), 0));
        match self.spans() {
            Some(spans) => spans.iter().any(|span| span.0 < to && from < span.1),
            None => day >= self.demand.since.day(),
        }
    }

    /// The only slots that it is about, where it is not about all of them.
    pub(super) fn spans(&self) -> Option<&[(Slot, Slot)]> {
        match &self.wish {
            Wish::Create { .. } => None,
            Wish::Amend { amending, .. } => amending.spans.as_deref(),
        }
    }

    pub(super) const fn id(&self) -> OrderId {
        self.id
    }

    /// How large its rooms are, and those that an amendment finds up.
    pub(super) fn sizes(&self) -> RoomSizes {
        let asked = RoomSizes::of(self.order.rooms.iter().map(|room| room.size));
        match &self.wish {
            Wish::Create { .. } => asked,
            Wish::Amend { amending, .. } => amending.sizes.or(&asked),
        }
    }

    pub(super) fn region(&self) -> &'a str {
        &self.order.document.region
    }

    /// All that it would hold of the quota, and what that adds to what it holds.
    pub(super) fn quota_on(&self, calendar: Uuid) -> (Reservation, Amounts) {
        self.on(calendar, self.held.as_ref().map(|h| &h.quota), &self.demand.quota())
    }

    /// All that it would hold of a cluster, and what that adds. `None` when a room does not fit on an empty node of it.
    pub(super) fn capacity_on(&self, at: &ClusterCalendar) -> Option<(Reservation, Amounts)> {
        let today = at.shape.and_then(|shape| self.prices.on(&self.demand, shape));
        let (Some(held), Wish::Amend { amending, .. }) = (&self.held, &self.wish) else {
            return today.map(|today| self.on(at.calendar.id, None, &today));
        };
        let growth = self.growth(amending);
        let concerned = self.spans().map(|spans| held.capacity.within(spans));
        let wanted = holding::wanted(self.demand.since, &growth, concerned.as_ref().unwrap_or(&held.capacity), today.as_deref())?;
        Some(self.on(at.calendar.id, Some(&held.capacity), &wanted))
    }

    /// All that it would hold of a pool of a cluster, and what that adds; `None` where it records nothing.
    pub(super) fn storage_on(&self, at: &ClusterCalendar) -> Result<Option<Stored>, Refusing> {
        let (rates, lessons) = (Rates::of(&self.order.kind), self.demand.lessons());
        match (self.held.as_ref().and_then(|held| held.storage.as_ref()), self.booked()) {
            (Some(held), Some(booked)) => pools::amended(held, (lessons, booked.lessons()), rates, &at.pools).map(Some),
            _ => pools::stored(self.id, (lessons, rates), &at.pools, None),
        }
    }

    /// Where an amendment has more rooms of some size than before; `None` for a new order.
    pub(super) fn grown(&self) -> Option<Steps> {
        match &self.wish {
            Wish::Create { .. } => None,
            Wish::Amend { amending, .. } => Some(self.growth(amending).grown.clone()),
        }
    }

    /// Of the amendment as it was asked, or of a change of it that is tried.
    fn growth<'b>(&self, amending: &'b Amending) -> Cow<'b, Growth> {
        if Arc::ptr_eq(&self.demand, &amending.demand) {
            Cow::Borrowed(&amending.growth)
        } else {
            Cow::Owned(Growth::of(&self.demand, &amending.booked))
        }
    }

    fn on(&self, calendar: Uuid, held: Option<&Reservation>, wanted: &Amounts) -> (Reservation, Amounts) {
        let Some(held) = held else {
            let all = Reservation::new(calendar, wanted.clone());
            let change = all.steps.clone();
            return (all, change);
        };
        let all = match self.spans() {
            Some(spans) => held.replaced(spans, wanted),
            None => held.continued(self.demand.since, wanted),
        };
        let change = held.difference(&all);
        (all, change)
    }
}
