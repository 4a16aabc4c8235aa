//! An order: the document that came in, what it means once it has passed, and what is kept of it.
//!
//! `NewOrder` (came in) -> `ValidOrder` (passed) -> `Order` (stored). The document types are also the wire format and the stored format.

mod document;
mod error;
mod state;
mod text;
mod validate;
mod wire;

pub use document::{Availability, Change, Day, DaysOff, Line, MovedTo, NewOrder, NewRoom, RunsAs, Term, Timetable};
pub use error::{FieldError, FieldProblem, Oddity, Warning};
pub(crate) use error::{Findings, pointer};
pub use state::{Generation, Order, OrderPhase, Placement, PlacementState, Room};
pub use validate::{Catalogue, ValidOrder, ValidRoom, validate};
