//! What a change of an academic calendar does to the orders that follow it: all of them are amended, or none is.

mod amend;
mod followers;
mod quote;

pub(super) use amend::{__path_amend_academic_calendar, amend_academic_calendar};
pub(super) use quote::{__path_quote_academic_calendar, quote_academic_calendar};
