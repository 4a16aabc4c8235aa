//! Sets of rooms of one order, and the keys that name them.

use std::collections::HashMap;

use super::days::bits;
use crate::{
    order::{FieldProblem, Findings, NewRoom},
    pointer::pointer,
};

/// Most rooms in one order.
pub const ROOMS_MAX: usize = 200;
const WORDS: usize = ROOMS_MAX.div_ceil(64);

/// A set of room indices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RoomSet([u64; WORDS]);

impl RoomSet {
    pub(super) fn insert(&mut self, room: u32) {
        self.0[room as usize / 64] |= 1 << (room % 64);
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        bits(&self.0)
    }
}

/// Room keys of one order.
pub(super) struct RoomKeys<'a> {
    by_key: HashMap<&'a str, u32>,
    all: RoomSet,
}

impl<'a> RoomKeys<'a> {
    /// Of a key that stands twice the first counts; that there are two is said elsewhere.
    pub(super) fn new(rooms: &'a [NewRoom]) -> Self {
        let mut keys = Self { by_key: HashMap::new(), all: RoomSet::default() };
        for (index, room) in (0..ROOMS_MAX as u32).zip(rooms) {
            keys.by_key.entry(&room.key).or_insert(index);
            keys.all.insert(index);
        }
        keys
    }

    pub(super) fn find(&self, key: &str) -> Result<u32, FieldProblem> {
        self.by_key.get(key).copied().ok_or_else(|| FieldProblem::UnknownRoom { room: key.to_owned() })
    }

    /// The rooms of a list, all of them where there is none. Unknown and repeated keys are noted under `base`.
    pub(super) fn set(&self, listed: Option<&[String]>, base: &str, findings: &mut Findings) -> RoomSet {
        let Some(listed) = listed else { return self.all };
        if listed.is_empty() || listed.len() > ROOMS_MAX {
            let actual = listed.len() as u64;
            findings.error(base, FieldProblem::CountOutOfRange { min: 1, max: ROOMS_MAX as u32, actual });
        }
        let mut set = RoomSet::default();
        let mut first = HashMap::new();
        for (index, key) in listed.iter().take(ROOMS_MAX).enumerate() {
            if let Some(room) = findings.keep(|| pointer(base, index), self.find(key)) {
                let known = *first.entry(room).or_insert(index);
                if known != index {
                    findings.error(pointer(base, index), FieldProblem::Duplicate { first: pointer(base, known) });
                }
                set.insert(room);
            }
        }
        set
    }
}
