//! The one way to nodes of a cluster, whoever asks for them: by shares, and where those alone refuse, by what packs.
//!
//! Where rooms pack though shares refuse, as much as is free is booked of the share, and the rest apart. So no slot is ever fuller than what is sold, whoever looks
//! at it; what a room takes beyond that is known, and counts where the next one asks. What is given back is what was booked, in both.

use super::{
    Ask, ClusterCalendar,
    rooms_up::{OrderUp, RoomsUp},
    together::{Comes, before_packed, stretches},
};
use crate::{
    calendar::{Amounts, Calendar, Reservation, Resource, ShortRun, Shortage},
    ids::OrderId,
    room_sizes::RoomSizes,
    slots::{Slot, Step, Steps},
};

/// Who asks: an order, an amendment, an order that moves, lessons that go on.
pub(crate) trait Newcomer {
    /// Its order, where rooms of it may be known there.
    fn known_as(&self) -> Option<OrderId>;

    /// What it holds there before.
    fn holds(&self) -> Option<&Reservation>;

    /// How large its rooms are, with those that are up.
    fn sizes(&self) -> RoomSizes;

    /// Where it has more rooms of some size than before, however many those are.
    fn grown(&self) -> Steps;

    /// Whether shares decide where nobody can see if it leaves others that are packed their place.
    fn may_go_unseen(&self) -> bool;
}

/// What is sold and booked of a cluster's nodes, and what is up on them where somebody looked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nodes<'a> {
    pub(crate) calendar: &'a Calendar,
    pub(crate) rooms_up: Option<&'a RoomsUp>,
}

impl ClusterCalendar {
    pub(crate) const fn nodes(&self) -> Nodes<'_> {
        Nodes { calendar: &self.calendar, rooms_up: self.rooms_up.as_ref() }
    }
}

/// What is booked of them.
#[derive(Debug)]
pub(crate) struct Taken {
    /// All that is held then.
    pub(crate) reservation: Reservation,
    /// What that adds.
    pub(crate) change: Amounts,
    /// Its shares alone are more than there are.
    only_packs: bool,
}

impl Taken {
    /// The least that is left of shares in any slot to which it adds: of those that fit the least is best, and what only packs is last.
    pub(crate) fn left(&self, at: Nodes<'_>) -> i64 {
        at.calendar.least_left(Resource::NodeShare, &self.change).filter(|_| !self.only_packs).unwrap_or(i64::MAX)
    }
}

/// Whether what it would hold, and what that adds, finds nodes.
///
/// # Errors
/// With everything that refuses.
pub(crate) fn taken(who: &impl Newcomer, at: Nodes<'_>, (reservation, change): (Reservation, Amounts)) -> Result<Taken, Vec<Shortage>> {
    let shortages = shortages(who, at, (&reservation, &change));
    if shortages.is_empty() {
        return Ok(Taken { reservation, change, only_packs: false });
    }
    packed(who, at, (&reservation, &change), &shortages).ok_or(shortages)
}

/// What refuses. Rooms that are up before others that were packed may take the place that those were seen to find, though their shares are free; and where an
/// amendment has larger ones, or more of some, its share may be less than it was. There it asks for more of a share than is free, so that somebody looks.
fn shortages(who: &impl Newcomer, at: Nodes<'_>, (reservation, change): (&Reservation, &Amounts)) -> Vec<Shortage> {
    if !at.calendar.packs_some() || (who.may_go_unseen() && at.rooms_up.is_none()) {
        return at.calendar.shortages(change);
    }
    let (up, adds) = (pods(&reservation.steps), adds(who, change));
    let mut raised = change.clone();
    let shares = raised.remove(&Resource::NodeShare).unwrap_or_default();
    let unseen = before_packed(at.calendar, Comes { up: &up, adds: &adds }).into_iter();
    let least = unseen.map(|slot| Step { from: slot, to: Slot(slot.0 + 1), amount: free(at, slot).max(0) + 1 - shares.at(slot) });
    let least: Vec<Step> = least.filter(|step| step.amount > 0).collect();
    raised.insert(Resource::NodeShare, Steps::sum(shares.iter().chain(least)));
    at.calendar.shortages(&raised)
}

/// Of shares, beside all that rooms take.
fn free(at: Nodes<'_>, slot: Slot) -> i64 {
    let used = at.calendar.used(Resource::NodeShare, slot).saturating_add(at.calendar.used(Resource::PackedShare, slot));
    at.calendar.limit_at(Resource::NodeShare, slot).saturating_sub(used)
}

pub(super) fn pods(amounts: &Amounts) -> Steps {
    amounts.get(&Resource::Pods).cloned().unwrap_or_default()
}

/// All that it would hold, and what that adds; `None` where something else refuses too, where nothing is known of the rooms, or where they do not pack.
fn packed(who: &impl Newcomer, at: Nodes<'_>, (reservation, change): (&Reservation, &Amounts), shortages: &[Shortage]) -> Option<Taken> {
    let ([short], Some(rooms)) = (shortages, at.rooms_up) else { return None };
    if short.resource != Resource::NodeShare {
        return None;
    }
    let (coming, adds) = (up(who, reservation), adds(who, change));
    let stretches = stretches(at.calendar, Comes { up: &coming.up, adds: &adds }, &short.runs)?;
    if !rooms.packs(&coming, at.calendar, &stretches) {
        return None;
    }
    let over = over(at, (reservation, change), &short.runs);
    let apart = Amounts::from([(Resource::NodeShare, Steps::default().minus(&over)), (Resource::PackedShare, over)]);
    let reservation = reservation.with(&apart);
    let change = who.holds().map_or_else(|| reservation.steps.clone(), |held| held.difference(&reservation));
    Some(Taken { reservation, change, only_packs: true })
}

/// The rooms that are up with what it would hold.
pub(crate) fn up(who: &impl Newcomer, reservation: &Reservation) -> OrderUp {
    OrderUp { order: who.known_as(), up: pods(&reservation.steps), sizes: who.sizes() }
}

/// Where it has rooms that were not there before: of an amendment those that are larger too.
fn adds(who: &impl Newcomer, change: &Amounts) -> Steps {
    let (grown, change) = (who.grown(), pods(change));
    let more = change.iter().filter(|step| step.amount > 0);
    Steps::sum(grown.iter().chain(more))
}

/// By how much more than is sold the share would be, of what is asked for.
fn over(at: Nodes<'_>, (reservation, change): (&Reservation, &Amounts), runs: &[ShortRun]) -> Steps {
    let share = |of: &Amounts, slot: Slot| of.get(&Resource::NodeShare).map_or(0, |steps| steps.at(slot));
    let slots = runs.iter().flat_map(|run| run.from.0..run.to.0).map(Slot);
    Steps::sum(slots.map(|slot| {
        let used = at.calendar.used(Resource::NodeShare, slot).saturating_add(share(change, slot));
        let over = used.saturating_sub(at.calendar.limit_at(Resource::NodeShare, slot));
        Step { from: slot, to: Slot(slot.0 + 1), amount: over.clamp(0, share(&reservation.steps, slot).max(0)) }
    }))
}

impl Newcomer for Ask<'_> {
    fn known_as(&self) -> Option<OrderId> {
        self.held.is_some().then_some(self.id())
    }

    fn holds(&self) -> Option<&Reservation> {
        self.held.as_ref().map(|held| &held.capacity)
    }

    fn sizes(&self) -> RoomSizes {
        Ask::sizes(self)
    }

    fn grown(&self) -> Steps {
        Ask::grown(self).unwrap_or_default()
    }

    fn may_go_unseen(&self) -> bool {
        false
    }
}
