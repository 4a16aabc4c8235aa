//! Kubernetes quantities: `1`, `1000m`, `1Gi` and `1024Mi` are spellings of numbers, and the API server chooses its own.
//!
//! Source of the suffixes: the reference of `resource.Quantity`.

/// Thousandths of a unit. `None` when the text is no quantity or does not fit.
pub(super) fn milli(text: &str) -> Option<i128> {
    let split = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+' | '-'))).unwrap_or(text.len());
    let (digits, suffix) = text.split_at(split);
    let (numerator, denominator) = scale(suffix)?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.len() > 9 {
        return None;
    }
    let tenths = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let number: i128 = format!("{whole}{fraction}").parse().ok()?;
    let scaled = number.checked_mul(numerator)?.checked_mul(1000)?;
    let divisor = denominator.checked_mul(tenths)?;
    // Rounded up, as Kubernetes does with what is finer than it keeps.
    Some(scaled.div_euclid(divisor) + i128::from(scaled.rem_euclid(divisor) != 0))
}

fn scale(suffix: &str) -> Option<(i128, i128)> {
    let binary = |power: u32| Some((1_i128 << (10 * power), 1));
    match suffix {
        "n" => Some((1, 1_000_000_000)),
        "u" => Some((1, 1_000_000)),
        "m" => Some((1, 1_000)),
        "" => Some((1, 1)),
        "k" => Some((1_000, 1)),
        "M" => Some((1_000_000, 1)),
        "G" => Some((1_000_000_000, 1)),
        "T" => Some((1_000_000_000_000, 1)),
        "P" => Some((1_000_000_000_000_000, 1)),
        "E" => Some((1_000_000_000_000_000_000, 1)),
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        _ => exponent(suffix),
    }
}

fn exponent(suffix: &str) -> Option<(i128, i128)> {
    let power: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    let scale = 10_i128.checked_pow(power.unsigned_abs())?;
    Some(if power < 0 { (1, scale) } else { (scale, 1) })
}

#[cfg(test)]
mod tests {
    use super::milli;

    #[test]
    fn spellings_of_one_number_are_equal() {
        for (a, b) in [
            ("1", "1000m"),
            ("28", "28000m"),
            ("1Gi", "1024Mi"),
            ("1.5", "1500m"),
            ("0.5Gi", "512Mi"),
            ("1e3", "1k"),
            ("2E", "2000P"),
            ("100n", "1m"),
            ("0", "0m"),
            ("12E2", "1200"),
            ("5e-1", "500m"),
        ] {
            assert_eq!(milli(a), milli(b), "{a} {b}");
            assert!(milli(a).is_some(), "{a}");
        }
        assert_ne!(milli("1G"), milli("1Gi"));
        assert_ne!(milli("1"), milli("1001m"));
    }

    #[test]
    fn what_is_no_quantity_is_none() {
        for text in ["", "m", "Container", "1x", "1.2.3", "--1", "99999999999999999999999999999999999999999E", "e3"] {
            assert_eq!(milli(text), None, "{text}");
        }
    }
}
