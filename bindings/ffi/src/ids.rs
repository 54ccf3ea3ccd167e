//! Ids and times as they cross the border: hex texts, and milliseconds.
//!
//! A text that is no id arrives as a typed error, because every function that takes one can fail.

use crate::TongTongError;
use tongtong_types::{BodyDigest, Duration, PaymentId, PeerId, PlanDigest, RowId, Timestamp};

macro_rules! hex_text {
    ($($id:ident),*) => {$(
        uniffi::custom_type!($id, String, {
            remote,
            try_lift: |text| text.parse::<$id>().map_err(|error| TongTongError::from(error).into()),
            lower: |id| id.to_string(),
        });
    )*};
}

hex_text!(PeerId, RowId, PaymentId, PlanDigest, BodyDigest);

uniffi::custom_type!(Timestamp, i64, {
    remote,
    try_lift: |millis| match u64::try_from(millis) {
        Ok(millis) => Ok(Timestamp::from_millis(millis)),
        Err(_) => Err(TongTongError::input("time_negative").into()),
    },
    lower: |time| i64::try_from(time.millis()).unwrap_or(i64::MAX),
});

uniffi::custom_type!(Duration, i64, {
    remote,
    try_lift: |millis| match u64::try_from(millis) {
        Ok(millis) => Ok(Duration::from_millis(millis)),
        Err(_) => Err(TongTongError::input("time_negative").into()),
    },
    lower: |span| i64::try_from(span.millis()).unwrap_or(i64::MAX),
});
