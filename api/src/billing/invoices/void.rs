//! `POST /v1/invoices/{id}/void` and `/write-off`: an invoice that should not have been, and one that will not be paid.

use axum::Json as Answer;
use homeroom_domain::{
    billing::{Currency, ledger},
    ids::InvoiceId,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{pay::issued, store::settle, view::InvoiceView};
use crate::{
    auth::{Place, PlatformCaller, SettleInvoices},
    billing::{
        collection, dunning,
        ledger::{Movement, post, reverse},
    },
    events::{self, EventType, NewEvent},
    http::{ApiError, Checks, Json, Path, Problem, Problems, text},
};

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvoiceReason {
    /// Shown to the tenant; 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    #[serde(deserialize_with = "text::read")]
    reason: String,
}

/// Void an invoice
///
/// As if it had never been: its number stays, and its month is drafted again. One that something was paid or credited of, or that another month's invoice
/// follows, is corrected by a credit note instead (409).
#[utoipa::path(
    post, path = "/v1/invoices/{id}/void", tag = "billing", params(("id" = InvoiceId, Path)), request_body = InvoiceReason,
    responses((status = 200, description = "Void", body = InvoiceView), Problems)
)]
pub(crate) async fn void_invoice(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<InvoiceId>,
    Json(why): Json<InvoiceReason>,
) -> Result<Answer<InvoiceView>, ApiError> {
    end(&caller, id, &why, End::Void).await
}

/// Write an invoice off
///
/// It will not be paid: what is owed is written off, and the invoice is `uncollectible`.
#[utoipa::path(
    post, path = "/v1/invoices/{id}/write-off", tag = "billing", params(("id" = InvoiceId, Path)), request_body = InvoiceReason,
    responses((status = 200, description = "Written off", body = InvoiceView), Problems)
)]
pub(crate) async fn write_off_invoice(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<InvoiceId>,
    Json(why): Json<InvoiceReason>,
) -> Result<Answer<InvoiceView>, ApiError> {
    end(&caller, id, &why, End::WriteOff).await
}

#[derive(Debug, Clone, Copy)]
enum End {
    Void,
    WriteOff,
}

impl End {
    const fn status(self) -> &'static str {
        match self {
            Self::Void => "void",
            Self::WriteOff => "uncollectible",
        }
    }

    const fn event(self) -> EventType {
        match self {
            Self::Void => EventType::InvoiceVoided,
            Self::WriteOff => EventType::InvoiceWrittenOff,
        }
    }
}

async fn end(
    caller: &PlatformCaller<SettleInvoices>,
    id: InvoiceId,
    InvoiceReason { reason }: &InvoiceReason,
    end: End,
) -> Result<Answer<InvoiceView>, ApiError> {
    Checks::default().text("/reason", reason, 1..=500).done()?;
    let mut tx = caller.begin().await?;
    let found = settle::lock_invoice(tx.conn(), id).await?.ok_or(ApiError::NotFound)?;
    if found.status != end.status() {
        let open = issued(Some(found))?;
        let (tenant, at) = (open.tenant, caller.now());
        match end {
            End::Void if open.paid_minor != 0 || open.credited_minor != 0 => {
                return Err(ApiError::With(Problem::InvoiceNotOpen, json!({ "status": "partly settled" })));
            }
            // Later ones have made good what this one asked for, and would do so no more.
            End::Void if settle::is_followed(tx.conn(), id).await? => {
                return Err(ApiError::With(Problem::InvoiceNotOpen, json!({ "status": "followed" })));
            }
            End::Void => reverse(tx.conn(), tenant, &format!("issue:{id}"), at).await?,
            End::WriteOff => {
                let currency: Currency = open.currency.parse().map_err(anyhow::Error::from)?;
                let (key, entries) = (format!("write_off:{id}"), ledger::written_off(open.due_minor()));
                post(tx.conn(), Movement { tenant, kind: "write_off", key: &key, currency, entries, at }).await?;
            }
        }
        settle::settle(tx.conn(), id, (0, 0), end.status()).await?;
        if matches!(end, End::Void) {
            settle::draft_again(tx.conn(), id, at).await?;
        }
        dunning::follow(tx.conn(), tenant, at).await?;
        collection::changed(tx.conn(), id, at).await?;
        let (actor, data) = (caller.actor(), json!({ "number": open.number, "reason": reason }));
        let event = NewEvent { feed: Place::Tenant(tenant), kind: end.event(), actor: &actor, subject: id.to_string(), data, at };
        events::record(tx.conn(), event).await?;
    }
    let view = InvoiceView::read(tx.conn(), None, id).await?;
    tx.commit().await?;
    Ok(Answer(view))
}
