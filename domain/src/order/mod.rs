//! An order: the document that came in, what it means once it has passed, and what is kept of it.
//!
//! `NewOrder` (came in) -> `ValidOrder` (passed) -> `Order` (stored). The document types are also the wire format and the stored format.

mod academic_calendar;
mod amend;
mod copy;
mod days_off;
mod difference;
mod document;
mod error;
mod folding;
mod idle;
mod lesson_change;
mod lesson_instead;
mod lesson_state;
mod life;
mod merging;
mod opening;
mod overrun;
mod reserving;
mod runs;
mod schedule;
mod scheduling;
mod state;
mod text;
mod touched;
mod validate;
pub mod wire;

pub use academic_calendar::{BellSchedule, NamedTerm, NewAcademicCalendar, Period};
pub use amend::{AmendError, Amended};
pub use days_off::joined;
pub use difference::{ChangedLesson, Difference, LessonTime};
pub use document::{Availability, Change, Day, DaysOff, Flexible, Line, MovedTo, NewOrder, NewRoom, RunsAs, Term, Timetable};
pub(crate) use error::Findings;
pub use error::{FieldError, FieldProblem, Oddity, Warning};
pub use idle::GENERATIONS_MAX;
pub use lesson_change::{LessonChange, LessonError, OneOff, Rewritten};
pub use lesson_instead::LessonInstead;
pub use lesson_state::{LessonState, Readiness, ready_anew, ready_at, ready_by};
pub use life::{Cancelled, InvalidTransition};
pub use opening::{Door, Opening};
pub use overrun::{Closing, DECIDED_BEFORE, KEPT_MAX, NotKept, OVERRUN_MINUTES_MAX, Overrun};
pub use reserving::{RESERVATION_REMINDER, RESERVED_MAX, ReservedBefore, ReservedEnough};
pub use runs::Run;
pub use schedule::{HeldLesson, OBJECTS_BEFORE, RoomNow, RoomWanted, Schedule};
pub use state::{Dropped, Generation, Order, OrderPhase, Placement, PlacementState, Room};
pub(crate) use text::KEY_MAX;
pub use touched::{Parts, TouchedDays};
pub use validate::{
    Allowance, CalendarPlan, Catalogue, SEATS_MAX, TEACHERS_MAX, ValidOrder, ValidRoom, validate, validate_touched, validate_within,
    wrong_fields,
};
