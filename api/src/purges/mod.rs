//! Purges: of a tenant whose plan has ended, the data goes when the time is over in which it can be taken out. What is removed, table by table, is a list here; how,
//! each table's room says. When, `homeroom_domain::billing` decides.
//!
//! Above all features, because each has rows of a tenant. Nothing here is asked for by a request: the clock does it, and a purge that was cut off goes on where it was,
//! because a batch that was removed is not found again.

mod tables;
mod work;

pub use tables::{KEPT, removed_tables};
pub(crate) use work::purge;
pub use work::remove_all;
