//! The coins, and amounts in their least units.

/// A coin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Coin {
    pub(crate) code: &'static str,
    /// The peer that carries it.
    pub(crate) chain: &'static str,
    pub(crate) decimals: usize,
    /// What its fee is paid in.
    pub(crate) fee: &'static str,
}

pub(crate) const BTC: Coin = Coin { code: "BTC", chain: "bitcoin", decimals: 8, fee: "BTC" };
pub(crate) const ETH: Coin = Coin { code: "ETH", chain: "ethereum", decimals: 18, fee: "ETH" };
pub(crate) const SOL: Coin = Coin { code: "SOL", chain: "solana", decimals: 9, fee: "SOL" };
pub(crate) const TTCL: Coin = Coin { code: "TTCL", chain: "solana", decimals: 9, fee: "SOL" };
pub(crate) const TTC: Coin = Coin { code: "TTC", chain: "ttchain", decimals: 5, fee: "TTC" };

impl Coin {
    /// The coin that its fee is paid in.
    pub(crate) fn fee_coin(self) -> Self {
        if self == TTCL { SOL } else { self }
    }

    /// A decimal text in least units.
    pub(crate) fn units(self, text: &str) -> u128 {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        assert!(part.len() <= self.decimals, "{text} has more places than {}", self.code);
        format!("{whole}{part:0<places$}", places = self.decimals).parse().unwrap()
    }

    /// Least units as a decimal text.
    pub(crate) fn text(self, units: u128) -> String {
        let digits = format!("{units:0>places$}", places = self.decimals + 1);
        let (whole, part) = digits.split_at(digits.len() - self.decimals);
        let part = part.trim_end_matches('0');
        if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
    }
}

#[test]
fn an_amount_is_read_and_written_to_the_last_unit() {
    for (text, units) in [("0", 0), ("1", 100_000_000), ("0.00000001", 1), ("12.345", 1_234_500_000)] {
        assert_eq!((BTC.units(text), BTC.text(units)), (units, text.to_owned()));
    }
}
