//! `GET /v1/lessons`: lessons of all orders by start. Only orders that may have one in the window are expanded, and ids are made only for a page.

use std::sync::Arc;

use axum::extract::State;
use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    order::HeldLesson,
};
use http::Uri;
use jiff::{SignedDuration, Timestamp, ToSpan, tz::TimeZone};
use serde::Deserialize;

use super::{ready, view::LessonView};
use crate::{
    app::AppState,
    auth::{Caller, ReadLessons},
    http::{ApiError, Cursor, Format, Limit, Page, Problems, Query, Shape},
    orders::{Timetabled, blocking, store as orders},
};

/// The window of whoever names none.
const WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What to list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LessonsQuery {
    /// Lessons that end after this; default now, or of one order all.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Lessons that begin before this; default a week after `from`, or of one order all.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    order_id: Option<OrderId>,
    /// A classroom's id, or a room's key.
    room: Option<String>,
    teacher: Option<String>,
    /// Lessons on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// List lessons
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
    let mut tx = caller.begin().await?;
    let (first, last) = window.days();
    let stamped = orders::with_lessons_between(&mut tx, first, last, query.order_id).await?;
    let expanded = app.timetables.of_all(tx, stamped).await?;
    let search = Search { room: query.room, teacher: query.teacher, cursor: query.cursor, window, rows: limit.rows() + 1 };
    let found = blocking(move || search.page(&expanded)).await?;
    let held: Vec<&HeldLesson> = found.iter().map(|(_, held)| held).collect();
    let ready = ready::times(&caller, &held).await?;
    let views = found.iter().map(|(timetabled, held)| LessonView::new(&timetabled.order, held, &ready, now)).collect();
    Ok(Page::of(views, limit, &uri, |view: &LessonView| Cursor::new(view.starts_at, view.id)))
}

#[derive(Debug, Clone, Copy)]
struct Window {
    from: Timestamp,
    to: Timestamp,
}

impl Window {
    fn of(query: &LessonsQuery, now: Timestamp) -> Result<Self, ApiError> {
        let whole = query.order_id.is_some();
        let from = query.from.unwrap_or(if whole { Timestamp::UNIX_EPOCH } else { now });
        let week = || from.saturating_add(WINDOW).unwrap_or(Timestamp::MAX);
        let to = query.to.unwrap_or_else(|| if whole { Timestamp::MAX } else { week() });
        if from < to { Ok(Self { from, to }) } else { Err(ApiError::field("?to", Shape::BadFormat { expected: Format::AfterFrom })) }
    }

    /// UTC days with two to spare on either side: zones, and lessons over midnight.
    fn days(self) -> (jiff::civil::Date, jiff::civil::Date) {
        // The database knows no dates as old as a timestamp can be.
        let day = |at: Timestamp| at.max(Timestamp::UNIX_EPOCH).to_zoned(TimeZone::UTC).date();
        (day(self.from).saturating_sub(2.days()), day(self.to).saturating_add(2.days()))
    }
}

struct Search {
    room: Option<String>,
    teacher: Option<String>,
    cursor: Option<Cursor>,
    window: Window,
    rows: usize,
}

impl Search {
    /// The first rows after the cursor, by start and id.
    fn page(&self, expanded: &[Arc<Timetabled>]) -> Vec<(Arc<Timetabled>, HeldLesson)> {
        let mut found: Vec<(&Arc<Timetabled>, &HeldLesson)> =
            expanded.iter().flat_map(|timetabled| self.in_window(timetabled).map(move |held| (timetabled, held))).collect();
        found.sort_by_key(|(_, held)| held.lesson.starts_at);
        // Whole instants: lessons of one bell are told apart by their ids, which are hashes and made only here.
        let mut page: Vec<(Timestamp, String, &Arc<Timetabled>, &HeldLesson)> = Vec::new();
        for bell in found.chunk_by(|a, b| a.1.lesson.starts_at == b.1.lesson.starts_at) {
            let id = |(timetabled, held): &(&Arc<Timetabled>, &HeldLesson)| timetabled.order.lesson_id(held).to_string();
            page.extend(bell.iter().map(|found| (found.1.lesson.starts_at, id(found), found.0, found.1)));
            page.retain(|(at, id, ..)| self.cursor.as_ref().is_none_or(|cursor| (*at, id.as_str()) > (cursor.at, cursor.id.as_str())));
            if page.len() >= self.rows {
                break;
            }
        }
        page.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        page.truncate(self.rows);
        page.into_iter().map(|(_, _, timetabled, held)| (timetabled.clone(), *held)).collect()
    }

    fn in_window<'a>(&'a self, timetabled: &'a Timetabled) -> impl Iterator<Item = &'a HeldLesson> {
        let lessons = timetabled.schedule.lessons();
        // By start: what begins after the window is never looked at.
        let lessons = &lessons[..lessons.partition_point(|held| held.lesson.starts_at < self.window.to)];
        let begun = self.cursor.as_ref().map_or(Timestamp::MIN, |cursor| cursor.at);
        let fits = move |held: &&HeldLesson| held.lesson.ends_at > self.window.from && held.lesson.starts_at >= begun;
        lessons.iter().filter(fits).filter(|held| self.is_in_room(timetabled, held) && self.is_taught(timetabled, held))
    }

    fn is_in_room(&self, timetabled: &Timetabled, held: &HeldLesson) -> bool {
        let Some(room) = &self.room else { return true };
        let document = &timetabled.order.generations[held.generation_index as usize].document;
        room.parse::<ClassroomId>().is_ok_and(|id| id == held.room_id) || document.rooms[held.lesson.room as usize].key == *room
    }

    fn is_taught(&self, timetabled: &Timetabled, held: &HeldLesson) -> bool {
        let Some(teacher) = &self.teacher else { return true };
        let document = &timetabled.order.generations[held.generation_index as usize].document;
        document.timetable.lessons[held.lesson.line as usize].teachers.contains(teacher)
    }
}
