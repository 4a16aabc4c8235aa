//! Promises: whether rooms of priced orders were ready when they had to be, what is credited where they were not, and the lists of both.
//!
//! Looked at by the hour, like usage and from the same facts. What is promised and how it is credited is `homeroom_domain::billing::Promise`.

mod facts;
mod keep;
mod list;
mod look;
mod store;
mod view;

pub(super) use list::{__path_list_all_breaches, __path_list_breaches, list_all_breaches, list_breaches};
pub(crate) use look::keep_promises;
