//! `POST /v1/invoices/{id}/credit-notes`: a part of an invoice taken back, as an amount of it or line by line. What was not paid yet is owed no more; what was
//! is good for the next invoice.
//!
//! A note that names lines of orders takes the place of what the next invoice would give back of them: an order that is corrected afterwards gives nothing
//! back twice.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    billing::{Currency, ledger},
    ids::InvoiceId,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    noting::{NewCreditNote, Noting},
    store::{
        notes::{self, NewNote},
        settle,
    },
    view::InvoiceView,
};
use crate::{
    auth::{Place, PlatformCaller, SettleInvoices},
    billing::{
        collection,
        credits::{NewCredit, insert_credit},
        dunning,
        ledger::{Movement, post},
        parties,
    },
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Created, Idempotent, Json, Path, Problem, Problems},
};

/// Create a credit note
///
/// Takes a part of an issued or paid invoice back, with its tax: `amount_minor` of it, or parts of its `lines`. What was not paid yet is owed no more; the rest
/// is a credit, which the next invoices use. What is taken back of an order's line is not charged again, and counts as given back when the order is corrected.
#[utoipa::path(
    post, path = "/v1/invoices/{id}/credit-notes", tag = "billing", request_body = NewCreditNote,
    params(("id" = InvoiceId, Path), ("Idempotency-Key" = String, Header, description = "Makes a repeated request do its work once.", max_length = 255)),
    responses((status = 201, description = "The credit note", body = InvoiceView), Problems)
)]
pub(crate) async fn create_credit_note(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<InvoiceId>,
    idempotent: Idempotent,
    Json(new): Json<NewCreditNote>,
) -> Result<Response, ApiError> {
    new.check()?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(before) = idempotent.begin(tx.conn(), caller.home()).await? {
        return Ok(*before);
    }
    let open = settle::lock_invoice(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if open.kind != "invoice" || !matches!(open.status.as_str(), "issued" | "paid") {
        return Err(ApiError::With(Problem::InvoiceNotOpen, json!({ "status": open.status })));
    }
    let Noting { lines, subtotal_minor, tax_minor } = new.note(tx.conn(), &open).await?;
    let note = InvoiceId::new(Uuid::now_v7());
    let (amount, at, tenant) = (subtotal_minor + tax_minor, caller.now(), open.tenant);
    let seller = open.seller.ok_or_else(|| anyhow::anyhow!("{id} was issued by nobody"))?;
    let number = parties::next_number(tx.conn(), seller).await?;
    let key = format!("note:{note}");
    let row = NewNote { id: note, of: &open, number: &number, key: &key, lines: &lines, subtotal_minor, tax_minor, at };
    notes::insert_note(tx.conn(), row).await?;
    let currency: Currency = open.currency.parse().map_err(anyhow::Error::from)?;
    let entries = ledger::credited(subtotal_minor, tax_minor);
    post(tx.conn(), Movement { tenant, kind: "credit_note", key: &key, currency, entries, at }).await?;
    // Of what is owed as much as there is; what was paid already is good for later.
    let (owed, key) = (open.due_minor().min(amount), format!("keep:{note}"));
    let kept = amount - owed;
    if kept > 0 {
        // The receivable fell below what was paid: the difference is the tenant's.
        let entries = ledger::reversed(&ledger::credit_used(kept));
        post(tx.conn(), Movement { tenant, kind: "keep", key: &key, currency, entries, at }).await?;
        insert_credit(
            tx.conn(),
            NewCredit { tenant, reason: &number, currency: &open.currency, amount_minor: kept, at, by_hand: None, payment: None },
        )
        .await?;
    }
    let status = if open.due_minor() == owed { "paid" } else { "issued" };
    settle::settle(tx.conn(), id, (0, owed), status).await?;
    dunning::follow(tx.conn(), tenant, at).await?;
    collection::changed(tx.conn(), id, at).await?;
    let (actor, data) = (caller.actor(), json!({ "number": number, "of": open.number, "amount_minor": amount, "reason": new.reason }));
    let event =
        NewEvent { feed: Place::Tenant(tenant), kind: EventType::CreditNoteIssued, actor: &actor, subject: note.to_string(), data, at };
    events::record(tx.conn(), event).await?;
    let view = InvoiceView::read(tx.conn(), None, note).await?;
    let created = Created::new(format!("/v1/invoices/{note}"), view.version(), view);
    idempotent.keep(tx.conn(), caller.home(), &created).await?;
    tx.commit().await?;
    Ok(created.into_response())
}
