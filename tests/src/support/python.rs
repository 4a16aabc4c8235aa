//! Programs of others, written in Python, by which the service is tried.

pub use homeroom_local::python::{program, with};
