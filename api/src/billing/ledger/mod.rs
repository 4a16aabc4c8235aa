//! The ledger: what each movement of money does to a tenant's accounts, written once and never changed. The database refuses what does not sum to zero.

mod store;
mod verify;

pub(super) use store::{Movement, post, reverse};
pub(crate) use verify::verify;
