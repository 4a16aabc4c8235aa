//! What is booked where shares alone refuse and the rooms pack all the same: of the share as much as is free, and the rest apart.
//!
//! So no slot is ever fuller than what is sold, whoever looks at it; what a room takes beyond that is known, and counts where the next one asks. What is
//! given back is what was booked, in both.

use super::{
    Ask, ClusterCalendar,
    rooms_up::OrderUp,
    together::{Comes, before_packed, stretches},
};
use crate::{
    calendar::{Amounts, Reservation, Resource, ShortRun, Shortage},
    slots::{Slot, Step, Steps},
};

/// What refuses. Rooms that are up before others that were packed may take the place that those were seen to find, though their shares are free; and where an
/// amendment has larger ones, or more of some, its share may be less than it was. There it asks for more of a share than is free, so that somebody looks.
pub(super) fn shortages(ask: &Ask<'_>, at: &ClusterCalendar, (reservation, change): (&Reservation, &Amounts)) -> Vec<Shortage> {
    if !at.calendar.packs_some() {
        return at.calendar.shortages(change);
    }
    let (up, adds) = (pods(&reservation.steps), ask.adds(change));
    let mut raised = change.clone();
    let shares = raised.remove(&Resource::NodeShare).unwrap_or_default();
    let unseen = before_packed(&at.calendar, Comes { up: &up, adds: &adds }).into_iter();
    let least = unseen.map(|slot| Step { from: slot, to: Slot(slot.0 + 1), amount: free(at, slot).max(0) + 1 - shares.at(slot) });
    let least: Vec<Step> = least.filter(|step| step.amount > 0).collect();
    raised.insert(Resource::NodeShare, Steps::sum(shares.iter().chain(least)));
    at.calendar.shortages(&raised)
}

/// Of shares, beside all that rooms take.
fn free(at: &ClusterCalendar, slot: Slot) -> i64 {
    let used = at.calendar.used(Resource::NodeShare, slot).saturating_add(at.calendar.used(Resource::PackedShare, slot));
    at.calendar.limit_at(Resource::NodeShare, slot).saturating_sub(used)
}

fn pods(amounts: &Amounts) -> Steps {
    amounts.get(&Resource::Pods).cloned().unwrap_or_default()
}

/// All that it would hold, and what that adds; `None` where something else refuses too, where nothing is known of the rooms, or where they do not pack.
pub(super) fn packed(
    ask: &Ask<'_>,
    at: &ClusterCalendar,
    (reservation, change): (&Reservation, &Amounts),
    shortages: &[Shortage],
) -> Option<(Reservation, Amounts)> {
    let ([short], Some(rooms)) = (shortages, &at.rooms_up) else { return None };
    if short.resource != Resource::NodeShare {
        return None;
    }
    let (coming, adds) = (ask.up(reservation), ask.adds(change));
    let stretches = stretches(&at.calendar, Comes { up: &coming.up, adds: &adds }, &short.runs)?;
    if !rooms.packs(&coming, &at.calendar, &stretches) {
        return None;
    }
    let over = over(at, (reservation, change), &short.runs);
    let apart = Amounts::from([(Resource::NodeShare, Steps::default().minus(&over)), (Resource::PackedShare, over)]);
    let reservation = reservation.with(&apart);
    let change = ask.held.as_ref().map_or_else(|| reservation.steps.clone(), |held| held.capacity.difference(&reservation));
    Some((reservation, change))
}

/// By how much more than is sold the share would be, of what is asked for.
fn over(at: &ClusterCalendar, (reservation, change): (&Reservation, &Amounts), runs: &[ShortRun]) -> Steps {
    let share = |of: &Amounts, slot: Slot| of.get(&Resource::NodeShare).map_or(0, |steps| steps.at(slot));
    let slots = runs.iter().flat_map(|run| run.from.0..run.to.0).map(Slot);
    Steps::sum(slots.map(|slot| {
        let used = at.calendar.used(Resource::NodeShare, slot).saturating_add(share(change, slot));
        let over = used.saturating_sub(at.calendar.limit_at(Resource::NodeShare, slot));
        Step { from: slot, to: Slot(slot.0 + 1), amount: over.clamp(0, share(&reservation.steps, slot).max(0)) }
    }))
}

impl Ask<'_> {
    /// The rooms that are up with what it would hold.
    pub(super) fn up(&self, reservation: &Reservation) -> OrderUp {
        OrderUp { order: self.held.is_some().then_some(self.id()), up: pods(&reservation.steps), sizes: self.sizes() }
    }

    /// Where it has rooms that were not there before: of an amendment those that are larger too.
    fn adds(&self, change: &Amounts) -> Steps {
        let (grown, change) = (self.grown().unwrap_or_default(), pods(change));
        let more = change.iter().filter(|step| step.amount > 0);
        Steps::sum(grown.iter().chain(more))
    }
}
