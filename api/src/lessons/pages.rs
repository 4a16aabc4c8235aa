//! Working through the lessons of a window, as far as a page may: stretch by stretch of time, order by order, and only the days of the stretch.
//!
//! What a page holds is its rows and one batch of documents, whatever the window and however many orders there are. A stretch is chosen so that it comes
//! to little more than is wanted, and grows where little is found.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    order::{HeldLesson, Order},
    timetable::Lesson,
};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use super::{list::Window, ready::ReadyTimes, view::LessonView};
use crate::{
    app::AppState,
    auth::{Caller, ReadLessons, TenantTx},
    http::ApiError,
    orders::{
        Timetabled,
        store::ahead::{self, Ahead, Due},
    },
};

/// What a page works through at most, but for its last stretch, which is a day at least.
const LESSONS_A_PAGE: usize = 60_000;
/// What an order costs besides its lessons.
const LESSONS_AN_ORDER: usize = 200;
/// What the first stretch is to come to: a full page, where nothing is filtered.
const FIRST: usize = 2_000;
/// How much more the next stretch is to come to.
const GROWS: usize = 4;
/// Lengths of a stretch, in days.
const DAYS: [i32; 7] = [1, 4, 14, 56, 210, 840, 40_000];
/// Orders that are read at once, and what their documents may take as they are stored.
const BATCH: i64 = 50;
const BATCH_BYTES: i64 = 1 << 20;
/// No lesson is longer.
const LESSON_MAX: SignedDuration = SignedDuration::from_hours(24);

/// What is looked for.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) only: Option<OrderId>,
    /// A classroom's id, or a room's key.
    pub(super) room: Option<String>,
    pub(super) teacher: Option<String>,
    /// Only what comes after this one. An empty id comes before all others.
    pub(super) after: Option<(Timestamp, String)>,
    pub(super) window: Window,
    /// As many as this, and no more.
    pub(super) rows: usize,
}

/// A lesson of the page.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) view: LessonView,
    pub(super) lesson: Lesson,
    lead_minutes: u32,
}

impl Found {
    pub(super) fn settled(mut self, ready: &ReadyTimes, now: Timestamp) -> LessonView {
        self.view.settle(&self.lesson, self.lead_minutes, ready, now);
        self.view
    }
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Worked {
    /// By start and id.
    pub(super) found: Vec<Found>,
    /// Up to where, where the page had enough work before it had all of its rows.
    pub(super) reached: Option<Timestamp>,
}

/// The first rows by start and id, and what was spent on finding them.
#[derive(Debug, Default)]
struct Rows {
    first: BTreeMap<(Timestamp, String), Found>,
    spent: usize,
}

/// Finds the rows of a page.
pub(super) async fn work(app: &AppState, caller: &Caller<ReadLessons>, search: Search) -> Result<Worked, ApiError> {
    let search = Arc::new(search);
    let (mut rows, mut at, mut wanted) = (Rows::default(), search.begins(), FIRST);
    loop {
        let mut tx = caller.begin().await?;
        let Some(stretch) = search.stretch(&mut tx, at, wanted.min(LESSONS_A_PAGE)).await? else { break };
        tx.rollback().await?;
        rows = work_stretch(app, caller, (&search, stretch.clone()), rows).await?;
        at = stretch.end;
        if rows.first.len() >= search.rows || at >= search.window.to {
            break;
        }
        if rows.spent >= LESSONS_A_PAGE {
            return Ok(Worked { found: rows.first.into_values().collect(), reached: Some(at) });
        }
        wanted *= GROWS;
    }
    Ok(Worked { found: rows.first.into_values().collect(), reached: None })
}

/// All orders of one stretch, a batch at a time; no connection is held while one is worked through.
async fn work_stretch(
    app: &AppState,
    caller: &Caller<ReadLessons>,
    (search, stretch): (&Arc<Search>, Range<Timestamp>),
    mut rows: Rows,
) -> Result<Rows, ApiError> {
    let mut after = None;
    loop {
        let permit = app.work.permit(caller.tenant()).await?;
        let mut tx = caller.begin().await?;
        let due = ahead::due(&mut tx, search.ahead(), (day(stretch.start), day(stretch.end)), after, BATCH).await?;
        let batch = batch(&due);
        let Some(last) = batch.last() else { return Ok(rows) };
        after = Some(last.id);
        let orders = read(app, &mut tx, batch).await?;
        tx.rollback().await?;
        let (search, stretch) = (search.clone(), stretch.clone());
        rows = permit.run(move || orders.into_iter().fold(rows, |rows, order| search.add(rows, &order, &stretch))).await?;
    }
}

/// As many as may be read at once: one at least.
fn batch(due: &[Due]) -> &[Due] {
    let mut bytes = 0;
    let fit = due.iter().take_while(|due| {
        bytes += due.bytes;
        bytes <= BATCH_BYTES
    });
    &due[..fit.count().max(1).min(due.len())]
}

/// An order of a batch.
enum Source {
    Kept(Arc<Timetabled>),
    Read(Box<Order>),
}

async fn read(app: &AppState, tx: &mut TenantTx, due: &[Due]) -> Result<Vec<Source>, ApiError> {
    let (mut sources, mut missing) = (Vec::with_capacity(due.len()), Vec::new());
    for due in due {
        match app.timetables.kept(due.id, &due.stamp) {
            Some(kept) => sources.push(Source::Kept(kept)),
            None => missing.push(due.id),
        }
    }
    let read = ahead::read(tx, &missing).await?;
    sources.extend(read.into_iter().map(|order| Source::Read(Box::new(order))));
    Ok(sources)
}

fn day(at: Timestamp) -> Date {
    // The database knows no dates as old as a timestamp can be.
    at.max(Timestamp::UNIX_EPOCH).to_zoned(TimeZone::UTC).date()
}

impl Search {
    /// No row begins before it.
    fn begins(&self) -> Timestamp {
        let earliest = self.window.from.saturating_sub(LESSON_MAX).unwrap_or(Timestamp::MIN);
        self.after.as_ref().map_or(earliest, |(at, _)| earliest.max(*at))
    }

    fn ahead(&self) -> Ahead {
        Ahead { only: self.only, since: self.window.from.max(Timestamp::UNIX_EPOCH), last: day(self.window.to) }
    }

    /// The next stretch from a moment on that comes to about so much. `None` when nothing is left. Days on which no order has its term are passed over.
    async fn stretch(&self, tx: &mut TenantTx, at: Timestamp, wanted: usize) -> sqlx::Result<Option<Range<Timestamp>>> {
        let Some(first) = ahead::first_day(tx, self.ahead(), day(at)).await? else { return Ok(None) };
        let midnight = first.saturating_sub(2.days()).to_zoned(TimeZone::UTC).map_or(at, |midnight| midnight.timestamp());
        let from = at.max(midnight);
        let stretches = ahead::stretches(tx, self.ahead(), day(from), &DAYS).await?;
        let fits = |stretch: &&ahead::Stretch| stretch.orders as f64 * LESSONS_AN_ORDER as f64 + stretch.lessons <= wanted as f64;
        let days = stretches.iter().take_while(fits).last().map_or(DAYS[0], |stretch| stretch.days);
        let end = from.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX);
        Ok((from < self.window.to).then(|| from..end.min(self.window.to)))
    }

    /// Adds what an order has in a stretch.
    fn add(&self, mut rows: Rows, source: &Source, stretch: &Range<Timestamp>) -> Rows {
        let within;
        let (order, lessons) = match source {
            Source::Kept(kept) => (&kept.order, kept.schedule.lessons()),
            Source::Read(order) => {
                within = order.lessons_between(stretch.start, stretch.end);
                (&**order, within.as_slice())
            }
        };
        let begins = |at: Timestamp| lessons.partition_point(|held| held.lesson.starts_at < at);
        let lessons = &lessons[begins(stretch.start)..begins(stretch.end)];
        rows.spent += LESSONS_AN_ORDER + lessons.len();
        for held in lessons.iter().filter(|held| self.is_asked_for(order, held)) {
            let at = held.lesson.starts_at;
            // Ids are hashes, and made only for what may come onto the page.
            if rows.first.len() >= self.rows && rows.first.last_key_value().is_some_and(|((last, _), _)| at > *last) {
                break;
            }
            let key = (at, order.lesson_id(held).to_string());
            if self.after.as_ref().is_none_or(|after| key > *after) {
                rows.first.insert(key, found(order, held));
                if rows.first.len() > self.rows {
                    rows.first.pop_last();
                }
            }
        }
        rows
    }

    fn is_asked_for(&self, order: &Order, held: &HeldLesson) -> bool {
        let document = &order.generations[held.generation_index as usize].document;
        let is_there = |room: &String| {
            room.parse::<ClassroomId>().is_ok_and(|id| id == held.room_id) || document.rooms[held.lesson.room as usize].key == *room
        };
        let is_taught = |teacher: &String| document.timetable.lessons[held.lesson.line as usize].teachers.contains(teacher);
        held.lesson.ends_at > self.window.from && self.room.as_ref().is_none_or(is_there) && self.teacher.as_ref().is_none_or(is_taught)
    }
}

/// Its state follows when it is known when rooms were ready.
fn found(order: &Order, held: &HeldLesson) -> Found {
    let lead_minutes = order.generations[held.generation_index as usize].kind.lead_minutes;
    let view = LessonView::new(order, held, &ReadyTimes::new(), Timestamp::MIN);
    Found { view, lesson: held.lesson, lead_minutes }
}
