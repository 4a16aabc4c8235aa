//! What this month and the next ones are going to come to, worked out by the functions that invoice them from what is booked and what ran. Nothing of it is
//! stored.

mod get;
mod store;
mod view;
mod work_out;

pub(super) use work_out::{ReadMonth, read_month};

pub(super) use get::{__path_get_usage_forecast, get_usage_forecast};
