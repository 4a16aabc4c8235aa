//! What operators see across institutions.

mod bells;
mod bookings;
mod events;
mod jobs;
mod orders;
