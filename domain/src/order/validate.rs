//! From a document that came in to one that passed: every field checked, every lesson known.
//!
//! All that is wrong is said at once. Whether there is room for the order, and whether one of its rooms fits on a node, is `admission`'s to say.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::{Timestamp, civil::Time};

use super::{
    BellSchedule, Day, FieldError, FieldProblem, Findings, Flexible, Line, NewOrder, NewRoom, OVERRUN_MINUTES_MAX, TouchedDays, Warning,
    reserving, text,
};
use crate::{
    ids::AcademicCalendarId,
    kind::Kind,
    pointer::pointer,
    sizing::{self, RoomSize},
    timetable::{self, Lesson},
};

/// Most teachers of one line.
pub const TEACHERS_MAX: usize = 50;
/// Furthest that alternatives may move lessons.
const FLEXIBLE_MINUTES_MAX: u32 = 1_440;
const FLEXIBLE_DAYS_MAX: u32 = 366;
/// Seats that are allowed when the kind is not known and so cannot say.
pub const SEATS_MAX: u32 = 3_000;

/// What an order may name: the kinds of the catalogue and the regions that have clusters for this tenant.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    pub kinds: Vec<Kind>,
    pub regions: BTreeSet<String>,
    /// What counts of the tenant's academic calendars.
    pub calendars: BTreeMap<AcademicCalendarId, CalendarPlan>,
}

/// What counts of an academic calendar for the orders that follow it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CalendarPlan {
    pub days: Vec<Day>,
    /// When periods begin; empty where it has no bell schedule.
    pub bells: BTreeSet<Time>,
}

impl CalendarPlan {
    pub fn new(days: Vec<Day>, schedules: &[BellSchedule]) -> Self {
        Self { days, bells: schedules.iter().flat_map(|schedule| &schedule.periods).map(|period| period.start).collect() }
    }
}

impl Catalogue {
    /// The document with the days of its academic calendar as they are now, as far as they fall into its term.
    #[must_use]
    pub fn with_calendar_days(&self, mut document: NewOrder) -> NewOrder {
        let (first, last) = (document.term.first_day, document.term.last_day);
        let in_term = |day: &&Day| match day {
            Day::Off(day) => day.from <= last && day.to >= first,
            Day::RunsAs(day) => (first..=last).contains(&day.date),
        };
        let days = self.plan_of(&document).map(|plan| plan.days.iter().filter(in_term).cloned().collect());
        document.timetable.calendar_days = days.unwrap_or_default();
        document
    }

    fn plan_of(&self, document: &NewOrder) -> Option<&CalendarPlan> {
        document.timetable.academic_calendar.and_then(|id| self.calendars.get(&id))
    }
}

/// What is left of what may be worked out for one request, over all of its orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Lessons, cancelled ones included.
    pub lessons: u32,
    /// Days through which recurrence rules are followed beyond the terms. Below zero when it is used up.
    pub search_days: i64,
    /// Whether an order was refused because it needs more than is left.
    pub exceeded: bool,
}

impl Allowance {
    /// Most lessons of one request.
    pub const LESSONS_MAX: u32 = 120_000;
    /// About half a second of looking. An ordinary rule needs a week, and ten days for each lesson.
    pub const SEARCH_DAYS_MAX: i64 = 8_000_000;

    pub(crate) fn take_lessons(&mut self, count: usize) -> bool {
        match u32::try_from(count).ok().and_then(|count| self.lessons.checked_sub(count)) {
            Some(left) => self.lessons = left,
            None => self.exceeded = true,
        }
        !self.exceeded
    }

    pub(crate) fn may_search(&mut self) -> bool {
        self.exceeded |= self.search_days < 0;
        !self.exceeded
    }
}

impl Default for Allowance {
    fn default() -> Self {
        Self { lessons: Self::LESSONS_MAX, search_days: Self::SEARCH_DAYS_MAX, exceeded: false }
    }
}

/// An order's document that passed, with what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct ValidOrder {
    pub document: NewOrder,
    pub kind: Kind,
    /// In the order of `document.rooms`.
    pub rooms: Vec<ValidRoom>,
    /// By start, then room; cancelled ones included. Empty for an always-order.
    pub lessons: Vec<Lesson>,
    /// The starts of its academic calendar's bell schedules: where there are any, nothing else is offered.
    pub bells: BTreeSet<Time>,
    pub warnings: Vec<Warning>,
    /// Until when it waits for a purchase order; the document does not keep it.
    pub reserved_until: Option<Timestamp>,
}

/// A room's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidRoom {
    pub seats: u32,
    pub size: RoomSize,
}

/// Checks the one document of a request that came in at `now`, and puts its texts into the form in which they are kept. Errors are all that can be
/// found (at most 200), each with its field.
pub fn validate(document: NewOrder, catalogue: &Catalogue, now: Timestamp) -> Result<ValidOrder, Vec<FieldError>> {
    validate_within(document, catalogue, now, &mut Allowance::default())
}

/// Checks one of several documents, and takes what it costs from what the request may still cost.
pub fn validate_within(
    document: NewOrder,
    catalogue: &Catalogue,
    now: Timestamp,
    allowance: &mut Allowance,
) -> Result<ValidOrder, Vec<FieldError>> {
    let (mut document, mut findings) = (catalogue.with_calendar_days(document).composed(), Findings::default());
    let kind = check_fields(&document, catalogue, now, &mut findings);
    let lessons = timetable::expand_into(&document, allowance, &mut findings);
    let reserved_until = document.reserved_until.take();
    if let (Some(until), Some(kind)) = (reserved_until, kind) {
        let first = reserving::first_room_at(&document, kind, &lessons, now);
        findings.keep(|| "/reserved_until".into(), reserving::check_first_room(until, first));
    }
    let order = passed((document, kind), lessons, findings, catalogue)?;
    Ok(ValidOrder { reserved_until, ..order })
}

/// Checks a document that passed before, but for the days of its academic calendar: `touched` is what differs. All that is wrong and odd is found that
/// would be in the whole; of its lessons those around these days alone. Also says how many lessons are held in all.
pub fn validate_touched(
    document: NewOrder,
    catalogue: &Catalogue,
    now: Timestamp,
    touched: &TouchedDays,
) -> Result<(ValidOrder, u32), Vec<FieldError>> {
    let (document, mut findings) = (catalogue.with_calendar_days(document).composed(), Findings::default());
    let kind = check_fields(&document, catalogue, now, &mut findings);
    let (lessons, in_all) = timetable::expand_part_into(&document, touched.within(), &mut Allowance::default(), &mut findings);
    let order = passed((document, kind), lessons, findings, catalogue)?;
    // Each names a lesson, and no two the same.
    let cancelled = order.document.timetable.changes.iter().filter(|change| change.cancelled).count();
    Ok((order, u32::try_from(in_all.saturating_sub(cancelled)).unwrap_or(u32::MAX)))
}

fn passed(
    (document, kind): (NewOrder, Option<&Kind>),
    lessons: Vec<Lesson>,
    findings: Findings,
    catalogue: &Catalogue,
) -> Result<ValidOrder, Vec<FieldError>> {
    match kind {
        Some(kind) if findings.errors.is_empty() => {
            let rooms = sized(&document, kind);
            let bells = catalogue.plan_of(&document).map(|plan| plan.bells.clone()).unwrap_or_default();
            Ok(ValidOrder { kind: kind.clone(), rooms, lessons, bells, warnings: findings.warnings, reserved_until: None, document })
        }
        _ => Err(findings.errors),
    }
}

/// What can be said against a document without looking for its lessons, which costs next to nothing.
pub fn wrong_fields(document: NewOrder, catalogue: &Catalogue, now: Timestamp) -> Vec<FieldError> {
    let mut findings = Findings::default();
    check_fields(&document.composed(), catalogue, now, &mut findings);
    findings.errors
}

fn check_fields<'a>(document: &NewOrder, catalogue: &'a Catalogue, now: Timestamp, findings: &mut Findings) -> Option<&'a Kind> {
    let kind = catalogue.kinds.iter().find(|kind| kind.name == document.kind);
    if kind.is_none() {
        findings.error("/kind", FieldProblem::UnknownKind { kind: text::excerpt(&document.kind) });
    }
    if !catalogue.regions.contains(&document.region) {
        findings.error("/region", FieldProblem::UnknownRegion { region: text::excerpt(&document.region) });
    }
    check_names(document, findings);
    if let Some(calendar) = document.timetable.academic_calendar.filter(|id| !catalogue.calendars.contains_key(id)) {
        findings.error("/timetable/academic_calendar", FieldProblem::UnknownCalendar { calendar });
    }
    check_flexible(document.flexible, findings);
    if let Some(actual) = document.overrun_minutes.filter(|minutes| *minutes > OVERRUN_MINUTES_MAX) {
        let problem = FieldProblem::NumberOutOfRange { min: 0, max: OVERRUN_MINUTES_MAX.into(), actual: actual.into() };
        findings.error("/overrun_minutes", problem);
    }
    check_rooms(&document.rooms, kind.map_or(SEATS_MAX, |k| k.seats_max), findings);
    check_lines(document, findings);
    check_not_over(document, now, findings);
    if let Some(until) = document.reserved_until {
        findings.keep(|| "/reserved_until".into(), reserving::check_length(until, now));
    }
    kind
}

impl ValidOrder {
    /// A document that passed before, with the catalogue row that was frozen then. Costs an expansion.
    pub fn accepted(document: NewOrder, kind: Kind) -> Self {
        let lessons = timetable::expand_accepted(&document);
        Self { rooms: sized(&document, &kind), kind, lessons, bells: BTreeSet::new(), warnings: Vec::new(), reserved_until: None, document }
    }
}

fn sized(document: &NewOrder, kind: &Kind) -> Vec<ValidRoom> {
    document.rooms.iter().map(|room| ValidRoom { seats: room.seats, size: sizing::size(kind, room.seats) }).collect()
}

fn check_names(document: &NewOrder, findings: &mut Findings) {
    findings.keep(|| "/name".into(), text::check(&document.name, text::NAME_MAX));
    if let Some(group) = &document.cost_group {
        findings.keep(|| "/cost_group".into(), text::check(group, text::KEY_MAX));
    }
    if let Some(id) = &document.external_id {
        findings.keep(|| "/external_id".into(), text::check(id, text::NAME_MAX));
    }
    text::check_metadata(&document.metadata, "/metadata", findings);
}

fn check_flexible(flexible: Option<Flexible>, findings: &mut Findings) {
    let Some(Flexible { minutes, days }) = flexible else { return };
    for (pointer, value, max) in [("/flexible/minutes", minutes, FLEXIBLE_MINUTES_MAX), ("/flexible/days", days, FLEXIBLE_DAYS_MAX)] {
        if let Some(actual) = value.filter(|value| *value > max) {
            findings.error(pointer, FieldProblem::NumberOutOfRange { min: 0, max: max.into(), actual: actual.into() });
        }
    }
}

fn check_rooms(rooms: &[NewRoom], seats_max: u32, findings: &mut Findings) {
    let at = |index: usize| format!("/rooms/{index}");
    for (index, room) in rooms.iter().enumerate().take(timetable::ROOMS_MAX) {
        findings.keep(|| pointer(&at(index), "key"), text::check(&room.key, text::KEY_MAX));
        for (field, value) in [("name", &room.name), ("external_id", &room.external_id)] {
            if let Some(value) = value {
                findings.keep(|| pointer(&at(index), field), text::check(value, text::NAME_MAX));
            }
        }
        text::check_metadata(&room.metadata, &pointer(&at(index), "metadata"), findings);
        if !(1..=seats_max).contains(&room.seats) {
            let problem = FieldProblem::NumberOutOfRange { min: 1, max: seats_max.into(), actual: room.seats.into() };
            findings.error(pointer(&at(index), "seats"), problem);
        }
    }
    refuse_repeated(rooms.iter().map(|r| Some(r.key.as_str())), |i| pointer(&at(i), "key"), findings);
    refuse_repeated(rooms.iter().map(|r| r.external_id.as_deref()), |i| pointer(&at(i), "external_id"), findings);
}

fn refuse_repeated<'a>(values: impl Iterator<Item = Option<&'a str>>, at: impl Fn(usize) -> String, findings: &mut Findings) {
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (index, value) in values.enumerate() {
        let Some(value) = value else { continue };
        let known = *first.entry(value).or_insert(index);
        if known != index {
            findings.error(at(index), FieldProblem::Duplicate { first: at(known) });
        }
    }
}

fn check_lines(document: &NewOrder, findings: &mut Findings) {
    let lines = &document.timetable.lessons;
    let seats: HashMap<&str, u32> = document.rooms.iter().map(|room| (room.key.as_str(), room.seats)).collect();
    let smallest = document.rooms.iter().min_by_key(|room| room.seats).map(|room| (room.key.as_str(), room.seats));
    for (index, line) in lines.iter().enumerate().take(timetable::LINES_MAX) {
        let base = format!("/timetable/lessons/{index}");
        check_line_texts(line, &base, findings);
        let room = match &line.rooms {
            None => smallest,
            Some(keys) => keys.iter().filter_map(|key| Some((key.as_str(), *seats.get(key.as_str())?))).min_by_key(|room| room.1),
        };
        if let (Some(expected), Some((room, seats))) = (line.expected, room)
            && expected > seats
        {
            let room = room.to_owned();
            findings.error(pointer(&base, "expected"), FieldProblem::ExpectedAboveSeats { expected, seats, room });
        }
    }
    refuse_repeated(lines.iter().map(|l| Some(l.key.as_str())), |i| format!("/timetable/lessons/{i}/key"), findings);
}

fn check_line_texts(line: &Line, base: &str, findings: &mut Findings) {
    findings.keep(|| pointer(base, "key"), text::check(&line.key, text::KEY_MAX));
    if let Some(title) = &line.title {
        findings.keep(|| pointer(base, "title"), text::check(title, text::NAME_MAX));
    }
    let base = pointer(base, "teachers");
    if line.teachers.len() > TEACHERS_MAX {
        let problem = FieldProblem::CountOutOfRange { min: 0, max: TEACHERS_MAX as u32, actual: line.teachers.len() as u64 };
        return findings.error(base, problem);
    }
    for (index, teacher) in line.teachers.iter().enumerate() {
        findings.keep(|| pointer(&base, index), text::check(teacher, text::NAME_MAX));
    }
    refuse_repeated(line.teachers.iter().map(|t| Some(t.as_str())), |i| pointer(&base, i), findings);
}

fn check_not_over(document: &NewOrder, now: Timestamp, findings: &mut Findings) {
    // An unknown zone is an error of its own.
    let Some(zone) = timetable::zone(&document.timetable.time_zone) else { return };
    let (today, last_day) = (zone.to_datetime(now).date(), document.term.last_day);
    if last_day < today {
        findings.error("/term/last_day", FieldProblem::TermOver { last_day, today });
    }
}
