//! What requests about orders share within this process: kept timetables, turns at booking, waiters. `App` holds them; no endpoint is named here.

mod timetables;
mod turns;
mod waiting;

pub(crate) use timetables::work_out;
pub use timetables::{Timetabled, Timetables};
pub use turns::Turns;
pub(crate) use waiting::Waiter;
pub use waiting::Waiting;
