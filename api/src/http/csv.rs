//! A table as `text/csv`, for callers that ask for it by `Accept`. RFC 4180, in UTF-8, with a heading row.

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{header, request::Parts};

/// Whether a table is wanted instead of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Json,
    Csv,
}

impl<S: Sync> FromRequestParts<S> for Wanted {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let named = |media: &str| media.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case("text/csv"));
        let accepted = parts.headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let csv = accepted.flat_map(|value| value.split(',')).any(named);
        Ok(if csv { Self::Csv } else { Self::Json })
    }
}

/// Rows under a heading.
#[derive(Debug)]
pub(crate) struct Table(String);

impl Table {
    /// With the names of the columns.
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self(format!("{}\r\n", heading.join(",")))
    }

    pub(crate) fn row(&mut self, cells: &[&str]) {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        self.0.push_str(&cells.join(","));
        self.0.push_str("\r\n");
    }
}

/// What a spreadsheet would take for a formula begins with an apostrophe: names are given by strangers.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

impl IntoResponse for Table {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::VARY, "accept")], self.0).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_commas_quotes_and_no_formulas() {
        let mut table = Table::new(&["name", "booked"]);
        table.row(&["a, \"b\"", "-3"]);
        table.row(&["=HYPERLINK(\"x\")", "1"]);
        assert_eq!(table.0, "name,booked\r\n\"a, \"\"b\"\"\",-3\r\n\"'=HYPERLINK(\"\"x\"\")\",1\r\n");
    }
}
