//! Cells of spreadsheets and web pages that a person mends: what stands in a row that was not taken, and the same cell as it should be.
//!
//! A cell is named as people name it, `G9`, with its sheet in front where the file has several: `Autumn!G9`. Text with separators is not told of here:
//! whoever sends it can mend the text.

use std::collections::BTreeMap;

use super::{
    grid::{Cell, Grid, GridRow, letter},
    read::Source,
};
use crate::{
    ask::Mended,
    bounds::TEXT_CHARS,
    report::{Row, RowCell, RowStatus},
};

/// More cells, or more text, are not kept beside the items that are made of them.
const KEPT_CELLS: usize = 200_000;
const KEPT_BYTES: usize = 4 << 20;
/// Of a row that is told, and all rows that one answer tells the cells of.
const CELLS_TOLD: usize = 40;
const ROWS_TOLD: usize = 200;
const BYTES_TOLD: usize = 256 << 10;
/// Letters of the last column that there can be: `XFD`.
const LETTERS: usize = 3;

/// Puts cells as they were mended. What the file does not have is passed over.
pub(super) fn mend(grids: &mut [Grid], mended: &[Mended]) {
    let many = grids.len() > 1;
    for Mended { at, text } in mended {
        let place = grids.iter().enumerate().find_map(|(index, grid)| match spot(grid.name.as_deref(), at, many)? {
            (Some(column), number) => Some((index, column, number)),
            (None, _) => None,
        });
        let Some((index, column, number)) = place else { continue };
        let grid = &mut grids[index];
        let widest = grid.columns();
        let Some(row) = row_of(&grid.rows, number).filter(|_| column < widest) else { continue };
        let cells = &mut grid.rows[row].cells;
        cells.resize(cells.len().max(column + 1), Cell::Empty);
        cells[column] = if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text.clone()) };
    }
}

/// The tables of a file, kept until it is known which of their rows are not taken.
#[derive(Debug, Default)]
pub(crate) struct Sheets(Vec<Sheet>);

#[derive(Debug)]
struct Sheet {
    name: Option<String>,
    rows: Vec<GridRow>,
}

impl Sheets {
    /// Nothing of text with separators, nor of what is so large that it would stand in the way of what is made of it.
    pub(super) fn of(grids: Vec<Grid>, source: &Source) -> Self {
        let rows = || grids.iter().flat_map(|grid| &grid.rows);
        let cells: usize = rows().map(|row| row.cells.len()).sum();
        if source.separator.is_some() || cells > KEPT_CELLS {
            return Self::default();
        }
        let bytes = |cell: &Cell| if let Cell::Text(text) = cell { text.len() } else { 0 };
        let texts: usize = rows().flat_map(|row| &row.cells).map(bytes).sum();
        if texts > KEPT_BYTES {
            return Self::default();
        }
        Self(grids.into_iter().map(|Grid { name, rows, .. }| Sheet { name, rows }).collect())
    }

    /// What stands in the first rows that are wrong, by their places.
    pub(crate) fn cells(&self, rows: &[Row]) -> BTreeMap<String, Vec<RowCell>> {
        let mut told = BTreeMap::new();
        let mut left = BYTES_TOLD;
        for row in rows.iter().filter(|row| row.status == RowStatus::Error) {
            if told.len() == ROWS_TOLD {
                break;
            }
            if told.contains_key(&row.at) {
                continue;
            }
            let Some(cells) = self.cells_at(&row.at) else { continue };
            let bytes: usize = cells.iter().map(|cell| cell.text.len()).sum();
            let Some(rest) = left.checked_sub(bytes) else { break };
            left = rest;
            told.insert(row.at.clone(), cells);
        }
        told
    }

    /// Of a list all cells of the row, the empty ones too, for one that is missing may be the trouble; of a matrix the one.
    fn cells_at(&self, at: &str) -> Option<Vec<RowCell>> {
        let many = self.0.len() > 1;
        let (sheet, column, number) = self.0.iter().find_map(|sheet| {
            let (column, number) = spot(sheet.name.as_deref(), at, many)?;
            Some((sheet, column, number))
        })?;
        let row = sheet.rows.get(row_of(&sheet.rows, number)?)?;
        let place = match &sheet.name {
            Some(name) if many => format!("{name}!"),
            _ => String::new(),
        };
        let cell = |column: usize| RowCell {
            at: format!("{place}{}{number}", letter(column)),
            text: row.cell(column).text().chars().take(TEXT_CHARS).collect(),
        };
        let widest = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        match column {
            Some(column) => (column < widest).then(|| vec![cell(column)]),
            None => Some((0..widest.min(CELLS_TOLD)).map(cell).collect()),
        }
    }
}

/// Which row of a sheet a place names, and which column if it names one; None where it is in another sheet. Of several sheets each needs a name.
fn spot(name: Option<&str>, at: &str, many: bool) -> Option<(Option<usize>, u32)> {
    let named = name.and_then(|name| at.strip_prefix(name)?.strip_prefix('!'));
    let rest = named.or_else(|| (!many).then_some(at))?;
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = rest.split_at(letters);
    let number: u32 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    match letters.len() {
        0 => Some((None, number)),
        1..=LETTERS => Some((Some(column_of(letters)), number)),
        _ => None,
    }
}

/// `A` is 0, `AA` 26.
fn column_of(letters: &str) -> usize {
    letters.bytes().fold(0, |sum, letter| sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1) - 1
}

/// Where a row with that number is among rows, which are in order.
fn row_of(rows: &[GridRow], number: u32) -> Option<usize> {
    rows.binary_search_by_key(&number, |row| row.number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_row_or_a_cell_of_its_sheet() {
        for (name, at, many, wanted) in [
            (None, "9", false, Some((None, 9))),
            (Some("Autumn"), "9", false, Some((None, 9))),
            (Some("Autumn"), "Autumn!C3", false, Some((Some(2), 3))),
            (Some("7-1!x"), "7-1!x!aa12", true, Some((Some(26), 12))),
            (Some("Autumn"), "Spring!9", true, None),
            (Some("Autumn"), "9", true, None),
            (None, "9", true, None),
            (Some("Autumn"), "Autumn", false, None),
            (None, "+9", false, None),
            (None, "ABCD9", false, None),
            (None, "A99999999999", false, None),
            (None, "", false, None),
        ] {
            assert_eq!(spot(name, at, many), wanted, "{at} of {name:?}");
        }
        assert_eq!(["A", "Z", "AA", "ZZ", "AAA"].map(column_of), [0, 25, 26, 701, 702]);
    }
}
