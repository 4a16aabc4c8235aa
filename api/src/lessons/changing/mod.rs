//! One lesson changed: moved, cancelled, given more time, put back, or held beside those of the timetable.
//!
//! Each is a new generation of the order's document, admitted like an amendment; what becomes of the document is decided in `domain::order`.

mod ask;
mod cancel;
mod create;
mod extend;
mod r#move;
mod restore;

pub(super) use cancel::{__path_cancel_lesson, cancel_lesson};
pub(super) use create::{__path_create_lesson, create_lesson};
pub(super) use extend::{__path_extend_lesson, extend_lesson};
pub(super) use r#move::{__path_move_lesson, move_lesson};
pub(super) use restore::{__path_restore_lesson, restore_lesson};
