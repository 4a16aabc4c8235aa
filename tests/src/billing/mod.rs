//! What is used, owed and paid.

mod collection;
mod invoices;
mod standing;
mod usage;
mod year;
