//! What a month's fixed prices come to where the plan changes within it: by day of the tenant, so that nobody gains by moving back and forth.

use jiff::{ToSpan as _, civil::Date};

use super::{
    money::due_of,
    month::BillingMonth,
    plan::{Meter, NewPlanVersion, PriceRow},
    rating::amount,
};

/// A monthly price for the days on which its version counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthFee {
    pub price: String,
    pub title: String,
    pub first_day: Date,
    pub last_day: Date,
    /// Of the days that the month has.
    pub days: u32,
    pub of_days: u32,
    pub amount_minor: i64,
}

/// The fees of a month. Each version counts from its day until the day of the next one; days before `charged_from` cost nothing.
pub fn month_fees(month: BillingMonth, versions: &[(Date, &NewPlanVersion)], charged_from: Date) -> Vec<MonthFee> {
    let of_stretch = |(from, until, version): (Date, Date, &NewPlanVersion)| {
        let rows = version.prices.iter().filter(|row| row.meter == Meter::Month);
        rows.filter_map(|row| fee(row, from, until, month)).collect::<Vec<_>>()
    };
    stretches(month, versions, charged_from).into_iter().flat_map(of_stretch).collect()
}

/// What a month comes to at least, by day as the fees.
pub fn month_minimum(month: BillingMonth, versions: &[(Date, &NewPlanVersion)], charged_from: Date) -> i64 {
    let of_stretch = |(from, until, version): (Date, Date, &NewPlanVersion)| {
        due_of(version.minimum_minor.unwrap_or_default(), days(from, until).into(), month.days().into())
    };
    stretches(month, versions, charged_from).into_iter().map(of_stretch).fold(0, i64::saturating_add)
}

/// From when until when in a month each version counted. The same version twice in a row is one stretch, so that moving to what one has does not round
/// anything.
fn stretches<'a>(
    month: BillingMonth,
    versions: &[(Date, &'a NewPlanVersion)],
    charged_from: Date,
) -> Vec<(Date, Date, &'a NewPlanVersion)> {
    let mut begun: Vec<(Date, &NewPlanVersion)> = Vec::with_capacity(versions.len());
    for (from, version) in versions {
        if begun.last().is_none_or(|(_, last)| last != version) {
            begun.push((*from, version));
        }
    }
    let end = month.next().first_day;
    let ends: Vec<Date> = begun.iter().skip(1).map(|next| next.0.min(end)).chain([end]).collect();
    let all = begun.into_iter().zip(ends).map(|((from, version), until)| (from.max(month.first_day).max(charged_from), until, version));
    all.filter(|(from, until, _)| from < until).collect()
}

fn days(from: Date, until: Date) -> u32 {
    from.until(until).ok().and_then(|span| u32::try_from(span.get_days()).ok()).unwrap_or_default()
}

fn fee(row: &PriceRow, from: Date, until: Date, month: BillingMonth) -> Option<MonthFee> {
    let days = days(from, until);
    let amount_minor = due_of(amount(row, 1)?, days.into(), month.days().into());
    let last_day = until.checked_sub(1.day()).ok()?;
    Some(MonthFee {
        price: row.key.clone(),
        title: row.title.clone(),
        first_day: from,
        last_day,
        days,
        of_days: month.days(),
        amount_minor,
    })
}

/// What a full month of a version costs whatever is ordered: by it a move is one up or one down.
pub fn month_fee(version: &NewPlanVersion) -> i64 {
    let fees = version.prices.iter().filter(|row| row.meter == Meter::Month).filter_map(|row| amount(row, 1));
    fees.fold(0, i64::saturating_add).max(version.minimum_minor.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan(fee: &str) -> NewPlanVersion {
        let row = json!({ "key": "base", "title": "Base", "meter": "month", "unit_amount_minor": fee });
        serde_json::from_value(json!({ "currency": "CNY", "prices": [row] })).unwrap()
    }

    fn fees(month: &str, versions: &[(&str, &NewPlanVersion)], charged_from: &str) -> Vec<(u32, i64)> {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let versions: Vec<_> = versions.iter().map(|(from, version)| (date(from), *version)).collect();
        month_fees(BillingMonth::of_date(date(month)), &versions, date(charged_from))
            .iter()
            .map(|fee| (fee.days, fee.amount_minor))
            .collect()
    }

    #[test]
    fn a_move_is_paid_by_the_day_and_moving_to_the_same_changes_nothing() {
        let (small, large) = (plan("3000"), plan("9000"));
        assert_eq!(fees("2026-02-01", &[("2026-01-01", &small)], "2026-01-01"), [(28, 3_000)]);
        assert_eq!(fees("2026-04-01", &[("2026-01-01", &small), ("2026-04-11", &large)], "2026-01-01"), [(10, 1_000), (20, 6_000)]);
        assert_eq!(
            fees("2026-04-01", &[("2026-04-01", &small), ("2026-04-11", &small), ("2026-04-12", &small)], "2026-01-01"),
            [(30, 3_000)]
        );
        assert_eq!(fees("2026-04-01", &[("2026-05-01", &small)], "2026-01-01"), []);
    }

    #[test]
    fn a_trial_and_a_first_day_within_the_month_leave_the_rest() {
        let small = plan("3100");
        assert_eq!(fees("2026-05-01", &[("2026-05-02", &small)], "2026-05-22"), [(10, 1_000)]);
        assert_eq!(fees("2026-05-01", &[("2026-05-02", &small)], "2026-06-01"), []);
    }
}
