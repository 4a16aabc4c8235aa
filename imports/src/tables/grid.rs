//! A table as rows of cells, whatever file it came from: at most so many cells, and merged ones known by their corners.

use std::collections::HashMap;

use jiff::civil::{DateTime, Time};

use super::records::Record;
use crate::{
    bounds::{CELL_BYTES, CELLS, COLUMNS, ROWS, Tables},
    report::{Bound, Refusal},
};

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    /// A date, with a time of day that is midnight where none was given.
    Moment(DateTime),
    /// A time of day alone, in minutes.
    Clock(u32),
    /// A formula that nobody has worked out, which is not done here either.
    Formula,
}

impl Cell {
    /// A text as a cell keeps it: counted before it is copied, and when it is blank too.
    pub(crate) fn of_text(text: &str, left: &mut Tables) -> Result<Self, Refusal> {
        let mut end = text.len().min(CELL_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &text[..end];
        left.text.take(text.len() as u64)?;
        Ok(if text.trim().is_empty() { Self::Empty } else { Self::Text(text.to_owned()) })
    }

    /// As a person sees it.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Empty | Self::Formula => String::new(),
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
            Self::Number(number) => number.to_string(),
            Self::Moment(at) if at.time() == Time::midnight() => at.date().to_string(),
            Self::Moment(at) => format!("{} {}", at.date(), at.time().strftime("%H:%M")),
            Self::Clock(minutes) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        }
    }

    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

/// A rectangle of cells that shows as one, its corners included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merge {
    pub(crate) top: usize,
    pub(crate) left: usize,
    pub(crate) bottom: usize,
    pub(crate) right: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GridRow {
    /// Its row in the sheet or line in the file, from 1.
    pub(crate) number: u32,
    pub(crate) cells: Vec<Cell>,
    pub(crate) open_quote: bool,
}

impl GridRow {
    pub(crate) fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }

    /// All of it, for messages.
    pub(crate) fn text(&self) -> String {
        let mut all = String::new();
        for text in self.cells.iter().map(Cell::text).filter(|text| !text.is_empty()) {
            if all.len() > crate::report::TEXT_CHARS * 4 {
                break;
            }
            all.push_str(&text);
            all.push(' ');
        }
        crate::text::clip(&all)
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Grid {
    pub(crate) name: Option<String>,
    pub(crate) rows: Vec<GridRow>,
    pub(crate) merges: Vec<Merge>,
    /// Which merge a cell is part of.
    merged: HashMap<(usize, usize), usize>,
}

impl Grid {
    /// Short records count like the longest, for a cell is looked for in all of them.
    pub(crate) fn of_records(records: &[Record<'_>]) -> Result<Self, Refusal> {
        let mut left = Tables::default();
        let widest = records.iter().map(|record| record.fields.len()).max().unwrap_or(0) as u64;
        if widest > COLUMNS {
            return Err(Refusal::TooLarge { what: Bound::Cells, max: CELLS });
        }
        left.cells.take(widest * records.len() as u64)?;
        let mut row = |record: &Record<'_>| {
            let cells = record.fields.iter().map(|field| Cell::of_text(field.trim(), &mut left));
            Ok(GridRow { number: record.line, cells: cells.collect::<Result<_, Refusal>>()?, open_quote: record.open_quote })
        };
        Ok(Self { rows: records.iter().map(&mut row).collect::<Result<_, Refusal>>()?, ..Self::default() })
    }

    pub(crate) fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).map_or(&Cell::Empty, |row| row.cell(column))
    }

    pub(crate) fn columns(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
    }

    /// The rectangle that a cell is part of: itself alone where nothing is merged.
    pub(crate) fn area(&self, row: usize, column: usize) -> Merge {
        let alone = Merge { top: row, left: column, bottom: row, right: column };
        self.merged.get(&(row, column)).map_or(alone, |index| self.merges[*index])
    }

    /// Every cell of a merged one gets its value where `wanted`. They and their texts were counted when the grid was made.
    pub(crate) fn fill_merged(&mut self, wanted: impl Fn(&Merge) -> bool) {
        for merge in self.merges.clone().iter().filter(|merge| wanted(merge)) {
            let value = self.cell(merge.top, merge.left).clone();
            for row in self.rows.iter_mut().take(merge.bottom + 1).skip(merge.top) {
                for cell in row.cells.iter_mut().take(merge.right + 1).skip(merge.left).filter(|cell| cell.is_blank()) {
                    cell.clone_from(&value);
                }
            }
        }
    }
}

/// Builds a grid of cells that come in any order, and refuses one whose corners are too far apart.
#[derive(Debug, Default)]
pub(crate) struct Sparse {
    cells: Vec<(u32, u32, Cell)>,
    rows: u32,
    columns: u32,
    taken: u64,
}

impl Sparse {
    /// Row and column from 0. Blank cells count where they lie between others.
    pub(crate) fn put(&mut self, row: u32, column: u32, cell: Cell, left: &mut Tables) -> Result<(), Refusal> {
        if cell.is_blank() {
            return Ok(());
        }
        self.rows = self.rows.max(row + 1);
        self.columns = self.columns.max(column + 1);
        // A file may name one cell many times.
        let cost = (u64::from(self.rows) * u64::from(self.columns)).max(self.cells.len() as u64 + 1);
        left.cells.take(cost - self.taken)?;
        self.taken = cost;
        if u64::from(self.rows) > ROWS {
            return Err(Refusal::TooLarge { what: Bound::Rows, max: ROWS });
        }
        self.cells.push((row, column, cell));
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The grid with its merges cut to the cells in use; those of all merges together count like cells, each with a copy of the text.
    pub(crate) fn grid(self, name: Option<String>, merges: impl IntoIterator<Item = Merge>, left: &mut Tables) -> Result<Grid, Refusal> {
        let (rows, columns) = (self.rows as usize, self.columns as usize);
        let mut grid = Grid { name, ..Grid::default() };
        for number in 1..=self.rows {
            grid.rows.push(GridRow { number, cells: vec![Cell::Empty; columns], open_quote: false });
        }
        for (row, column, cell) in self.cells {
            grid.rows[row as usize].cells[column as usize] = cell;
        }
        for merge in merges {
            let is_used = merge.top < rows && merge.left < columns && merge.top <= merge.bottom && merge.left <= merge.right;
            if is_used {
                left.merged.take(1)?;
                grid.merge(Merge { bottom: merge.bottom.min(rows - 1), right: merge.right.min(columns - 1), ..merge }, left)?;
            }
        }
        Ok(grid)
    }
}

impl Grid {
    fn merge(&mut self, merge: Merge, left: &mut Tables) -> Result<(), Refusal> {
        let text = match self.cell(merge.top, merge.left) {
            Cell::Text(text) => text.len() as u64,
            _ => 0,
        };
        let across = (merge.right - merge.left + 1) as u64;
        for row in merge.top..=merge.bottom {
            left.merged.take(across)?;
            left.text.take(across * text)?;
            self.merged.extend((merge.left..=merge.right).map(|column| ((row, column), self.merges.len())));
        }
        self.merges.push(merge);
        Ok(())
    }
}

/// `A`, `B`, ... `AA` for a column from 0.
pub(crate) fn letter(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::TEXT_BYTES;

    #[test]
    fn columns_are_named_as_in_spreadsheets() {
        assert_eq!([0, 25, 26, 701, 702].map(letter), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn two_far_corners_are_no_table() {
        let (mut sparse, mut left) = (Sparse::default(), Tables::default());
        sparse.put(0, 0, Cell::Number(1.0), &mut left).unwrap();
        sparse.put(1_048_575, 16_383, Cell::Text(" ".into()), &mut left).unwrap();
        let refused = sparse.put(1_048_575, 16_383, Cell::Number(1.0), &mut left).unwrap_err();
        assert_eq!(refused, Refusal::TooLarge { what: Bound::Cells, max: CELLS });
    }

    #[test]
    fn the_tables_of_a_file_count_together() {
        let mut left = Tables::default();
        let mut sheet = || {
            let mut sparse = Sparse::default();
            sparse.put(0, 0, Cell::Number(1.0), &mut left)?;
            sparse.put(499, 399, Cell::Number(1.0), &mut left)
        };
        assert_eq!([sheet(), sheet()], [Ok(()), Ok(())]);
        assert_eq!(sheet(), Err(Refusal::TooLarge { what: Bound::Cells, max: CELLS }));
        let (mut again, mut left) = (Sparse::default(), Tables::default());
        let refused = (0..=CELLS).find_map(|_| again.put(0, 0, Cell::Number(1.0), &mut left).err());
        assert_eq!(refused, Some(Refusal::TooLarge { what: Bound::Cells, max: CELLS }));
    }

    #[test]
    fn a_text_counts_once_for_every_cell_that_shows_it() {
        let text = "x".repeat(60_000);
        let mut left = Tables::default();
        let refused = (0..1_000).find_map(|_| Cell::of_text(&text, &mut left).err());
        assert_eq!(refused, Some(Refusal::TooLarge { what: Bound::UnpackedBytes, max: TEXT_BYTES }));
        let (mut sparse, mut left) = (Sparse::default(), Tables::default());
        sparse.put(0, 0, Cell::of_text(&text, &mut left).unwrap(), &mut left).unwrap();
        sparse.put(999, 0, Cell::Number(1.0), &mut left).unwrap();
        let refused = sparse.grid(None, [Merge { top: 0, left: 0, bottom: 999, right: 0 }], &mut left);
        assert_eq!(refused, Err(Refusal::TooLarge { what: Bound::UnpackedBytes, max: TEXT_BYTES }));
        let long = "语".repeat(100_000);
        assert_eq!(Cell::of_text(&long, &mut Tables::default()).unwrap().text().len(), CELL_BYTES / 3 * 3);
    }

    #[test]
    fn short_records_count_like_the_longest() {
        let refused = |text: &str| Grid::of_records(&super::super::records::records(text, ',').unwrap()).err();
        let large = Some(Refusal::TooLarge { what: Bound::Cells, max: CELLS });
        assert_eq!(refused(&format!("{}a\n{}", ",".repeat(10_000), "x\n".repeat(50))), large);
        assert_eq!(refused(&format!("a{}", ",".repeat(20_000))), large);
        assert_eq!(refused("a,b\nc\n"), None);
    }

    #[test]
    fn a_cell_is_what_a_person_sees() {
        let at = jiff::civil::datetime(2026, 9, 7, 8, 30, 0, 0);
        for (cell, text) in [
            (Cell::Number(701.0), "701"),
            (Cell::Number(0.5), "0.5"),
            (Cell::Moment(at), "2026-09-07 08:30"),
            (Cell::Clock(495), "08:15"),
            (Cell::Text(" a ".into()), "a"),
        ] {
            assert_eq!(cell.text(), text);
        }
    }
}
