//! What is used, owed and paid.

mod invoices;
mod notices;
mod standing;
mod usage;
mod year;
