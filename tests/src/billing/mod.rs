//! What is used, owed and paid.

mod invoices;
mod promises;
mod standing;
mod usage;
mod year;
