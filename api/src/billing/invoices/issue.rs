//! Issuing an invoice: worked out a last time, taxed, numbered, posted, paid by what the tenant has good, and from then on as it is.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json as Answer;
use homeroom_domain::{
    billing::{AMOUNT_MAX, Currency, NoticeKind, TooLarge, ledger, tax},
    ids::{InvoiceId, OrderId, TenantId},
};
use jiff::{Timestamp, ToSpan as _};
use serde_json::json;
use sqlx::PgConnection;

use super::{
    draft::{self, Worked},
    store::{
        due, settle,
        write::{self, Draft, Issue},
    },
    view::InvoiceView,
};
use crate::{
    app::AppState,
    auth::{Actor, Place, PlatformCaller, SettleInvoices, SystemTx},
    billing::{
        collection,
        credits::{NewCredit, insert_credit},
        ledger::{Movement, post},
        notices::{self, NewNotice, NoticeFacts},
        parties::{self, Buyer, Entity},
    },
    events::{self, EventType, NewEvent},
    http::{ApiError, Path, Problem, Problems},
    orders,
};

/// What became of a draft.
#[derive(Debug)]
pub(super) enum Outcome {
    Issued,
    /// For somebody's approval, for a seller, for an earlier month, or for hours that are still to be measured.
    Waits,
}

/// Issue an invoice
///
/// Works the draft out a last time and issues it: for sellers that look at each invoice before. Doing it again changes nothing.
#[utoipa::path(
    post, path = "/v1/invoices/{id}/issue", tag = "billing", params(("id" = InvoiceId, Path)),
    responses((status = 200, description = "Issued", body = InvoiceView), Problems)
)]
pub(crate) async fn issue_invoice(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<InvoiceId>,
) -> Result<Answer<InvoiceView>, ApiError> {
    let app = caller.app().clone();
    let actor = caller.actor();
    let mut tx = caller.begin().await?;
    InvoiceView::read(tx.conn(), None, id).await?;
    if let Some(draft) = write::lock_draft(tx.conn(), id).await?
        && parties::seller_of(tx.conn(), draft.tenant).await?.is_none()
    {
        return Err(Problem::NoLegalEntity.into());
    }
    tx.rollback().await?;
    if let Outcome::Waits = issue(&app, id, Some(&actor), caller.now()).await? {
        return Err(Problem::InvoiceWaits.into());
    }
    let mut tx = caller.begin().await?;
    Ok(Answer(InvoiceView::read(tx.conn(), None, id).await?))
}

/// Issues a draft, in one transaction. `approver`: whoever issues it by hand.
pub(super) async fn issue(app: &AppState, id: InvoiceId, approver: Option<&Actor>, now: Timestamp) -> anyhow::Result<Outcome> {
    let mut tx = SystemTx::of_worker(&app.pools).await?;
    let Some(draft) = write::lock_draft(tx.conn(), id).await? else { return Ok(Outcome::Issued) };
    let Some(entity) = parties::seller_of(tx.conn(), draft.tenant).await? else { return Ok(Outcome::Waits) };
    let zone = draft::zone(&draft.time_zone);
    let end = draft.month.bounds(&zone).1;
    let settled = due::settled_hour(tx.conn()).await?;
    let is_settled = settled.is_some_and(|hour| hour.saturating_add(1.hour()).is_ok_and(|until| until >= end));
    if !draft.is_next || !is_settled || (entity.approval && approver.is_none()) {
        return Ok(Outcome::Waits);
    }
    let worked = draft::work_out(tx.conn(), draft.tenant, draft.month, &zone).await?;
    let today = zone.to_datetime(now).date();
    let issued = Issuing { conn: tx.conn(), draft: &draft, entity: &entity, worked: &worked, now, today }.run().await?;
    let actor = approver.cloned().unwrap_or_else(Actor::system);
    let data = json!({ "number": issued.number });
    let event = NewEvent {
        feed: Place::Tenant(draft.tenant),
        kind: EventType::InvoiceIssued,
        actor: &actor,
        subject: id.to_string(),
        data,
        at: now,
    };
    events::record(tx.conn(), event).await?;
    let facts = NoticeFacts {
        invoices: vec![issued.number],
        invoice_id: Some(id),
        amount_minor: issued.due_minor,
        currency: draft.currency,
        due_on: (issued.due_minor > 0).then_some(issued.due_on),
        ..NoticeFacts::default()
    };
    let key = format!("invoice:{id}");
    notices::tell(tx.conn(), app, NewNotice { tenant: draft.tenant, kind: NoticeKind::InvoiceIssued, key: &key, facts, at: now }).await?;
    collection::start(app, tx.conn(), id, now).await?;
    tx.commit().await?;
    Ok(Outcome::Issued)
}

/// What was issued.
struct Issued {
    number: String,
    due_minor: i64,
    due_on: jiff::civil::Date,
}

struct Issuing<'a> {
    conn: &'a mut PgConnection,
    draft: &'a Draft,
    entity: &'a Entity,
    worked: &'a Worked,
    now: Timestamp,
    today: jiff::civil::Date,
}

impl Issuing<'_> {
    async fn run(self) -> anyhow::Result<Issued> {
        let Self { conn, draft, entity, worked, now, today } = self;
        let currency: Currency = draft.currency.parse()?;
        let subtotal = worked.subtotal_minor;
        let tax_minor = tax(subtotal, entity.tax_rate_ppm.unsigned_abs());
        let total = subtotal.checked_add(tax_minor).filter(|total| total.abs() <= AMOUNT_MAX).ok_or(TooLarge)?;
        write::write_lines(conn, (draft.tenant, draft.id), &worked.lines, &worked.names, (subtotal, tax_minor)).await?;
        let (invoice, tenant, at) = (draft.id, draft.tenant, now);
        let (issued, used) = (format!("issue:{invoice}"), format!("credit:{invoice}"));
        let movement = |kind, key, entries| Movement { tenant, kind, key, currency, entries, at };
        let mut credited = 0;
        if total < 0 {
            post(conn, movement("give_back", &issued, ledger::given_back(-subtotal, -tax_minor))).await?;
            let reason = format!("{invoice}");
            insert_credit(
                conn,
                NewCredit { tenant, reason: &reason, currency: &draft.currency, amount_minor: -total, at, by_hand: None, payment: None },
            )
            .await?;
        } else {
            post(conn, movement("issue", &issued, ledger::issued(subtotal, tax_minor))).await?;
            for (credit, remaining) in settle::lock_credits(conn, tenant, &draft.currency, draft.month.last_day()).await? {
                let part = remaining.min(total - credited);
                if part == 0 {
                    break;
                }
                settle::use_credit(conn, credit, part).await?;
                credited += part;
            }
            post(conn, movement("use_credit", &used, ledger::credit_used(credited))).await?;
        }
        let mut buyer = parties::buyer(conn, tenant).await?.0;
        let purchase_orders = purchase_orders(conn, tenant, worked, &mut buyer).await?;
        let Entity { name, address, tax_id, email, bank, tax_name, tax_rate_ppm, .. } = entity;
        let number = parties::next_number(conn, entity.id()).await?;
        let seller = json!({ "name": name, "address": address, "tax_id": tax_id, "email": email, "bank": bank, "tax_name": tax_name, "tax_rate_ppm": tax_rate_ppm });
        let due_on = today.saturating_add(entity.days_until_due.days());
        let issue = Issue {
            invoice,
            seller: entity.id(),
            number: &number,
            kind: if total < 0 { "credit_note" } else { "invoice" },
            status: if total - credited <= 0 { "paid" } else { "issued" },
            credited_minor: if total < 0 { total } else { credited },
            due_on,
            parties: json!({ "seller": seller, "buyer": buyer, "purchase_orders": purchase_orders }),
            at,
        };
        write::issue(conn, issue).await?;
        Ok(Issued { due_minor: (total - credited).max(0), number, due_on })
    }
}

/// Where the buyer's profile names no purchase order, those by which the invoice's orders were confirmed; where that is one, it is the buyer's too.
async fn purchase_orders(
    conn: &mut PgConnection,
    tenant: TenantId,
    worked: &Worked,
    buyer: &mut Buyer,
) -> sqlx::Result<BTreeMap<OrderId, String>> {
    if !buyer.purchase_order.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: BTreeSet<_> = worked.lines.iter().filter_map(|line| line.order).map(OrderId::uuid).collect();
    let found = orders::store::purchase_orders(conn, tenant, &ids.into_iter().collect::<Vec<_>>()).await?;
    let distinct: BTreeSet<&String> = found.iter().map(|(_, number)| number).collect();
    if let [number] = distinct.into_iter().collect::<Vec<_>>()[..] {
        buyer.purchase_order.clone_from(number);
    }
    Ok(found.into_iter().collect())
}
