//! Institutions: made with their quota, changed, suspended.

mod create;
mod finding;
