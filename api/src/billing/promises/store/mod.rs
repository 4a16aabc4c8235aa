//! The SQL of promises: of the hours that were looked at, of what is known of lessons in them, and of the two things that are kept: sums by week, and breaches.

mod breaches;
mod hours;
mod seen;
mod weeks;

pub(crate) use breaches::PURGED;
pub(super) use breaches::{BreachRow, Narrow, found_before, found_within, keep_breach, list_breaches};
pub(super) use hours::{Pass, advance, promised_orders, set_watermark, watermark};
pub(super) use seen::{cause, let_in, places_of, ready, stops, suspensions};
pub(super) use weeks::{WeekRow, Weekly, add_week, forget_weeks, weeks};
