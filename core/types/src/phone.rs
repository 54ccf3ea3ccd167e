use core::fmt;
use core::str::FromStr;
use thiserror::Error;

/// A phone number in E.164 form (ITU-T E.164: `+`, country code, at most 15 digits).
///
/// `Debug` hides it: a number is personal and never goes to a log. It is not `Serialize` on purpose.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

/// Why a text is not a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PhoneError {
    /// Something in it is not a digit, a space, a hyphen, a bracket, a point or a leading `+`.
    #[error("a phone number has digits, spaces, hyphens and a leading + only")]
    Character,
    /// Too few or too many digits for the country.
    #[error("the phone number has a wrong count of digits")]
    Length,
    /// A Korean number that is not of a mobile phone (010, 011, 016 to 019).
    #[error("not a mobile phone number")]
    NotMobile,
}

impl PhoneError {
    /// A stable code, the same in every language.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Character => "phone_character",
            Self::Length => "phone_length",
            Self::NotMobile => "phone_not_mobile",
        }
    }
}

impl Phone {
    /// The longest text that is read.
    pub const MAX_TEXT: usize = 64;

    /// The E.164 form, `+821012345678`.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// The national form of a Korean number, `010-1234-5678`; for others the E.164 form.
    #[must_use]
    pub fn national(&self) -> String {
        match self.0.strip_prefix("+82") {
            Some(rest) if rest.is_ascii() && rest.len() > 6 => {
                let (area, line) = rest.split_at(2);
                let (head, tail) = line.split_at(line.len().saturating_sub(4));
                format!("0{area}-{head}-{tail}")
            }
            _ => self.0.clone(),
        }
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    /// Reads what a Korean user types: `010-1234-5678`, `+82 10 1234 5678`, `0082 10…`, full-width
    /// digits. Without `+` or `00` the number is Korean.
    fn from_str(text: &str) -> Result<Self, PhoneError> {
        if text.len() > Self::MAX_TEXT {
            return Err(PhoneError::Length);
        }
        let mut digits = String::new();
        let mut plus = false;
        for c in text.trim().chars() {
            match c {
                '0'..='9' => digits.push(c),
                '０'..='９' => digits.extend(char::from_digit((c as u32).wrapping_sub('０' as u32), 10)),
                '+' | '＋' if !plus && digits.is_empty() => plus = true,
                ' ' | '-' | '(' | ')' | '.' | '\u{3000}' | '\u{2010}'..='\u{2015}' | '－' => {}
                _ => return Err(PhoneError::Character),
            }
        }
        let international = if plus {
            digits
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else if let Some(rest) = digits.strip_prefix('0') {
            format!("82{rest}")
        } else {
            return Err(PhoneError::Length);
        };
        match international.strip_prefix("82") {
            Some(national) => korean_mobile(national),
            None if international.starts_with('0') => Err(PhoneError::Length),
            None if (8..=15).contains(&international.len()) => Ok(Self(format!("+{international}"))),
            None => Err(PhoneError::Length),
        }
    }
}

/// Checks the part after 82 by the Korean numbering plan; `+82 (0)10…` is a common slip and is read.
fn korean_mobile(national: &str) -> Result<Phone, PhoneError> {
    let national = national.strip_prefix('0').unwrap_or(national);
    let lengths = match national.get(..2) {
        Some("10") => 10..=10,
        Some("11" | "16" | "17" | "18" | "19") => 9..=10,
        Some(_) => return Err(PhoneError::NotMobile),
        None => return Err(PhoneError::Length),
    };
    if lengths.contains(&national.len()) {
        Ok(Phone(format!("+82{national}")))
    } else {
        Err(PhoneError::Length)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_becomes_one_form() {
        for text in [
            "010-1234-5678",
            "01012345678",
            "010 1234 5678",
            "+82 10 1234 5678",
            "+82-(0)10-1234-5678",
            "0082 10-1234-5678",
            "０１０－１２３４－５６７８",
            "＋８２ １０ １２３４ ５６７８",
            "010.1234.5678",
        ] {
            let phone: Phone = text.parse().unwrap();
            assert_eq!(phone.e164(), "+821012345678", "{text}");
            assert_eq!(phone.national(), "010-1234-5678");
        }
        assert_eq!("+1 (415) 555-2671".parse::<Phone>().unwrap().e164(), "+14155552671");
        assert_eq!("011-234-5678".parse::<Phone>().unwrap().e164(), "+82112345678");
    }

    #[test]
    fn refuses_by_name() {
        let refused = |t: &str| t.parse::<Phone>().err();
        assert_eq!(refused("010-12a4-5678"), Some(PhoneError::Character));
        assert_eq!(refused("010-1234-567"), Some(PhoneError::Length));
        assert_eq!(refused("010-1234-56789"), Some(PhoneError::Length));
        assert_eq!(refused("02-123-4567"), Some(PhoneError::NotMobile));
        assert_eq!(refused("1234"), Some(PhoneError::Length));
        assert_eq!(refused("+0 123 456 789"), Some(PhoneError::Length));
        assert_eq!(refused(""), Some(PhoneError::Length));
    }

    #[test]
    fn debug_hides_the_number() {
        let phone: Phone = "010-1234-5678".parse().unwrap();
        assert!(!format!("{phone:?}").contains("1234"));
    }
}
