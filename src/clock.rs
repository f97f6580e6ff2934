//! Days of the Gregorian calendar, in UTC.

use std::time::{SystemTime, UNIX_EPOCH};

const DAY: u64 = 86_400;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

impl Default for Date {
    /// Before anything could end.
    fn default() -> Date {
        Date { year: 1970, month: 1, day: 1 }
    }
}

impl Date {
    /// The day of a moment; years beyond 9999 are taken for earlier ones.
    pub fn of(moment: SystemTime) -> Date {
        let seconds = moment.duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
        let (mut year, mut rest) = (1970, seconds / DAY % 2_932_896);
        while rest >= 365 + u64::from(is_leap(year)) {
            rest -= 365 + u64::from(is_leap(year));
            year += 1;
        }
        let lengths = lengths(year);
        let mut month = 0;
        while rest >= lengths[month] {
            rest -= lengths[month];
            month += 1;
        }
        Date { year, month: month as u8 + 1, day: rest as u8 + 1 }
    }

    /// Reads `2026-11-22`.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part = parts.next().filter(|it| it.len() == digits && it.bytes().all(|byte| byte.is_ascii_digit()));
            part.and_then(|it| it.parse::<u16>().ok())
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let length = *lengths(year).get(usize::from(month).checked_sub(1)?)?;
        let is_day = day >= 1 && u64::from(day) <= length && parts.next().is_none();
        is_day.then_some(Date { year, month: month as u8, day: day as u8 })
    }
}

/// Hours, minutes and seconds of a moment.
pub(crate) fn time_of(moment: SystemTime) -> [u64; 3] {
    let seconds = moment.duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60]
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

fn lengths(year: u16) -> [u64; 12] {
    [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn moments_are_days() {
        let day = |days: u64| {
            let date = Date::of(UNIX_EPOCH + Duration::from_secs(days * DAY + 3723));
            (date.year, date.month, date.day)
        };
        assert_eq!(day(0), (1970, 1, 1));
        assert_eq!(day(59), (1970, 3, 1));
        assert_eq!(day(11_016), (2000, 2, 29));
        assert_eq!(day(20_779), (2026, 11, 22));
        assert_eq!(time_of(UNIX_EPOCH + Duration::from_secs(3723)), [1, 2, 3]);
    }

    #[test]
    fn dates_are_read_strictly() {
        assert!(Date::parse("2026-11-22") < Date::parse("2026-12-01"));
        assert!(Date::parse("2024-02-29").is_some());
        for wrong in ["2026-02-29", "2026-13-01", "2026-00-01", "2026-1-1", "2026-11-22x", "2026-11", "2026-11-00", ""]
        {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }
}
