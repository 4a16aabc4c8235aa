//! What operators see across institutions.

mod orders;
