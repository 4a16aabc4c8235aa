//! A matrix: days along one side, and periods or classes along the other.
//!
//! Four shapes are known. Of one class a sheet: periods down and days across, or the other way round. Of a whole school: classes down and periods of
//! each day across, or the other way round. They are one shape when every row and every column says which day, period and class it stands for.

use std::collections::BTreeSet;

use jiff::civil::{Time, Weekday};

use super::{
    axes::{Axes, Side, axes},
    cell_text::{Entry, entries},
    grid::{Cell, Grid, Merge, letter},
    list::{Fault, Found, error},
    times::{bell_slot, slot},
    weeks::Weeks,
};
use crate::{
    ask::{Ask, Bell, RoomFrom},
    bounds::{Tally, keep_asked},
    item::{Held, Item, ReadRoom},
    report::{Finding, Question, Refusal, Row, RowStatus},
    text::{clean, clip},
    within::Within,
};

/// What a label of periods says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slot {
    Periods(super::periods::Run),
    Clock(u32, u32),
    /// A label that names no period.
    Unknown(String),
}

struct Matrix<'a> {
    grid: &'a Grid,
    axes: Axes,
    ask: &'a Ask,
    bells: &'a [Bell],
    within: Option<Within>,
}

/// Reads a grid as a matrix; None where it is none. Times that stand beside the periods become bells where nobody told any.
pub(crate) fn read(grid: &Grid, ask: &Ask, bells: &mut Vec<Bell>) -> Result<Option<Found>, Refusal> {
    let Some(axes) = axes(grid, ask, bells) else { return Ok(None) };
    for bell in &axes.bells {
        if ask.bells.is_empty() && !bells.iter().any(|known| known.period == bell.period) {
            bells.push(bell.clone());
        }
    }
    let matrix = Matrix { grid, axes, ask, bells, within: Within::of(ask) };
    let mut found = Found { rooms: matrix.rooms(), ..Found::default() };
    if found.rooms.is_empty() {
        found.questions.push(Question::RoomNeeded { choices: grid.name.iter().cloned().collect() });
    }
    let mut tally = Tally::default();
    for row in 0..grid.rows.len() {
        for column in 0..grid.rows[row].cells.len() {
            let area = grid.area(row, column);
            if (area.top, area.left) != (row, column) || grid.cell(row, column).is_blank() || !matrix.is_lesson(area) {
                continue;
            }
            tally.look()?;
            found.read += 1;
            matrix.cell(area, &mut found, &mut tally)?;
        }
    }
    Ok(Some(found))
}

impl Matrix<'_> {
    fn rooms(&self) -> Vec<ReadRoom> {
        let one = |name: &str| vec![ReadRoom { name: clean(name), seats: None }];
        match &self.ask.room_from {
            Some(RoomFrom::Fixed(room)) => one(room),
            _ if self.axes.has_classes() => {
                let names = self.axes.rows.iter().chain(&self.axes.columns).filter_map(|side| side.class.clone());
                names.map(|name| ReadRoom { name, seats: None }).collect()
            }
            _ => self.grid.name.as_deref().map(one).unwrap_or_default(),
        }
    }

    /// Whether all three of day, period and class, as far as the matrix has them, belong to the cell.
    fn is_lesson(&self, area: Merge) -> bool {
        let sides = |row: usize, column: usize| (&self.axes.rows[row], &self.axes.columns[column]);
        let (row, column) = sides(area.top, area.left);
        let any = |of: fn(&Side) -> bool| of(row) || of(column);
        any(|side| side.day.is_some()) && any(|side| side.slot.is_some()) && (!self.axes.has_classes() || any(|side| side.class.is_some()))
    }

    /// Each lesson of a cell is an item; a fault of one is told at the cell.
    fn cell(&self, area: Merge, found: &mut Found, tally: &mut Tally) -> Result<(), Refusal> {
        let name = self.grid.name.as_deref().map(|name| format!("{name}!")).unwrap_or_default();
        let at = format!("{name}{}{}", letter(area.left), self.grid.rows[area.top].number);
        let text = self.grid.cell(area.top, area.left).text();
        let said = |status, what| Row { at: at.clone(), status, what, text: clip(&text) };
        if *self.grid.cell(area.top, area.left) == Cell::Formula {
            found.rows.push(said(RowStatus::Error, Finding::FormulaWithoutValue { cell: at.clone() }));
            return Ok(());
        }
        let rooms = self.classes(area);
        if rooms.is_empty() {
            found.rows.push(said(RowStatus::Error, Finding::NoRoom {}));
            return Ok(());
        }
        for entry in entries(&text, self.bells) {
            match self.held(area, &entry, found) {
                Ok(held) => {
                    if let Some(mark) = &entry.mark {
                        found.rows.push(said(RowStatus::Warning, Finding::WeekMarkInTitle { mark: mark.clone() }));
                    }
                    if let Some(beyond) = self.within.map(|within| entry.weeks.beyond(within.weeks())).filter(|beyond| *beyond > 0) {
                        found.rows.push(said(RowStatus::Warning, Finding::WeeksCut { beyond }));
                    }
                    let item = Item {
                        rooms: rooms.clone(),
                        title: Some(entry.title).filter(|title| !title.is_empty()),
                        teachers: entry.teachers,
                        held,
                        ..Item::new(at.clone(), clip(&text))
                    };
                    tally.keep(&item)?;
                    found.items.push(item);
                }
                Err((status, what)) => found.rows.push(said(status, what)),
            }
        }
        Ok(())
    }

    fn classes(&self, area: Merge) -> Vec<String> {
        match &self.ask.room_from {
            Some(RoomFrom::Fixed(room)) => vec![room.clone()],
            _ if self.axes.has_classes() => {
                let rows = self.axes.rows[area.top..=area.bottom].iter();
                let mut names: Vec<String> = Vec::new();
                for name in rows.chain(&self.axes.columns[area.left..=area.right]).filter_map(|side| side.class.clone()) {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
                names
            }
            _ => self.grid.name.iter().cloned().collect(),
        }
    }

    /// A cell that is merged over several days is held on each, and one over several periods from the first to the last.
    fn held(&self, area: Merge, entry: &Entry, found: &mut Found) -> Result<Vec<Held>, Fault> {
        if let Some(value) = &entry.bad_weeks {
            return Err(error(Finding::BadWeekList { value: clip(value) }));
        }
        let within = self.within.ok_or_else(|| error(Finding::TermRequired {}))?;
        let mut all = Vec::new();
        for day in self.days(area) {
            let (start, minutes) = self.time(area, day, entry, found)?;
            let dates = within.dates(day, |week| entry.weeks.has(week));
            if !dates.is_empty() {
                all.push(Held::on(dates, start, minutes));
            }
        }
        if all.is_empty() && entry.weeks != Weeks::All { Err((RowStatus::Skipped, Finding::YieldsNothing {})) } else { Ok(all) }
    }

    fn sides(&self, area: Merge) -> impl Iterator<Item = (&Side, &Side)> {
        let columns = move || self.axes.columns[area.left..=area.right].iter();
        self.axes.rows[area.top..=area.bottom].iter().flat_map(move |row| columns().map(move |column| (row, column)))
    }

    fn days(&self, area: Merge) -> Vec<Weekday> {
        let days: BTreeSet<i8> =
            self.sides(area).filter_map(|(row, column)| row.day.or(column.day)).map(Weekday::to_monday_zero_offset).collect();
        days.into_iter().filter_map(|day| Weekday::from_monday_zero_offset(day).ok()).collect()
    }

    fn time(&self, area: Merge, day: Weekday, entry: &Entry, found: &mut Found) -> Result<(Time, u32), Fault> {
        let slots: Vec<&Slot> = match &entry.run {
            Some(_) => Vec::new(),
            None => self
                .sides(area)
                .filter(|(row, column)| row.day.or(column.day) == Some(day))
                .filter_map(|(row, column)| row.slot.as_ref().or(column.slot.as_ref()))
                .collect(),
        };
        let own = entry.run.clone().map(Slot::Periods);
        let first = own.as_ref().or(slots.first().copied()).ok_or_else(|| error(Finding::NoTime {}))?;
        let last = own.as_ref().or(slots.last().copied()).unwrap_or(first);
        match (first, last) {
            (Slot::Clock(start, _), Slot::Clock(_, end)) => slot(*start, *end),
            (Slot::Periods(first), Slot::Periods(last)) => {
                let run = super::periods::Run { first: first.first.clone(), last: last.last.clone() };
                bell_slot(&run, self.bells).map_err(|period| unknown(&period, found))
            }
            (Slot::Unknown(name), _) | (_, Slot::Unknown(name)) => Err(unknown(name, found)),
            (Slot::Periods(run), Slot::Clock(..)) | (Slot::Clock(..), Slot::Periods(run)) => Err(unknown(&run.last, found)),
        }
    }
}

fn unknown(period: &str, found: &mut Found) -> Fault {
    keep_asked(&mut found.unknown_periods, period);
    error(Finding::UnknownPeriod { value: clip(period) })
}
