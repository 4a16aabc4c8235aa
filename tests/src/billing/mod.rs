//! What is used, owed and paid.

mod cancelling;
mod caps;
mod collection;
mod credits;
mod forecast;
mod invoices;
mod killing;
mod notices;
mod promises;
mod standing;
mod usage;
mod year;
