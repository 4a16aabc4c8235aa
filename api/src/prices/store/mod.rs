//! The SQL of prices.

pub(super) mod orders;
pub(super) mod plans;
pub(super) mod subscriptions;
