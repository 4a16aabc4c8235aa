//! Workbooks of Excel 97 to 2003 ([MS-XLS]): the records that hold cells and merges, and nothing else of them.
//!
//! Read here and not by the library for newer ones, which makes room for as many cells as such a file claims to have, and follows chains that have
//! no end.

use std::collections::HashMap;

use calamine::{ExcelDateTime, ExcelDateTimeType};

use super::{
    biff_text::{Text, shared, short_text},
    compound::{Compound, u16_at, u32_at},
    grid::{Cell, Grid, Merge, Sparse},
    workbook::moment,
};
use crate::{
    bounds::{CELLS, Counter, Tables},
    report::{Bound, Refusal},
};

/// A cell and where it stands: row and column.
type Placed = ((u32, u32), Cell);

const SHEETS_MAX: usize = 500;
/// More than a file has room for, unless sheets lie in each other.
const RECORDS_MAX: u64 = 12 * CELLS;

pub(crate) fn xls(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    let broken = |at: &str| Refusal::Broken { seen: "workbook".to_owned(), at: at.to_owned() };
    let file = Compound::open(bytes).ok_or_else(|| broken("header"))?;
    let stream = match file.stream("Workbook") {
        Some(stream) => stream,
        None if file.stream("Book").is_some() => return Err(Refusal::NotATimetable { seen: "workbook-before-1997".to_owned() }),
        None => return Err(broken("Workbook")),
    };
    let mut left = Tables::default();
    let book = Book::read(&stream, &mut left)?;
    let mut passed = Counter::new(Bound::Cells, RECORDS_MAX);
    let mut grids = Vec::new();
    for sheet in &book.sheets {
        let records = Records { stream: stream.get(sheet.at..).ok_or_else(|| broken(&sheet.name))? };
        grids.push(book.sheet(sheet, records, (&mut left, &mut passed))?);
    }
    Ok(grids)
}

#[derive(Default)]
struct Book {
    sheets: Vec<Sheet>,
    strings: Vec<String>,
    /// Of each style of cells, whether it shows numbers as dates or times.
    dates: Vec<bool>,
    is_1904: bool,
}

struct Sheet {
    name: String,
    at: usize,
}

/// A record, with the parts in which it goes on.
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
    more: Vec<&'a [u8]>,
}

struct Records<'a> {
    stream: &'a [u8],
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.part()?;
        let mut more = Vec::new();
        while u16_at(self.stream, 0) == Some(CONTINUE) {
            more.push(self.part()?.1);
        }
        Some(Record { kind, data, more })
    }
}

impl<'a> Records<'a> {
    fn part(&mut self) -> Option<(u16, &'a [u8])> {
        let (kind, length) = (u16_at(self.stream, 0)?, usize::from(u16_at(self.stream, 2)?));
        let data = self.stream.get(4..4 + length)?;
        self.stream = &self.stream[4 + length..];
        Some((kind, data))
    }
}

const CONTINUE: u16 = 0x3c;
const BOF: u16 = 0x809;
const EOF: u16 = 0x0a;

impl Book {
    fn read(stream: &[u8], left: &mut Tables) -> Result<Self, Refusal> {
        let mut book = Self::default();
        let (mut formats, mut styles) = (HashMap::new(), Vec::new());
        for record in (Records { stream }) {
            match record.kind {
                0x2f if u16_at(record.data, 0) != Some(0) => return Err(Refusal::NotATimetable { seen: "encrypted-workbook".to_owned() }),
                0x22 => book.is_1904 = u16_at(record.data, 0) == Some(1),
                0x41e => {
                    let pattern = Text::of(record.data.get(2..).unwrap_or_default(), &record.more).long();
                    if let Some((format, pattern)) = u16_at(record.data, 0).zip(pattern) {
                        formats.entry(format).or_insert_with(|| is_date(&pattern));
                    }
                }
                0xe0 => styles.push(u16_at(record.data, 2).unwrap_or(0)),
                0x85 => book.sheets.extend(sheet(record.data)),
                0xfc => book.strings = shared(record.data, &record.more, left)?,
                EOF => break,
                _ => {}
            }
        }
        book.sheets.truncate(SHEETS_MAX);
        let built_in = |style: u16| matches!(style, 14..=22 | 27..=36 | 45..=47 | 50..=58);
        let shows_dates = |style: &u16| formats.get(style).copied().unwrap_or_else(|| built_in(*style));
        book.dates = styles.iter().map(shows_dates).collect();
        Ok(book)
    }

    fn sheet(&self, sheet: &Sheet, records: Records<'_>, (left, passed): (&mut Tables, &mut Counter)) -> Result<Grid, Refusal> {
        let (mut cells, mut merges, mut depth) = (Sparse::default(), Vec::new(), 0u32);
        let mut text_at = None;
        for record in records {
            passed.take(1 + record.more.len() as u64)?;
            if merges.len() as u64 > CELLS {
                return Err(Refusal::TooLarge { what: Bound::Cells, max: CELLS });
            }
            match record.kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                // Charts within the sheet have records that look like cells.
                _ if depth > 1 => {}
                0xe5 => merges.extend(merged(record.data)),
                0x207 => {
                    if let Some(((row, column), text)) = text_at.take().zip(Text::of(record.data, &record.more).long()) {
                        cells.put(row, column, Cell::of_text(&text, left)?, left)?;
                    }
                }
                kind => {
                    for ((row, column), cell) in self.cells(kind, &record, &mut text_at, left)? {
                        cells.put(row, column, cell, left)?;
                    }
                }
            }
        }
        cells.grid(Some(sheet.name.clone()), merges, left)
    }

    fn cells(&self, kind: u16, record: &Record<'_>, text_at: &mut Option<(u32, u32)>, left: &mut Tables) -> Result<Vec<Placed>, Refusal> {
        let data = record.data;
        let mut one = || -> Option<((u32, u32), Result<Cell, Refusal>)> {
            let at = (u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?));
            let style = u16_at(data, 4)?;
            let cell = match kind {
                0x203 => Ok(self.number(f64::from_le_bytes(data.get(6..14)?.try_into().ok()?), style)),
                0x27e => Ok(self.number(rk(u32_at(data, 6)?), style)),
                0xfd => Cell::of_text(self.strings.get(u32_at(data, 6)? as usize)?, left),
                0x204 | 0xd6 => Cell::of_text(&Text::of(data.get(6..)?, &record.more).long()?, left),
                0x06 => Ok(self.formula(data, style, at, text_at)?),
                _ => return None,
            };
            Some((at, cell))
        };
        if kind == 0xbd {
            return Ok(self.many(data).unwrap_or_default());
        }
        one().map(|(at, cell)| Ok((at, cell?))).into_iter().collect()
    }

    /// Numbers of one row, beside each other.
    fn many(&self, data: &[u8]) -> Option<Vec<((u32, u32), Cell)>> {
        let (row, first) = (u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?));
        let pairs = data.get(4..data.len().checked_sub(2)?)?.chunks_exact(6);
        let cell = |(column, pair): (u32, &[u8])| Some(((row, column), self.number(rk(u32_at(pair, 2)?), u16_at(pair, 0)?)));
        Some((first..).zip(pairs).filter_map(cell).collect())
    }

    /// The stored value of a formula; a text comes in a record of its own.
    fn formula(&self, data: &[u8], style: u16, at: (u32, u32), text_at: &mut Option<(u32, u32)>) -> Option<Cell> {
        let value = data.get(6..14)?;
        if value[6..] != [0xff, 0xff] {
            return Some(self.number(f64::from_le_bytes(value.try_into().ok()?), style));
        }
        if value[0] == 0 {
            *text_at = Some(at);
        }
        None
    }

    fn number(&self, number: f64, style: u16) -> Cell {
        match self.dates.get(usize::from(style)) {
            Some(true) => moment(&ExcelDateTime::new(number, ExcelDateTimeType::DateTime, self.is_1904)),
            _ => Cell::Number(number),
        }
    }
}

/// A visible worksheet.
fn sheet(data: &[u8]) -> Option<Sheet> {
    let (at, hidden, kind) = (u32_at(data, 0)? as usize, *data.get(4)?, *data.get(5)?);
    let name = short_text(data.get(6..)?)?;
    (hidden & 3 == 0 && kind == 0).then_some(Sheet { name, at })
}

fn merged(data: &[u8]) -> Vec<Merge> {
    let corner = |area: &[u8], at: usize| u16_at(area, at).map(usize::from);
    let merge =
        |area: &[u8]| Some(Merge { top: corner(area, 0)?, bottom: corner(area, 2)?, left: corner(area, 4)?, right: corner(area, 6)? });
    data.get(2..).unwrap_or_default().chunks_exact(8).filter_map(merge).collect()
}

/// A number in four bytes: a whole one or the first half of a fraction, perhaps in hundredths.
fn rk(bits: u32) -> f64 {
    let number = if bits & 2 == 0 { f64::from_bits(u64::from(bits & !3) << 32) } else { f64::from(bits.cast_signed() >> 2) };
    if bits & 1 == 0 { number } else { number / 100.0 }
}

/// Whether a pattern shows a number as a date or time: it has a letter of one outside of quotes and brackets.
fn is_date(pattern: &str) -> bool {
    if pattern.eq_ignore_ascii_case("general") {
        return false;
    }
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    for c in pattern.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | '年' | '月' | '日' if !quoted && !bracket => return true,
            'h' | 'H' if bracket => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_patterns_are_those_of_the_format() {
        assert_eq!([rk(0x4079_0000), rk(0x0000_0af6), rk(0x0000_0af7)], [400.0, 701.0, 7.01]);
        for (pattern, date) in [
            ("yyyy-mm-dd", true),
            ("h:mm", true),
            ("[h]:mm", true),
            ("0.00", false),
            ("General", false),
            ("0\"days\"", false),
            ("[Red]0", false),
        ] {
            assert_eq!(is_date(pattern), date, "{pattern}");
        }
    }

    #[test]
    fn a_broken_workbook_is_told() {
        assert!(matches!(xls(b"\xd0\xcf\x11\xe0"), Err(Refusal::Broken { .. })));
        let mut circle = vec![0u8; 512 * 4];
        circle[..4].copy_from_slice(b"\xd0\xcf\x11\xe0");
        circle[30] = 9;
        // The only sector of the allocation table says that each sector is followed by itself.
        circle[76..80].copy_from_slice(&0u32.to_le_bytes());
        circle[80..512].fill(0xff);
        circle[68..72].copy_from_slice(&END.to_le_bytes());
        for (index, word) in circle[512..1024].chunks_exact_mut(4).enumerate() {
            word.copy_from_slice(&u32::try_from(index).unwrap().to_le_bytes());
        }
        circle[48..52].copy_from_slice(&1u32.to_le_bytes());
        assert!(matches!(xls(&circle), Err(Refusal::Broken { .. })));
    }

    const END: u32 = 0xffff_fffe;
}
