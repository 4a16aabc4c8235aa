//! The look at a cluster itself: whether it answers, what its nodes let it sell, what a person should know of it. One lane a file.

mod conditions;
mod gauges;
mod probe;

pub(super) use gauges::Gauges;
pub(super) use probe::Probe;
