//! Whether rooms that somebody wishes for find nodes of a cluster on all dates together, where rooms are packed or may be: shares of single dates do not say it.

use super::{
    ClusterCalendar,
    packed::{Newcomer, taken},
};
use crate::{
    calendar::{Amounts, Reservation, Resource},
    ids::OrderId,
    room_sizes::RoomSizes,
    slots::{Slot, Step, Steps},
};

pub(super) struct Packing<'a> {
    at: &'a ClusterCalendar,
    /// What all of the rooms take in a slot.
    amounts: Vec<(Resource, i64)>,
    rooms: Wished,
}

impl<'a> Packing<'a> {
    /// `None` where nothing is packed and nobody looked what packs: there shares say it.
    pub(super) fn of(at: &'a ClusterCalendar, (amounts, sizes): (&[(Resource, i64)], RoomSizes)) -> Option<Self> {
        let is_asked = at.rooms_up.is_some() || at.calendar.packs_some();
        is_asked.then(|| Self { at, amounts: amounts.to_vec(), rooms: Wished { sizes } })
    }

    /// Whether an order would be taken whose rooms are all up in each of these runs, slots `[from, to)`.
    pub(super) fn takes(&self, runs: &[(Slot, Slot)]) -> bool {
        let steps = |amount: i64| Steps::sum(runs.iter().map(|(from, to)| Step { from: *from, to: *to, amount }));
        let wanted: Amounts = self.amounts.iter().map(|(resource, amount)| (*resource, steps(*amount))).collect();
        let reservation = Reservation::new(self.at.calendar.id, wanted);
        let change = reservation.steps.clone();
        taken(&self.rooms, self.at.nodes(), (reservation, change)).is_ok()
    }
}

/// As an order that is new.
struct Wished {
    sizes: RoomSizes,
}

impl Newcomer for Wished {
    fn known_as(&self) -> Option<OrderId> {
        None
    }

    fn holds(&self) -> Option<&Reservation> {
        None
    }

    fn sizes(&self) -> RoomSizes {
        self.sizes.clone()
    }

    fn grown(&self) -> Steps {
        Steps::default()
    }

    fn may_go_unseen(&self) -> bool {
        false
    }
}
