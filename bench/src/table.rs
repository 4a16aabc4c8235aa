//! What is printed and written: a line a figure, with its goal and its reference where there are any.

use std::{fmt, time::Duration};

use serde::Serialize;

/// All figures.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Row>,
}

/// One figure.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// What it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) goal: Option<Goal>,
    /// The middle of the rounds.
    pub(crate) ours: f64,
    pub(crate) unit: &'static str,
    /// What the reference gave in the same rounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<f64>,
    /// The middle of the rounds' ratios, ours to the reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ratio: Option<f64>,
    /// The least and the most of the rounds: of the ratio where there is one, else of ours.
    pub(crate) spread: [f64; 2],
}

/// A bound of the ratio where there is a reference, else of our figure.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Table {
    /// Rounds without a reference.
    pub(crate) fn figure(&mut self, what: impl Into<String>, goal: Option<Goal>, rounds: &[f64], unit: &'static str) {
        let sorted = sorted(rounds);
        let row = Row { what: what.into(), goal, ours: middle(&sorted), unit, reference: None, ratio: None, spread: ends(&sorted) };
        self.push(row);
    }

    /// Times, in milliseconds.
    pub(crate) fn times(&mut self, what: impl Into<String>, goal: Option<Goal>, times: &[Duration]) {
        let ms: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1000.0).collect();
        self.figure(what, goal, &ms, "ms");
    }

    /// Rounds of ours and of the reference, taken in turn.
    pub(crate) fn compared(&mut self, what: impl Into<String>, goal: impl Into<Option<Goal>>, rounds: &[(f64, f64)], unit: &'static str) {
        let of = |pick: fn(&(f64, f64)) -> f64| sorted(&rounds.iter().map(pick).collect::<Vec<_>>());
        let ratios = of(|(ours, reference)| ours / reference);
        let row = Row {
            what: what.into(),
            goal: goal.into(),
            ours: middle(&of(|round| round.0)),
            unit,
            reference: Some(middle(&of(|round| round.1))),
            ratio: Some(middle(&ratios)),
            spread: ends(&ratios),
        };
        self.push(row);
    }

    /// Shown at once too, because the rest may take minutes.
    fn push(&mut self, row: Row) {
        println!("{row}");
        self.rows.push(row);
    }
}

impl Row {
    fn is_met(&self) -> Option<bool> {
        let figure = self.ratio.unwrap_or(self.ours);
        self.goal.map(|goal| match goal {
            Goal::AtLeast(bound) => figure >= bound,
            Goal::AtMost(bound) => figure <= bound,
        })
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(bound) => write!(f, ">= {bound:.2}"),
            Self::AtMost(bound) => write!(f, "<= {bound:.2}"),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"));
        let goal = self.goal.map_or_else(|| "-".to_owned(), |goal| goal.to_string());
        let met = self.is_met().map_or("", |met| if met { " met" } else { " MISSED" });
        write!(
            f,
            "{:<70} {:>10} {:>10.2} {:<9} {:>10} {:>6} {:>8.2} .. {:<8.2}{met}",
            self.what,
            goal,
            self.ours,
            self.unit,
            number(self.reference),
            number(self.ratio),
            self.spread[0],
            self.spread[1]
        )
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{:<70} {:>10} {:>10} {:<9} {:>10} {:>6} {:>8}", "what", "goal", "ours", "", "reference", "ratio", "spread")?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))
    }
}

fn sorted(rounds: &[f64]) -> Vec<f64> {
    let mut sorted = rounds.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn middle(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn ends(sorted: &[f64]) -> [f64; 2] {
    [sorted.first().copied().unwrap_or(f64::NAN), sorted.last().copied().unwrap_or(f64::NAN)]
}

/// So many percent of the figures are no larger.
pub(crate) fn percentile(figures: &[f64], percent: usize) -> f64 {
    let sorted = sorted(figures);
    sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}
