//! What a credit note takes back: an amount of the whole invoice, or parts of its lines.

use std::collections::BTreeSet;

use homeroom_domain::billing::{AMOUNT_MAX, divide_half_even};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;

use super::store::{
    notes::{self, NoteLine, Noted},
    settle::Open,
};
use crate::http::{ApiError, Checks, Format, Problem, Shape, text};

/// Lines that one note names.
const LINES_MAX: usize = 200;

/// What is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCreditNote {
    /// Tax included; at most what of the invoice was not taken back yet. Either this or `lines`.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 9007199254740991_i64)]
    amount_minor: Option<i64>,
    /// Parts of lines. What is taken back of an order's line counts as given back when the order is corrected later.
    #[serde(default)]
    #[schema(max_items = 200)]
    lines: Vec<NotedLine>,
    /// Printed on the note; 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    #[serde(deserialize_with = "text::read")]
    pub(super) reason: String,
}

/// A part of a line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NotedLine {
    /// The line's place among the invoice's `lines`, from 0.
    #[schema(minimum = 0)]
    line: i32,
    /// Before tax; at most what of the line was not taken back yet.
    #[schema(minimum = 1, maximum = 9007199254740991_i64)]
    amount_minor: i64,
}

/// A note's lines and its sums, above zero.
#[derive(Debug)]
pub(super) struct Noting {
    pub lines: Vec<NoteLine>,
    pub subtotal_minor: i64,
    pub tax_minor: i64,
}

impl NewCreditNote {
    /// # Errors
    /// 422 for what is out of range, said twice, or of both sorts.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        let mut checks = Checks::default();
        checks.text("/reason", &self.reason, 1..=200);
        let is_one_sort = self.amount_minor.is_some() == self.lines.is_empty();
        checks.that(is_one_sort, "/amount_minor", Shape::BadFormat { expected: Format::AmountOrLines });
        if let Some(amount) = self.amount_minor {
            checks.number("/amount_minor", amount, 1..=AMOUNT_MAX);
        }
        checks.that(self.lines.len() <= LINES_MAX, "/lines", Shape::TooLong { max: LINES_MAX as u64 });
        let mut named = BTreeSet::new();
        for (at, noted) in self.lines.iter().enumerate() {
            checks.number(&format!("/lines/{at}/amount_minor"), noted.amount_minor, 1..=AMOUNT_MAX);
            checks.that(named.insert(noted.line), &format!("/lines/{at}/line"), Shape::Taken);
        }
        checks.done()
    }

    /// Works the note out under the invoice's lock.
    ///
    /// # Errors
    /// 409 with the most that it may be, where that is less.
    pub(super) async fn note(&self, conn: &mut PgConnection, open: &Open) -> Result<Noting, ApiError> {
        let noted = notes::noted(conn, open.id).await?;
        let noting = match self.amount_minor {
            Some(amount) => self.of_amount(amount, open, noted),
            None => self.of_lines(conn, open, noted).await?,
        };
        let most = open.total_minor - noted.total_minor;
        if noting.subtotal_minor + noting.tax_minor > most {
            return Err(ApiError::With(Problem::AmountTooLarge, json!({ "most": most })));
        }
        Ok(noting)
    }

    /// Of a gross amount: notes of all of an invoice take back all of its tax.
    fn of_amount(&self, amount: i64, open: &Open, noted: Noted) -> Noting {
        let until = part_of(noted.total_minor.saturating_add(amount), open.tax_minor, open.total_minor);
        let tax_minor = (until - noted.tax_minor).clamp(0, amount);
        let line =
            NoteLine { title: self.reason.clone(), price: "credit".to_owned(), amount_minor: amount - tax_minor, ..NoteLine::default() };
        Noting { subtotal_minor: amount - tax_minor, tax_minor, lines: vec![line] }
    }

    /// Of net amounts of lines, with the tax of the invoice's rate.
    async fn of_lines(&self, conn: &mut PgConnection, open: &Open, noted: Noted) -> Result<Noting, ApiError> {
        let all = notes::notable_lines(conn, open.id).await?;
        let mut lines = Vec::with_capacity(self.lines.len());
        for (at, asked) in self.lines.iter().enumerate() {
            let known = all.iter().find(|line| line.takes_back == Some(asked.line));
            let unknown = || Shape::UnknownValue { value: asked.line.to_string(), allowed: Vec::new() };
            let line = known.ok_or_else(|| ApiError::field(format!("/lines/{at}/line"), unknown()))?;
            if asked.amount_minor > line.amount_minor {
                return Err(ApiError::With(Problem::AmountTooLarge, json!({ "most": line.amount_minor.max(0) })));
            }
            let title = format!("{}: {}", line.title, self.reason);
            lines.push(NoteLine { title, amount_minor: asked.amount_minor, ..line.clone() });
        }
        let subtotal_minor = lines.iter().map(|line| line.amount_minor).fold(0, i64::saturating_add);
        let net = noted.total_minor - noted.tax_minor;
        let until = part_of(net.saturating_add(subtotal_minor), open.tax_minor, open.total_minor - open.tax_minor);
        Ok(Noting { lines, subtotal_minor, tax_minor: (until - noted.tax_minor).max(0) })
    }
}

/// The tax in so much of a whole.
fn part_of(amount_minor: i64, tax_minor: i64, whole_minor: i64) -> i64 {
    if whole_minor == 0 {
        return 0;
    }
    let (amount, tax, whole) = (i128::from(amount_minor), i128::from(tax_minor), i128::from(whole_minor));
    // The divisor is above zero.
    let part = divide_half_even(amount * tax * whole.signum(), whole.abs());
    i64::try_from(part).unwrap_or_default()
}
