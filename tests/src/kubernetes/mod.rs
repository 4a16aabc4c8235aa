//! The reconciler on a real control plane: a test has one to itself, one at a time, because each takes half a gigabyte.
//!
//! Orders and clusters are written as rows here: what is tested is what becomes of them, not how they came in. A meeting in a real room
//! (`meeting`) is ordered over the API.

mod drift;
mod life;
mod meeting;
mod nodes;
mod real_world;
mod replicas;
mod term;
mod visitor;
mod world;

pub(crate) use world::alone;
