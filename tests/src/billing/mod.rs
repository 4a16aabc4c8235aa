//! What is used, owed and paid.

mod amounts;
mod cancelling;
mod caps;
mod collection;
mod credits;
mod forecast;
mod invoices;
mod killing;
mod ledger;
mod notices;
mod promises;
mod purging;
mod sequences;
mod standing;
mod tiers;
mod usage;
mod year;
