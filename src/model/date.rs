//! Dates as documents give them and moments as layers record them, both checked against the calendar.

use std::fmt;

use jiff::civil::Date;

/// A year, a month or a day: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDate {
    /// Reads a date; `None` when it is made otherwise or does not exist in the calendar.
    pub fn parse(date: &str) -> Option<Self> {
        let bytes = date.as_bytes();
        let is_made_right = matches!(bytes.len(), 4 | 7 | 10)
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_made_right {
            return None;
        }
        let mut parts = date.split('-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next().map(str::parse).transpose().ok()?;
        let day = parts.next().map(str::parse).transpose().ok()?;
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        Some(Self { year, month, day })
    }

    /// Returns the day `date` as a whole day.
    pub fn of_day(date: Date) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }

    /// Returns whether it names a day, not a month or a year.
    pub fn is_whole_day(self) -> bool {
        self.day.is_some()
    }

    /// Returns the year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Returns the month, 1 to 12.
    pub fn month(self) -> Option<i8> {
        self.month
    }

    /// Returns the day of the month, from 1.
    pub fn day(self) -> Option<i8> {
        self.day
    }

    /// Returns its first day.
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(Date::MIN)
    }

    /// Returns its last day, when a period is due.
    pub fn last_day(self) -> Date {
        let first = self.first_day();
        match (self.month, self.day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, None) => first.last_of_year(),
        }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// A moment in whole seconds since 1970-01-01T00:00:00Z; written `YYYY-MM-DDThh:mm:ssZ`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads a moment; `None` when it is made otherwise or does not exist.
    pub fn parse(moment: &str) -> Option<Self> {
        let bytes = moment.as_bytes();
        let is_made_right = bytes.len() == 20
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                10 => *byte == b'T',
                13 | 16 => *byte == b':',
                19 => *byte == b'Z',
                _ => byte.is_ascii_digit(),
            });
        if !is_made_right || moment.get(17..19).is_none_or(|seconds| seconds > "59") {
            return None;
        }
        moment.parse::<jiff::Timestamp>().ok().map(|stamp| Self(stamp.as_second()))
    }

    /// Returns the moment as jiff has it; the last one there is when it lies beyond the year 9999.
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_second(self.0).unwrap_or(jiff::Timestamp::MAX)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_jiff().strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(date: &str, last: &str) {
        let read = PartialDate::parse(date).unwrap();
        assert_eq!(read.to_string(), date);
        assert_eq!(read.last_day().to_string(), last);
    }

    #[test]
    fn a_period_is_due_at_its_end() {
        check("2019", "2019-12-31");
        check("2020-02", "2020-02-29");
        check("2019-06-03", "2019-06-03");
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for date in ["2019-02-29", "2019-13", "19", "2019-6", "2019-06-3", "2019/06", "٢٠١٩", ""] {
            assert_eq!(PartialDate::parse(date), None, "{date}");
        }
        for moment in ["2019-01-01T00:00:60Z", "2019-01-01 00:00:00Z", "2019-01-01T00:00:00+01"] {
            assert_eq!(Timestamp::parse(moment), None, "{moment}");
        }
    }

    #[test]
    fn moments_are_written_as_they_are_read() {
        assert_eq!(Timestamp::parse("2026-11-24T09:12:03Z").unwrap().to_string(), "2026-11-24T09:12:03Z");
        assert_eq!(Timestamp::default().to_string(), "1970-01-01T00:00:00Z");
    }
}
