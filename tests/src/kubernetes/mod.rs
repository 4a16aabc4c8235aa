//! The reconciler on a real control plane: a test has one to itself, and some are had at the same time, because each takes half a gigabyte.
//!
//! Clusters are registered and orders made over the API, as people do; business time is moved by hand.

/// Takes longest and begins first, being named first.
mod academic_year;
mod accuracy;
mod broken;
mod by_hand;
mod clocks;
mod contested;
mod drift;
mod herd;
mod image_rolls;
mod images;
mod interfaces;
mod joins;
mod left;
mod life;
mod meeting;
mod moves;
mod node_groups;
mod nodes;
mod outages;
mod overruns;
mod packing;
mod planes;
mod policies;
mod pools;
mod promises;
mod real_node_images;
mod real_node_probe;
mod real_world;
mod replicas;
mod reserved;
mod roads;
mod term;
mod together;
mod visitor;
mod world;

pub(crate) use planes::{Plane, alone, turns};
