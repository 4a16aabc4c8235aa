//! `GET /v1/platform/refunds`: what goes back to whom, and what waits for a second person.

use homeroom_domain::ids::TenantId;
use http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{refunds::RefundView, store::refunds};
use crate::{
    auth::{PlatformCaller, ReadReceivables},
    http::{ApiError, Cursor, Limit, Page, Problems, Query},
};

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundStatus {
    Waiting,
    Sending,
    Pending,
    Succeeded,
    Failed,
    Rejected,
}

impl RefundStatus {
    const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
        }
    }
}

/// Which refunds.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RefundsQuery {
    tenant_id: Option<TenantId>,
    #[param(inline)]
    status: Option<RefundStatus>,
    /// Refunds on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// A refund, and whose it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlatformRefund {
    #[serde(flatten)]
    refund: RefundView,
    tenant_id: TenantId,
    tenant_name: String,
    /// Of the invoice.
    number: String,
    currency: String,
    /// Whoever asked cannot be the second person.
    asked_by_you: bool,
}

/// List refunds
///
/// Of all tenants, the newest first. `status=waiting` is what a second person has to approve or reject.
#[utoipa::path(
    get, path = "/v1/platform/refunds", tag = "billing", params(RefundsQuery),
    responses((status = 200, description = "A page of refunds", body = Page<PlatformRefund>), Problems)
)]
pub(crate) async fn list_refunds(
    caller: PlatformCaller<ReadReceivables>,
    Query(query): Query<RefundsQuery>,
    uri: Uri,
) -> Result<Page<PlatformRefund>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let mut tx = caller.begin().await?;
    let narrow = (query.tenant_id, query.status.map(RefundStatus::name));
    let after = query.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let rows = refunds::list_refunds(tx.conn(), narrow, after, limit.probe()).await?;
    let who = caller.actor().id.unwrap_or_default();
    let page = Page::of(rows, limit, &uri, |(row, _): &(refunds::RefundRow, refunds::Whose)| Cursor::new(row.created_at.to_jiff(), row.id));
    Ok(page.map(|(row, whose)| PlatformRefund {
        tenant_id: TenantId::new(row.tenant_id),
        tenant_name: whose.tenant_name,
        number: whose.number,
        currency: whose.currency,
        asked_by_you: row.asked_by == who,
        refund: row.into(),
    }))
}
