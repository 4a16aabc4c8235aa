//! The pure core of Homeroom: what an order means, whether it fits, and which objects it becomes.
//!
//! Nothing here reads a clock, a random source, a database or a network; times and ids come in as arguments. `Cargo.toml` is the wall that keeps
//! it so. The service (`homeroom`) loads values, calls these functions, and stores or applies what they return.

pub mod admission;
pub mod at_risk;
pub mod billing;
pub mod calendar;
pub mod cluster;
pub mod condition;
pub mod demand;
pub mod diff;
pub mod ids;
pub mod kind;
pub mod moves;
pub mod node_plan;
pub mod nodes;
pub mod order;
pub mod phase;
pub mod pointer;
pub mod pools;
pub mod room_sizes;
pub mod sizing;
pub mod slots;
pub mod text;
pub mod timetable;
pub mod what_if;
pub mod workload;

#[cfg(test)]
mod tests;
