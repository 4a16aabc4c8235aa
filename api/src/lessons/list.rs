//! `GET /v1/lessons`: lessons of all orders by start. What a page costs is bounded, whatever the window; see `pages`.

use axum::extract::State;
use homeroom_domain::ids::OrderId;
use http::Uri;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{
    pages::{self, Search, Worked},
    ready,
    view::LessonView,
};
use crate::{
    app::AppState,
    auth::{Caller, ReadLessons},
    http::{ApiError, Cursor, Format, Limit, Page, Problems, Query, Shape, text},
};

/// The window of whoever names none.
const WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);

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
    #[serde(default, deserialize_with = "text::read")]
    teacher: Option<String>,
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
#[utoipa::path(
    get, path = "/v1/lessons", tag = "lessons", params(LessonsQuery),
    responses((status = 200, description = "A page of lessons", body = Page<LessonView>), Problems)
)]
pub(crate) async fn list_lessons(
    State(app): State<AppState>,
    caller: Caller<ReadLessons>,
    Query(query): Query<LessonsQuery>,
    uri: Uri,
) -> Result<Page<LessonView>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let now = caller.now();
    let window = Window::of(&query, now)?;
    let search = Search {
        only: query.order_id,
        room: query.room,
        teacher: query.teacher,
        after: query.cursor.map(|cursor| (cursor.at, cursor.id)),
        window,
        rows: limit.rows() + 1,
    };
    let Worked { found, reached } = pages::work(&app, &caller, search).await?;
    let lessons: Vec<_> = found.iter().map(|found| (found.view.classroom_id, found.lesson)).collect();
    let ready = ready::times(&caller, &lessons).await?;
    let views = found.into_iter().map(|found| found.settled(&ready, now)).collect();
    let key = |view: &LessonView| Cursor::new(view.starts_at, view.id);
    Ok(match reached {
        // Everything before that moment is on the page, and nothing from it on.
        Some(at) => Page::unfinished(views, &Cursor::new(at, ""), &uri),
        None => Page::of(views, limit, &uri, key),
    })
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
