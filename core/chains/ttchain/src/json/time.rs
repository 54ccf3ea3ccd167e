//! Times as the node writes them: `2026-01-01T00:00:00`, in UTC, without a zone.

const DAY: u32 = 86_400;
const FORM: usize = 19;

/// Writes Unix seconds.
#[must_use]
pub fn write_time(seconds: u32) -> String {
    let (mut day, rest) = (seconds / DAY, seconds % DAY);
    let mut year = 1970;
    while day >= days_of_year(year) {
        day -= days_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while day >= days_of_month(year, month) {
        day -= days_of_month(year, month);
        month += 1;
    }
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}", day + 1)
}

/// Reads Unix seconds; years 1970 to 2106, in exactly the form that [`write_time`] writes.
#[must_use]
pub fn read_time(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    if bytes.len() != FORM {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let known = (1970..=2106).contains(&year) && (1..=12).contains(&month);
    if !known || day == 0 || day > days_of_month(year, month) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let years: u32 = (1970..year).map(days_of_year).sum();
    let months: u32 = (1..month).map(|m| days_of_month(year, m)).sum();
    let days = years.checked_add(months)?.checked_add(day)?.checked_sub(1)?;
    let rest = hour * 3600 + minute * 60 + second;
    let seconds = days.checked_mul(DAY)?.checked_add(rest)?;
    // What stands between the numbers is compared by writing the time again.
    (write_time(seconds) == text).then_some(seconds)
}

fn days_of_year(year: u32) -> u32 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}
