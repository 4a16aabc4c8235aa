//! Amounts and how they are divided without losing a cent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Currency;

/// The largest amount, either way: what every JSON reader holds exactly, 2^53 - 1.
pub const AMOUNT_MAX: i64 = (1 << 53) - 1;

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Money {
    /// In the currency's smallest unit: 12900 of CNY is ¥129.00, 12900 of JPY is ¥12,900.
    #[schema(minimum = -9007199254740991_i64, maximum = 9007199254740991_i64)]
    pub amount_minor: i64,
    pub currency: Currency,
}

/// `numerator / denominator`, rounded to the nearest whole, and to the even one where both are as near. The denominator is above zero.
pub fn divide_half_even(numerator: i128, denominator: i128) -> i128 {
    let (floor, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
    // Compared without doubling, which could overflow.
    let half = denominator - rest;
    match rest.cmp(&half) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Greater => floor + 1,
        std::cmp::Ordering::Equal => floor + floor.rem_euclid(2),
    }
}

/// Divides an amount by weights so that the parts sum to it: each part is what is due up to and with it, less what was due before it. Weights that
/// come to nothing give all to the first.
pub fn shares(amount_minor: i64, weights: &[u64]) -> Vec<i64> {
    let whole: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let (mut before, mut so_far) = (0, 0);
    let part = |(place, weight): (usize, &u64)| {
        so_far += u128::from(*weight);
        let due = match i128::try_from(whole) {
            Ok(0) | Err(_) if place == 0 => amount_minor,
            Ok(0) | Err(_) => before,
            Ok(whole) => due_of(amount_minor, i128::try_from(so_far).unwrap_or(whole), whole),
        };
        let part = due - before;
        before = due;
        part
    };
    weights.iter().enumerate().map(part).collect()
}

/// What of an amount is due when so much of the whole has passed.
pub(super) fn due_of(amount_minor: i64, passed: i128, whole: i128) -> i64 {
    let due = divide_half_even(i128::from(amount_minor) * passed, whole);
    i64::try_from(due).unwrap_or(amount_minor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn halves_go_to_the_even_neighbour_below_zero_too() {
        let rounded = [5, 15, 25, -5, -15, 14, 16].map(|tenths| divide_half_even(tenths, 10));
        assert_eq!(rounded, [0, 2, 2, 0, -2, 1, 2]);
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_whole_and_none_is_a_cent_from_its_due(amount in -AMOUNT_MAX..AMOUNT_MAX, weights in prop::collection::vec(0_u64..1 << 40, 1..40)) {
            let parts = shares(amount, &weights);
            prop_assert_eq!(parts.iter().sum::<i64>(), amount);
            let whole: u64 = weights.iter().sum();
            for (part, weight) in parts.iter().zip(&weights).filter(|_| whole > 0) {
                let exact = i128::from(amount) * i128::from(*weight);
                prop_assert!((i128::from(*part) * i128::from(whole) - exact).abs() <= i128::from(whole));
            }
        }
    }
}
