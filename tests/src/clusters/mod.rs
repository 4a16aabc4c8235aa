//! Registering clusters and what can be done with them.

mod refusals;
mod register;
