//! What operators see across institutions.

mod jobs;
mod orders;
