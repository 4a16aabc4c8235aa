//! The sides of a matrix: which day, period and class each row and each column stands for.

use jiff::civil::Weekday;

use super::{
    dates::{clock_text, weekday},
    grid::{Cell, Grid},
    matrix::Slot,
    periods::{Run, runs},
    times::wall,
};
use crate::{
    ask::{Ask, Bell},
    text::clean,
};

/// What a row or a column stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) day: Option<Weekday>,
    pub(super) slot: Option<Slot>,
    pub(super) class: Option<String>,
}

#[derive(Debug)]
pub(super) struct Axes {
    pub(super) rows: Vec<Side>,
    pub(super) columns: Vec<Side>,
    /// Periods whose times stand beside them.
    pub(super) bells: Vec<Bell>,
}

impl Axes {
    pub(super) fn has_classes(&self) -> bool {
        self.rows.iter().chain(&self.columns).any(|side| side.class.is_some())
    }
}

/// Labels are looked for in so many first rows and columns.
const HEAD: usize = 30;
/// A table with fewer days is no week.
const DAYS_MIN: usize = 2;

/// The labels of a line of cells, merged ones filled; a grid is read the same way along rows and along columns.
struct Turned<'a> {
    grid: &'a Grid,
    turned: bool,
    lines: usize,
    places: usize,
}

impl<'a> Turned<'a> {
    fn new(grid: &'a Grid, turned: bool) -> Self {
        let (rows, columns) = (grid.rows.len(), grid.columns());
        let (lines, places) = if turned { (columns, rows) } else { (rows, columns) };
        Self { grid, turned, lines, places }
    }

    /// The text that shows at a place of a line, as part of a merged cell too.
    fn label(&self, line: usize, place: usize) -> String {
        let (row, column) = if self.turned { (place, line) } else { (line, place) };
        let area = self.grid.area(row, column);
        self.grid.cell(area.top, area.left).text()
    }

    fn is_blank(&self, line: usize, place: usize) -> bool {
        let (row, column) = if self.turned { (place, line) } else { (line, place) };
        let area = self.grid.area(row, column);
        matches!(self.grid.cell(area.top, area.left), Cell::Empty)
    }
}

pub(super) fn axes(grid: &Grid, ask: &Ask, bells: &[Bell]) -> Option<Axes> {
    let ways = [Turned::new(grid, false), Turned::new(grid, true)];
    let days = |way: &Turned<'_>| day_line(way, ask);
    // Days across are tried first: more sheets are like that, and a column of classes may be named like days.
    let (way, other, (line, days)) = match (days(&ways[0]), days(&ways[1])) {
        (Some(across), None) => (&ways[0], &ways[1], across),
        (None, Some(down)) => (&ways[1], &ways[0], down),
        (Some(across), Some(down)) if down.1.iter().flatten().count() > across.1.iter().flatten().count() => (&ways[1], &ways[0], down),
        (Some(across), Some(_)) => (&ways[0], &ways[1], across),
        (None, None) => return None,
    };
    let mut with_days: Vec<Side> = days.into_iter().map(|day| Side { day, ..Side::default() }).collect();
    let mut others: Vec<Side> = vec![Side::default(); way.lines];
    let mut told = Vec::new();
    let first_day = with_days.iter().position(|side| side.day.is_some())?;
    if let Some(periods) = periods_below(way, line, &with_days, bells) {
        // Whole school: periods of each day beside the days, classes along the other side.
        for (side, slot) in with_days.iter_mut().zip(periods) {
            side.slot = slot.filter(|_| side.day.is_some());
        }
        label_classes(other, first_day, line + 2, &mut others);
    } else {
        let slots = period_labels(other, first_day, line + 1, bells)?;
        for (side, (slot, bell)) in others.iter_mut().zip(slots) {
            side.slot = slot;
            told.extend(bell);
        }
        // Days that are merged over several columns stand for as many classes, which the next line names.
        let repeated = with_days.windows(2).any(|pair| pair[0].day.is_some() && pair[0].day == pair[1].day);
        if repeated {
            for (place, side) in with_days.iter_mut().enumerate().filter(|(_, side)| side.day.is_some()) {
                side.class = Some(clean(&way.label(line + 1, place))).filter(|name| !name.is_empty());
            }
            others[line + 1].slot = None;
        }
    }
    others.iter_mut().take(line + 1).for_each(|side| *side = Side::default());
    let (rows, columns) = if way.turned { (with_days, others) } else { (others, with_days) };
    Some(Axes { rows, columns, bells: told })
}

/// The line that names the most different days, and the day of each place.
fn day_line(way: &Turned<'_>, ask: &Ask) -> Option<(usize, Vec<Option<Weekday>>)> {
    let mut best: Option<(usize, usize, Vec<Option<Weekday>>)> = None;
    for line in 0..way.lines.min(HEAD) {
        let days: Vec<Option<Weekday>> = (0..way.places).map(|place| day(&way.label(line, place), ask)).collect();
        let mut different: Vec<Weekday> = days.iter().flatten().copied().collect();
        different.sort_unstable_by_key(|day| day.to_monday_zero_offset());
        different.dedup();
        if different.len() >= DAYS_MIN && best.as_ref().is_none_or(|(_, most, _)| different.len() > *most) {
            best = Some((line, different.len(), days));
        }
    }
    best.map(|(line, _, days)| (line, days))
}

/// A day by its name; a number alone is a period.
fn day(label: &str, ask: &Ask) -> Option<Weekday> {
    if label.is_empty() || label.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    // A date may stand beside or below it: 星期一 9/7.
    let first = label.split(['\n', '(', '（', ' ']).next().unwrap_or_default();
    weekday(label, &ask.days).or_else(|| weekday(first, &ask.days))
}

/// The periods of the line after that of the days, where every day has several.
fn periods_below(way: &Turned<'_>, line: usize, days: &[Side], bells: &[Bell]) -> Option<Vec<Option<Slot>>> {
    if line + 1 >= way.lines {
        return None;
    }
    let slots: Vec<Option<Slot>> = (0..way.places).map(|place| slot(&way.label(line + 1, place), bells).map(|(slot, _)| slot)).collect();
    let named = days.iter().zip(&slots).filter(|(side, slot)| side.day.is_some() && slot.is_some()).count();
    let of_days = days.iter().filter(|side| side.day.is_some()).count();
    (named >= 2 && named * 2 > of_days).then_some(slots)
}

/// Names of classes: the line before the first day, nearest to it, that has any.
fn label_classes(other: &Turned<'_>, first_day: usize, from: usize, others: &mut [Side]) {
    let names = |line: usize| (from..other.places).filter(|place| !other.is_blank(line, *place)).count();
    let Some(line) = (0..first_day).rev().find(|line| names(*line) > 0) else { return };
    for (place, side) in others.iter_mut().enumerate().skip(from) {
        side.class = Some(clean(&other.label(line, place))).filter(|name| !name.is_empty());
    }
}

type Labelled = Vec<(Option<Slot>, Option<Bell>)>;

/// The line before the first day that names the most periods, and what each place is.
fn period_labels(other: &Turned<'_>, first_day: usize, from: usize, bells: &[Bell]) -> Option<Labelled> {
    let known = |line: usize| (from..other.places).filter(|place| slot(&other.label(line, *place), bells).is_some()).count();
    let line = (0..first_day).max_by_key(|line| (known(*line), *line)).filter(|line| known(*line) > 0)?;
    let labelled = |place: usize| {
        let label = other.label(line, place);
        if place < from || label.is_empty() {
            return (None, None);
        }
        match slot(&label, bells) {
            None if is_remark(&label) => (None, None),
            Some((slot, bell)) => {
                let bell = bell.or_else(|| times_beside(other, first_day, place, &slot));
                (Some(slot), bell)
            }
            // Lessons beside a label that is no period are errors that name it.
            None => (Some(Slot::Unknown(clean(&label))), None),
        }
    };
    Some((0..other.places).map(labelled).collect())
}

/// What stands beside such a label is about the table and no lesson.
fn is_remark(label: &str) -> bool {
    const REMARKS: [&str; 10] = ["备注", "備註", "说明", "說明", "remark", "remarks", "note", "notes", "bemerkung", "bemerkungen"];
    let label = clean(label).to_lowercase();
    REMARKS.contains(&label.trim_end_matches([':', '：', ' ']))
}

/// Times in another line of labels: `1 | 08:00-08:45`.
fn times_beside(other: &Turned<'_>, first_day: usize, place: usize, slot: &Slot) -> Option<Bell> {
    let Slot::Periods(run) = slot else { return None };
    let times = (0..first_day).find_map(|line| match clock_text(&other.label(line, place)) {
        Some((start, Some(end))) => Some((start, end)),
        _ => None,
    })?;
    bell(run, times)
}

fn bell(run: &Run, (start, end): (u32, u32)) -> Option<Bell> {
    (run.first == run.last && start < end).then_some(Bell { period: run.first.clone(), start: wall(start)?, end: wall(end)? })
}

/// A larger number is the name of a class.
const PERIOD_MAX: u32 = 30;

/// What a label of a period says: its number or name, its times, or both (`第1节 08:00-08:45`).
fn slot(label: &str, bells: &[Bell]) -> Option<(Slot, Option<Bell>)> {
    if label.is_empty() || label.len() > 100 {
        return None;
    }
    if bells.iter().any(|bell| bell.period == label) {
        return Some((Slot::Periods(Run::one(label)), None));
    }
    if let Some((start, Some(end))) = clock_text(label) {
        return Some((Slot::Clock(start, end), None));
    }
    let narrow = super::numerals::narrow(label);
    let parts = narrow.trim_end_matches(')').split_once(['(', '\n', ' ']);
    if let Some((name, (start, Some(end)))) =
        parts.and_then(|(name, times)| Some((name, clock_text(times.trim_start_matches(['(', ' ']))?)))
    {
        let run = runs(name, bells).and_then(|runs| runs.into_iter().next()).unwrap_or_else(|| Run::one(name.trim()));
        let known = run.times(bells).is_ok();
        return Some((Slot::Periods(run.clone()), bell(&run, (start, end)).filter(|_| !known)));
    }
    let [run] = <[Run; 1]>::try_from(runs(label, bells)?).ok()?;
    let is_period = run.last.parse::<u32>().is_ok_and(|number| number <= PERIOD_MAX);
    is_period.then_some((Slot::Periods(run), None))
}
