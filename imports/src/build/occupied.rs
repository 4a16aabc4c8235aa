//! When each room is taken, and by which item.

use std::collections::{BTreeMap, HashMap};

/// Minutes since the epoch; the end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub(super) start: i64,
    pub(super) end: i64,
}

#[derive(Debug, Default)]
pub(super) struct Occupied {
    /// By room, then by start: the end, and the place of the item in the file.
    rooms: HashMap<usize, BTreeMap<i64, (i64, String)>>,
}

impl Occupied {
    /// The item that has the room at one of these times, and which of the times that is.
    pub(super) fn by(&self, room: usize, spans: &[Span]) -> Option<(String, usize)> {
        let taken = self.rooms.get(&room)?;
        spans.iter().enumerate().find_map(|(index, span)| {
            let before = taken.range(..span.end).next_back().filter(|(_, (end, _))| *end > span.start)?;
            Some((before.1.1.clone(), index))
        })
    }

    pub(super) fn take(&mut self, room: usize, spans: &[Span], at: &str) {
        let taken = self.rooms.entry(room).or_default();
        for span in spans {
            taken.insert(span.start, (span.end, at.to_owned()));
        }
    }
}

/// The first of the times that runs into another one of the same item.
pub(super) fn meets_itself(spans: &[Span]) -> Option<usize> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|index| spans[*index]);
    order.windows(2).find(|pair| spans[pair[0]].end > spans[pair[1]].start).map(|pair| pair[1])
}
