//! `GET /v1/timetables/template`: a list to fill in.

use axum::response::{IntoResponse, Response};
use homeroom_imports::template;
use http::header;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    auth::{Caller, QuoteOrders},
    http::{ApiError, Problems, Query},
    words::Language,
};

/// Which template.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TemplateAsked {
    /// Default `xlsx`.
    #[param(inline)]
    format: Option<TemplateFormat>,
    /// Of headings and explanations; default that of the request.
    #[param(inline)]
    language: Option<Language>,
}

/// A kind of file that spreadsheets open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TemplateFormat {
    #[default]
    Xlsx,
    Csv,
}

/// Get a timetable template
///
/// A list with a row a lesson and week, with examples that import as they are. Each column is explained in the workbook's second sheet.
#[utoipa::path(get, path = "/v1/timetables/template", tag = "timetables", params(TemplateAsked),
    responses((status = 200, description = "The file", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv"))), Problems))]
pub(crate) async fn get_timetable_template(caller: Caller<QuoteOrders>, Query(asked): Query<TemplateAsked>) -> Result<Response, ApiError> {
    let language = match asked.language.unwrap_or(caller.language()) {
        Language::En => template::Language::En,
        Language::ZhCn => template::Language::ZhCn,
    };
    let (media_type, name, file) = match asked.format.unwrap_or_default() {
        TemplateFormat::Xlsx => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "timetable.xlsx",
            template::xlsx(language).map_err(anyhow::Error::from)?,
        ),
        TemplateFormat::Csv => ("text/csv; charset=utf-8", "timetable.csv", template::csv(language)),
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], file).into_response())
}
