//! `GET /v1/lessons/board`: the lessons of one day, a row a room or a teacher.
//!
//! The day is worked through as a whole for each page, because rows of all orders are sorted among each other; no more rows are held meanwhile than the
//! page shows. Periods are those of the whole day, so that every page has the same columns.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    order::{HeldLesson, Order, wire::optional_day},
    text::{Natural, folded},
    timetable::{local, start_of_day},
};
use http::Uri;
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    found::{Found, ready_times},
    ready::ReadyTimes,
    view::LessonView,
};
use crate::{
    auth::{Caller, ReadLessons},
    http::{ApiError, Cursor, Limit, Linked, Page, Problems, Query, text},
    orders::walk::{Walk, Which},
    tenants::store as tenants,
};

/// What the rows of a board are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BoardBy {
    #[default]
    Room,
    Teacher,
}

/// Which day, and how.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BoardQuery {
    /// A day in the tenant's zone; default today.
    #[serde(default, deserialize_with = "optional_day::deserialize")]
    #[param(value_type = Option<String>, format = Date)]
    date: Option<Date>,
    /// Default `room`.
    #[serde(default)]
    #[param(inline)]
    by: Option<BoardBy>,
    /// Only rows whose key or name holds this, whatever its case, accents and width. 1 to 100 characters.
    #[serde(default, deserialize_with = "text::read")]
    #[param(min_length = 1, max_length = 100)]
    q: Option<String>,
    /// Rows on a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// A page of a day's board.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Board {
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// The tenant's zone, in which the day is cut.
    pub time_zone: String,
    /// Whenever lessons of the whole day begin and end, of all rooms and teachers, by start.
    pub periods: Vec<PeriodView>,
    /// Rows that have a lesson on that day, by name, numbers in it by their value.
    pub items: Vec<BoardRow>,
    pub next_cursor: Option<String>,
}

/// A time of lessons.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeriodView {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// In the tenant's zone.
    #[schema(format = DateTime)]
    pub starts_at_local: String,
    /// In the tenant's zone.
    #[schema(format = DateTime)]
    pub ends_at_local: String,
}

/// A room's day, or a teacher's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BoardRow {
    /// The room's key, or the teacher's name.
    pub key: String,
    /// The room's name, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classroom_id: Option<ClassroomId>,
    /// Those that begin on that day, by start, cancelled ones included.
    pub lessons: Vec<LessonView>,
}

/// Get a day's board of lessons
///
/// A row a room, or a teacher, that has a lesson on that day. Page by page the same periods.
#[utoipa::path(
    get, path = "/v1/lessons/board", tag = "lessons", params(BoardQuery),
    responses((status = 200, description = "A page of the board", body = Board), Problems)
)]
pub(crate) async fn get_lessons_board(
    caller: Caller<ReadLessons>,
    Query(query): Query<BoardQuery>,
    uri: Uri,
) -> Result<Linked<Board>, ApiError> {
    let limit = Limit::of(query.limit)?;
    let q = text::part(query.q)?.map(|q| folded(&q));
    let (now, by) = (caller.now(), query.by.unwrap_or_default());
    let mut tx = caller.begin().await?;
    let zone = tenants::zone(&mut tx).await?;
    tx.rollback().await?;
    let date = query.date.unwrap_or_else(|| zone.to_datetime(now).date());
    let (from, to) = (start_of_day(date, &zone), start_of_day(date.saturating_add(1.day()), &zone));
    let after = query.cursor.as_ref().map(RowKey::of_cursor);
    let rows = Rows { by, q, after, limit: limit.rows() + 1, first: BTreeMap::new(), periods: BTreeSet::new() };
    let walk = Walk::new(&caller, Which::between(from, to), from..to);
    let rows = walk.all(rows, |rows, source, stretch| rows.add(source.order(), &source.lessons(stretch))).await?;
    let ready = ready_times(&caller, rows.first.values().flat_map(|row| &row.found)).await?;
    let periods = rows.periods.iter().map(|period| PeriodView::new(*period, &zone)).collect();
    let page = Page::of(rows.first.into_iter().collect(), limit, &uri, |(key, _): &(RowKey, Row)| key.cursor());
    let time_zone = zone.iana_name().unwrap_or("UTC").to_owned();
    Ok(page.beside(|rows, next_cursor| {
        let items = rows.into_iter().map(|(_, row)| row.settled(&ready, now)).collect();
        Board { date, time_zone, periods, items, next_cursor }
    }))
}

impl PeriodView {
    fn new((starts_at, ends_at): (Timestamp, Timestamp), zone: &TimeZone) -> Self {
        Self { starts_at, ends_at, starts_at_local: local(starts_at, zone), ends_at_local: local(ends_at, zone) }
    }
}

/// Where a row stands among the others: by name, then by the room's id, because rooms of two orders may share a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct RowKey {
    natural: Natural,
    name: String,
    id: String,
}

impl RowKey {
    fn new(name: &str, id: String) -> Self {
        Self { natural: Natural::of(name), name: name.to_owned(), id }
    }

    fn cursor(&self) -> Cursor {
        Cursor::new(Timestamp::UNIX_EPOCH, format!("{}|{}", self.id, self.name))
    }

    fn of_cursor(cursor: &Cursor) -> Self {
        let (id, name) = cursor.id.split_once('|').unwrap_or_default();
        Self::new(name, id.to_owned())
    }
}

/// A row that may come onto the page.
#[derive(Debug)]
struct Row {
    key: String,
    name: Option<String>,
    room: Option<(OrderId, ClassroomId)>,
    found: Vec<Found>,
}

impl Row {
    fn settled(mut self, ready: &ReadyTimes, now: Timestamp) -> BoardRow {
        self.found.sort_by_key(Found::starts_at);
        let (order_id, classroom_id) = self.room.unzip();
        let lessons = self.found.into_iter().map(|found| found.settled(ready, now)).collect();
        BoardRow { key: self.key, name: self.name, order_id, classroom_id, lessons }
    }
}

/// The first rows of the page and what is known of the whole day.
#[derive(Debug)]
struct Rows {
    by: BoardBy,
    /// Folded.
    q: Option<String>,
    after: Option<RowKey>,
    limit: usize,
    first: BTreeMap<RowKey, Row>,
    periods: BTreeSet<(Timestamp, Timestamp)>,
}

impl Rows {
    /// Where a room's or a teacher's row stands is looked for once, however many lessons it has.
    fn add(&mut self, order: &Order, lessons: &[HeldLesson]) {
        self.periods.extend(lessons.iter().map(|held| (held.lesson.starts_at, held.lesson.ends_at)));
        match self.by {
            BoardBy::Room => self.add_rooms(order, lessons),
            BoardBy::Teacher => self.add_teachers(order, lessons),
        }
    }

    fn add_rooms(&mut self, order: &Order, lessons: &[HeldLesson]) {
        let named = order.newest().document.rooms.iter();
        let names: HashMap<&str, &str> = named.filter_map(|room| Some((room.key.as_str(), room.name.as_deref()?))).collect();
        let mut places: HashMap<ClassroomId, Option<RowKey>> = HashMap::new();
        for held in lessons {
            let document = &order.generations[held.generation_index as usize].document;
            let key = &document.rooms[held.lesson.room as usize].key;
            let name = names.get(key.as_str()).copied();
            let place = places.entry(held.room_id).or_insert_with(|| self.place((key, name), held.room_id.to_string()));
            let room = Some((order.id, held.room_id));
            let row = || Row { key: key.clone(), name: name.map(str::to_owned), room, found: Vec::new() };
            self.put(place.as_ref(), row, || Found::new(order, held));
        }
    }

    fn add_teachers(&mut self, order: &Order, lessons: &[HeldLesson]) {
        let mut places: HashMap<&str, Option<RowKey>> = HashMap::new();
        for held in lessons {
            let line = &order.generations[held.generation_index as usize].document.timetable.lessons[held.lesson.line as usize];
            for teacher in &line.teachers {
                let place = places.entry(teacher).or_insert_with(|| self.place((teacher, None), String::new()));
                let row = || Row { key: teacher.clone(), name: None, room: None, found: Vec::new() };
                self.put(place.as_ref(), row, || Found::new(order, held));
            }
        }
    }

    /// The place of a row with this key and name. `None` where it is not asked for.
    fn place(&self, (key, name): (&str, Option<&str>), id: String) -> Option<RowKey> {
        let is_found = |q: &String| folded(key).contains(q) || name.is_some_and(|name| folded(name).contains(q));
        let place = RowKey::new(name.unwrap_or(key), id);
        let asked = self.q.as_ref().is_none_or(is_found) && self.after.as_ref().is_none_or(|after| place > *after);
        asked.then_some(place)
    }

    fn put(&mut self, place: Option<&RowKey>, row: impl FnOnce() -> Row, found: impl FnOnce() -> Found) {
        let full = self.first.len() >= self.limit;
        let beyond = |place: &RowKey| full && self.first.last_key_value().is_some_and(|(last, _)| place > last);
        let Some(place) = place.filter(|place| !beyond(place)) else { return };
        self.first.entry(place.clone()).or_insert_with(row).found.push(found());
        if self.first.len() > self.limit {
            self.first.pop_last();
        }
    }
}
