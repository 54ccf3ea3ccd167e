//! Rows of older versions keep one [`Emptied`], or none; a payment of two assets empties an address of both.

use super::Emptied;
use core::fmt;
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

/// Reads none, one or many.
pub(super) fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Emptied>, D::Error> {
    from.deserialize_any(OneOrMany)
}

struct OneOrMany;

impl<'de> Visitor<'de> for OneOrMany {
    type Value = Vec<Emptied>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("none, one or many")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Emptied::deserialize(MapAccessDeserializer::new(map)).map(|one| vec![one])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(seq))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongtong_types::cbor::{from_row, to_row};
    use tongtong_types::{Amount, Asset, PaymentId, Timestamp};

    #[derive(serde::Serialize)]
    struct Old {
        emptied: Option<Emptied>,
    }

    #[derive(serde::Serialize, Deserialize)]
    struct New {
        #[serde(default, deserialize_with = "one_or_many")]
        emptied: Vec<Emptied>,
    }

    #[test]
    fn a_row_of_an_older_version_is_read() {
        let one = Emptied {
            by: PaymentId::new([7; 16]),
            asset: Asset::ttc(),
            amount: Amount::from_units(5),
            at: Timestamp::from_millis(9),
        };
        let read = |bytes: Vec<u8>| from_row::<New>(&bytes).unwrap().emptied;
        assert_eq!(read(to_row(&Old { emptied: Some(one.clone()) }).unwrap()), vec![one.clone()]);
        assert_eq!(read(to_row(&Old { emptied: None }).unwrap()), vec![]);
        let two = vec![one.clone(), one];
        assert_eq!(read(to_row(&New { emptied: two.clone() }).unwrap()), two);
    }
}
