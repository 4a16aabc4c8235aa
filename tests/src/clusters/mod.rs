//! Registering clusters and what can be done with them.

mod capacity;
mod refusals;
mod register;
