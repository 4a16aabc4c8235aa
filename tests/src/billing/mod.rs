//! What is used, owed and paid.

mod invoices;
mod standing;
mod usage;
mod year;
