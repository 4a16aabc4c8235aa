//! The files of an archive: their names, their columns where they are tables too, and where their rows come from. No secret is in any: not a key's, a link's or a
//! password's, nor a room's.

use futures::future::BoxFuture;

use super::store::{self, Key, Taken};
use crate::auth::TenantTx;

/// Reads the rows after one, at most so many.
type Read = fn(&mut TenantTx, Key, i64) -> BoxFuture<'_, sqlx::Result<Vec<Taken>>>;

/// Where rows come from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    /// How many at once: documents are large.
    Rows(Read, i64),
    Events,
    Lessons,
}

/// A list of the archive.
#[derive(Debug)]
pub(super) struct File {
    pub name: &'static str,
    /// `None`: its rows are no table's.
    pub columns: Option<&'static [&'static str]>,
    pub source: Source,
}

const ROWS: i64 = 500;
/// A document has at most four megabytes.
const DOCUMENTS: i64 = 4;

const fn table(name: &'static str, columns: &'static [&'static str], read: Read) -> File {
    File { name, columns: Some(columns), source: Source::Rows(read, ROWS) }
}

const fn documents(name: &'static str, read: Read) -> File {
    File { name, columns: None, source: Source::Rows(read, DOCUMENTS) }
}

/// In this order.
pub(super) const FILES: &[File] = &[
    table("members", &["id", "email", "name", "role", "language", "time_zone", "teaches_as", "created_at"], store::members),
    table("api_keys", &["id", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"], store::api_keys),
    table(
        "orders",
        &[
            "id",
            "name",
            "kind",
            "region",
            "phase",
            "first_day",
            "last_day",
            "rooms",
            "generation",
            "cost_group",
            "purchase_order",
            "external_id",
            "metadata",
            "created_at",
            "cancelled_at",
            "ends_at",
        ],
        store::orders,
    ),
    documents("timetables", store::generations),
    table(
        "classrooms",
        &["id", "order_id", "key", "name", "seats", "external_id", "metadata", "created_at", "removed_at"],
        store::classrooms,
    ),
    File {
        name: "lessons",
        columns: Some(&[
            "id",
            "order_id",
            "classroom_id",
            "room",
            "lesson",
            "title",
            "teachers",
            "expected",
            "on",
            "starts_at",
            "starts_at_local",
            "ends_at",
            "ends_at_local",
            "state",
            "changed",
            "ready_by",
            "ready_at",
        ]),
        source: Source::Lessons,
    },
    documents("academic_calendars", store::academic_calendars),
    documents("drafts", store::drafts),
    table("links", &["id", "classroom_id", "role", "valid", "name", "uses", "created_at", "expires_at", "revoked_at"], store::links),
    table("usage", &["order_id", "hour", "meter", "quantity"], store::usage),
    table(
        "invoices",
        &[
            "id",
            "kind",
            "number",
            "status",
            "corrects",
            "currency",
            "first_day",
            "last_day",
            "issued_at",
            "due_on",
            "subtotal_minor",
            "tax_minor",
            "total_minor",
            "credited_minor",
            "paid_minor",
            "parties",
            "created_at",
        ],
        store::invoices,
    ),
    table(
        "invoice_lines",
        &[
            "invoice_id",
            "position",
            "order_id",
            "order_name",
            "title",
            "meter",
            "rooms",
            "quantity",
            "unit_amount_minor",
            "first_day",
            "last_day",
            "amount_minor",
        ],
        store::invoice_lines,
    ),
    table("payments", &["id", "invoice_id", "method", "reference", "received_on", "amount_minor", "created_at"], store::payments),
    table("refunds", &["id", "invoice_id", "payment_id", "amount_minor", "reason", "status", "created_at"], store::refunds),
    table("credits", &["id", "reason", "currency", "amount_minor", "remaining_minor", "expires_on", "created_at"], store::credits),
    table("ledger", &["transaction_id", "kind", "at", "account", "currency", "amount_minor"], store::ledger),
    table("caps", &["id", "cost_group", "order_id", "action", "amount_minor", "currency", "thresholds", "created_at"], store::caps),
    table(
        "breaches",
        &[
            "id",
            "lesson_id",
            "order_id",
            "classroom_id",
            "room",
            "title",
            "ready_by",
            "ready_at",
            "starts_at",
            "found",
            "currency",
            "credited_minor",
        ],
        store::breaches,
    ),
    table("notices", &["id", "kind", "facts", "letters", "created_at"], store::notices),
    table("standing", &["id", "step", "cause", "at"], store::standing),
    // Last, because taking all of it out is none, and what is done meanwhile is.
    File { name: "events", columns: Some(&["sequence", "at", "type", "actor", "subject", "data", "id"]), source: Source::Events },
];
