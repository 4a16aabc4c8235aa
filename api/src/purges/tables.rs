//! What a purge removes, and what it keeps and why. A test asks the database for every table with rows of tenants: each has to be in one of the lists.

use crate::{
    academic_calendars, api_keys, billing, calendars, classrooms, db::purged::Purged, drafts, events, http::idempotency, links, members,
    moves, orders, overruns, pauses, pins, prices, promises, reconcile, subscriptions,
};

/// In this order: first what somebody could come in with, then what refers to rooms and orders, then those. Events last, because what is removed may still tell of
/// itself.
const REMOVED: [&[Purged]; 25] = [
    &api_keys::PURGED,
    &members::PURGED,
    &idempotency::PURGED,
    &links::PURGED,
    &subscriptions::PURGED,
    &drafts::PURGED,
    &billing::PURGED_NOTICES,
    &billing::PURGED_PROFILES,
    &billing::PURGED_PAGES,
    &classrooms::PURGED,
    &reconcile::PURGED,
    &billing::PURGED_PROMISES,
    &overruns::PURGED,
    &promises::PURGED,
    &pauses::PURGED,
    &pins::PURGED,
    &moves::PURGED,
    &prices::PURGED_CAPS,
    &billing::PURGED_CAPS,
    &billing::PURGED_USAGE,
    &prices::PURGED_ORDERS,
    &calendars::store::PURGED,
    &orders::store::PURGED,
    &academic_calendars::PURGED,
    &events::PURGED,
];

/// Only when access has ended: by then the cards were taken from Stripe.
const REMOVED_LAST: [Purged; 2] = billing::PURGED_LAST;

/// Tables with rows of tenants that a purge keeps, and why.
pub const KEPT: &[(&str, &str)] = &[
    ("tenants", "the name under which invoices were issued, without what the institution wrote beside it"),
    ("invoices", "kept as issued, as the law asks"),
    ("invoice_lines", "kept as issued, as the law asks"),
    ("payments", "what was paid of an invoice"),
    ("refunds", "what was sent back of a payment"),
    ("disputes", "what became of a payment"),
    ("collections", "by which a payment at Stripe is known, also one that comes late"),
    ("credits", "what invoices used"),
    ("ledger_transactions", "the ledger is never changed"),
    ("ledger_entries", "the ledger is never changed"),
    ("ledger_balances", "what the ledger comes to"),
    ("plan_subscriptions", "what invoices rest on"),
    ("plan_periods", "what invoices rest on"),
    ("plan_pauses", "what invoices rest on, and that there are no further ones"),
    ("tenant_sellers", "who issued its invoices"),
    ("standing_changes", "how it stood and why, which explains the rest"),
    ("notices", "that it was told, without to whom"),
    ("stripe_calls", "keys that keep a charge from being made twice; for thirteen months, and without names"),
    ("jobs", "ids alone, until they are done or thirty days old"),
    ("feeds", "how far its events are numbered, so that no number comes twice"),
    ("calendars", "its quota"),
    ("promise_weeks", "how many lessons of a cluster were in time, which the platform sums"),
];

/// All that is removed, in order.
pub(super) fn removed() -> impl Iterator<Item = &'static Purged> {
    REMOVED.iter().copied().flatten()
}

/// What is removed at the very end.
pub(super) fn removed_last() -> impl Iterator<Item = &'static Purged> {
    REMOVED_LAST.iter()
}

/// The names of all tables of which rows are removed.
pub fn removed_tables() -> Vec<&'static str> {
    removed().chain(removed_last()).map(|purged| purged.table).collect()
}
