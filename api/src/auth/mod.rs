//! Who is calling, for which tenant, and what they may do: callers, permissions, and the two kinds of transaction.
//!
//! `TenantTx` and `SystemTx` can be made nowhere else, so a query on tenant data without a scope does not compile.

mod tx;

pub use tx::{SystemTx, TenantTx};
