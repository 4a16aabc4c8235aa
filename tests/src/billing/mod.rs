//! What is used, owed and paid.

mod usage;
