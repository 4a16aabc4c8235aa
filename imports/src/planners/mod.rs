//! Exports of planners. What a planner writes is complete and strict, so that a hole in it means "not placed" and not a mistake.

pub(crate) mod asc;
mod columns;
pub(crate) mod fet;
mod mask;
pub(crate) mod unitime;
pub(crate) mod untis;
mod xml;

use crate::{
    ask::{Ask, Format},
    bounds::NAMES_ASKED,
    item::{Item, Read},
    report::{Finding, Question, Row},
    tables::{
        list::{Fault, error},
        records::Record,
    },
    text::clip,
    within::Within,
};

/// Where something stands in a file, and how it begins.
struct Place {
    at: String,
    text: String,
}

impl Place {
    fn of(record: &Record<'_>) -> Self {
        Self { at: record.line.to_string(), text: record.text() }
    }

    fn row(&self, (status, what): Fault) -> Row {
        Row { at: self.at.clone(), status, what, text: clip(&self.text) }
    }

    fn item(&self) -> Item {
        Item::new(self.at.clone(), clip(&self.text))
    }
}

fn empty(format: Format, encoding: &'static str, separator: Option<char>, ask: &Ask) -> Read {
    Read { encoding: Some(encoding), separator, bells: ask.bells.clone(), ..Read::new(format) }
}

/// The term that is told, without which no week of a planner has dates.
fn term(ask: &Ask) -> Result<Within, Fault> {
    Within::of(ask).ok_or_else(|| error(Finding::TermRequired {}))
}

/// Periods without times are asked for once, by their names.
fn ask_bells(read: &mut Read, mut periods: Vec<String>) {
    if read.bells.is_empty() && !periods.is_empty() {
        periods.sort_by_cached_key(|name| (name.parse::<u32>().unwrap_or(u32::MAX), name.clone()));
        periods.dedup();
        periods.truncate(NAMES_ASKED);
        read.questions.push(Question::BellsNeeded { periods });
    }
}
