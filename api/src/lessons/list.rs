//! `GET /v1/lessons`: lessons of all orders by start. What a page costs is bounded, whatever the window; see `pages`.

use axum::response::Response;
use homeroom_domain::{ids::OrderId, order::LessonState};
use http::Uri;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{
    found::{Found, ready_times},
    pages::{self, Search, Worked},
    store,
    view::LessonView,
};
use crate::{
    auth::{Caller, ReadLessons},
    http::{ApiError, Cursor, Format, Limit, Page, Problems, Query, Shape, csv::Wanted, text},
};

/// The window of whoever names none.
const WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Instead of a teacher's name.
const MYSELF: &str = "me";

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LessonsQuery {
    /// Lessons that end after this; default now, or of one order all.
    from: Option<Timestamp>,
    /// Lessons that begin before this; default a week after `from`, or of one order all.
    to: Option<Timestamp>,
    order_id: Option<OrderId>,
    /// A classroom's id, or a room's key.
    #[serde(default, deserialize_with = "text::read")]
    room: Option<String>,
    /// A name as timetables have it, or `me`: the names under which they list the member who asks.
    #[serde(default, deserialize_with = "text::read")]
    teacher: Option<String>,
    /// Key of the line of the timetable.
    #[serde(default, deserialize_with = "text::read")]
    line: Option<String>,
    /// How the lessons stand.
    state: Option<LessonState>,
    /// Lessons on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List lessons
///
/// By start. Any window is accepted; a page works through so many lessons at most, so that it may hold fewer than `limit`, or none, and yet have a `next_cursor`: go on until that is null.
/// Lessons of a released order that ended before the window are not shown, unless `order_id` names it.
///
/// `Accept: text/csv` gives a table of `date`, `start`, `end` (in the timetable's zone), `room`, `title`, `teachers`, `state`, `changed`, `expected`, `lesson`, `on`,
/// `starts_at`, `ends_at`, `ready_at`, `id`, `order_id`, `classroom_id`, of up to 5,000 rows where no `limit` is given, with `Link` to the rest.
#[utoipa::path(
    get, path = "/v1/lessons", tag = "lessons", params(LessonsQuery),
    responses((status = 200, description = "A page of lessons", content((Page<LessonView> = "application/json"), (String = "text/csv"))), Problems)
)]
pub(crate) async fn list_lessons(
    caller: Caller<ReadLessons>,
    Query(query): Query<LessonsQuery>,
    wanted: Wanted,
    uri: Uri,
) -> Result<Response, ApiError> {
    let limit = Limit::wanted(query.limit, wanted)?;
    let now = caller.now();
    let window = Window::of(&query, now)?;
    let search = Search {
        only: query.order_id,
        room: query.room,
        teachers: teachers(&caller, query.teacher).await?,
        line: query.line,
        state: query.state,
        now,
        after: query.cursor.map(|cursor| (cursor.at, cursor.id)),
        window,
        rows: limit.rows() + 1,
    };
    let Worked { found, reached } = pages::work(&caller, search).await?;
    let ready = ready_times(&caller, found.iter()).await?;
    let views = found.into_iter().map(|found: Found| found.settled(&ready, now)).collect();
    let key = |view: &LessonView| Cursor::new(view.starts_at, view.id);
    let mut page = match reached {
        // Everything before that moment is on the page, and nothing from it on.
        Some(at) => Page::unfinished(views, &Cursor::new(at, ""), &uri),
        None => Page::of(views, limit, &uri, key),
    };
    page.items.retain(|view| query.state.is_none_or(|state| view.state == state));
    Ok(page.into_wanted(wanted))
}

/// The names of whoever is asked for; none where a caller asks for itself whom no timetable lists.
async fn teachers(caller: &Caller<ReadLessons>, teacher: Option<String>) -> Result<Option<Vec<String>>, ApiError> {
    match (teacher, caller.membership()) {
        (Some(name), Some(member)) if name == MYSELF => Ok(Some(store::teaches_as(&mut caller.begin().await?, member).await?)),
        (Some(name), None) if name == MYSELF => Ok(Some(Vec::new())),
        (teacher, _) => Ok(teacher.map(|name| vec![name])),
    }
}

/// Lessons that end after `from` and begin before `to`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Window {
    fn of(query: &LessonsQuery, now: Timestamp) -> Result<Self, ApiError> {
        let whole = query.order_id.is_some();
        let from = query.from.unwrap_or(if whole { Timestamp::UNIX_EPOCH } else { now });
        let week = || from.saturating_add(WINDOW).unwrap_or(Timestamp::MAX);
        let to = query.to.unwrap_or_else(|| if whole { Timestamp::MAX } else { week() });
        if from < to { Ok(Self { from, to }) } else { Err(ApiError::field("?to", Shape::BadFormat { expected: Format::AfterFrom })) }
    }
}
