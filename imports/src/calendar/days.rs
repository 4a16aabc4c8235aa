//! Days off of a calendar of holidays. A make-up day is a question, since only the school knows which day's lessons it takes.

use homeroom_domain::order::{Day, DaysOff};
use jiff::{
    ToSpan,
    civil::{Date, Time},
    tz::TimeZone,
};

use super::{
    Calendar,
    event::Event,
    moment::{Stamp, Written},
    row,
    rule::{Begin, Stop, expand},
    singles,
};
use crate::{
    ask::Ask,
    bounds::{Counter, RULE_DAYS},
    item::Read,
    report::{Bound, Finding, Question, Refusal, RowStatus},
    within::Within,
};

/// As many as an order may have.
const DAYS: u64 = 2_000;

/// Words in the title of a day on which lessons are held although it would be free. Public calendars mark such days `（班）`.
const MAKE_UP: [&str; 13] = ["补班", "補班", "调休", "調休", "补课", "補課", "上课", "上課", "上班", "（班）", "(班)", "make-up", "makeup"];

/// Reads days off. What is not all day is no day off.
pub(crate) fn days(bytes: &[u8], ask: &Ask) -> Result<Read, Refusal> {
    let mut calendar = Calendar::of(bytes, ask, None)?;
    let mut read = calendar.read(ask);
    let zone = ask.time_zone.clone().or_else(|| calendar.own_zone()).unwrap_or(TimeZone::UTC);
    let within = Within::of(ask);
    let mut work = Counter::new(Bound::Lessons, RULE_DAYS);
    let mut entries = Counter::new(Bound::Items, DAYS);
    for event in singles::latest(&calendar.events) {
        if event.cancelled {
            read.rows.push(row(event, (RowStatus::Skipped, Finding::Cancelled {})));
            continue;
        }
        let Some((from, to)) = span(event, &mut |stamp| day_of(stamp, &zone, &mut calendar.zones)) else {
            read.rows.push(row(event, (RowStatus::Skipped, Finding::NotAllDay {})));
            continue;
        };
        match starts(event, from, (&zone, within), &mut work) {
            Ok(starts) => {
                let length = from.until(to).map_or(0, |span| span.get_days());
                let spans = starts.into_iter().map(|first| (first, first.saturating_add(length.days())));
                let near = |(first, last): &(Date, Date)| within.is_none_or(|within| *last >= within.first && *first <= within.last);
                take(event, spans.filter(near), &mut entries, &mut read)?;
            }
            Err(Stop::Item(finding)) => read.rows.push(row(event, (RowStatus::Error, *finding))),
            Err(Stop::File(refusal)) => return Err(refusal),
        }
    }
    Ok(read)
}

fn take(event: &Event, spans: impl Iterator<Item = (Date, Date)>, entries: &mut Counter, read: &mut Read) -> Result<(), Refusal> {
    let lower = event.summary.to_lowercase();
    let is_make_up = MAKE_UP.iter().any(|word| lower.contains(word));
    let mut any = false;
    for (from, to) in spans {
        any = true;
        if !is_make_up {
            entries.take(1)?;
            read.days.push(Day::Off(DaysOff { from, to, off: true, rooms: None }));
            continue;
        }
        let mut day = from;
        while day <= to {
            entries.take(1)?;
            read.rows.push(row(event, (RowStatus::Skipped, Finding::MakeUpDay { on: day })));
            read.questions.push(Question::MakeUpDay { on: day });
            day = day.saturating_add(1.day());
        }
    }
    if !any {
        read.rows.push(row(event, (RowStatus::Skipped, Finding::YieldsNothing {})));
    }
    Ok(())
}

/// The first and the last day of an event that lasts whole days. DTEND is the day after, though some write the day itself.
fn span(event: &Event, day_of: &mut impl FnMut(&Stamp) -> Option<Date>) -> Option<(Date, Date)> {
    let start = event.start.as_ref().filter(|_| event.bad.is_none())?;
    let from = day_of(start)?;
    let last = match (&event.end, event.duration.as_deref().and_then(super::moment::duration)) {
        (Some(end), _) => day_of(end)?.saturating_sub(1.day()),
        (None, Some(seconds)) => from.saturating_add((seconds / 86_400 - 1).clamp(0, 366).days()),
        (None, None) if matches!(start.value, Written::Day(_)) => from,
        (None, None) => return None,
    };
    // Nobody is off for longer than a term; such an event is a mistake, not a day off.
    let last = last.max(from);
    (last <= from.saturating_add(420.days())).then_some((from, last))
}

/// The day of a date, or of a midnight in its own zone or in that of the order.
fn day_of(stamp: &Stamp, zone: &TimeZone, zones: &mut super::zones::Zones) -> Option<Date> {
    match stamp.value {
        Written::Day(day) => Some(day),
        Written::Wall(at) if at.time() == Time::midnight() => Some(at.date()),
        Written::Wall(at) => {
            let own = zones.get(stamp.zone.as_deref()?)?;
            let here = zone.to_datetime(own.to_timestamp(at).ok()?);
            (here.time() == Time::midnight()).then_some(here.date())
        }
        Written::Utc(at) => {
            let here = zone.to_datetime(TimeZone::UTC.to_timestamp(at).ok()?);
            (here.time() == Time::midnight()).then_some(here.date())
        }
    }
}

/// The first days of an event that repeats. Some write the UNTIL of whole days with a time: its day counts.
fn starts(event: &Event, from: Date, (zone, within): (&TimeZone, Option<Within>), work: &mut Counter) -> Result<Vec<Date>, Stop> {
    if event.rules.is_empty() && event.also.is_empty() {
        return Ok(vec![from]);
    }
    let begin = Begin { start: from.at(0, 0, 0, 0), zone: &TimeZone::UTC, within };
    let mut starts = Vec::new();
    for rule in &event.rules {
        starts.extend(expand(rule, &begin, work)?.into_iter().map(|at| at.date()));
    }
    if event.rules.is_empty() {
        starts.push(from);
    }
    let date = |stamp: &Stamp| match stamp.value {
        Written::Day(day) => day,
        Written::Wall(at) => at.date(),
        // Midnight in the zone of the order is its day, whatever day that is in UTC.
        Written::Utc(at) => TimeZone::UTC.to_timestamp(at).map_or(at.date(), |instant| {
            let here = zone.to_datetime(instant);
            if here.time() == Time::midnight() { here.date() } else { at.date() }
        }),
    };
    starts.extend(event.also.iter().map(|(stamp, _)| date(stamp)));
    starts.retain(|day| !event.except.iter().any(|stamp| date(stamp) == *day));
    starts.sort_unstable();
    starts.dedup();
    Ok(starts)
}
