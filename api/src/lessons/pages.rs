//! Working through the lessons of a window, as far as a page may: stretch by stretch of time, order by order, and only the days of the stretch.
//!
//! What a page holds is its rows and one batch of documents, whatever the window and however many orders there are. A stretch is chosen so that it comes
//! to little more than is wanted, and grows where little is found.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use homeroom_domain::{
    ids::{ClassroomId, OrderId},
    order::{HeldLesson, LessonState, Order},
};
use jiff::{SignedDuration, Timestamp, ToSpan as _, tz::TimeZone};

use super::{found::Found, list::Window};
use crate::{
    auth::{Caller, Permit, TenantTx},
    http::ApiError,
    orders::{
        store::ahead::{self, Ahead},
        walk::{Source, Walk, Which, day},
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
/// No lesson is longer.
const LESSON_MAX: SignedDuration = SignedDuration::from_hours(24);

/// What is looked for.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) only: Option<OrderId>,
    /// A classroom's id, or a room's key.
    pub(super) room: Option<String>,
    /// Any of these teaches.
    pub(super) teachers: Option<Vec<String>>,
    /// Key of the line.
    pub(super) line: Option<String>,
    /// Those that cannot be in this state, whenever their rooms were ready, are passed over.
    pub(super) state: Option<LessonState>,
    pub(super) now: Timestamp,
    /// Only what comes after this one. An empty id comes before all others.
    pub(super) after: Option<(Timestamp, String)>,
    pub(super) window: Window,
    /// As many as this, and no more.
    pub(super) rows: usize,
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
pub(super) async fn work<P: Permit>(caller: &Caller<P>, search: Search) -> Result<Worked, ApiError> {
    if search.teachers.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Worked { found: Vec::new(), reached: None });
    }
    let search = Arc::new(search);
    let (mut rows, mut at, mut wanted) = (Rows::default(), search.begins(), FIRST);
    loop {
        let mut tx = caller.begin().await?;
        let Some(stretch) = search.stretch(&mut tx, at, wanted.min(LESSONS_A_PAGE)).await? else { break };
        tx.rollback().await?;
        let (searched, within) = (search.clone(), stretch.clone());
        rows = Walk::new(caller, Which::Ahead(search.ahead()), within)
            .all(rows, move |rows, source, stretch| searched.add(rows, source, stretch))
            .await?;
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
    fn add(&self, rows: &mut Rows, source: &Source, stretch: &Range<Timestamp>) {
        let (order, lessons) = (source.order(), source.lessons(stretch));
        rows.spent += LESSONS_AN_ORDER + lessons.len();
        for held in lessons.iter().filter(|held| self.is_asked_for(order, held)) {
            let at = held.lesson.starts_at;
            // Ids are hashes, and made only for what may come onto the page.
            if rows.first.len() >= self.rows && rows.first.last_key_value().is_some_and(|((last, _), _)| at > *last) {
                break;
            }
            let key = (at, order.lesson_id(held).to_string());
            if self.after.as_ref().is_none_or(|after| key > *after) {
                rows.first.insert(key, Found::new(order, held));
                if rows.first.len() > self.rows {
                    rows.first.pop_last();
                }
            }
        }
    }

    fn is_asked_for(&self, order: &Order, held: &HeldLesson) -> bool {
        let generation = &order.generations[held.generation_index as usize];
        let document = &generation.document;
        let line = &document.timetable.lessons[held.lesson.line as usize];
        let is_there = |room: &String| {
            room.parse::<ClassroomId>().is_ok_and(|id| id == held.room_id) || document.rooms[held.lesson.room as usize].key == *room
        };
        let is_taught = |teachers: &Vec<String>| line.teachers.iter().any(|teacher| teachers.contains(teacher));
        let may_be = |state: &LessonState| LessonState::may_be(&held.lesson, generation.kind.lead_minutes, self.now).contains(state);
        held.lesson.ends_at > self.window.from
            && self.room.as_ref().is_none_or(is_there)
            && self.teachers.as_ref().is_none_or(is_taught)
            && self.line.as_ref().is_none_or(|key| line.key == *key)
            && self.state.as_ref().is_none_or(may_be)
    }
}
