//! A lesson that was found, on its way out: its state follows when it is known when its room was ready.

use homeroom_domain::{
    ids::ClassroomId,
    order::{HeldLesson, Order},
    timetable::Lesson,
};
use jiff::Timestamp;

use super::{
    ready::{self, ReadyTimes},
    view::LessonView,
};
use crate::{
    auth::{Caller, Permit},
    http::ApiError,
};

/// See the module.
#[derive(Debug)]
pub(super) struct Found {
    view: LessonView,
    lesson: Lesson,
    lead_minutes: u32,
}

impl Found {
    pub(super) fn new(order: &Order, held: &HeldLesson) -> Self {
        let lead_minutes = order.generations[held.generation_index as usize].kind.lead_minutes;
        Self { view: LessonView::new(order, held, &ReadyTimes::new(), Timestamp::MIN), lesson: held.lesson, lead_minutes }
    }

    /// What people order lessons by, beside their id.
    pub(super) fn starts_at(&self) -> Timestamp {
        self.lesson.starts_at
    }

    pub(super) fn room(&self) -> (ClassroomId, Lesson) {
        (self.view.classroom_id, self.lesson)
    }

    pub(super) fn settled(mut self, ready: &ReadyTimes, now: Timestamp) -> LessonView {
        self.view.settle(&self.lesson, self.lead_minutes, ready, now);
        self.view
    }
}

/// When the rooms of all of them were ready.
pub(super) async fn ready_times<'a, P: Permit>(caller: &Caller<P>, found: impl Iterator<Item = &'a Found>) -> Result<ReadyTimes, ApiError> {
    ready::times(caller, &found.map(Found::room).collect::<Vec<_>>()).await
}
