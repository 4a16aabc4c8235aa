//! The rooms of an order: names of the file as keys, and how many seats each has.

use std::collections::{BTreeMap, HashMap, HashSet};

use homeroom_domain::{
    order::NewRoom,
    text::{Natural, is_visible},
};

use super::{Taken, is_together};
use crate::{
    ask::Ask,
    bounds::{NAMES_ASKED, ROOMS, SEATS},
    item::{Item, ReadRoom},
    report::{Bound, Refusal},
    text::clean,
};

const KEY_CHARS: usize = 64;
/// A dash and as many digits as there may be items.
const NUMBER_CHARS: usize = 7;

struct Room {
    key: String,
    name: String,
    seats: Option<u32>,
    listed: bool,
    wanted: bool,
}

pub(super) struct Rooms {
    all: Vec<Room>,
    by_name: HashMap<String, usize>,
    keys: Keys,
}

impl Rooms {
    pub(super) fn new(listed: &[ReadRoom], items: &[Item], ask: &Ask) -> Self {
        let mut rooms = Self { all: Vec::new(), by_name: HashMap::new(), keys: Keys::default() };
        let mut stated: HashMap<String, u32> = HashMap::new();
        let listed_seats = listed.iter().map(|room| (&room.name, room.seats));
        let item_seats = items.iter().filter(|item| item.rooms.len() == 1).map(|item| (&item.rooms[0], item.seats));
        for (name, seats) in listed_seats.chain(item_seats) {
            // What no room of an order can have is an error of its row, and says nothing of the room.
            if let Some(seats) = seats.filter(|seats| SEATS.contains(seats)) {
                let known = stated.entry(clean(name)).or_insert(seats);
                *known = seats.max(*known);
            }
        }
        let default = ask.default_seats;
        for room in listed {
            if let Some(index) = rooms.named(&room.name, |name| stated.get(name).copied().or(default)) {
                rooms.all[index].listed = true;
            }
        }
        for name in items.iter().flat_map(|item| &item.rooms) {
            rooms.named(name, |name| stated.get(name).copied().or(default));
        }
        rooms
    }

    fn named(&mut self, name: &str, seats: impl Fn(&str) -> Option<u32>) -> Option<usize> {
        let name = clean(name);
        if !is_visible(&name) {
            return None;
        }
        if let Some(index) = self.by_name.get(&name) {
            return Some(*index);
        }
        let key = self.keys.unique(&name);
        let index = self.all.len();
        self.all.push(Room { key, seats: seats(&name), name: name.clone(), listed: false, wanted: false });
        self.by_name.insert(name, index);
        Some(index)
    }

    /// The rooms in which an item is held: one for each class, or one for all of them together.
    pub(super) fn of(&mut self, item: &Item, ask: &Ask) -> Option<Vec<usize>> {
        let mut held_in = Vec::new();
        for name in &item.rooms {
            let index = self.named(name, |_| ask.default_seats)?;
            if !held_in.contains(&index) {
                held_in.push(index);
            }
        }
        for room in &held_in {
            self.all[*room].wanted = true;
        }
        if is_together(ask, item) && held_in.len() > 1 {
            let seats = held_in.iter().try_fold(0_u32, |sum, room| Some(sum.saturating_add(self.seats(*room)?)));
            let name = item.rooms.iter().map(|name| clean(name)).collect::<Vec<_>>().join(" + ");
            held_in = vec![self.named(&name, |_| seats)?];
            self.all[held_in[0]].wanted = true;
        }
        (!held_in.is_empty()).then_some(held_in)
    }

    /// A room for a group of the class, named by the group, or else by what it learns.
    pub(super) fn of_group(&mut self, room: usize, item: &Item) -> Option<usize> {
        let group = item.group.as_deref().or(item.title.as_deref())?;
        let (name, seats) = (format!("{} {group}", self.all[room].name), self.all[room].seats);
        self.named(&name, |_| seats)
    }

    pub(super) fn key(&self, room: usize) -> &str {
        &self.all[room].key
    }

    pub(super) fn seats(&self, room: usize) -> Option<u32> {
        self.all[room].seats
    }

    /// Rooms that a lesson wants and nobody said the size of.
    pub(super) fn without_seats(&self) -> Vec<String> {
        let lacking = self.all.iter().filter(|room| room.seats.is_none() && (room.wanted || room.listed));
        lacking.map(|room| room.name.clone()).take(NAMES_ASKED).collect()
    }

    /// Rooms with lessons, and those that the file lists, sorted as people sort names.
    pub(super) fn into_new(self, taken: &[Taken]) -> Result<Vec<NewRoom>, Refusal> {
        let used: HashSet<usize> = taken.iter().flat_map(|taken| taken.rooms.iter().copied()).collect();
        let mut kept: Vec<NewRoom> = Vec::new();
        for (index, room) in self.all.into_iter().enumerate() {
            if let Some(seats) = room.seats.filter(|seats| SEATS.contains(seats) && (used.contains(&index) || room.listed)) {
                let name = (room.name != room.key).then_some(room.name);
                kept.push(NewRoom { key: room.key, seats, name, external_id: None, metadata: BTreeMap::new() });
            }
        }
        if kept.len() > ROOMS {
            return Err(Refusal::TooLarge { what: Bound::Rooms, max: ROOMS as u64 });
        }
        kept.sort_by_cached_key(|room| Natural::of(&room.key));
        Ok(kept)
    }
}

/// Keys that were given, and the number with which the next one of the same text is tried: thousands of lessons may begin alike.
#[derive(Default)]
pub(super) struct Keys {
    taken: HashSet<String>,
    next: HashMap<String, u32>,
}

impl Keys {
    /// A key made of a text, with a number where another one has it already.
    pub(super) fn unique(&mut self, text: &str) -> String {
        let mut key: String = text.chars().take(KEY_CHARS).collect::<String>().trim().to_owned();
        // The head leaves room for a number, so that texts which differ only after it share their numbers.
        let head: String = text.chars().take(KEY_CHARS - NUMBER_CHARS).collect();
        let head = if is_visible(head.trim()) { head.trim().to_owned() } else { "lesson".to_owned() };
        while !is_visible(&key) || self.taken.contains(&key) {
            let number = self.next.entry(head.clone()).or_insert(1);
            *number += 1;
            key = format!("{head}-{number}");
        }
        self.taken.insert(key.clone());
        key
    }
}
