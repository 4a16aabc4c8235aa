//! Whether what is booked still packs where nodes went, or did not come.

use std::collections::BTreeMap;

use super::{
    rooms_up::{OrderUp, RoomsUp},
    together::{Comes, stretches},
};
use crate::{
    calendar::{Calendar, ShortRun},
    room_sizes::RoomSizes,
    slots::{Slot, Steps},
};

impl RoomsUp {
    /// Of some slots, in which shares of nodes do not suffice, those of the days on which the rooms that are booked do not pack either, as far as anybody can say.
    pub fn short_of_nodes(&self, calendar: &Calendar, short: &Steps) -> Steps {
        let runs: Vec<ShortRun> =
            short.iter().map(|step| ShortRun { from: step.from, to: step.to, needed: step.amount, free: 0 }).collect();
        if self.still_pack(calendar, &runs) {
            return Steps::default();
        }
        let mut by_day: BTreeMap<i32, Vec<ShortRun>> = BTreeMap::new();
        for run in runs {
            by_day.entry(run.from.day()).or_default().push(run);
        }
        let days = by_day.into_values().filter(|runs| !self.still_pack(calendar, runs));
        let spans: Vec<(Slot, Slot)> = days.flatten().map(|run| (run.from, run.to)).collect();
        short.within(&spans)
    }

    fn still_pack(&self, calendar: &Calendar, runs: &[ShortRun]) -> bool {
        let nothing = OrderUp { order: None, up: Steps::default(), sizes: RoomSizes::default() };
        let comes = Comes { up: &nothing.up, adds: &nothing.up };
        stretches(calendar, comes, runs).is_some_and(|stretches| self.packs(&nothing, calendar, &stretches))
    }
}
