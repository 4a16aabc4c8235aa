//! Spreadsheets of Excel: cells one by one into a bounded grid.
//!
//! The library that reads them trusts what a file says of its size. So the parts of a workbook are unpacked once into nothing and counted before the
//! library sees them, and it is never asked for a table as a whole.

use std::{
    borrow::Cow,
    io::{self, BufReader, Cursor, Read, Seek, SeekFrom},
};

use calamine::{DataRef, Dimensions, ExcelDateTime, Reader, SheetVisible, Xlsx, XlsxError};
use jiff::civil::{DateTime, Time};
use quick_xml::events::Event;

use super::grid::{Cell, Grid, Merge, Sparse};
use crate::{
    archive,
    bounds::{CELLS, Tables},
    report::{Bound, Refusal},
};

pub(crate) fn xlsx(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    let mut parts = archive::open(bytes)?;
    archive::check_unpacked(&mut parts)?;
    check_shared(&mut parts)?;
    let mut book = Xlsx::new(Counted::new(bytes)).map_err(|error| broken(&error))?;
    let visible = book.sheets_metadata().iter().filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = visible.map(|sheet| sheet.name.clone()).collect();
    let mut left = Tables::default();
    let mut sheets = Vec::new();
    for name in names {
        // A sheet of charts has no cells.
        let Some(cells) = cells(&mut book, &name, &mut left)? else { continue };
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        sheets.push((name, cells, merges));
    }
    // Its texts have gone into the cells, which now take as much room once more.
    drop(book);
    sheets.into_iter().map(|(name, cells, merges)| cells.grid(Some(name), merges.iter().map(merge), &mut left)).collect()
}

/// A file that may be read a few times over: each sheet is, for its cells and its merges. More would be sheets that share a part, which is unpacked
/// for each of them.
struct Counted<'a> {
    bytes: Cursor<&'a [u8]>,
    left: u64,
}

impl<'a> Counted<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes: Cursor::new(bytes), left: 4 * bytes.len() as u64 + (64 << 10) }
    }
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other("sheets that share a part"))?;
        Ok(read)
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.bytes.seek(to)
    }
}

/// The library makes room for as many shared texts as a workbook says that it has.
fn check_shared(parts: &mut archive::Archive<'_>) -> Result<(), Refusal> {
    let is_shared = |name: &String| name.to_ascii_lowercase().ends_with("sharedstrings.xml");
    let names: Vec<String> = archive::names(parts).map(Cow::into_owned).filter(is_shared).collect();
    for name in names {
        // What cannot be read here cannot be read by the library either, which says so.
        let Ok(part) = parts.by_name(&name) else { continue };
        let mut reader = quick_xml::Reader::from_reader(BufReader::new(part));
        reader.config_mut().check_end_names = false;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag) | Event::Empty(tag)) if tag.local_name().as_ref() == "sst" => {
                    if says_too_many(tag.attributes_raw()) {
                        return Err(Refusal::TooLarge { what: Bound::Cells, max: CELLS });
                    }
                    break;
                }
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
    }
    Ok(())
}

/// Whatever stands around the number, for the library may read attributes in another way.
fn says_too_many(attributes: &str) -> bool {
    attributes.split("uniqueCount").skip(1).any(|rest| {
        let digits = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
        let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
        !digits.is_empty() && digits.parse::<u64>().map_or(true, |count| count > CELLS)
    })
}

fn broken(error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::NotATimetable { seen: "encrypted-workbook".to_owned() },
        _ => Refusal::Broken { seen: "workbook".to_owned(), at: crate::text::clip(&error.to_string()) },
    }
}

fn cells(book: &mut Xlsx<Counted<'_>>, name: &str, left: &mut Tables) -> Result<Option<Sparse>, Refusal> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => return Ok(None),
        Err(error) => return Err(broken(&error)),
    };
    let mut cells = Sparse::default();
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|error| broken(&error))? {
        let cell = match cell(record.value, left)? {
            Cell::Empty if record.formula.is_some() => Cell::Formula,
            cell => cell,
        };
        cells.put(record.pos.0, record.pos.1, cell, left)?;
    }
    Ok(Some(cells))
}

fn cell(value: DataRef<'_>, left: &mut Tables) -> Result<Cell, Refusal> {
    Ok(match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number as f64),
        DataRef::Float(number) => Cell::Number(number),
        DataRef::String(string) | DataRef::DateTimeIso(string) | DataRef::DurationIso(string) => Cell::of_text(&string, left)?,
        DataRef::SharedString(string) => Cell::of_text(string, left)?,
        DataRef::Bool(yes) => Cell::Text(if yes { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(at) => moment(&at),
        DataRef::Error(error) => Cell::Text(error.to_string()),
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_is_not_believed_how_many_texts_it_has() {
        for (attributes, too_many) in [
            (" count=\"9\" uniqueCount=\"10000000000000\"", true),
            (" uniqueCount = '99999999999999999999999'", true),
            (" count=\"10000000000000\" uniqueCount=\"1187\"", false),
            ("", false),
        ] {
            assert_eq!(says_too_many(attributes), too_many, "{attributes}");
        }
    }
}
