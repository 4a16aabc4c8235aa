//! Files as schools have them, read from end to end.

mod broke;
mod broken;
mod kinds;
mod mended;
mod samples;
mod shapes;
mod templates;

use jiff::{civil::date, tz::TimeZone};

use crate::{
    Ask, Outcome,
    ask::Bell,
    report::{Finding, RowStatus},
};

/// A term of Monday to Friday in Shanghai, eight periods from 8:00 on, and rooms of 40.
fn school() -> Ask {
    let bell = |period: i8| {
        let at = |minute: i8| jiff::civil::time(7 + period, minute, 0, 0);
        Bell { period: period.to_string(), start: at(0), end: at(45) }
    };
    Ask {
        time_zone: TimeZone::get("Asia/Shanghai").ok(),
        first_day: Some(date(2026, 9, 7)),
        last_day: Some(date(2026, 12, 18)),
        default_seats: Some(40),
        bells: (1..=8).map(bell).collect(),
        ..Ask::default()
    }
}

/// The lines of an outcome, each as one text: rooms, title, start and how often.
fn lines(outcome: &Outcome) -> Vec<String> {
    let line = |line: &homeroom_domain::order::Line| {
        let rooms = line.rooms.as_deref().unwrap_or_default().join("+");
        let when = line.rrule.clone().unwrap_or_else(|| format!("{} dates", line.dates.as_ref().map_or(0, Vec::len)));
        let title = line.title.as_deref().unwrap_or_default();
        format!("{rooms} {title} {} {}min {}", line.start.strftime("%H:%M"), line.duration_minutes, when.trim_start_matches("FREQ=WEEKLY;"))
    };
    let mut all: Vec<String> = outcome.lines.iter().map(line).collect();
    all.sort();
    all
}

/// What was said of rows, but for warnings.
fn faults(outcome: &Outcome) -> Vec<(String, Finding)> {
    outcome.rows.iter().filter(|row| row.status != RowStatus::Warning).map(|row| (row.at.clone(), row.what.clone())).collect()
}
