//! `GET /v1/invoices/{id}`: as JSON, as a page, as a PDF or as a table of its lines, by `Accept` or by the suffix of the address.

use axum::response::{IntoResponse, Response};
use homeroom_domain::ids::InvoiceId;
use http::{HeaderMap, header};

use super::{
    document::{self, Form},
    view::InvoiceView,
};
use crate::{
    auth::{Caller, ReadBilling},
    http::{ApiError, IfNoneMatch, Path, PathId, Problems, Versioned},
};

/// An id, and after it `.pdf`, `.html`, `.csv` or `.json`, or nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InvoiceAddress {
    id: InvoiceId,
    /// `Some(None)`: JSON, whatever is accepted.
    form: Option<Option<Form>>,
}

impl PathId for InvoiceAddress {
    fn from_path(text: &str) -> Self {
        let (id, form) = Form::of_suffix(text);
        Self { id: InvoiceId::from_path(id), form }
    }
}

/// Get an invoice
///
/// With its lines and what was paid of it. `Accept: application/pdf`, `text/html` and `text/csv`, or `.pdf`, `.html` and `.csv` after the id, give it as a
/// document in the language of `Accept-Language`. `.json` gives it as JSON
/// whatever is accepted. A draft is worked out anew until it is issued.
///
/// `text/csv` is a table of `kind`, `number`, `status`, `issued_on`, `due_on`, `corrects`, `buyer`, `purchase_order`, `group`, `title`, `detail`, `period_from`,
/// `period_to`, `quantity`, `unit`, `unit_price`, `tax_rate`, `currency`, `amount_minor`, `amount`.
#[utoipa::path(
    get, path = "/v1/invoices/{id}", tag = "billing", params(("id" = InvoiceId, Path)),
    responses(
        (status = 200, description = "The invoice", content(
            (InvoiceView = "application/json"), (String = "text/html"), (String = "text/csv"), (Vec<u8> = "application/pdf"))),
        (status = 304, description = "You have this version"),
        Problems
    )
)]
pub(crate) async fn get_invoice(
    caller: Caller<ReadBilling>,
    Path(InvoiceAddress { id, form }): Path<InvoiceAddress>,
    if_none_match: IfNoneMatch,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let mut tx = caller.begin().await?;
    let view = InvoiceView::read(tx.conn(), Some(caller.tenant()), id).await?;
    let institution = document::institution(&mut tx).await?;
    tx.rollback().await?;
    let Some(form) = form.unwrap_or_else(|| Form::accepted(&headers)) else {
        let mut response = Versioned::new(view.version(), view).unless(if_none_match).into_response();
        response.headers_mut().append(header::VARY, header::HeaderValue::from_static("Accept"));
        return Ok(response);
    };
    let document = document::document(view, institution, caller.language());
    document::render(&caller, document, form).await
}
