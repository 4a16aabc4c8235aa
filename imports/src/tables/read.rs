//! From the sheets of a file to its items: each sheet is a list, a matrix, or no timetable.

use std::mem;

use super::{
    columns::{self, Columns},
    grid::Grid,
    list::{self, Found},
    matrix,
    mending::{self, Sheets},
};
use crate::{
    ask::{Ask, Bell, Format},
    bounds::keep_asked,
    item::Read,
    report::{Column, Finding, Question, Refusal, Row, RowStatus},
    text::clip,
};

/// Where a table comes from.
pub(crate) struct Source {
    pub(crate) format: Format,
    pub(crate) encoding: Option<&'static str>,
    pub(crate) separator: Option<char>,
}

pub(crate) fn read(sheets: Vec<Grid>, ask: &Ask, source: &Source) -> Result<Read, Refusal> {
    let mut sheets: Vec<Grid> = sheets.into_iter().filter(|sheet| sheet.rows.iter().any(|row| !row.is_blank())).collect();
    if sheets.is_empty() {
        return Err(Refusal::Empty);
    }
    mending::mend(&mut sheets, &ask.mended);
    let many = sheets.len() > 1;
    let mut all = Found::default();
    let mut told = Told::default();
    let mut bells = ask.bells.clone();
    let mut is_table = false;
    // What is told of columns is told of lists, where the file has any; else of its first sheet.
    let has_list = sheets.iter().any(columns::is_list);
    for (index, sheet) in sheets.iter_mut().enumerate() {
        let found = match columns::columns(sheet, ask, columns::is_list(sheet) || (!has_list && index == 0)) {
            Some(columns) => list(sheet, columns, &mut told, (ask, &bells, many))?,
            None => match matrix::read(sheet, ask, &mut bells)? {
                Some(found) => found,
                None => {
                    if let Some(name) = &sheet.name {
                        all.rows.push(Row {
                            at: name.clone(),
                            status: RowStatus::Skipped,
                            what: Finding::NoGrid {},
                            text: first_text(sheet),
                        });
                    }
                    continue;
                }
            },
        };
        is_table = true;
        append(&mut all, found);
    }
    if !is_table {
        all.questions.push(Question::ColumnsNeeded {});
        told.columns = unknown_columns(&sheets[0]);
    }
    if is_table && all.read == 0 && all.rooms.is_empty() {
        return Err(Refusal::NotATimetable { seen: "headings-only".to_owned() });
    }
    if bells.is_empty() && !all.unknown_periods.is_empty() {
        all.questions.push(Question::BellsNeeded { periods: mem::take(&mut all.unknown_periods) });
    }
    Ok(Read {
        encoding: source.encoding,
        separator: source.separator,
        columns: told.columns,
        heading: told.heading,
        bells: if ask.bells.is_empty() { bells } else { Vec::new() },
        rooms: all.rooms,
        items: all.items,
        items_read: all.read,
        rows: all.rows,
        questions: all.questions,
        sheets: Sheets::of(sheets, source),
        ..Read::new(source.format)
    })
}

/// What is told of the first list of a file.
#[derive(Default)]
struct Told {
    columns: Vec<Column>,
    /// The row of its headings, 0 where it has none.
    heading: Option<u32>,
}

fn list(sheet: &mut Grid, columns: Columns, told: &mut Told, (ask, bells, many): (&Ask, &[Bell], bool)) -> Result<Found, Refusal> {
    // What is merged downwards holds for each row; what is merged across is a remark.
    sheet.fill_merged(|merge| merge.left == merge.right);
    let place = match &sheet.name {
        Some(name) if many => format!("{name}!"),
        _ => String::new(),
    };
    let found = list::read(sheet, &columns, ask, bells, &place)?;
    if told.columns.is_empty() {
        let heading = columns.heading.map_or(Some(0), |row| sheet.rows.get(row).map(|row| row.number));
        *told = Told { columns: columns.told, heading };
    }
    Ok(found)
}

fn append(all: &mut Found, found: Found) {
    let Found { items, read, rows, questions, unknown_periods, rooms } = found;
    all.items.extend(items);
    all.read += read;
    all.rows.extend(rows);
    all.questions.extend(questions);
    unknown_periods.iter().for_each(|period| keep_asked(&mut all.unknown_periods, period));
    all.rooms.extend(rooms);
}

/// The columns of a table that nobody understands, by its first row with several cells.
fn unknown_columns(sheet: &Grid) -> Vec<Column> {
    let filled = |row: &&super::grid::GridRow| row.cells.iter().filter(|cell| !cell.is_blank()).count() > 1;
    let Some(row) = sheet.rows.iter().find(filled).or(sheet.rows.first()) else { return Vec::new() };
    let column = |(index, cell): (usize, &super::grid::Cell)| Column {
        at: super::grid::letter(index),
        heading: Some(clip(&cell.text())).filter(|text| !text.is_empty()),
        meaning: columns::meaning_of(&cell.text()),
    };
    row.cells.iter().enumerate().map(column).take(100).collect()
}

fn first_text(sheet: &Grid) -> String {
    sheet.rows.iter().find(|row| !row.is_blank()).map(super::grid::GridRow::text).unwrap_or_default()
}
