//! What is wrong with a version of a plan, field by field, before anything is sold by it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::{
    AMOUNT_MAX,
    plan::{Meter, NewPlanVersion, PriceModel, PriceRow, Tier},
};
use crate::{pointer::pointer, text::is_visible};

const PRICES_MAX: usize = 20;
const TIERS_MAX: usize = 20;
const TRIAL_DAYS_MAX: u32 = 365;
const MINUTES_LATE_MAX: i64 = 1_440;
const KEY_MAX: usize = 64;
const TITLE_MAX: usize = 200;
/// Of unit prices.
const DECIMALS_MAX: u32 = 8;
/// The highest unit price: with it a full order cannot leave 128 bits.
const UNIT_AMOUNT_MAX: i64 = 1_000_000_000_000;
/// The code of a meter that nothing measures.
pub const NOT_SERVED: &str = "meter-not-served";

/// Something wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    /// RFC 6901 JSON pointer into the version.
    pub pointer: String,
    pub problem: PlanProblem,
}

/// The problem, with its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum PlanProblem {
    Count {
        min: usize,
        max: usize,
        actual: usize,
    },
    Text {
        max: usize,
    },
    /// An amount or a number outside of what is allowed.
    Amount {
        min: i64,
        max: i64,
    },
    Decimals {
        max: u32,
    },
    /// The same key stands at `first` already.
    DuplicateKey {
        first: String,
    },
    NotServed {
        meter: &'static str,
    },
    /// `per_unit` has a price and no tiers, the others have tiers and no price.
    ModelNeeds {
        field: &'static str,
    },
    ModelRefuses {
        field: &'static str,
    },
    /// A tier has to end above the one before it.
    TiersOverlap {
        after: u64,
        up_to: u64,
    },
    /// The last tier has no end, and no other is without one.
    LastTierEnds {},
    TierWithoutEnd {},
    /// A month or a term is charged once: nothing is included in it, and there are no tiers.
    ChargedOnce {
        meter: &'static str,
    },
}

impl NewPlanVersion {
    /// Everything that is wrong with it.
    pub fn check(&self) -> Vec<PlanError> {
        let mut found = Found::default();
        found.count("/prices", 1..=PRICES_MAX, self.prices.len());
        found.amount("/minimum_minor", self.minimum_minor.unwrap_or_default(), AMOUNT_MAX);
        found.amount("/trial_days", self.trial_days.into(), TRIAL_DAYS_MAX.into());
        if let Some(promise) = self.promise {
            found.range("/promise/credit_percent", promise.credit_percent.into(), 1..=100);
            found.range("/promise/full_after_minutes", promise.full_after_minutes.unwrap_or(1).into(), 1..=MINUTES_LATE_MAX);
        }
        let mut keys = BTreeMap::new();
        for (index, row) in self.prices.iter().enumerate().take(PRICES_MAX) {
            let base = format!("/prices/{index}");
            if let Some(first) = keys.insert(row.key.as_str(), base.clone()) {
                found.add(pointer(&base, "key"), PlanProblem::DuplicateKey { first });
            }
            row.check(&base, &mut found);
        }
        found.0
    }
}

impl PriceRow {
    fn check(&self, base: &str, found: &mut Found) {
        found.text(pointer(base, "key"), &self.key, KEY_MAX);
        found.text(pointer(base, "title"), &self.title, TITLE_MAX);
        if !self.meter.is_served() {
            found.add(pointer(base, "meter"), PlanProblem::NotServed { meter: self.meter.as_str() });
        }
        let once = matches!(self.meter, Meter::Month | Meter::Term);
        if once && (self.model != PriceModel::PerUnit || self.included.is_some()) {
            found.add(pointer(base, "meter"), PlanProblem::ChargedOnce { meter: self.meter.as_str() });
        }
        found.amount(&pointer(base, "included"), i64::try_from(self.included.unwrap_or_default()).unwrap_or(i64::MAX), AMOUNT_MAX);
        match (self.model, self.unit_amount_minor) {
            (PriceModel::PerUnit, Some(unit)) => found.unit_amount(pointer(base, "unit_amount_minor"), unit),
            (PriceModel::PerUnit, None) => {
                found.add(pointer(base, "unit_amount_minor"), PlanProblem::ModelNeeds { field: "unit_amount_minor" });
            }
            (_, Some(_)) => found.add(pointer(base, "unit_amount_minor"), PlanProblem::ModelRefuses { field: "unit_amount_minor" }),
            (_, None) => {}
        }
        if self.model == PriceModel::PerUnit {
            if !self.tiers.is_empty() {
                found.add(pointer(base, "tiers"), PlanProblem::ModelRefuses { field: "tiers" });
            }
        } else {
            check_tiers(&self.tiers, &pointer(base, "tiers"), found);
        }
    }
}

fn check_tiers(tiers: &[Tier], base: &str, found: &mut Found) {
    found.count(base, 1..=TIERS_MAX, tiers.len());
    let mut before = 0;
    for (index, tier) in tiers.iter().enumerate().take(TIERS_MAX) {
        let (base, is_last) = (pointer(base, index), index + 1 == tiers.len());
        found.unit_amount(pointer(&base, "unit_amount_minor"), tier.unit_amount_minor);
        found.amount(&pointer(&base, "flat_amount_minor"), tier.flat_amount_minor.unwrap_or_default(), AMOUNT_MAX);
        match tier.up_to {
            None if !is_last => found.add(pointer(&base, "up_to"), PlanProblem::TierWithoutEnd {}),
            Some(_) if is_last => found.add(pointer(&base, "up_to"), PlanProblem::LastTierEnds {}),
            Some(up_to) if up_to <= before => found.add(pointer(&base, "up_to"), PlanProblem::TiersOverlap { after: before, up_to }),
            Some(up_to) => {
                found.amount(&pointer(&base, "up_to"), i64::try_from(up_to).unwrap_or(i64::MAX), AMOUNT_MAX);
                before = up_to;
            }
            None => {}
        }
    }
}

#[derive(Default)]
struct Found(Vec<PlanError>);

impl Found {
    fn add(&mut self, pointer: String, problem: PlanProblem) {
        self.0.push(PlanError { pointer, problem });
    }

    fn count(&mut self, pointer: &str, range: std::ops::RangeInclusive<usize>, actual: usize) {
        if !range.contains(&actual) {
            self.add(pointer.to_owned(), PlanProblem::Count { min: *range.start(), max: *range.end(), actual });
        }
    }

    fn text(&mut self, pointer: String, text: &str, max: usize) {
        if text.chars().count() > max || !is_visible(text) {
            self.add(pointer, PlanProblem::Text { max });
        }
    }

    fn amount(&mut self, pointer: &str, amount: i64, max: i64) {
        self.range(pointer, amount, 0..=max);
    }

    fn range(&mut self, pointer: &str, number: i64, range: std::ops::RangeInclusive<i64>) {
        if !range.contains(&number) {
            self.add(pointer.to_owned(), PlanProblem::Amount { min: *range.start(), max: *range.end() });
        }
    }

    fn unit_amount(&mut self, pointer: String, unit: Decimal) {
        if unit.is_sign_negative() || unit > Decimal::from(UNIT_AMOUNT_MAX) {
            self.add(pointer, PlanProblem::Amount { min: 0, max: UNIT_AMOUNT_MAX });
        } else if unit.normalize().scale() > DECIMALS_MAX {
            self.add(pointer, PlanProblem::Decimals { max: DECIMALS_MAX });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems(prices: &serde_json::Value) -> Vec<(String, PlanProblem)> {
        let version: NewPlanVersion = serde_json::from_value(json!({ "currency": "CNY", "prices": prices })).unwrap();
        version.check().into_iter().map(|error| (error.pointer, error.problem)).collect()
    }

    #[test]
    fn a_plan_that_sells_by_tiers_passes() {
        let tiers = json!([{ "up_to": 100, "unit_amount_minor": "500" }, { "up_to": null, "unit_amount_minor": "450.12345678" }]);
        assert_eq!(
            problems(&json!([{ "key": "a", "title": "A", "meter": "room_hours", "model": "volume", "tiers": tiers, "included": 3 }])),
            []
        );
    }

    #[test]
    fn every_mistake_is_named_at_its_place() {
        let row = |fields: serde_json::Value| {
            let mut row = json!({ "key": "a", "title": "A", "meter": "room_hours" });
            row.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            json!([row])
        };
        let at = |prices: serde_json::Value| problems(&prices).into_iter().map(|(pointer, _)| pointer).collect::<Vec<_>>();
        assert_eq!(problems(&json!([])), [("/prices".to_owned(), PlanProblem::Count { min: 1, max: 20, actual: 0 })]);
        assert_eq!(at(row(json!({}))), ["/prices/0/unit_amount_minor"]);
        assert_eq!(at(row(json!({ "meter": "egress_gib", "unit_amount_minor": "1" }))), ["/prices/0/meter"]);
        assert_eq!(at(row(json!({ "meter": "term", "unit_amount_minor": "1", "included": 2 }))), ["/prices/0/meter"]);
        let overlapping = json!([{ "up_to": 10, "unit_amount_minor": "1" }, { "up_to": 10, "unit_amount_minor": "1" }, { "up_to": null, "unit_amount_minor": "1" }]);
        assert_eq!(
            problems(&row(json!({ "model": "graduated", "tiers": overlapping }))),
            [("/prices/0/tiers/1/up_to".to_owned(), PlanProblem::TiersOverlap { after: 10, up_to: 10 })]
        );
        let ended = json!([{ "up_to": null, "unit_amount_minor": "1" }, { "up_to": 10, "unit_amount_minor": "1" }]);
        assert_eq!(at(row(json!({ "model": "graduated", "tiers": ended }))), ["/prices/0/tiers/0/up_to", "/prices/0/tiers/1/up_to"]);
    }
}
