//! What requests about orders share within this process: kept timetables, turns at booking, waiters. `App` holds them; no endpoint is named here.

mod timetables;
mod turns;
mod waiting;

pub use timetables::{Timetabled, Timetables};
pub(crate) use timetables::{timetabled, work_out};
pub use turns::Turns;
pub(crate) use waiting::Waiter;
pub use waiting::Waiting;
