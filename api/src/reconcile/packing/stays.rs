//! Which rooms stay on a cluster until when, as the rounds of their orders last knew it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    nodes::image::ImageName,
    order::{Order, Run, Schedule},
    sizing::{RoomSize, size},
    workload::mark_of,
};
use jiff::{SignedDuration, Timestamp};

/// Known this long beyond the next boundary of an order: the round at that leaves what comes then.
const BEYOND: SignedDuration = SignedDuration::from_hours(1);

/// A room that is up, or is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stay {
    pub(super) room: ClassroomId,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) size: RoomSize,
}

/// What is known of one order.
#[derive(Debug, Default)]
pub(in crate::reconcile) struct Stays {
    stays: Vec<Stay>,
    /// From which its rooms start; `None`: from what rooms on its cluster start from.
    image: Option<String>,
}

impl Stays {
    /// Those that are on now or begin until an hour after the order's next boundary.
    pub(in crate::reconcile) fn of(
        order: &Order,
        schedule: &Schedule,
        image: Option<String>,
        (now, until): (Timestamp, Timestamp),
    ) -> Self {
        let last = until.saturating_add(BEYOND).unwrap_or(until);
        let mut sizes = Sizes { order, seats: HashMap::new() };
        let rooms = schedule.runs().chunk_by(|one, next| one.room == next.room);
        let near = rooms.flat_map(|runs| {
            let begun = runs.partition_point(|run| run.to <= now);
            runs[begun..].iter().take_while(move |run| run.from < last)
        });
        let stays = near.filter_map(|run| {
            let room = order.rooms.get(run.room as usize)?;
            Some(Stay { room: room.id, from: run.from, to: run.to, size: sizes.of(run, &room.key)? })
        });
        Self { stays: stays.collect(), image }
    }
}

/// Rooms' sizes, by the generation that their run follows.
struct Sizes<'a> {
    order: &'a Order,
    seats: HashMap<i64, HashMap<&'a str, u32>>,
}

impl<'a> Sizes<'a> {
    /// `None` for a room that its generation does not name.
    fn of(&mut self, run: &Run, key: &str) -> Option<RoomSize> {
        let generation = self.order.generation(run.generation)?;
        let seats = self.seats.entry(run.generation).or_insert_with(|| {
            let rooms: &'a [_] = &generation.document.rooms;
            rooms.iter().map(|room| (room.key.as_str(), room.seats)).collect()
        });
        Some(size(&generation.kind, *seats.get(key)?))
    }
}

/// By order.
#[derive(Debug, Default)]
pub(super) struct StaysByOrder(Mutex<HashMap<OrderId, Stays>>);

/// All stays that are on at one moment.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Each with its number for what it starts from.
    pub(super) stays: BTreeMap<ClassroomId, (Stay, usize)>,
    /// For each of these numbers the label of nodes from which its rooms keep away.
    pub(super) marks: Vec<String>,
    /// Rooms ask for network here.
    pub(super) network: bool,
    /// What packs is sold here, or was: rooms go where that was counted on.
    pub(super) is_packed: bool,
}

impl StaysByOrder {
    pub(super) fn note(&self, order: OrderId, stays: Stays) {
        if stays.stays.is_empty() {
            self.forget(order);
        } else {
            self.lock().insert(order, stays);
        }
    }

    pub(super) fn forget(&self, order: OrderId) {
        self.lock().remove(&order);
    }

    /// `image`: from which rooms start where their order has none of its own.
    pub(super) fn on(&self, now: Timestamp, image: &str, installation: &str, network: bool) -> Known {
        let mut images = vec![image.to_owned()];
        let mut known = Known { network, ..Known::default() };
        for of_order in self.lock().values() {
            let image = of_order.image.as_deref().unwrap_or(image);
            let number = images.iter().position(|other| other == image).unwrap_or_else(|| {
                images.push(image.to_owned());
                images.len() - 1
            });
            let on = of_order.stays.iter().filter(|stay| stay.from <= now && now < stay.to);
            known.stays.extend(on.map(|stay| (stay.room, (*stay, number))));
        }
        known.marks = images.iter().map(|image| mark_of(installation, &ImageName::of(image))).collect();
        known
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrderId, Stays>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
