//! `POST /v1/timetables/import`: a file is read as the body of an order.

use axum::Json as Answer;

use super::{asked::ImportAsked, bells, view::ImportedTimetable};
use crate::{
    auth::{Caller, QuoteOrders},
    http::{ApiError, Problems, Query, UnreadFile},
    imports::{self, FILE_BYTES_MAX},
    words::Wanted,
};

/// Import a timetable
///
/// Reads a calendar, a spreadsheet or the export of a planner as the body of an order, to be reviewed, and says of each row that was not taken why. Creates
/// nothing. Formats: iCalendar, CSV and TSV, Excel (.xlsx, .xls, and web pages so named), OpenDocument, OneRoster, Untis GPU001, aSc XML, FET, UniTime;
/// an archive of one such file. What was understood can be corrected by sending the file again with the parameter. At most 16 MiB, 60,000 rows and as many lessons; 413 `file-too-large` says what
/// was too much. Two files are read at once, one of a tenant; a tenant may have 32 MiB waiting.
#[utoipa::path(
    post, path = "/v1/timetables/import", tag = "timetables", params(ImportAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file, at most 16 MiB"),
    responses((status = 200, description = "The file as it was understood", body = ImportedTimetable), Problems)
)]
pub(crate) async fn import_timetable(
    caller: Caller<QuoteOrders>,
    Query(asked): Query<ImportAsked>,
    file: UnreadFile<FILE_BYTES_MAX>,
) -> Result<Answer<ImportedTimetable>, ApiError> {
    let mut ask = asked.read()?;
    if let Some(name) = asked.bells_named() {
        ask.bells = bells::named(&caller, name).await?;
    }
    let language = caller.language();
    let read =
        move |file: &[u8]| homeroom_imports::read(file, &ask).map(|outcome| ImportedTimetable::new(outcome, (&ask, &asked), language));
    imports::read(&caller, file, Wanted::Timetable, read).await.map(Answer)
}
