//! The SQL of collection.

pub(super) mod calls;
pub(in crate::billing) mod collections;
pub(super) mod customers;
pub(super) mod inbox;
pub(super) mod pages;
pub(in crate::billing) mod refunds;
