//! Tax ids as authorities give them: the unified social credit code of mainland China with the character that checks it, the VAT number of the European
//! Union by the shape of its country, and any other as it is.
//!
//! Only what looks like one of these is checked: nobody's tax id is refused because this program does not know its country.

/// What a tax id looks like, and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxIdFault {
    /// 18 characters whose last does not check the others.
    #[error("not a unified social credit code: its last character does not check the others")]
    SocialCreditCode,
    /// Begins with a country of the European Union and is not of that country's shape.
    #[error("not a VAT number of its country")]
    VatNumber,
}

/// The characters of a social credit code by their value: no I, O, S, V, Z. GB 32100-2015.
const SOCIAL: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const SOCIAL_LENGTH: usize = 18;

/// Countries with the shapes of their numbers after the two letters: 9 is a digit, A a letter, X either. As the European Commission lists them.
const VAT: &[(&str, &[&str])] = &[
    ("AT", &["U99999999"]),
    ("BE", &["9999999999"]),
    ("BG", &["999999999", "9999999999"]),
    ("CY", &["99999999A"]),
    ("CZ", &["99999999", "999999999", "9999999999"]),
    ("DE", &["999999999"]),
    ("DK", &["99999999"]),
    ("EE", &["999999999"]),
    ("EL", &["999999999"]),
    ("ES", &["X9999999X"]),
    ("FI", &["99999999"]),
    ("FR", &["XX999999999"]),
    ("HR", &["99999999999"]),
    ("HU", &["99999999"]),
    ("IE", &["9X99999A", "9999999A", "9999999AA"]),
    ("IT", &["99999999999"]),
    ("LT", &["999999999", "999999999999"]),
    ("LU", &["99999999"]),
    ("LV", &["99999999999"]),
    ("MT", &["99999999"]),
    ("NL", &["999999999B99"]),
    ("PL", &["9999999999"]),
    ("PT", &["999999999"]),
    ("RO", &["99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999", "9999999999"]),
    ("SE", &["999999999999"]),
    ("SI", &["99999999"]),
    ("SK", &["9999999999"]),
    ("XI", &["999999999", "999999999999"]),
];
/// Digits from which on what follows the letters of a country is a number, and no word such as `DEPT-7`.
const VAT_DIGITS: usize = 7;

/// Checks what looks like a tax id that can be checked; dashes do not count.
///
/// # Errors
/// Where it looks like one and is not.
pub fn check_tax_id(text: &str) -> Result<(), TaxIdFault> {
    let plain: String = text.chars().filter(|letter| *letter != '-').collect();
    if plain.len() == SOCIAL_LENGTH && plain.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) {
        return if is_social_credit_code(&plain) || is_resident_number(&plain) { Ok(()) } else { Err(TaxIdFault::SocialCreditCode) };
    }
    let shapes = VAT.iter().find_map(|(country, shapes)| Some((plain.strip_prefix(country)?, *shapes)));
    match shapes {
        Some((rest, shapes)) if looks_like_vat(rest) && !shapes.iter().any(|shape| has_shape(rest, shape)) => Err(TaxIdFault::VatNumber),
        _ => Ok(()),
    }
}

/// The 18th character is 31 less the weighted sum of the others, modulo 31; the weights are the powers of 3.
fn is_social_credit_code(text: &str) -> bool {
    let values: Option<Vec<usize>> = text.chars().map(|letter| SOCIAL.find(letter)).collect();
    let Some((check, others)) = values.as_deref().and_then(<[usize]>::split_last) else { return false };
    let (sum, _) = others.iter().fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31));
    *check == (31 - sum % 31) % 31
}

/// The number of a person, which small businesses have as their tax id: 17 digits and the character of ISO 7064 MOD 11-2. GB 11643-1999.
fn is_resident_number(text: &str) -> bool {
    let Some((digits, check)) = text.split_at_checked(SOCIAL_LENGTH - 1) else { return false };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let sum = digits.bytes().fold(0, |sum: u32, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    "10X98765432".chars().nth(usize::try_from(sum % 11).unwrap_or_default()).is_some_and(|wanted| check.starts_with(wanted))
}

fn looks_like_vat(rest: &str) -> bool {
    rest.bytes().filter(u8::is_ascii_digit).count() >= VAT_DIGITS
}

fn has_shape(text: &str, shape: &str) -> bool {
    let fits = |(byte, wanted): (u8, u8)| match wanted {
        b'9' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_uppercase(),
        b'X' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        exact => byte == exact,
    };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_tax_id_is_one_or_is_refused() {
        use TaxIdFault::{SocialCreditCode, VatNumber};
        let table = [
            ("91350100M000100Y43", Ok(())),
            ("91350100-M000100Y43", Ok(())),
            ("91350100M000100Y44", Err(SocialCreditCode)),
            ("91350100I000100Y43", Err(SocialCreditCode)),
            ("11010519491231002X", Ok(())),
            ("110105194912310021", Err(SocialCreditCode)),
            ("DE123456789", Ok(())),
            ("DE12345678", Err(VatNumber)),
            ("ATU12345678", Ok(())),
            ("AT123456789", Err(VatNumber)),
            ("NL123456789B01", Ok(())),
            ("FRXX123456789", Ok(())),
            ("ESX1234567X", Ok(())),
            ("GB123456789", Ok(())),
            ("12-3456789", Ok(())),
            ("DEPT-77", Ok(())),
            ("", Ok(())),
        ];
        for (text, fits) in table {
            assert_eq!(check_tax_id(text), fits, "{text}");
        }
    }
}
