//! Currencies of ISO 4217 that have minor units, under their three-letter codes.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A currency that amounts can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

/// The text is no code of ISO 4217 under which anything can be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a currency of ISO 4217")]
pub struct UnknownCurrency;

impl Currency {
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Digits after the point: 2 for most, 0 for the yen, 3 for some dinars.
    pub fn digits(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, UnknownCurrency> {
        let known = iso_currency::Currency::from_code(text).filter(|currency| currency.exponent().is_some());
        known.map(Self).ok_or(UnknownCurrency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|_| de::Error::invalid_value(de::Unexpected::Str(&text), &"a currency of ISO 4217, such as CNY"))
    }
}

impl utoipa::PartialSchema for Currency {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^[A-Z]{3}$"))
            .description(Some("A currency of ISO 4217."))
            .examples([serde_json::json!("CNY")])
            .into()
    }
}

impl utoipa::ToSchema for Currency {
    fn name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_those_of_the_standard_and_what_nobody_pays_with_is_unknown() {
        let digits = ["CNY", "JPY", "KWD"].map(|code| code.parse::<Currency>().unwrap().digits());
        assert_eq!(digits, [2, 0, 3]);
        for code in ["cny", "XXY", "", "XAU", "CNYX"] {
            assert!(code.parse::<Currency>().is_err(), "{code}");
        }
    }
}
