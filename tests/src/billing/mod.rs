//! What is used, owed and paid.

mod caps;
mod forecast;
mod invoices;
mod standing;
mod usage;
