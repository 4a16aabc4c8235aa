//! What an amendment changes of an order's lessons, as it goes out.

use homeroom_domain::{
    order::{ChangedLesson, Difference, LessonTime},
    timetable::local,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Serialize;
use utoipa::ToSchema;

/// How the lessons differ; those that stay are not told.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[schema(as = Difference)]
pub(crate) struct DifferenceView {
    lessons_added: u32,
    lessons_removed: u32,
    /// At another time, or in another room.
    lessons_moved: u32,
    /// The first 200 of them, by time.
    items: Vec<ChangedLessonView>,
}

/// One lesson that differs.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ChangedLesson)]
pub(crate) struct ChangedLessonView {
    change: LessonChange,
    /// Key of the line.
    lesson: String,
    /// Key of the room in which the line has it.
    room: String,
    /// The date on which the line has it, before any change.
    #[schema(value_type = String, format = Date)]
    on: Date,
    /// As it is now; absent where it is added.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from: Option<LessonTimeView>,
    /// As it would be; absent where it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    to: Option<LessonTimeView>,
}

/// What becomes of a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LessonChange {
    Added,
    Removed,
    Moved,
}

/// When and where a lesson is held.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = LessonTime)]
pub(crate) struct LessonTimeView {
    starts_at: Timestamp,
    ends_at: Timestamp,
    /// In the timetable's zone.
    #[schema(format = DateTime)]
    starts_at_local: String,
    /// In the timetable's zone.
    #[schema(format = DateTime)]
    ends_at_local: String,
    /// Key of the room.
    room: String,
}

impl DifferenceView {
    pub(in crate::orders) fn new(difference: Difference, zone: &TimeZone) -> Self {
        let Difference { added, removed, moved, items } = difference;
        let items = items.into_iter().map(|item| ChangedLessonView::new(item, zone)).collect();
        Self { lessons_added: added, lessons_removed: removed, lessons_moved: moved, items }
    }
}

impl ChangedLessonView {
    fn new(changed: ChangedLesson, zone: &TimeZone) -> Self {
        let change = match (&changed.from, &changed.to) {
            (None, _) => LessonChange::Added,
            (Some(_), None) => LessonChange::Removed,
            (Some(_), Some(_)) => LessonChange::Moved,
        };
        let [from, to] = [changed.from, changed.to].map(|time| time.map(|time| LessonTimeView::new(time, zone)));
        Self { change, lesson: changed.lesson, room: changed.room, on: changed.on, from, to }
    }
}

impl LessonTimeView {
    fn new(LessonTime { starts_at, ends_at, room }: LessonTime, zone: &TimeZone) -> Self {
        Self { starts_at, ends_at, starts_at_local: local(starts_at, zone), ends_at_local: local(ends_at, zone), room }
    }
}
