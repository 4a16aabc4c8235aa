//! Amounts in minor units as a person reads them, and as the words that Chinese bills bear beside the figures.

use crate::document::Currency;

/// With the sign before the symbol: `-¥1,234.50`. A currency without a symbol of its own is told by its code: `KWD 1.234`.
pub(crate) fn with_symbol(minor: i64, currency: &Currency) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let figure = unsigned(minor, currency.minor_digits);
    match symbol(&currency.code) {
        Some(symbol) => format!("{sign}{symbol}{figure}"),
        None => format!("{sign}{}\u{a0}{figure}", currency.code),
    }
}

/// For columns whose head names the currency: `-1,234.50`.
pub(crate) fn figure(minor: i64, currency: &Currency) -> String {
    format!("{}{}", if minor < 0 { "-" } else { "" }, unsigned(minor, currency.minor_digits))
}

/// For machines, without groups: `-1234.50`.
pub(crate) fn decimal(minor: i64, currency: &Currency) -> String {
    figure(minor, currency).replace(',', "")
}

/// Symbols that are one currency's alone, in both languages. ¥ is the yuan's here, so the yen's bears its country.
fn symbol(code: &str) -> Option<&'static str> {
    Some(match code {
        "CNY" => "¥",
        "JPY" => "JP¥",
        "USD" => "US$",
        "EUR" => "€",
        "GBP" => "£",
        "HKD" => "HK$",
        "MOP" => "MOP$",
        "TWD" => "NT$",
        "SGD" => "S$",
        "AUD" => "A$",
        "CAD" => "CA$",
        "NZD" => "NZ$",
        "KRW" => "₩",
        "INR" => "₹",
        "VND" => "₫",
        _ => return None,
    })
}

fn unsigned(minor: i64, digits: u8) -> String {
    let scale = 10_u64.pow(u32::from(digits));
    let (whole, rest) = (minor.unsigned_abs() / scale, minor.unsigned_abs() % scale);
    let whole = whole.to_string();
    let mut figure = String::with_capacity(whole.len() * 2);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            figure.push(',');
        }
        figure.push(digit);
    }
    if digits > 0 {
        figure.push_str(&format!(".{rest:0width$}", width = usize::from(digits)));
    }
    figure
}

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const PLACES: [(u64, &str); 4] = [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")];
const MYRIADS: [(u64, char); 2] = [(100_000_000, '亿'), (10_000, '万')];

/// An amount of yuan in the capital characters of bills, by the rules for filling in vouchers (正确填写票据和结算凭证的基本规定): a gap of zeros is
/// one 零, an amount that ends at yuan or jiao ends in 整.
pub(crate) fn in_capitals(fen: i64) -> String {
    let (yuan, jiao, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() / 10 % 10, fen.unsigned_abs() % 10);
    let mut words = if fen < 0 { "（负数）" } else { "" }.to_owned();
    if yuan > 0 || jiao == 0 && rest == 0 {
        words.push_str(&whole_in_capitals(yuan));
        words.push('元');
    }
    if jiao > 0 {
        // Yuan that end in a zero are followed by 零 before jiao, as are none before fen.
        if yuan > 0 && yuan.is_multiple_of(10) {
            words.push('零');
        }
        words.push(capital(jiao));
        words.push('角');
    } else if rest > 0 && yuan > 0 {
        words.push('零');
    }
    if rest > 0 {
        words.push(capital(rest));
        words.push('分');
    } else {
        words.push('整');
    }
    words
}

fn whole_in_capitals(whole: u64) -> String {
    if whole == 0 {
        return DIGITS[0].to_string();
    }
    for (scale, name) in MYRIADS {
        if whole >= scale {
            let (upper, lower) = (whole / scale, whole % scale);
            let upper = whole_in_capitals(upper);
            let gap = if lower > 0 && lower < scale / 10 { "零" } else { "" };
            let lower = if lower > 0 { whole_in_capitals(lower) } else { String::new() };
            return format!("{upper}{name}{gap}{lower}");
        }
    }
    below_a_myriad(whole)
}

fn below_a_myriad(whole: u64) -> String {
    let mut words = String::new();
    let mut owes_zero = false;
    for (scale, name) in PLACES {
        let digit = whole / scale % 10;
        if digit == 0 {
            owes_zero = !words.is_empty();
            continue;
        }
        if owes_zero {
            words.push(DIGITS[0]);
        }
        owes_zero = false;
        words.push(capital(digit));
        words.push_str(name);
    }
    words
}

fn capital(digit: u64) -> char {
    usize::try_from(digit).ok().and_then(|digit| DIGITS.get(digit).copied()).unwrap_or(DIGITS[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str, minor_digits: u8) -> Currency {
        Currency { code: code.to_owned(), minor_digits }
    }

    #[test]
    fn amounts_have_the_digits_and_the_symbol_of_their_currency() {
        let told = |minor, code, digits| with_symbol(minor, &currency(code, digits));
        assert_eq!(told(123_450, "CNY", 2), "¥1,234.50");
        assert_eq!(told(-5, "EUR", 2), "-€0.05");
        assert_eq!(told(1_234_567, "JPY", 0), "JP¥1,234,567");
        assert_eq!(told(1_234, "KWD", 3), "KWD\u{a0}1.234");
        assert_eq!(told(-1_000_000, "KWD", 3), "-KWD\u{a0}1,000.000");
        assert_eq!(told(0, "USD", 2), "US$0.00");
        assert_eq!(told(i64::MIN, "USD", 2), "-US$92,233,720,368,547,758.08");
    }

    #[test]
    fn a_decimal_for_machines_has_no_groups() {
        assert_eq!(decimal(-123_456_789, &currency("CNY", 2)), "-1234567.89");
        assert_eq!(decimal(999, &currency("CNY", 2)), "9.99");
        assert_eq!(decimal(100_000, &currency("JPY", 0)), "100000");
    }

    /// The first six are the examples of the rules themselves.
    #[test]
    fn yuan_in_capitals_follow_the_rules_for_vouchers() {
        for (fen, words) in [
            (140_950, "壹仟肆佰零玖元伍角整"),
            (600_714, "陆仟零柒元壹角肆分"),
            (168_032, "壹仟陆佰捌拾元零叁角贰分"),
            (10_700_053, "壹拾万柒仟元零伍角叁分"),
            (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
            (32_504, "叁佰贰拾伍元零肆分"),
            (0, "零元整"),
            (5, "伍分"),
            (60, "陆角整"),
            (100, "壹元整"),
            (1_000, "壹拾元整"),
            (1_000_000_000, "壹仟万元整"),
            (10_000_000_100, "壹亿零壹元整"),
            (100_010_000, "壹佰万零壹佰元整"),
            (1_002_000_000, "壹仟零贰万元整"),
            (9_007_199_254_740_992, "玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角贰分"),
            (-12_345, "（负数）壹佰贰拾叁元肆角伍分"),
        ] {
            assert_eq!(in_capitals(fen), words, "{fen}");
        }
    }
}
