//! One lesson of a term that runs: moved, cancelled, given more time, put back as its line has it, or held once beside the others.
//!
//! What is asked becomes a `change`, or a line with a single date, in the order's newest document, so that it is admitted, kept and read like everything
//! else. A lesson that has begun can only be given more time: what runs is never taken away.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::{Change, FieldError, FieldProblem, Generation, HeldLesson, Line, MovedTo, NewOrder, Order, Schedule};
use crate::timetable::{LESSON_MINUTES_MAX, Lesson, LessonId, zone};

/// What is asked of one lesson.
#[derive(Debug, Clone, PartialEq)]
pub enum LessonChange {
    /// Held elsewhere or at another time; what is absent stays as it is. A cancelled lesson is held again.
    Move(MovedTo),
    Cancel,
    /// Ends then, which is later than now it does.
    ExtendTo(Timestamp),
    /// As its line has it.
    Restore,
}

/// A lesson that no line has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOff {
    /// Key of the room.
    pub room: String,
    pub title: Option<String>,
    pub teachers: Vec<String>,
    /// A wall time of the order's timetable; the next whole minute where absent.
    pub starts: Option<DateTime>,
    pub duration_minutes: u32,
    pub expected: Option<u32>,
}

/// The document that comes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewritten {
    pub document: NewOrder,
    /// From when on it counts: that of the pending generation that it is applied to, else now.
    pub effective_from: Option<Timestamp>,
    /// Where in the document what was asked stands.
    pub at: Option<String>,
}

/// Why a lesson cannot be changed like this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LessonError {
    #[error("the lesson is over")]
    Over { ended_at: Timestamp },
    #[error("the lesson has begun")]
    Begun { started_at: Timestamp },
    #[error("the lesson is cancelled")]
    Cancelled,
    #[error("a generation that is not in force yet would lose the change")]
    Pending { generation: i64, effective_from: Timestamp },
    #[error("the newest document does not have the lesson")]
    LeftOut,
    #[error("a field of the request")]
    Field(FieldError),
}

impl Order {
    /// The newest document with one lesson changed. `None` when the lesson is like that already.
    ///
    /// # Errors
    /// [`LessonError`]. Whether the document passes is another question.
    pub fn with_lesson(&self, held: &HeldLesson, change: &LessonChange, now: Timestamp) -> Result<Option<Rewritten>, LessonError> {
        let effective_from = self.takes_over(held.lesson.starts_at, now)?;
        let lesson = &held.lesson;
        if lesson.ends_at <= now {
            return Err(LessonError::Over { ended_at: lesson.ends_at });
        }
        let runs = lesson.starts_at <= now && !lesson.cancelled;
        match change {
            LessonChange::ExtendTo(_) if lesson.cancelled => return Err(LessonError::Cancelled),
            LessonChange::ExtendTo(end) if *end == lesson.ends_at => return Ok(None),
            LessonChange::ExtendTo(_) => {}
            _ if runs => return Err(LessonError::Begun { started_at: lesson.starts_at }),
            _ => {}
        }
        let mut document = self.newest().document.clone();
        let (line, room, on) = self.identity(held);
        let place = Place { line, room, on };
        let line = document.timetable.lessons.iter().find(|line| line.key == place.line).ok_or(LessonError::LeftOut)?.clone();
        if !document.rooms.iter().any(|room| room.key == place.room) {
            return Err(LessonError::LeftOut);
        }
        let index = document.timetable.changes.iter().position(|change| place.is_of(change));
        let before = index.map(|index| document.timetable.changes[index].clone());
        let after = place.changed(change, before.as_ref(), &line, &self.present(held))?;
        if after == before {
            return Ok(None);
        }
        let changes = &mut document.timetable.changes;
        let at = match (index, after) {
            (Some(index), Some(after)) => {
                changes[index] = after;
                Some(index)
            }
            (Some(index), None) => {
                changes.remove(index);
                None
            }
            (None, Some(after)) => {
                changes.push(after);
                Some(changes.len() - 1)
            }
            (None, None) => None,
        };
        let at = at.map(|index| format!("/timetable/changes/{index}"));
        Ok(Some(Rewritten { document, effective_from, at }))
    }

    /// The newest document with a lesson beside those of its lines, under a key that is new.
    ///
    /// # Errors
    /// [`LessonError`], where it would begin under a generation that another is to replace.
    pub fn with_one_off(&self, one: &OneOff, key: String, now: Timestamp) -> Result<Rewritten, LessonError> {
        let mut document = self.newest().document.clone();
        let zone = zone(&document.timetable.time_zone).ok_or(LessonError::LeftOut)?;
        let starts = one.starts.unwrap_or_else(|| zone.to_datetime(next_minute(now)));
        let effective_from = self.takes_over(zone.to_timestamp(starts).unwrap_or(now), now)?;
        document.timetable.lessons.push(Line {
            key,
            title: one.title.clone(),
            rooms: Some(vec![one.room.clone()]),
            teachers: one.teachers.clone(),
            rrule: None,
            dates: Some(vec![starts.date()]),
            from: None,
            start: starts.time(),
            duration_minutes: one.duration_minutes,
            expected: one.expected,
        });
        let at = format!("/timetable/lessons/{}", document.timetable.lessons.len() - 1);
        Ok(Rewritten { document, effective_from, at: Some(at) })
    }

    fn present<'a>(&'a self, held: &'a HeldLesson) -> Present<'a> {
        let document = &self.generations[held.generation_index as usize].document;
        let zone = zone(&document.timetable.time_zone).unwrap_or(TimeZone::UTC);
        Present { lesson: &held.lesson, room: &document.rooms[held.lesson.room as usize].key, zone }
    }

    /// When a document takes over that changes something at a moment, so that no pending generation is lost: the only one that there is it follows.
    fn takes_over(&self, at: Timestamp, now: Timestamp) -> Result<Option<Timestamp>, LessonError> {
        let Generation { number, effective_from, .. } = *self.newest();
        if effective_from <= now {
            return Ok(None);
        }
        if at >= effective_from { Ok(Some(effective_from)) } else { Err(LessonError::Pending { generation: number, effective_from }) }
    }
}

impl Schedule {
    /// The lesson as an amended order holds it, where what was asked came to pass.
    ///
    /// # Errors
    /// [`LessonError::Field`] for a move to before the moment from which on it counts; [`LessonError::LeftOut`] where the lesson is held by an older
    /// document still, which says otherwise.
    pub fn changed_lesson(&self, order: &Order, id: LessonId, change: &LessonChange) -> Result<HeldLesson, LessonError> {
        let newest = order.newest();
        let held = self.lesson(order, id).copied().filter(|held| match change {
            LessonChange::ExtendTo(end) => held.lesson.ends_at == *end,
            _ => held.generation == newest.number,
        });
        held.ok_or_else(|| match change {
            LessonChange::Move(to) => {
                let pointer = if to.start.is_some() { "/start" } else { "/date" };
                LessonError::Field(not_later(pointer, newest.effective_from))
            }
            LessonChange::Restore => LessonError::Over { ended_at: newest.effective_from },
            _ => LessonError::LeftOut,
        })
    }
}

/// A moment that a field has to name a later one than.
fn not_later(pointer: &str, than: Timestamp) -> FieldError {
    FieldError { pointer: pointer.to_owned(), problem: FieldProblem::NotLater { than } }
}

fn next_minute(at: Timestamp) -> Timestamp {
    let second = at.as_second() + i64::from(at.subsec_nanosecond() > 0);
    Timestamp::from_second(second.div_euclid(60) * 60 + if second.rem_euclid(60) > 0 { 60 } else { 0 }).unwrap_or(at)
}

/// What a change names a lesson by.
struct Place<'a> {
    line: &'a str,
    room: &'a str,
    on: Date,
}

/// When and where a lesson is held.
struct Present<'a> {
    lesson: &'a Lesson,
    room: &'a str,
    zone: TimeZone,
}

impl Place<'_> {
    fn is_of(&self, change: &Change) -> bool {
        change.lesson == self.line && change.room == self.room && change.on == self.on
    }

    fn change(&self, cancelled: bool, moved_to: Option<MovedTo>) -> Change {
        Change { lesson: self.line.to_owned(), room: self.room.to_owned(), on: self.on, cancelled, moved_to }
    }

    /// The change that stands in the document after this; `None` where the lesson is as its line has it.
    fn changed(
        &self,
        change: &LessonChange,
        before: Option<&Change>,
        line: &Line,
        present: &Present<'_>,
    ) -> Result<Option<Change>, LessonError> {
        let moved = match change {
            LessonChange::Cancel => return Ok(Some(self.change(true, None))),
            LessonChange::Restore => return Ok(None),
            LessonChange::Move(to) => {
                let now = before.and_then(|before| before.moved_to.clone()).unwrap_or_default();
                MovedTo {
                    date: to.date.or(now.date),
                    start: to.start.or(now.start),
                    duration_minutes: to.duration_minutes.or(now.duration_minutes),
                    room: to.room.clone().or(now.room),
                }
            }
            LessonChange::ExtendTo(end) => present.until(*end)?,
        };
        let moved = self.beside_its_line(moved, line);
        Ok((moved != MovedTo::default()).then(|| self.change(false, Some(moved))))
    }

    /// What differs from the line.
    fn beside_its_line(&self, to: MovedTo, line: &Line) -> MovedTo {
        MovedTo {
            date: to.date.filter(|date| *date != self.on),
            start: to.start.filter(|start| *start != line.start),
            duration_minutes: to.duration_minutes.filter(|minutes| *minutes != line.duration_minutes),
            room: to.room.filter(|room| room != self.room),
        }
    }
}

impl Present<'_> {
    /// Where and when the lesson is held, but until a later moment.
    fn until(&self, end: Timestamp) -> Result<MovedTo, LessonError> {
        let lesson = self.lesson;
        if end < lesson.ends_at {
            return Err(LessonError::Field(not_later("/ends_at", lesson.ends_at)));
        }
        let lasts = end.duration_since(lesson.starts_at);
        let minutes = lasts.as_mins();
        let longest = SignedDuration::from_mins(LESSON_MINUTES_MAX.into());
        let problem = if lasts > longest {
            FieldProblem::TooLate { latest: lesson.starts_at.saturating_add(longest).unwrap_or(lesson.starts_at) }
        } else if lasts == SignedDuration::from_mins(minutes) {
            let starts = self.zone.to_datetime(lesson.starts_at);
            let duration_minutes = u32::try_from(minutes).ok();
            return Ok(MovedTo {
                date: Some(starts.date()),
                start: Some(starts.time()),
                duration_minutes,
                room: Some(self.room.to_owned()),
            });
        } else {
            FieldProblem::NotWholeMinutes {}
        };
        Err(LessonError::Field(FieldError { pointer: "/ends_at".to_owned(), problem }))
    }
}
