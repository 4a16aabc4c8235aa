//! What is said of single rows of a file, and what must still be asked: a fact for programs, and its sentence for people.

use std::collections::BTreeMap;

use homeroom_imports::report::{Question, Row, RowCell, RowStatus};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::words::{Language, finding, question};

/// Rows that one answer tells of.
const ROWS_MAX: usize = 2_000;

/// What is to be said of one row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportedRow {
    /// Where in the file: a line or record, headings counted; a sheet; a cell such as `7-1!B4`; or the number of an event or card.
    at: String,
    status: RowStatus,
    #[serde(flatten)]
    told: Told,
    /// The first 80 characters of what stands there.
    text: String,
    /// Of a row of a spreadsheet that is wrong: what stands in its cells, each of which can be sent back as `mended`. Told of the first 200 such rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cells: Vec<RowCell>,
}

/// What must be known before more can be read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportQuestion {
    #[serde(flatten)]
    told: Told,
}

/// A fact and its sentence.
#[derive(Debug, Serialize, ToSchema)]
struct Told {
    code: String,
    #[schema(value_type = Object)]
    params: Value,
    message: String,
}

/// In the order of the file. Where there are too many, what a person must mend is told rather than what is odd, and that rather than what was
/// skipped.
pub(crate) fn rows(rows: Vec<Row>, language: Language) -> Vec<ImportedRow> {
    kept(rows, ROWS_MAX).into_iter().map(|row| ImportedRow::new(row, language)).collect()
}

fn kept(mut rows: Vec<Row>, most: usize) -> Vec<Row> {
    let count = |status: RowStatus| rows.iter().filter(|row| row.status == status).count();
    let mut errors = most;
    let mut warnings = errors.saturating_sub(count(RowStatus::Error));
    let mut skipped = warnings.saturating_sub(count(RowStatus::Warning));
    rows.retain(|row| {
        let left = match row.status {
            RowStatus::Error => &mut errors,
            RowStatus::Warning => &mut warnings,
            RowStatus::Skipped => &mut skipped,
        };
        let is_kept = *left > 0;
        *left = left.saturating_sub(1);
        is_kept
    });
    rows
}

/// The rows, each that is wrong with what stands in its cells.
pub(crate) fn with_cells(mut rows: Vec<ImportedRow>, cells: &BTreeMap<String, Vec<RowCell>>) -> Vec<ImportedRow> {
    for row in rows.iter_mut().filter(|row| row.status == RowStatus::Error) {
        row.cells = cells.get(&row.at).cloned().unwrap_or_default();
    }
    rows
}

pub(crate) fn questions(asked: &[Question], language: Language) -> Vec<ImportQuestion> {
    asked.iter().map(|asked| ImportQuestion { told: Told::question(asked, language) }).collect()
}

impl ImportedRow {
    fn new(row: Row, language: Language) -> Self {
        let fact = serde_json::to_value(&row.what).unwrap_or_default();
        let message = finding(&row.what, language);
        Self { at: row.at, status: row.status, told: Told::new(fact, message), text: row.text, cells: Vec::new() }
    }
}

impl Told {
    fn new(mut fact: Value, message: String) -> Self {
        let code = fact["code"].as_str().unwrap_or_default().to_owned();
        Self { code, params: fact["params"].take(), message }
    }

    fn question(asked: &Question, language: Language) -> Self {
        Self::new(serde_json::to_value(asked).unwrap_or_default(), question(asked, language))
    }
}

#[cfg(test)]
mod tests {
    use homeroom_imports::report::Finding;

    use super::*;

    #[test]
    fn errors_are_told_before_all_else_and_in_the_order_of_the_file() {
        use RowStatus::{Error, Skipped, Warning};
        let file = [Skipped, Warning, Skipped, Error, Warning, Skipped, Error];
        let row =
            |(at, status): (usize, &RowStatus)| Row { at: at.to_string(), status: *status, what: Finding::AllDay {}, text: String::new() };
        let told =
            |most: usize| -> Vec<String> { kept(file.iter().enumerate().map(row).collect(), most).into_iter().map(|row| row.at).collect() };
        let cases: [(usize, &[&str]); 6] = [
            (9, &["0", "1", "2", "3", "4", "5", "6"]),
            (6, &["0", "1", "2", "3", "4", "6"]),
            (4, &["1", "3", "4", "6"]),
            (3, &["1", "3", "6"]),
            (1, &["3"]),
            (0, &[]),
        ];
        for (most, wanted) in cases {
            assert_eq!(told(most), wanted, "{most}");
        }
    }
}
