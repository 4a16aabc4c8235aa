//! `GET /v1/invoices`.

use axum::response::{IntoResponse, Response};
use http::Uri;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    store::rows::{self, InvoiceRow},
    view::InvoiceSummary,
};
use crate::{
    auth::{Caller, ReadBilling},
    http::{ApiError, Cursor, Limit, Page, Problems, Query, csv::Wanted},
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct InvoicesQuery {
    #[param(inline)]
    status: Option<InvoiceStatus>,
    /// Invoices on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Where an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InvoiceStatus {
    Draft,
    Issued,
    Paid,
    Void,
    Uncollectible,
}

impl InvoiceStatus {
    const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issued => "issued",
            Self::Paid => "paid",
            Self::Void => "void",
            Self::Uncollectible => "uncollectible",
        }
    }
}

/// List invoices
///
/// Invoices and credit notes, the newest first, without their lines.
///
/// `Accept: text/csv` gives a table of `number`, `kind`, `status`, `first_day`, `last_day`, `issued_at`, `due_on`, `currency`, `subtotal_minor`, `tax_minor`,
/// `total_minor`, `credited_minor`, `paid_minor`, `due_minor`, `id`, of up to 5,000 rows where no `limit` is given, with `Link` to the rest.
#[utoipa::path(
    get, path = "/v1/invoices", tag = "billing", params(InvoicesQuery),
    responses((status = 200, description = "A page of invoices", content((Page<InvoiceSummary> = "application/json"), (String = "text/csv"))), Problems)
)]
pub(crate) async fn list_invoices(
    caller: Caller<ReadBilling>,
    Query(query): Query<InvoicesQuery>,
    uri: Uri,
    wanted: Wanted,
) -> Result<Response, ApiError> {
    let limit = Limit::wanted(query.limit, wanted)?;
    let before = query.cursor.map(|cursor| (cursor.at, cursor.uuid()));
    let mut tx = caller.begin().await?;
    let rows = rows::list_invoices(tx.conn(), caller.tenant(), query.status.map(InvoiceStatus::name), before, limit.probe()).await?;
    let page = Page::of(rows, limit, &uri, |row: &InvoiceRow| Cursor::new(row.created_at.to_jiff(), row.id));
    Ok(page.map(InvoiceSummary::from).into_wanted(wanted).into_response())
}
