//! A lesson as it goes out.

use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    order::{HeldLesson, LessonState, Line, Order, ready_at, ready_by},
    timetable::{Lesson, LessonId, local, zone},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;
use utoipa::ToSchema;

use super::ready::ReadyTimes;
use crate::http::csv::{Cell, Row};

/// One lesson in one room.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LessonView {
    /// Stays the same when the lesson is moved or its line gets another start.
    #[schema(value_type = String, pattern = "^les_[0-9a-f]{32}_[0-9a-f]{16}$")]
    pub id: LessonId,
    pub order_id: OrderId,
    pub classroom_id: ClassroomId,
    /// Key of the room in which it is held.
    pub room: String,
    /// Key of its line of the timetable.
    pub lesson: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub teachers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<u32>,
    /// The date on which its line has it, before any change.
    pub on: Date,
    pub starts_at: Timestamp,
    /// The same in the timetable's zone.
    #[schema(format = DateTime)]
    pub starts_at_local: String,
    pub ends_at: Timestamp,
    #[schema(format = DateTime)]
    pub ends_at_local: String,
    pub state: LessonState,
    /// Whether it is other than its line has it: cancelled, or at another time, for another while or in another room.
    pub changed: bool,
    /// How long it went on beyond its end because people were inside; absent where it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub overrun_minutes: Option<u32>,
    /// When its room is due: a minute before the start, or later where the lesson was decided upon within the lead of its room.
    pub ready_by: Timestamp,
    /// Since when its room was ready for it; null while it is not.
    pub ready_at: Option<Timestamp>,
}

fn is_changed(lesson: &Lesson, over: u32, line: &Line, zone: &TimeZone) -> bool {
    let elsewhere = lesson.room != lesson.home_room;
    let lasts = lesson.ends_at.duration_since(lesson.starts_at).as_mins() - i64::from(over);
    let otherwise =
        lasts != i64::from(line.duration_minutes) || zone.to_datetime(lesson.starts_at) != lesson.held_on.to_datetime(line.start);
    lesson.cancelled || elsewhere || otherwise
}

impl LessonView {
    pub(super) fn new(order: &Order, held: &HeldLesson, ready: &ReadyTimes, now: Timestamp) -> Self {
        let generation = &order.generations[held.generation_index as usize];
        let (document, lesson) = (&generation.document, &held.lesson);
        let line = &document.timetable.lessons[lesson.line as usize];
        let zone = zone(&document.timetable.time_zone).unwrap_or(TimeZone::UTC);
        let over = order.minutes_over(held);
        let mut view = Self {
            id: order.lesson_id(held),
            order_id: order.id,
            classroom_id: held.room_id,
            room: document.rooms[lesson.room as usize].key.clone(),
            lesson: line.key.clone(),
            title: line.title.clone(),
            teachers: line.teachers.clone(),
            expected: line.expected,
            on: lesson.held_on,
            starts_at: lesson.starts_at,
            starts_at_local: local(lesson.starts_at, &zone),
            ends_at: lesson.ends_at,
            ends_at_local: local(lesson.ends_at, &zone),
            state: LessonState::Scheduled,
            changed: is_changed(lesson, over, line, &zone),
            overrun_minutes: Some(over).filter(|minutes| *minutes > 0),
            ready_by: ready_by(held, generation.kind.lead_minutes),
            ready_at: None,
        };
        view.settle(lesson, generation.kind.lead_minutes, ready, now);
        view
    }

    /// How the lesson stands, once it is known when its room was ready.
    pub(super) fn settle(&mut self, lesson: &Lesson, lead_minutes: u32, ready: &ReadyTimes, now: Timestamp) {
        let ready = ready.get(&self.classroom_id).map_or(&[][..], Vec::as_slice);
        self.state = LessonState::of(lesson, lead_minutes, ready, now);
        self.ready_at = ready_at(lesson, lead_minutes, ready, now);
    }
}

impl Row for LessonView {
    const HEADING: &'static [&'static str] = &[
        "date",
        "start",
        "end",
        "room",
        "title",
        "teachers",
        "state",
        "changed",
        "expected",
        "lesson",
        "on",
        "starts_at",
        "ends_at",
        "ready_at",
        "id",
        "order_id",
        "classroom_id",
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        // As 2026-09-07T09:00:00+08:00.
        let part = |text: &str, of: std::ops::Range<usize>| Cell::own(text.get(of).unwrap_or_default());
        vec![
            part(&self.starts_at_local, 0..10),
            part(&self.starts_at_local, 11..16),
            part(&self.ends_at_local, 11..16),
            Cell::text(&self.room),
            Cell::text_of(self.title.as_ref()),
            Cell::texts(&self.teachers),
            Cell::word(self.state),
            Cell::own(self.changed),
            Cell::own_of(self.expected),
            Cell::text(&self.lesson),
            Cell::own(self.on),
            Cell::own(self.starts_at),
            Cell::own(self.ends_at),
            Cell::own_of(self.ready_at),
            Cell::own(self.id),
            Cell::own(self.order_id),
            Cell::own(self.classroom_id),
        ]
    }
}
