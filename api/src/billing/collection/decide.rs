//! `POST /v1/refunds/{id}/approve` and `/reject`: a second person looks at a refund above the limit. Both are idempotent by state.

use axum::Json as Answer;
use homeroom_domain::ids::{ApiKeyId, InvoiceId, PaymentId, RefundId, UserId};
use sqlx::PgConnection;

use super::{
    refunds::{RefundView, go, record},
    store::refunds,
};
use crate::{
    api_keys,
    auth::{PlatformCaller, SettleInvoices},
    billing::{credits, invoices},
    events::EventType,
    http::{ApiError, Needed, Path, Problem, Problems},
};

/// Approve a refund
///
/// For a person of the platform other than whoever asked for it, or made the key that did. The money goes back then.
#[utoipa::path(
    post, path = "/v1/refunds/{id}/approve", tag = "billing", params(("id" = RefundId, Path)),
    responses((status = 200, description = "Approved", body = RefundView), Problems)
)]
pub(crate) async fn approve_refund(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<RefundId>,
) -> Result<Answer<RefundView>, ApiError> {
    decide(&caller, id, true).await
}

/// Reject a refund
///
/// Nothing goes back. Whoever asked for it may take it back so too.
#[utoipa::path(
    post, path = "/v1/refunds/{id}/reject", tag = "billing", params(("id" = RefundId, Path)),
    responses((status = 200, description = "Rejected", body = RefundView), Problems)
)]
pub(crate) async fn reject_refund(
    caller: PlatformCaller<SettleInvoices>,
    Path(id): Path<RefundId>,
) -> Result<Answer<RefundView>, ApiError> {
    decide(&caller, id, false).await
}

async fn decide(caller: &PlatformCaller<SettleInvoices>, id: RefundId, is_approved: bool) -> Result<Answer<RefundView>, ApiError> {
    let (actor, at) = (caller.actor(), caller.now());
    let mut tx = caller.begin().await?;
    let found = refunds::refund(tx.conn(), Some(id), None).await?.ok_or(ApiError::NotFound)?;
    invoices::hold(tx.conn(), InvoiceId::new(found.invoice_id)).await?;
    let found = refunds::refund(tx.conn(), Some(id), None).await?.ok_or(ApiError::NotFound)?;
    if found.status == "waiting" {
        let who = actor.id.clone().unwrap_or_default();
        if is_approved {
            let user = caller.user().ok_or(ApiError::Unsuitable { needed: Needed::Session })?;
            if who == found.asked_by || maker(tx.conn(), &found.asked_by).await? == Some(user) {
                return Err(Problem::SecondPersonNeeded.into());
            }
        }
        let paid = refunds::paid(tx.conn(), (None, Some(PaymentId::new(found.payment_id))), None).await?.ok_or(ApiError::NotFound)?;
        let status = if is_approved { "sending" } else { "rejected" };
        refunds::set_refund(tx.conn(), id, (status, None), (Some(&who), None), at).await?;
        let kind = if is_approved { EventType::RefundApproved } else { EventType::RefundRejected };
        record(tx.conn(), &found, &paid, (kind, &actor), at).await?;
        if is_approved {
            go(tx.conn(), &found, &paid, at).await?;
        } else {
            credits::return_surplus(tx.conn(), PaymentId::new(found.payment_id), found.surplus_minor).await?;
        }
    } else if is_approved == (found.status == "rejected") {
        return Err(Problem::ConflictingTransition.into());
    }
    let row = refunds::refund(tx.conn(), Some(id), None).await?.ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Answer(row.into()))
}

/// Who made the key that asked, where a key did.
async fn maker(conn: &mut PgConnection, asked_by: &str) -> sqlx::Result<Option<UserId>> {
    match asked_by.parse::<ApiKeyId>() {
        Ok(key) => api_keys::maker(conn, key).await,
        Err(_) => Ok(None),
    }
}
