//! The reconciler on a real control plane: a test has one to itself, one at a time, because each takes half a gigabyte.
//!
//! Orders and clusters are written as rows here: what is tested is what becomes of them, not how they came in.

mod drift;
mod life;
mod nodes;
mod replicas;
mod term;
mod world;

pub(crate) use world::alone;
