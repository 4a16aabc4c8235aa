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

/// The first of them, in the order of the file.
pub(crate) fn rows(rows: Vec<Row>, language: Language) -> Vec<ImportedRow> {
    rows.into_iter().take(ROWS_MAX).map(|row| ImportedRow::new(row, language)).collect()
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
