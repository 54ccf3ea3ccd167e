use core::fmt;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A quantity of one asset, in the asset's smallest unit (TTC: 1 TTC = 100,000 units).
///
/// The asset's decimals stand beside it, never inside it. Arithmetic is checked; there is no float.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Amount(u128);

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AmountError {
    /// The text is not a plain decimal number such as `12` or `0.5`.
    #[error("not a decimal number")]
    NotDecimal,
    /// More digits stand behind the point than the asset has.
    #[error("more decimal places than the asset has ({decimals})")]
    TooPrecise {
        /// What the asset has.
        decimals: u8,
    },
    /// The number does not fit, or a sum left its range.
    #[error("amount out of range")]
    OutOfRange,
}

impl AmountError {
    /// A stable code, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotDecimal => "amount_not_decimal",
            Self::TooPrecise { .. } => "amount_too_precise",
            Self::OutOfRange => "amount_out_of_range",
        }
    }
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Reads a count of smallest units.
    #[must_use]
    pub const fn from_units(units: u128) -> Self {
        Self(units)
    }

    /// The count of smallest units, for the wire, the store and the screen.
    #[must_use]
    pub const fn units(self) -> u128 {
        self.0
    }

    /// Whether this is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, if it fits.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, if it is not negative.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(rest) => Some(Self(rest)),
            None => None,
        }
    }

    /// `self * numerator / denominator`, truncated, if it fits and the denominator is not zero.
    #[must_use]
    pub const fn checked_ratio(self, numerator: u128, denominator: u128) -> Option<Self> {
        match self.0.checked_mul(numerator) {
            Some(product) => match product.checked_div(denominator) {
                Some(quotient) => Some(Self(quotient)),
                None => None,
            },
            None => None,
        }
    }

    /// Reads `12`, `12.5` or `0.00001` with at most `decimals` places. ASCII digits and one point only:
    /// no sign, no exponent, no thousands separator, at most 40 characters.
    ///
    /// # Errors
    /// [`AmountError`] by the rule that the text breaks.
    pub fn parse_decimal(text: &str, decimals: u8) -> Result<Self, AmountError> {
        const MAX_TEXT: usize = 40;
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let has_point = text.contains('.');
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if text.len() > MAX_TEXT
            || whole.is_empty()
            || !digits(whole)
            || !digits(part)
            || (has_point && part.is_empty())
        {
            return Err(AmountError::NotDecimal);
        }
        let missing =
            usize::from(decimals).checked_sub(part.len()).ok_or(AmountError::TooPrecise { decimals })?;
        let mut units: u128 = 0;
        for byte in whole.bytes().chain(part.bytes()).chain(core::iter::repeat_n(b'0', missing)) {
            units = units
                .checked_mul(10)
                .and_then(|u| u.checked_add(u128::from(byte.wrapping_sub(b'0'))))
                .ok_or(AmountError::OutOfRange)?;
        }
        Ok(Self(units))
    }

    /// The amount as people write it: no needless zeros, `.` as the point.
    #[must_use]
    pub fn to_decimal(self, decimals: u8) -> String {
        let digits = self.0.to_string();
        let places = usize::from(decimals);
        let padded = format!("{digits:0>width$}", width = places.saturating_add(1));
        let (whole, part) = padded.split_at(padded.len().saturating_sub(places));
        let part = part.trim_end_matches('0');
        if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({} units)", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_type() {
        let units = |t| Amount::parse_decimal(t, 5).map(Amount::units);
        assert_eq!(units("10"), Ok(1_000_000));
        assert_eq!(units("0.00001"), Ok(1));
        assert_eq!(units("1234.56789"), Ok(123_456_789));
    }

    #[test]
    fn refuses_by_name() {
        let refused = |t: &str| Amount::parse_decimal(t, 5).err();
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,000", "１", "0x10", " 1", "1 "] {
            assert_eq!(refused(text), Some(AmountError::NotDecimal), "{text:?}");
        }
        assert_eq!(refused("0.000001"), Some(AmountError::TooPrecise { decimals: 5 }));
        assert_eq!(refused(&"9".repeat(40)), Some(AmountError::OutOfRange));
        assert_eq!(refused(&"9".repeat(41)), Some(AmountError::NotDecimal));
    }

    proptest! {
        #[test]
        fn decimal_text_comes_back(units: u128, decimals in 0u8..=18) {
            let amount = Amount::from_units(units >> 8);
            prop_assert_eq!(Amount::parse_decimal(&amount.to_decimal(decimals), decimals), Ok(amount));
        }
    }
}
