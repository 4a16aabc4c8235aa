//! `GET /v1/lessons.ics`: lessons for calendar programs.

use std::{collections::BTreeMap, ops::Range};

use axum::response::{IntoResponse, Response};
use homeroom_domain::{
    ids::OrderId,
    order::{HeldLesson, Order},
    slots::SLOT_SECONDS,
};
use http::{HeaderValue, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{
    ics::{Event, calendar},
    store::{self, Names, SubscriptionRow},
};
use crate::{
    auth::{Caller, ReadLessons, Secret},
    http::{ApiError, IfNoneMatch, Problems, Query, Version},
    orders::{
        store::ahead::Ahead,
        walk::{Source, Walk, Which, day},
    },
    seal::sha256,
};

/// What a calendar shows around now.
const BEFORE: SignedDuration = SignedDuration::from_hours(24 * 14);
const AFTER: SignedDuration = SignedDuration::from_hours(24 * 180);
/// Worked through in such stretches, until there is enough.
const STRETCH: SignedDuration = SignedDuration::from_hours(24 * 28);
/// How stale "last used" may be: less writing.
const USED: SignedDuration = SignedDuration::from_hours(1);
const LESSONS_MAX: usize = 5_000;
const CUT: [&str; 2] = [
    "Only the 5,000 lessons nearest to today are shown: subscribe to an order, a classroom or a teacher to see all of them.",
    "仅显示最接近今天的 5,000 节课。如需全部课程，请按订单、教室或教师订阅。",
];

/// The address of a subscription.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CalendarQuery {
    /// The secret of the address that `POST /v1/subscriptions` gave.
    #[param(value_type = String, format = Password)]
    subscription: Secret,
}

/// Get lessons as a calendar
///
/// For calendar programs, under the address of a subscription: lessons from two weeks back to half a year ahead, as RFC 5545; of more than 5,000 those nearest
/// to now. A lesson keeps its UID when it is moved; a cancelled one stays, as cancelled. 404 for an address that is none, or not any more.
#[utoipa::path(
    get, path = "/v1/lessons.ics", tag = "lessons", security(()), params(CalendarQuery),
    responses(
        (status = 200, description = "The calendar", content((String = "text/calendar"))),
        (status = 304, description = "You have this version"), Problems)
)]
pub(crate) async fn get_lessons_calendar(
    Query(query): Query<CalendarQuery>,
    caller: Caller<ReadLessons>,
    if_none_match: IfNoneMatch,
) -> Result<Response, ApiError> {
    let mut tx = caller.begin().await?;
    let scope = store::by_secret(&mut tx, &sha256(query.subscription.expose())).await?.ok_or(ApiError::NotFound)?;
    let now = caller.now();
    if scope.last_used_at.is_none_or(|at| at.to_jiff() <= now - USED) {
        store::used(&mut tx, scope.id, now, now - USED).await?;
    }
    let name = called(store::names(&mut tx, &scope).await?, &scope);
    tx.commit().await?;
    let window = (now - BEFORE, now + AFTER);
    let origin = caller.app().config.public_url.origin().to_owned();
    let (events, cut) = events(&caller, &scope, window, &origin).await?;
    let note = cut.then(|| caller.language().pick(CUT));
    Ok(answer(calendar(&name, note, &events, window), &if_none_match))
}

/// Whose lessons these are, as a list of calendars shows it beside those of others.
fn called(names: Names, scope: &SubscriptionRow) -> String {
    let of = names.order.or(names.classroom).or_else(|| scope.teacher.clone());
    of.map_or_else(|| names.institution.clone(), |of| format!("{of} · {}", names.institution))
}

/// By start; whether there are more.
async fn events(
    caller: &Caller<ReadLessons>,
    scope: &SubscriptionRow,
    window: (Timestamp, Timestamp),
    origin: &str,
) -> Result<(Vec<Event>, bool), ApiError> {
    let (mut found, mut at) = (Nearest::to(caller.now()), window.0);
    // The first stretch reaches as far ahead as back, so that whatever comes after it is farther from now than all of it.
    while at < window.1 && found.events.len() <= LESSONS_MAX {
        let stretch = at..(at + STRETCH).min(window.1);
        let only = scope.order_id.map(OrderId::new);
        let ahead = Which::Ahead(Ahead { only, since: at, last: day(stretch.end) });
        let (scope, origin) = (scope.clone(), origin.to_owned());
        found = Walk::new(caller, ahead, stretch.clone())
            .all(found, move |found, source, stretch| found.add(source, stretch, (&scope, &origin)))
            .await?;
        at = stretch.end;
    }
    let cut = found.events.len() > LESSONS_MAX;
    let mut events: Vec<Event> = found.events.into_values().take(LESSONS_MAX).collect();
    events.sort_unstable_by(|a, b| (a.starts_at, &a.uid).cmp(&(b.starts_at, &b.uid)));
    Ok((events, cut))
}

const _: () = assert!(STRETCH.as_secs() == 2 * BEFORE.as_secs(), "the first stretch reaches as far ahead as back");

/// The lessons nearest to a moment, one more than are shown.
struct Nearest {
    now: Timestamp,
    /// By how far from the moment they begin.
    events: BTreeMap<(SignedDuration, String), Event>,
}

impl Nearest {
    fn to(now: Timestamp) -> Self {
        Self { now, events: BTreeMap::new() }
    }

    fn add(&mut self, source: &Source, stretch: &Range<Timestamp>, (scope, origin): (&SubscriptionRow, &str)) {
        let order = source.order();
        for held in source.lessons(stretch).iter().filter(|held| is_of(scope, order, held)) {
            let far = held.lesson.starts_at.duration_since(self.now).abs();
            // Ids are hashes, and made only for what may be shown.
            let is_full = self.events.len() > LESSONS_MAX;
            if is_full && self.events.last_key_value().is_some_and(|((farthest, _), _)| far > *farthest) {
                if held.lesson.starts_at > self.now {
                    break;
                }
                continue;
            }
            let event = event(order, held, (origin, self.now));
            self.events.insert((far, event.uid.clone()), event);
            if self.events.len() > LESSONS_MAX + 1 {
                self.events.pop_last();
            }
        }
    }
}

fn is_of(scope: &SubscriptionRow, order: &Order, held: &HeldLesson) -> bool {
    let line = &order.generations[held.generation_index as usize].document.timetable.lessons[held.lesson.line as usize];
    scope.classroom_id.is_none_or(|room| held.room_id.uuid() == room)
        && scope.teacher.as_ref().is_none_or(|name| line.teachers.contains(name))
}

/// The most minutes of a lesson that its number counts: a day, and most of what a person may keep a room for after it.
const MINUTES_MAX: i64 = 2_040;
/// What may happen to a lesson under one generation, in numbers.
const PER_GENERATION: i64 = 8_192;
const _: () = assert!(MINUTES_MAX * 4 + 3 < PER_GENERATION, "the next generation has a larger number");

/// Grows with whatever changes the lesson's times or calls it off. That is another generation mostly; under one and the same a lesson that runs is given more
/// time, goes on or, for the next one of its room, goes on no longer, and ends with its order. The name of a room changes neither.
fn sequence(order: &Order, held: &HeldLesson, cancelled_with_it: bool) -> i64 {
    let lesson = &held.lesson;
    let until = order.overrun_of(held).map_or(lesson.ends_at, |overrun| overrun.until);
    let lasts = until.duration_since(lesson.starts_at).as_mins().clamp(0, MINUTES_MAX);
    let minutes = if order.ends_at == Some(lesson.ends_at) { MINUTES_MAX } else { lasts };
    held.generation * PER_GENERATION + minutes * 4 + i64::from(until > lesson.ends_at) * 2 + i64::from(cancelled_with_it)
}

/// When what is said of the lesson was decided: a step of an overrun not before the step before it was over, and what a person keeps for longer in the lesson.
fn stamp(order: &Order, held: &HeldLesson, now: Timestamp) -> Timestamp {
    let created_at = order.generations[held.generation_index as usize].created_at;
    let step = SignedDuration::from_secs(SLOT_SECONDS);
    let overrun = order.overrun_of(held).filter(|overrun| overrun.until > overrun.ends_at);
    let went_on = overrun.map(|overrun| {
        let decided = overrun.until.saturating_sub(step).unwrap_or(overrun.ends_at).max(overrun.ends_at);
        if decided <= now { decided } else { held.lesson.starts_at }
    });
    went_on.map_or(created_at, |at| at.max(created_at))
}

pub(super) fn event(order: &Order, held: &HeldLesson, (origin, now): (&str, Timestamp)) -> Event {
    let generation = &order.generations[held.generation_index as usize];
    let (document, lesson) = (&generation.document, &held.lesson);
    let (line, room) = (&document.timetable.lessons[lesson.line as usize], &document.rooms[lesson.room as usize]);
    // An order that is cancelled cancels lessons of its last version.
    let cancelled_with_it = order.cancelled_at.filter(|at| lesson.starts_at >= *at);
    Event {
        uid: format!("{}@homeroom", order.lesson_id(held)),
        sequence: sequence(order, held, cancelled_with_it.is_some()),
        stamp: stamp(order, held, now).max(cancelled_with_it.unwrap_or(Timestamp::MIN)),
        starts_at: lesson.starts_at,
        ends_at: lesson.ends_at,
        zone: document.timetable.time_zone.clone(),
        cancelled: lesson.cancelled,
        summary: line.title.clone().unwrap_or_else(|| line.key.clone()),
        location: room.name.clone().unwrap_or_else(|| room.key.clone()),
        description: line.teachers.join(", "),
        url: format!("{origin}/enter/{}", held.room_id),
    }
}

/// With a tag of what it says: programs ask every hour, and little changes.
fn answer(text: String, if_none_match: &IfNoneMatch) -> Response {
    let digest = Sha256::digest(text.as_bytes());
    let version = Version { edit: 0, revision: digest.iter().take(6).fold(0, |number, byte| number << 8 | i64::from(*byte)) };
    let headers = [(header::ETAG, version.header()), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))];
    if if_none_match.has(version) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let kind = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"lessons.ics\"")),
    ];
    (headers, kind, text).into_response()
}
