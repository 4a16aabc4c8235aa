//! Rooms that stay where they are although their order goes on elsewhere at once: a lesson that runs in a room which is up and reached is not taken from it.
//!
//! So a failover may split an order. Each room belongs to one place: where the order runs, or, until the run that was on is over, where it was before. A room for
//! which there was no place belongs there too, and no timetable ends that; see `part`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    ids::ClassroomId,
    order::{Generation, HeldLesson, Order, RoomWanted, Schedule},
};

/// What a failover knows of an order's rooms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoomsSeen {
    /// Up when they were last looked at, and not known not to be reached.
    pub up: BTreeSet<ClassroomId>,
    /// They stay at a third place since an earlier failover: that is their place whatever becomes of this one.
    pub elsewhere: BTreeSet<ClassroomId>,
    /// Rooms of the cluster were tried on the road that clients take, and answer.
    pub are_reached: bool,
}

/// What becomes of an order's rooms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// Each with the end of its run. They stay.
    pub stay: BTreeMap<ClassroomId, Timestamp>,
    /// Others are wanted, now or soon: the order goes, with all but those that stay.
    pub goes: bool,
}

/// Of the rooms that are wanted until a moment. A room stays that is up and reached while a lesson of it runs, and between lessons only where rooms were tried:
/// that nobody is taught in it yet costs nothing where nothing is known. One that is always up would stay for ever, and does not.
pub fn split(order: &Order, schedule: &Schedule, seen: &RoomsSeen, (now, until): (Timestamp, Timestamp)) -> Split {
    let held = || schedule.lessons().iter().filter(|held| !held.lesson.cancelled && held.lesson.ends_at > now);
    let runs = |held: &&HeldLesson| held.lesson.starts_at <= now;
    let in_lesson: BTreeSet<ClassroomId> = held().filter(runs).map(|held| held.room_id).collect();
    let is_always = |wanted: &RoomWanted| order.generation(wanted.generation).is_none_or(Generation::is_always);
    let stays = |wanted: &RoomWanted| {
        let room = wanted.room_id;
        seen.up.contains(&room) && !is_always(wanted) && (seen.are_reached || in_lesson.contains(&room))
    };
    let wanted_now = schedule.rooms_wanted_at(now);
    let stay: BTreeMap<_, _> = wanted_now.iter().filter(|wanted| stays(wanted)).map(|wanted| (wanted.room_id, wanted.until)).collect();
    let taught = held().filter(|held| held.lesson.starts_at <= until).map(|held| held.room_id);
    let always = schedule.runs().iter().filter(|run| run.always && run.to > now && run.from <= until);
    let always = always.filter_map(|run| Some(order.rooms.get(run.room as usize)?.id));
    let goes = taught.chain(always).any(|room| !stay.contains_key(&room) && !seen.elsewhere.contains(&room));
    Split { stay, goes }
}

/// Until when a room stays that has stayed since a moment, which was known to be until another one, as the timetable has it now; `Some(None)` of one that was left
/// behind: no timetable ends that. `None` once it is over.
pub fn stays(
    schedule: &Schedule,
    room: ClassroomId,
    (since, until): (Timestamp, Option<Timestamp>),
    now: Timestamp,
) -> Option<Option<Timestamp>> {
    until.map_or(Some(None), |_| stays_until(schedule, room, (since, now)).map(Some))
}

/// Whether a room is one that its order has no more, and nothing runs in it: then it is left behind nowhere.
pub fn is_dropped(order: &Order, schedule: &Schedule, room: ClassroomId, now: Timestamp) -> bool {
    let Some(known) = order.rooms.iter().find(|known| known.id == room) else { return true };
    let begun = order.generations.partition_point(|generation| generation.effective_from <= now);
    let mut counting = order.generations.iter().skip(begun.saturating_sub(1));
    let is_named = counting.any(|generation| generation.document.rooms.iter().any(|named| named.key == known.key));
    !is_named && schedule.run_at(room, now).is_none()
}

/// Until when a room stays that has stayed since a moment: the end of the run that was on then, as the timetable has it now. `None` once that is over.
pub fn stays_until(schedule: &Schedule, room: ClassroomId, (since, now): (Timestamp, Timestamp)) -> Option<Timestamp> {
    schedule.run_at(room, since).filter(|run| !run.always && run.to > now).map(|run| run.to)
}
