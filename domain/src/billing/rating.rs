//! The amount of one price row for a quantity: exact, and rounded once, half to even.

use rust_decimal::Decimal;

use super::{
    money::divide_half_even,
    plan::{PriceModel, PriceRow, Tier},
};

/// Unit prices as whole numbers of this part of a minor unit.
const SCALE: u32 = 8;

/// What a quantity of the row's meter costs in minor units. `None` where it leaves what an amount can be.
pub fn amount(row: &PriceRow, quantity: u64) -> Option<i64> {
    let per_unit = row.meter.per_unit();
    let charged = quantity.saturating_sub(row.included.unwrap_or_default().saturating_mul(per_unit));
    let (exact, flat) = match row.model {
        PriceModel::PerUnit => (product(row.unit_amount_minor?, charged)?, 0),
        PriceModel::Graduated => graduated(&row.tiers, charged, per_unit)?,
        PriceModel::Volume => volume(&row.tiers, charged, per_unit)?,
    };
    let denominator = i128::from(per_unit) * 10_i128.pow(SCALE);
    let rounded = divide_half_even(exact, denominator).checked_add(flat)?;
    i64::try_from(rounded).ok().filter(|amount| *amount <= super::AMOUNT_MAX)
}

/// A unit price in parts of a minor unit, times a quantity.
fn product(unit: Decimal, quantity: u64) -> Option<i128> {
    let scaled = unit.checked_mul(Decimal::from(10_u64.pow(SCALE)))?;
    scaled.trunc().mantissa().checked_div(10_i128.pow(scaled.trunc().scale()))?.checked_mul(i128::from(quantity))
}

fn graduated(tiers: &[Tier], charged: u64, per_unit: u64) -> Option<(i128, i128)> {
    let (mut exact, mut flat, mut from) = (0_i128, 0_i128, 0_u64);
    for tier in tiers {
        let to = tier.up_to.map_or(u64::MAX, |up_to| up_to.saturating_mul(per_unit));
        let within = charged.min(to).saturating_sub(from);
        if within == 0 {
            break;
        }
        exact = exact.checked_add(product(tier.unit_amount_minor, within)?)?;
        flat += i128::from(tier.flat_amount_minor.unwrap_or_default());
        from = to;
    }
    Some((exact, flat))
}

fn volume(tiers: &[Tier], charged: u64, per_unit: u64) -> Option<(i128, i128)> {
    if charged == 0 {
        return Some((0, 0));
    }
    let holds = |tier: &&Tier| tier.up_to.is_none_or(|up_to| charged <= up_to.saturating_mul(per_unit));
    let tier = tiers.iter().find(holds)?;
    Some((product(tier.unit_amount_minor, charged)?, tier.flat_amount_minor.unwrap_or_default().into()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(fields: &serde_json::Value) -> PriceRow {
        let mut row = json!({ "key": "a", "title": "A", "meter": "room_hours" });
        row.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn hours_are_charged_by_the_second_and_rounded_once() {
        let row = row(&json!({ "unit_amount_minor": "100" }));
        // Three times twenty minutes is an hour, not three rounded thirds.
        assert_eq!([1_200, 3_600, 90, 54].map(|seconds| amount(&row, seconds)), [Some(33), Some(100), Some(2), Some(2)]);
    }

    #[test]
    fn parts_of_a_cent_count_and_included_hours_do_not() {
        let row = row(&json!({ "unit_amount_minor": "0.125", "included": 10 }));
        assert_eq!([10, 14, 22, 50].map(|hours| amount(&row, hours * 3_600)), [Some(0), Some(0), Some(2), Some(5)]);
    }

    #[test]
    fn tiers_are_climbed_or_chosen() {
        let tiers = json!([{ "up_to": 10, "unit_amount_minor": "100", "flat_amount_minor": 5 }, { "up_to": null, "unit_amount_minor": "50", "flat_amount_minor": 7 }]);
        let graduated = row(&json!({ "model": "graduated", "tiers": tiers }));
        let volume = row(&json!({ "model": "volume", "tiers": tiers }));
        assert_eq!([0, 10, 12].map(|hours| amount(&graduated, hours * 3_600)), [Some(0), Some(1_005), Some(1_112)]);
        assert_eq!([0, 10, 12].map(|hours| amount(&volume, hours * 3_600)), [Some(0), Some(1_005), Some(607)]);
    }

    #[test]
    fn what_no_amount_can_hold_is_refused_and_not_cut() {
        let row = row(&json!({ "unit_amount_minor": "1000000000000" }));
        assert_eq!(amount(&row, u64::MAX / 4), None);
    }
}
