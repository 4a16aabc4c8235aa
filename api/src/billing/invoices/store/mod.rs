//! The SQL of invoices.

pub(super) mod due;
pub(in crate::billing) mod month;
pub(super) mod notes;
pub(in crate::billing) mod receivables;
pub(super) mod rows;
pub(in crate::billing) mod settle;
pub(super) mod write;
