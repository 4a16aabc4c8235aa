//! What is used, owed and paid.

mod caps;
mod collection;
mod forecast;
mod invoices;
mod notices;
mod promises;
mod standing;
mod usage;
mod year;
