//! What is booked where shares alone refuse and the rooms pack all the same: of the share as much as is free, and the rest apart.
//!
//! So no slot is ever fuller than what is sold, whoever looks at it; what a room takes beyond that is known, and counts where the next one asks. What is
//! given back is what was booked, in both.

use super::{Ask, ClusterCalendar, rooms_up::OrderUp};
use crate::{
    calendar::{Amounts, Reservation, Resource, ShortRun, Shortage},
    slots::{Slot, Step, Steps},
};

/// What refuses. Where rooms are packed and an amendment has larger ones, or more of some, its share may be less than it was and they need not pack: there
/// it asks for the least that there is of a share, so that somebody looks.
pub(super) fn shortages(ask: &Ask<'_>, at: &ClusterCalendar, change: &Amounts) -> Vec<Shortage> {
    let grown = if at.calendar.packs_some() { ask.grown() } else { None };
    let Some(grown) = grown else { return at.calendar.shortages(change) };
    let mut raised = change.clone();
    let shares = raised.remove(&Resource::NodeShare).unwrap_or_default();
    let slots = grown.iter().flat_map(|step| (step.from.0..step.to.0).map(Slot));
    let unseen = slots.filter(|slot| at.calendar.used(Resource::PackedShare, *slot) > 0 && shares.at(*slot) <= 0);
    let least: Vec<Step> = unseen.map(|slot| Step { from: slot, to: Slot(slot.0 + 1), amount: 1 - shares.at(slot) }).collect();
    raised.insert(Resource::NodeShare, Steps::sum(shares.iter().chain(least)));
    at.calendar.shortages(&raised)
}

/// All that it would hold, and what that adds; `None` where something else refuses too, where nothing is known of the rooms, or where they do not pack.
pub(super) fn packed(
    ask: &Ask<'_>,
    at: &ClusterCalendar,
    (reservation, change): (&Reservation, &Amounts),
    shortages: &[Shortage],
) -> Option<(Reservation, Amounts)> {
    let ([short], Some(rooms)) = (shortages, &at.rooms_up) else { return None };
    if short.resource != Resource::NodeShare || !rooms.packs(&ask.up(reservation), &at.calendar, &short.runs) {
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
        let up = reservation.steps.get(&Resource::Pods).cloned().unwrap_or_default();
        OrderUp { order: self.held.is_some().then_some(self.id()), up, sizes: self.sizes() }
    }
}
