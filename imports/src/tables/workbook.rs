//! Spreadsheets of Excel: cells one by one into a bounded grid.
//!
//! The library that reads them trusts what a file says of its size. So the parts of a workbook are unpacked once into nothing and counted before the
//! library sees them, and it is never asked for a table as a whole.

use std::io::Cursor;

use calamine::{DataRef, Dimensions, ExcelDateTime, Reader, SheetVisible, Xlsx, XlsxError};
use jiff::civil::{DateTime, Time};

use super::grid::{Cell, Grid, Merge, Sparse};
use crate::{
    archive,
    bounds::{CELLS, Counter},
    report::{Bound, Refusal},
};

pub(crate) fn xlsx(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    archive::check_unpacked(&mut archive::open(bytes)?)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let visible = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
    let mut left = Counter::new(Bound::Cells, CELLS);
    let mut grids = Vec::new();
    for name in names {
        // A sheet of charts has no cells.
        let Some(cells) = cells(&mut book, &name, &mut left)? else { continue };
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        grids.push(cells.grid(Some(name), merges.iter().map(merge))?);
    }
    Ok(grids)
}

fn broken(error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::NotATimetable { seen: "encrypted-workbook".to_owned() },
        _ => Refusal::Broken { seen: "workbook".to_owned(), at: crate::text::clip(&error.to_string()) },
    }
}

fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, left: &mut Counter) -> Result<Option<Sparse>, Refusal> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => return Ok(None),
        Err(error) => return Err(broken(&error)),
    };
    let mut cells = Sparse::default();
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|error| broken(&error))? {
        let cell = match cell(record.value) {
            Cell::Empty if record.formula.is_some() => Cell::Formula,
            cell => cell,
        };
        if !cell.is_blank() {
            left.take(1)?;
            cells.put(record.pos.0, record.pos.1, cell)?;
        }
    }
    Ok(Some(cells))
}

fn cell(value: DataRef<'_>) -> Cell {
    let text = |text: String| if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text) };
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number as f64),
        DataRef::Float(number) => Cell::Number(number),
        DataRef::String(string) | DataRef::DateTimeIso(string) | DataRef::DurationIso(string) => text(string),
        DataRef::SharedString(string) => text(string.to_owned()),
        DataRef::Bool(yes) => Cell::Text(if yes { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(at) => moment(&at),
        DataRef::Error(error) => Cell::Text(error.to_string()),
    }
}

/// A day, a time of day, or both; seconds are rounded, for a time such as 10:05 is a fraction that no number holds.
pub(super) fn moment(at: &ExcelDateTime) -> Cell {
    let serial = at.as_f64();
    if at.is_duration() || (0.0..1.0).contains(&serial) {
        return Cell::Clock((serial * 1440.0).round().clamp(0.0, 1440.0 * 400.0) as u32);
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let civil = || {
        let small = |number: u8| i8::try_from(number).ok();
        let time = Time::new(small(hour)?, small(minute)?, small(second)?, i32::from(milli) * 1_000_000).ok()?;
        let date = jiff::civil::Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()?;
        DateTime::from_parts(date, time).round(jiff::Unit::Minute).ok()
    };
    civil().map_or(Cell::Number(serial), Cell::Moment)
}

pub(super) fn merge(dimensions: &Dimensions) -> Merge {
    let (top, left) = dimensions.start;
    let (bottom, right) = dimensions.end;
    Merge { top: top as usize, left: left as usize, bottom: bottom as usize, right: right as usize }
}
