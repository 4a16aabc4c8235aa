//! What stands in for the world outside on one machine: a Postgres, control planes, a real node, and the demo that is made of them.

mod compose;
mod kubernetes {
    mod control_plane;
    mod demo;
    mod real_node;
}
mod postgres;
