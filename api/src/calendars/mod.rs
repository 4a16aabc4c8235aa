//! What is booked of everything finite: calendars, their days, and the reservations that filled them.
//!
//! Rows only; what fits where is decided by `homeroom_domain::admission`. Whoever writes here holds the calendar's header lock, taken in the order
//! idempotency key, order, tenant calendar, calendars of clusters and of their storage pools by ascending id.

pub mod store;
mod sweep;

pub(crate) use sweep::sweep_rooms;
