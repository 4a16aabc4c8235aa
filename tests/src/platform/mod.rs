//! What operators see across institutions.

mod bookings;
mod jobs;
mod orders;
