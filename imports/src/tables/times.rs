//! From minutes of the day and periods to a start and a length.

use jiff::civil::Time;

use super::{
    list::{Fault, error},
    periods::Run,
};
use crate::{
    ask::Bell,
    report::{Finding, RowStatus},
};

/// A start and a length in minutes. Nothing that lasts is no lesson; what ends before it starts is a mistake.
pub(crate) fn slot(start: u32, end: u32) -> Result<(Time, u32), Fault> {
    let at = wall(start).ok_or_else(|| error(Finding::BadTime { value: format!("{}:{:02}", start / 60, start % 60) }))?;
    match end.checked_sub(start) {
        None => Err(error(Finding::EndBeforeStart {})),
        Some(0) => Err((RowStatus::Skipped, Finding::NoDuration {})),
        Some(minutes) => Ok((at, minutes)),
    }
}

/// The wall time so many minutes after midnight; 24:00 is none.
pub(crate) fn wall(minutes: u32) -> Option<Time> {
    Time::new(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?, 0, 0).ok()
}

/// How many minutes after midnight it is.
pub(crate) fn minutes_of(time: Time) -> u32 {
    u32::from(time.hour().unsigned_abs()) * 60 + u32::from(time.minute().unsigned_abs())
}

/// When periods are held; the error is the name of one that has no times.
pub(crate) fn bell_slot(run: &Run, bells: &[Bell]) -> Result<(Time, u32), String> {
    let (start, end) = run.times(bells)?;
    match minutes_of(end).checked_sub(minutes_of(start)) {
        Some(length) if length > 0 => Ok((start, length)),
        _ => Err(run.last.clone()),
    }
}
