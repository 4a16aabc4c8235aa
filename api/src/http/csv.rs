//! A table as `text/csv`, for callers that ask for it by `Accept`: what somebody opens in a spreadsheet.
//!
//! RFC 4180 with a heading row, in UTF-8 that begins with a byte order mark, without which spreadsheets on Chinese Windows take it for GBK. Names are given
//! by strangers: what a spreadsheet would take for a formula begins with an apostrophe.

use std::borrow::Cow;

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{header, request::Parts};
use serde_json::Value;

use super::accept;

/// Rows of a table for which no `limit` was asked.
pub(crate) const TABLE_ROWS: u32 = 5_000;

const CSV: &str = "text/csv";
const BYTE_ORDER_MARK: char = '\u{feff}';

/// What begins a formula, in ASCII and as Chinese and Japanese keyboards type it; a tab or line end before one is passed over.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether a table is wanted instead of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Json,
    Csv,
}

impl<S: Sync> FromRequestParts<S> for Wanted {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let csv = accept::elements(&parts.headers).any(|element| accept::names(element, CSV));
        Ok(if csv { Self::Csv } else { Self::Json })
    }
}

/// What stands in one place of a table.
#[derive(Debug)]
pub enum Cell<'a> {
    /// Written by somebody: a name, also one that looks like a number.
    Text(Cow<'a, str>),
    /// Of our own making: a number, a time, an id, a word of an enum.
    Own(String),
}

impl<'a> Cell<'a> {
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn text_of(text: Option<&'a String>) -> Self {
        Self::Text(text.map_or("", String::as_str).into())
    }

    /// Several names in one cell.
    pub(crate) fn texts(texts: &[String]) -> Self {
        Self::Text(texts.join("; ").into())
    }

    #[expect(clippy::needless_pass_by_value, reason = "what is told is small and copied; callers read better")]
    pub(crate) fn own(value: impl ToString) -> Self {
        Self::Own(value.to_string())
    }

    pub(crate) fn own_of(value: Option<impl ToString>) -> Self {
        Self::Own(value.map(|value| value.to_string()).unwrap_or_default())
    }

    /// A word as JSON has it.
    pub(crate) fn word(value: impl serde::Serialize) -> Self {
        Self::Own(serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default())
    }

    fn push(&self, line: &mut String) {
        let (cell, is_formula) = match self {
            Self::Text(text) => (text.as_ref(), text.starts_with(FORMULA)),
            Self::Own(value) => (value.as_str(), false),
        };
        let mark = if is_formula { "'" } else { "" };
        if cell.contains(['"', ',', '\n', '\r']) {
            line.extend(["\"", mark, &cell.replace('"', "\"\""), "\""]);
        } else {
            line.extend([mark, cell]);
        }
    }
}

/// What is a row of a table. Its columns are documented with the operation: a test compares them.
pub trait Row {
    const HEADING: &'static [&'static str];

    fn cells(&self) -> Vec<Cell<'_>>;
}

/// Rows under a heading.
#[derive(Debug)]
pub(crate) struct Table(String);

impl Table {
    pub(crate) fn of<'a, R: Row + 'a>(rows: impl IntoIterator<Item = &'a R>) -> Self {
        let mut table = heading(R::HEADING);
        for row in rows {
            push_line(&mut table, &row.cells());
        }
        Self(table)
    }
}

fn push_line(table: &mut String, cells: &[Cell<'_>]) {
    for (number, cell) in cells.iter().enumerate() {
        if number > 0 {
            table.push(',');
        }
        cell.push(table);
    }
    table.push_str("\r\n");
}

/// How a table begins: with its mark and the names of its columns.
pub(crate) fn heading(columns: &[&str]) -> String {
    format!("{BYTE_ORDER_MARK}{}\r\n", columns.join(","))
}

/// A JSON object as a line of a table: every text may be somebody's, and what is no text or number stays JSON.
pub(crate) fn line_of(columns: &[&str], row: &Value) -> String {
    let cell = |column: &&str| match &row[*column] {
        Value::Null => Cell::text(""),
        Value::String(text) => Cell::text(text.as_str()),
        Value::Bool(_) | Value::Number(_) => Cell::own(&row[*column]),
        Value::Array(_) | Value::Object(_) => Cell::text(row[*column].to_string()),
    };
    let mut line = String::new();
    push_line(&mut line, &columns.iter().map(cell).collect::<Vec<_>>());
    line
}

impl IntoResponse for Table {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::VARY, "Accept")], self.0).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Booked(&'static str, i64);

    impl Row for Booked {
        const HEADING: &'static [&'static str] = &["name", "booked"];

        fn cells(&self) -> Vec<Cell<'_>> {
            vec![Cell::text(self.0), Cell::own(self.1)]
        }
    }

    fn lines(name: &'static str, booked: i64) -> String {
        Table::of(&[Booked(name, booked)]).0
    }

    #[test]
    fn a_table_begins_with_a_mark_and_cells_hold_commas_and_quotes() {
        assert_eq!(lines("a, \"b\"", -3), "\u{feff}name,booked\r\n\"a, \"\"b\"\"\",-3\r\n");
        assert_eq!(lines("清河二中\n东校区", 1), "\u{feff}name,booked\r\n\"清河二中\n东校区\",1\r\n");
    }

    #[test]
    fn no_name_is_a_formula_and_numbers_of_our_own_stay_numbers() {
        let name = |name| lines(name, -1).lines().nth(1).unwrap().strip_suffix(",-1").unwrap().to_owned();
        for formula in ["=1+1", "+49 30 1", "-3", "@SUM(A1)", "\t=1", "＝1+1", "－3"] {
            assert_eq!(name(formula), format!("'{formula}"));
        }
        assert_eq!(name("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(lines("\r=1", -1).split("\r\n").nth(1), Some("\"'\r=1\",-1"));
        for plain in ["7-1", "3", "a=b", "'a"] {
            assert_eq!(name(plain), plain);
        }
    }

    #[test]
    fn an_object_is_a_line_of_the_columns_that_are_asked_for() {
        let row = serde_json::json!({"name": "=1+1", "rooms": -3, "scopes": ["a", "b"], "gone": null, "secret": "x"});
        assert_eq!(line_of(&["name", "rooms", "scopes", "gone", "absent"], &row), "'=1+1,-3,\"[\"\"a\"\",\"\"b\"\"]\",,\r\n");
    }

    #[test]
    fn it_is_wanted_by_its_name_unless_that_is_refused() {
        for element in ["text/csv", " text/CSV ; header=present", "text/csv;q=0.5"] {
            assert!(accept::names(element, CSV), "{element}");
        }
        for element in ["text/*", "*/*", "text/csv;q=0", "text/csv; q=0.0", "application/json"] {
            assert!(!accept::names(element, CSV), "{element}");
        }
    }
}
