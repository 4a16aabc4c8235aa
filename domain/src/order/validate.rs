//! From a document that came in to one that passed: every field checked, every lesson known.

use std::collections::BTreeSet;

use super::{NewOrder, Warning};
use crate::{kind::Kind, sizing::RoomSize, timetable::Lesson};

/// What an order may name: the kinds of the catalogue and the regions that have clusters for this tenant.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    pub kinds: Vec<Kind>,
    pub regions: BTreeSet<String>,
}

/// An order's document that passed, with what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidOrder {
    pub document: NewOrder,
    pub kind: Kind,
    /// In the order of `document.rooms`.
    pub rooms: Vec<ValidRoom>,
    /// By start, then room; cancelled ones included. Empty for an always-order.
    pub lessons: Vec<Lesson>,
    pub warnings: Vec<Warning>,
}

/// A room's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidRoom {
    pub seats: u32,
    pub size: RoomSize,
}
