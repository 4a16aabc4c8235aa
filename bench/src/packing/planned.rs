//! The same day by somebody who knows all of it from its beginning and has time: from where a policy put its rooms, one after another goes where nodes are on
//! for less time, and now and then where they are on for a little more. What it finds is what a better rule could reach at least.

use homeroom_domain::sizing::RoomSize;

use super::replay::METAL;
use crate::school_day::{Chance, Stay};

/// For each stay.
const MOVES: usize = 3_000;
/// How many slots more are borne at the beginning; nothing at the end.
const BORNE: f64 = 30.0;
/// What it is worth that the full get fuller: of a slot, at most.
const FULLER: f64 = 0.1;
const SLOT_MINUTES: i64 = 5;
/// A day and what goes on after it.
const SLOTS: usize = 2 * 288;

/// A node, slot by slot.
#[derive(Clone)]
struct Line {
    free: Vec<(i64, i64, i64)>,
    rooms: Vec<u32>,
}

/// Node-minutes, from the node of each stay.
pub(crate) fn planned(stays: &[Stay], mut at: Vec<usize>, nodes: usize) -> i64 {
    let empty = (METAL.cpu_milli, METAL.memory_mib, METAL.network_mbit.unwrap_or(i64::MAX));
    let mut lines = vec![Line { free: vec![empty; SLOTS], rooms: vec![0; SLOTS] }; nodes];
    for (stay, node) in stays.iter().zip(&at) {
        lines[*node].put(stay, 1);
    }
    let minutes = |lines: &[Line]| lines.iter().map(Line::minutes).sum::<i64>();
    let (mut chance, moves) = (Chance::of(7), stays.len() * MOVES);
    let mut least = minutes(&lines);
    for number in 0..moves {
        let (which, to) = (chance.below(stays.len()), chance.below(nodes));
        let (stay, from) = (&stays[which], at[which]);
        let Some((added, left)) = lines[to].added(stay).filter(|_| to != from) else { continue };
        let (alone, left_there) = lines[from].without(stay);
        let fuller = (left_there - left) as f64 / METAL.cpu_milli as f64 * stay.size.cpu_milli as f64 / METAL.cpu_milli as f64;
        let borne = BORNE * (1.0 - number as f64 / moves as f64).powi(2) * chance.part();
        if (added - alone) as f64 - FULLER * fuller <= borne * stay.size.cpu_milli as f64 / METAL.cpu_milli as f64 {
            lines[from].put(stay, -1);
            lines[to].put(stay, 1);
            at[which] = to;
        }
        if number.is_multiple_of(stays.len()) {
            least = least.min(minutes(&lines));
        }
    }
    least.min(minutes(&lines))
}

fn slots(stay: &Stay) -> std::ops::Range<usize> {
    let slot = |minute: i64| usize::try_from(minute / SLOT_MINUTES).unwrap_or_default().min(SLOTS);
    slot(stay.from)..slot(stay.goes + SLOT_MINUTES - 1)
}

impl Line {
    fn put(&mut self, stay: &Stay, times: i64) {
        let RoomSize { cpu_milli, memory_mib, network_mbit, interfaces: _ } = stay.size;
        for slot in slots(stay) {
            let (cpu, memory, network) = &mut self.free[slot];
            *cpu -= times * cpu_milli;
            *memory -= times * memory_mib;
            *network -= times * network_mbit;
            self.rooms[slot] = self.rooms[slot].saturating_add_signed(if times > 0 { 1 } else { -1 });
        }
    }

    /// Slots in which it would be on for this room alone, and what is left of its processor; `None` where the room does not fit.
    fn added(&self, stay: &Stay) -> Option<(i64, i64)> {
        let RoomSize { cpu_milli, memory_mib, network_mbit, interfaces: _ } = stay.size;
        let (mut added, mut left) = (0, 0);
        for slot in slots(stay) {
            let (cpu, memory, network) = self.free[slot];
            if cpu < cpu_milli || memory < memory_mib || network < network_mbit {
                return None;
            }
            added += i64::from(self.rooms[slot] == 0);
            left += cpu;
        }
        Some((added, left))
    }

    /// The same of a room that it has.
    fn without(&self, stay: &Stay) -> (i64, i64) {
        let of_each = slots(stay).map(|slot| (i64::from(self.rooms[slot] == 1), self.free[slot].0 + stay.size.cpu_milli));
        of_each.fold((0, 0), |sum, slot| (sum.0 + slot.0, sum.1 + slot.1))
    }

    fn minutes(&self) -> i64 {
        self.rooms.iter().filter(|rooms| **rooms > 0).map(|_| SLOT_MINUTES).sum()
    }
}
