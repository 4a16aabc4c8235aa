//! `POST /v1/academic-calendars/import`: a calendar of holidays is read as the days of an academic calendar.

use axum::Json as Answer;
use homeroom_domain::order::{Day, FieldProblem, NewAcademicCalendar, joined, wire::optional_day};
use homeroom_imports::{
    Ask, Outcome, Refusal,
    ask::Format as FileFormat,
    report::{Items, Question},
};
use jiff::{civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    auth::{Caller, QuoteOrders},
    http::{ApiError, Checks, Problems, Query, UnreadFile, text},
    imports::{self, FILE_BYTES_MAX, FileAsked, ImportQuestion, ImportedRow},
    tenants::store as tenants,
    words::{Language, Wanted},
};

/// What the file leaves out. All of it may be left out.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HolidaysAsked {
    /// Helps to recognise the kind of file.
    #[serde(default, deserialize_with = "text::read")]
    #[param(min_length = 1, max_length = 200)]
    file_name: Option<String>,
    /// A label of the Encoding Standard, such as `gb18030`; found where it is left out.
    #[param(max_length = 200)]
    encoding: Option<String>,
    /// An IANA zone, such as `Asia/Shanghai`: in which days begin. Default: the file's, else the institution's.
    #[param(max_length = 200)]
    time_zone: Option<String>,
    /// Only days from this one on.
    #[serde(default, deserialize_with = "optional_day::deserialize")]
    #[param(value_type = Option<String>, format = Date)]
    first_day: Option<Date>,
    /// Only days until this one.
    #[serde(default, deserialize_with = "optional_day::deserialize")]
    #[param(value_type = Option<String>, format = Date)]
    last_day: Option<Date>,
}

/// A calendar of holidays as it was understood. Nothing of it exists yet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportedCalendar {
    format: FileFormat,
    /// By its name in the Encoding Standard; null where that is not known.
    encoding: Option<&'static str>,
    options: UsedDays,
    calendar: ImportedDays,
    items: Items,
    /// What is to be said of single events, in the order of the file, at most 2,000: errors before warnings, and those before what was skipped.
    rows: Vec<ImportedRow>,
    /// How many there are to be told of, with those that are left out.
    rows_count: usize,
    /// What only the school knows. `MakeUpDay`: add `{"date": on, "runs_as": ...}` to the days, or `{"from": on, "to": on, "off": true}` where no lessons are
    /// held. `TermNeeded`: the file has more weeks than a calendar; send it again with `first_day` and `last_day`.
    questions: Vec<ImportQuestion>,
}

/// What was told with the file, or taken for it.
#[derive(Debug, Serialize, ToSchema)]
struct UsedDays {
    time_zone: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    first_day: Option<Date>,
    #[schema(value_type = Option<String>, format = Date)]
    last_day: Option<Date>,
}

/// A body for `PATCH /v1/academic-calendars/{id}`, and with a name for `POST /v1/academic-calendars`.
#[derive(Debug, Serialize, ToSchema)]
struct ImportedDays {
    /// Days off by date, those that touch in one entry. Days that are asked about are not among them.
    days: Vec<Day>,
}

/// Import days off
///
/// Reads a calendar of holidays (.ics) as the days of an academic calendar, to be reviewed: days off, and each day that makes up for one as a question, since
/// only the school knows which day's lessons it takes. Says of each event that was not taken why; lessons and meetings are not. Creates nothing. At most
/// 16 MiB; 413 `file-too-large` says what was too much. Two files are read at once, one of a tenant; a tenant may have 32 MiB waiting.
#[utoipa::path(
    post, path = "/v1/academic-calendars/import", tag = "academic-calendars", params(HolidaysAsked),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file, at most 16 MiB"),
    responses((status = 200, description = "The file as it was understood", body = ImportedCalendar), Problems)
)]
pub(crate) async fn import_academic_calendar(
    caller: Caller<QuoteOrders>,
    Query(asked): Query<HolidaysAsked>,
    file: UnreadFile<FILE_BYTES_MAX>,
) -> Result<Answer<ImportedCalendar>, ApiError> {
    let ask = asked.read()?;
    let mut tx = caller.begin().await?;
    let zone = tenants::zone(&mut tx).await?;
    tx.rollback().await?;
    let language = caller.language();
    let read = move |file: &[u8]| days(file, &ask, zone).map(|outcome| ImportedCalendar::new(outcome, &ask, language));
    imports::read(&caller, file, Wanted::Calendar, read).await.map(Answer)
}

/// In the institution's zone where nobody names another.
fn days(file: &[u8], ask: &Ask, zone: TimeZone) -> Result<Outcome, Refusal> {
    let outcome = homeroom_imports::days(file, ask)?;
    if outcome.time_zone.is_some() {
        return Ok(outcome);
    }
    homeroom_imports::days(file, &Ask { time_zone: Some(zone), ..ask.clone() })
}

impl HolidaysAsked {
    /// # Errors
    /// 422 with each parameter that says nothing.
    fn read(&self) -> Result<Ask, ApiError> {
        let mut checks = Checks::default();
        let of_file = FileAsked {
            file_name: self.file_name.as_deref(),
            encoding: self.encoding.as_deref(),
            time_zone: self.time_zone.as_deref(),
            first_day: self.first_day,
            last_day: self.last_day,
        };
        let time_zone = of_file.check(&mut checks);
        checks.done()?;
        Ok(Ask {
            file_name: self.file_name.clone(),
            encoding: self.encoding.clone(),
            time_zone,
            first_day: self.first_day,
            last_day: self.last_day,
            ..Ask::default()
        })
    }
}

impl ImportedCalendar {
    fn new(outcome: Outcome, ask: &Ask, language: Language) -> Self {
        let asked_about = |question: &Question| if let Question::MakeUpDay { on } = question { Some(*on) } else { None };
        let open: Vec<Date> = outcome.questions.iter().filter_map(asked_about).collect();
        let spans = outcome.days.iter().filter_map(|day| if let Day::Off(off) = day { Some((off.from, off.to)) } else { None });
        let days: Vec<Day> = joined(spans, &open).into_iter().map(Day::Off).collect();
        let mut questions = outcome.questions;
        if is_too_long(&days, &open) {
            questions.push(Question::TermNeeded {});
        }
        Self {
            format: outcome.format,
            encoding: outcome.encoding,
            options: UsedDays { time_zone: outcome.time_zone, first_day: ask.first_day, last_day: ask.last_day },
            calendar: ImportedDays { days },
            items: outcome.items,
            rows_count: outcome.rows.len(),
            rows: imports::rows(outcome.rows, language),
            questions: imports::questions(&questions, language),
        }
    }
}

/// Whether a calendar could not hold these days, and those that are asked about, because they lie too far apart.
fn is_too_long(days: &[Day], open: &[Date]) -> bool {
    let spans = days.iter().filter_map(|day| if let Day::Off(off) = day { Some((off.from, off.to)) } else { None });
    let days = joined(spans.chain(open.iter().map(|day| (*day, *day))), &[]).into_iter().map(Day::Off).collect();
    let calendar = NewAcademicCalendar { name: "*".to_owned(), terms: Vec::new(), days, bells: Vec::new() };
    calendar.check().iter().any(|error| matches!(error.problem, FieldProblem::TermTooLong { .. } | FieldProblem::CountOutOfRange { .. }))
}
