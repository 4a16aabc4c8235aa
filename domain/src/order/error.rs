//! What can be wrong with an order's document, and what is merely odd about it.
//!
//! Every problem names its field by a JSON pointer and carries the facts, so that a sentence can be rendered in the reader's language later.

use jiff::civil::{Date, Time};
use serde::Serialize;

/// Something wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// RFC 6901 JSON pointer into the document, such as `/timetable/lessons/0/start`.
    pub pointer: String,
    #[serde(flatten)]
    pub problem: FieldProblem,
}

/// The problem, with its facts. Serialised as `{"code": ..., "params": {...}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[non_exhaustive]
pub enum FieldProblem {
    UnknownZone { zone: String },
    WallTimeSkipped { date: Date, start: Time },
    WallTimeTwice { date: Date, start: Time },
}

/// Something allowed but probably not meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// RFC 6901 JSON pointer into the document.
    pub pointer: String,
    #[serde(flatten)]
    pub oddity: Oddity,
}

/// What is odd. Serialised as `{"code": ..., "params": {...}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Oddity {
    LineYieldsNothing { line: String },
    DayOffHitsNothing { from: Date, to: Date },
}
