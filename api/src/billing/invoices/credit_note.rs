//! `POST /v1/invoices/{id}/credit-notes`: a part of an invoice taken back. What was not paid yet is owed no more; what was is good for the next invoice.

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    billing::{AMOUNT_MAX, Currency, divide_half_even, ledger},
    ids::InvoiceId,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    store::settle::{self, NewCredit, NewNote, Open},
    view::InvoiceView,
};
use crate::{
    auth::{Place, PlatformCaller, SettleInvoices},
    billing::{
        collection, dunning,
        ledger::{Movement, post},
        parties,
    },
    events::{self, EventType, NewEvent},
    http::{ApiError, Begun, Checks, Created, Idempotent, Json, Path, Problem, Problems, text},
};

/// What is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCreditNote {
    /// Tax included; at most what of the invoice was not taken back yet.
    #[schema(minimum = 1, maximum = 9007199254740991_i64)]
    amount_minor: i64,
    /// Printed on the note; 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    #[serde(deserialize_with = "text::read")]
    reason: String,
}

/// Create a credit note
///
/// Takes a part of an issued or paid invoice back, with its tax. What was not paid yet is owed no more; the rest is a credit, which the next invoices use.
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
    Checks::default().number("/amount_minor", new.amount_minor, 1..=AMOUNT_MAX).text("/reason", &new.reason, 1..=200).done()?;
    let mut tx = caller.begin().await?;
    if let Begun::Replay(before) = idempotent.begin(tx.conn(), caller.home()).await? {
        return Ok(*before);
    }
    let open = settle::lock_invoice(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if open.kind != "invoice" || !matches!(open.status.as_str(), "issued" | "paid") {
        return Err(ApiError::With(Problem::InvoiceNotOpen, json!({ "status": open.status })));
    }
    let noted = settle::noted(tx.conn(), id).await?;
    let most = open.total_minor - noted;
    if new.amount_minor > most {
        return Err(ApiError::With(Problem::AmountTooLarge, json!({ "most": most })));
    }
    let note = InvoiceId::new(Uuid::now_v7());
    let (amount, at, tenant) = (new.amount_minor, caller.now(), open.tenant);
    let tax_minor = tax_until(&open, noted + amount) - tax_until(&open, noted);
    let subtotal_minor = amount - tax_minor;
    let seller = open.seller.ok_or_else(|| anyhow::anyhow!("{id} was issued by nobody"))?;
    let number = parties::next_number(tx.conn(), seller).await?;
    settle::insert_note(
        tx.conn(),
        NewNote { id: note, of: &open, number: &number, key: &format!("note:{note}"), reason: &new.reason, subtotal_minor, tax_minor, at },
    )
    .await?;
    let currency: Currency = open.currency.parse().map_err(anyhow::Error::from)?;
    let key = format!("note:{note}");
    post(
        tx.conn(),
        Movement { tenant, kind: "credit_note", key: &key, currency, entries: ledger::credited(subtotal_minor, tax_minor), at },
    )
    .await?;
    // Of what is owed as much as there is; what was paid already is good for later.
    let (owed, key) = (open.due_minor().min(amount), format!("keep:{note}"));
    let kept = amount - owed;
    if kept > 0 {
        // The receivable fell below what was paid: the difference is the tenant's.
        let entries = ledger::reversed(&ledger::credit_used(kept));
        post(tx.conn(), Movement { tenant, kind: "keep", key: &key, currency, entries, at }).await?;
        settle::insert_credit(tx.conn(), NewCredit { tenant, reason: &number, currency: &open.currency, amount_minor: kept, at }).await?;
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

/// The tax in what of an invoice was taken back so far, in the proportion of the whole: notes of all of it take back all of its tax.
fn tax_until(open: &Open, amount_minor: i64) -> i64 {
    if open.total_minor == 0 {
        return 0;
    }
    let tax = divide_half_even(i128::from(amount_minor) * i128::from(open.tax_minor), open.total_minor.into());
    i64::try_from(tax).unwrap_or_default()
}
