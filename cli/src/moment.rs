//! Moments as people write them.

use tongtong_types::Timestamp;

/// The hour and minute, UTC.
pub(crate) fn clock(at: Timestamp) -> String {
    let minutes = at.seconds() / 60 % (24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The day, hour and minute, UTC.
pub(crate) fn date(at: Timestamp) -> String {
    // Days to a date of the Gregorian calendar, counted in eras of 400 years from 1 March of the year 0.
    let days = at.seconds() / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let place = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * place + 2) / 5 + 1, if place < 10 { place + 3 } else { place - 9 });
    let year = era * 400 + year + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02} {}", clock(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_as_people_write_it() {
        assert_eq!(date(Timestamp::from_millis(0)), "1970-01-01 00:00");
        assert_eq!(date(Timestamp::from_millis(951_827_696_000)), "2000-02-29 12:34");
        assert_eq!(date(Timestamp::from_millis(1_795_219_200_000)), "2026-11-21 00:00");
    }
}
