//! Lessons that go on: before a room closes its server is asked whether people are inside, and if they are, and the order allows it, and quota and cluster
//! have room, the lesson goes on for another five minutes.
//!
//! A worker, and no operation: what was granted shows in the lesson, what was not in its room and in an event. Every half minute one index tells the
//! orders that have a room which closes soon; at rest there are none.

mod book;
mod inside;
mod run;
mod store;

pub(crate) use run::go_on;
