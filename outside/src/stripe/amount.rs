//! Amounts. Ours are in the minor units of ISO 4217; Stripe counts a few currencies otherwise (docs.stripe.com/currencies, "Special cases" and
//! "Zero-decimal"), and an amount that it cannot say is refused here, not rounded.

use std::{fmt, str::FromStr};

/// Three letters of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

/// The text is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a currency is three letters, such as CNY")]
pub struct NoCurrency;

/// An amount that Stripe cannot take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountFault {
    #[error("Stripe does not collect {0} to the last digit of its minor unit")]
    Digits(Currency),
    #[error("the amount is too large")]
    Size,
}

impl Currency {
    fn code(&self) -> &str {
        // Only letters of ASCII are let in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// As Stripe writes it.
    pub(super) fn on_the_wire(&self) -> String {
        self.code().to_ascii_lowercase()
    }

    /// Ours multiplied by the first and divided by the second is Stripe's; and whether that must be a multiple of something.
    fn rule(&self) -> (i64, i64, i64) {
        match self.code() {
            // No minor unit by ISO 4217; Stripe counts in hundredths that must be none.
            "ISK" | "UGX" => (100, 1, 1),
            // Two digits by ISO 4217; none at Stripe.
            "MGA" => (1, 100, 1),
            // Three digits, of which the last must be 0.
            "BHD" | "JOD" | "KWD" | "OMR" | "TND" => (1, 1, 10),
            _ => (1, 1, 1),
        }
    }
}

impl FromStr for Currency {
    type Err = NoCurrency;

    fn from_str(text: &str) -> Result<Self, NoCurrency> {
        let letters: [u8; 3] = text.as_bytes().try_into().map_err(|_| NoCurrency)?;
        if letters.iter().all(u8::is_ascii_alphabetic) {
            Ok(Self(letters.map(|letter| letter.to_ascii_uppercase())))
        } else {
            Err(NoCurrency)
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in the minor unit of ISO 4217: 100 of CNY is one yuan, 100 of JPY a hundred yen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub(super) fn on_the_wire(self) -> Result<i64, AmountFault> {
        let (times, over, multiple) = self.currency.rule();
        if self.minor % over != 0 || self.minor % multiple != 0 {
            return Err(AmountFault::Digits(self.currency));
        }
        (self.minor / over).checked_mul(times).ok_or(AmountFault::Size)
    }

    /// `None` where Stripe says an amount that we cannot.
    pub(super) fn off_the_wire(amount: i64, currency: Currency) -> Option<Self> {
        let (times, over, _) = currency.rule();
        let minor = (amount % times == 0).then_some(amount / times)?.checked_mul(over)?;
        Some(Self { minor, currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_go_out_as_stripe_counts_and_come_back_as_we_do() {
        for (currency, ours, stripes) in
            [("cny", 12_345, 12_345), ("JPY", 500, 500), ("UGX", 70, 7_000), ("ISK", -3, -300), ("MGA", 1_200, 12), ("KWD", 5_120, 5_120)]
        {
            let money = Money { minor: ours, currency: currency.parse().unwrap() };
            assert_eq!(money.on_the_wire(), Ok(stripes), "{currency}");
            assert_eq!(Money::off_the_wire(stripes, money.currency), Some(money), "{currency}");
        }
    }

    #[test]
    fn what_stripe_cannot_say_is_refused_and_not_rounded() {
        for (currency, minor) in [("KWD", 5_123), ("MGA", 1_250)] {
            let currency = currency.parse().unwrap();
            assert_eq!(Money { minor, currency }.on_the_wire(), Err(AmountFault::Digits(currency)));
        }
        assert_eq!(Money { minor: i64::MAX, currency: "UGX".parse().unwrap() }.on_the_wire(), Err(AmountFault::Size));
        assert_eq!(Money::off_the_wire(150, "UGX".parse().unwrap()), None);
        for wrong in ["", "CN", "CNYX", "C1Y", "人"] {
            assert!(wrong.parse::<Currency>().is_err(), "{wrong}");
        }
    }
}
