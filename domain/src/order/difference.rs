//! What an amendment does to an order's lessons, told lesson by lesson: a lesson is the same by its line, its room and its date before any change.

use std::collections::HashMap;

use jiff::{Timestamp, civil::Date};

use super::{HeldLesson, Order, Schedule, schedule::Identity};

/// How two versions of an order differ in the lessons that they hold; cancelled ones are not held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    pub added: u32,
    pub removed: u32,
    /// At another time, or in another room.
    pub moved: u32,
    /// The first of them by time.
    pub items: Vec<ChangedLesson>,
}

/// A lesson that one version holds differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedLesson {
    /// Key of the line.
    pub lesson: String,
    /// Key of the room in which the line has it.
    pub room: String,
    /// The date on which the line has it.
    pub on: Date,
    /// `None` where it is added.
    pub from: Option<LessonTime>,
    /// `None` where it is removed.
    pub to: Option<LessonTime>,
}

/// When and where a lesson is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonTime {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// Key of the room.
    pub room: String,
}

impl Difference {
    /// Of two versions with their schedules, the earlier first; `most` items at most.
    pub fn between(before: (&Order, &Schedule), after: (&Order, &Schedule), most: usize) -> Self {
        let mut changes = changes(before, after);
        let mut difference = Self::default();
        for change in &changes {
            match change.held {
                [None, _] => difference.added += 1,
                [Some(_), None] => difference.removed += 1,
                [Some(_), Some(_)] => difference.moved += 1,
            }
        }
        changes.sort_unstable_by(|a, b| a.place().cmp(&b.place()));
        difference.items = changes.iter().take(most).map(|change| change.told([before.0, after.0])).collect();
        difference
    }
}

pub(super) struct Change<'a> {
    identity: Identity<'a>,
    pub(super) held: [Option<&'a HeldLesson>; 2],
}

impl Change<'_> {
    fn place(&self) -> (Option<Timestamp>, Identity<'_>) {
        (self.held.iter().flatten().map(|held| held.lesson.starts_at).min(), self.identity)
    }

    fn told(&self, orders: [&Order; 2]) -> ChangedLesson {
        let [from, to] = [0, 1].map(|version| self.held[version].map(|held| time(orders[version], held)));
        let (lesson, room, on) = self.identity;
        ChangedLesson { lesson: lesson.to_owned(), room: room.to_owned(), on, from, to }
    }
}

pub(super) fn changes<'a>(before: (&'a Order, &'a Schedule), after: (&'a Order, &'a Schedule)) -> Vec<Change<'a>> {
    let mut earlier = held(before);
    let mut changes = Vec::new();
    for (identity, held) in held(after) {
        let was = earlier.remove(&identity);
        let same = was.is_some_and(|was: &HeldLesson| {
            (was.lesson.starts_at, was.lesson.ends_at, was.room_id) == (held.lesson.starts_at, held.lesson.ends_at, held.room_id)
        });
        if !same {
            changes.push(Change { identity, held: [was, Some(held)] });
        }
    }
    changes.extend(earlier.into_iter().map(|(identity, was)| Change { identity, held: [Some(was), None] }));
    changes
}

fn held<'a>((order, schedule): (&'a Order, &'a Schedule)) -> HashMap<Identity<'a>, &'a HeldLesson> {
    schedule.lessons().iter().filter(|held| !held.lesson.cancelled).map(|held| (order.identity(held), held)).collect()
}

fn time(order: &Order, held: &HeldLesson) -> LessonTime {
    let room = &order.generations[held.generation_index as usize].document.rooms[held.lesson.room as usize];
    LessonTime { starts_at: held.lesson.starts_at, ends_at: held.lesson.ends_at, room: room.key.clone() }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;
    use crate::{
        admission::fixtures::{NOW, at, document, line, monday, stored, valid},
        order::NewOrder,
    };

    /// Two rooms with lessons on the same Monday, under these keys and at these hours.
    fn order(lessons: &[(&str, i8)]) -> NewOrder {
        let mut document = document("class", &[50, 50]);
        let line = |(key, hour): &(&str, i8)| {
            let mut line = line(monday(), time(*hour, 0, 0, 0), 45);
            line.key = (*key).to_owned();
            line
        };
        document.timetable.lessons = lessons.iter().map(line).collect();
        document
    }

    fn difference(before: NewOrder, after: NewOrder, most: usize) -> Difference {
        let from = at("2026-09-02T00:00:00Z");
        let before = stored(&[(at(NOW), valid(before))]);
        let after = stored(&[(at(NOW), before.newest().valid()), (from, valid(after))]);
        Difference::between((&before, &before.schedule()), (&after, &after.schedule()), most)
    }

    #[test]
    fn lessons_are_added_removed_and_moved_by_their_identity() {
        let found = difference(order(&[("math", 9), ("art", 11), ("music", 15)]), order(&[("math", 9), ("art", 14), ("sports", 10)]), 3);
        assert_eq!((found.added, found.removed, found.moved), (2, 2, 2));
        let told = |item: &ChangedLesson| {
            let hour = |time: &Option<LessonTime>| time.as_ref().map(|time| time.starts_at.to_zoned(jiff::tz::TimeZone::UTC).hour());
            (item.lesson.clone(), item.room.clone(), hour(&item.from), hour(&item.to))
        };
        let items: Vec<_> = found.items.iter().map(told).collect();
        let text = |text: &str| text.to_owned();
        assert_eq!(
            items,
            [
                (text("sports"), text("r0"), None, Some(10)),
                (text("sports"), text("r1"), None, Some(10)),
                (text("art"), text("r0"), Some(11), Some(14)),
            ]
        );
        assert_eq!(found.items[0].on, date(2026, 9, 7));
    }

    #[test]
    fn what_stays_differs_in_nothing_and_a_room_that_goes_takes_its_lessons_along() {
        let both = order(&[("math", 9)]);
        assert_eq!(difference(both.clone(), both.clone(), 10), Difference::default());
        let mut one = both.clone();
        one.rooms.pop();
        let found = difference(both, one, 10);
        assert_eq!((found.added, found.removed, found.moved), (0, 1, 0));
        assert_eq!(found.items[0].room, "r1");
    }
}
