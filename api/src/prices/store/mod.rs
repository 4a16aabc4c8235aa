//! The SQL of prices.

pub(crate) mod caps;
pub(super) mod orders;
pub(crate) mod pauses;
pub(super) mod plans;
pub(super) mod subscriptions;
