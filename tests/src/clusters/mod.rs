//! Registering clusters and what can be done with them.

mod capacity;
mod redirects;
mod refusals;
mod register;
