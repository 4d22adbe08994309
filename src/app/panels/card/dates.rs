//! Dates as a reader types them, and dates and moments as the card says them.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::{PartialDate, Timestamp};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads a date as it is typed: nothing, `2019`, `2019-06`, `2019-6-3`; else says what is wrong with it.
pub fn read(typed: &str) -> Result<Option<PartialDate>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    if let Some(date) = PartialDate::parse(typed) {
        return Ok(Some(date));
    }
    let numbers: Option<Vec<u32>> =
        typed.split('-').map(|part| part.trim().parse().ok().filter(|_| part.len() <= 4)).collect();
    let has_year = typed.split('-').next().is_some_and(|year| year.trim().len() == 4);
    if let Some(numbers) = numbers.filter(|_| has_year) {
        return of_numbers(&numbers).map(Some);
    }
    Err(match otherwise_written(typed) {
        Some(date) => format!("Write it as {date}"),
        None => "Write a date as 2026, 2026-03 or 2026-03-17".to_owned(),
    })
}

/// Makes a date of year, month and day, or says which of them does not exist.
fn of_numbers(numbers: &[u32]) -> Result<PartialDate, String> {
    let written = match *numbers {
        [year] => format!("{year:04}"),
        [year, month] => format!("{year:04}-{month:02}"),
        [year, month, day] => format!("{year:04}-{month:02}-{day:02}"),
        _ => return Err("Write a date as 2026, 2026-03 or 2026-03-17".to_owned()),
    };
    if let Some(date) = PartialDate::parse(&written) {
        return Ok(date);
    }
    let (year, month) = (numbers.first().copied().unwrap_or(0), numbers.get(1).copied().unwrap_or(0));
    let first = PartialDate::parse(&format!("{year:04}-{month:02}"));
    Err(match (first, month_name(month)) {
        (Some(first), Some(name)) => format!("{name} {year} has {} days", first.last_day().day()),
        _ => format!("There is no month {month}"),
    })
}

/// Returns the date that `3.3.2026` or `3 March 2026` means, where there is only one.
fn otherwise_written(typed: &str) -> Option<PartialDate> {
    let parts: Vec<&str> = typed
        .split(|character: char| character.is_whitespace() || ".,/".contains(character))
        .filter(|part| !part.is_empty())
        .collect();
    let number = |part: &str| part.parse::<u32>().ok();
    let named = |part: &str| {
        let part = part.to_lowercase();
        MONTHS.iter().position(|name| part.len() >= 3 && name.to_lowercase().starts_with(&part))
    };
    let month_of = |part: &str| named(part).and_then(|at| u32::try_from(at + 1).ok());
    let numbers = match *parts.as_slice() {
        [month, year] => vec![number(year)?, month_of(month).or_else(|| number(month))?],
        [one, other, year] => match (month_of(one), month_of(other)) {
            (Some(month), None) => vec![number(year)?, month, number(other)?],
            (None, Some(month)) => vec![number(year)?, month, number(one)?],
            // Day and month in figures: with dots the day comes first; with strokes nobody knows.
            _ if typed.contains('.') => vec![number(year)?, number(other)?, number(one)?],
            _ => return None,
        },
        _ => return None,
    };
    of_numbers(&numbers).ok()
}

fn month_name(month: u32) -> Option<&'static str> {
    MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?).copied()
}

/// Returns a day as people say it: `17 March 2026`, without the year in the year of `today`.
pub fn day(date: Date, today: Date) -> String {
    let pattern = if date.year() == today.year() { "%-d %B" } else { "%-d %B %Y" };
    date.strftime(pattern).to_string()
}

/// Returns when something with that date is due: a period at its end.
pub fn due(date: PartialDate) -> String {
    match (date.month(), date.day()) {
        (None, _) => format!("the end of {}", date.year()),
        (Some(_), None) => date.first_day().strftime("the end of %B %Y").to_string(),
        (Some(_), Some(_)) => date.first_day().strftime("%A, %-d %B %Y").to_string(),
    }
}

/// Returns the day of a moment on the reader's clock.
pub fn local_day(moment: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(moment.to_jiff()).date()
}

/// Returns `Created 17 Mar 2026, 09:12` and, where a change came later, `Changed 09:14`.
pub fn history(created: Timestamp, modified: Timestamp, zone: &TimeZone) -> (String, Option<String>) {
    let whole =
        |moment: Timestamp, pattern: &str| zone.to_datetime(moment.to_jiff()).strftime(pattern).to_string();
    let made = format!("Created {}", whole(created, "%-d %b %Y, %H:%M"));
    let is_same_day = local_day(created, zone) == local_day(modified, zone);
    let pattern = if is_same_day { "%H:%M" } else { "%-d %b %Y, %H:%M" };
    let changed = (modified > created).then(|| format!("Changed {}", whole(modified, pattern)));
    (made, changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expected: Result<&str, &str>) {
        let read = read(typed).map(|date| date.map(|date| date.to_string()).unwrap_or_default());
        assert_eq!(read.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn dates_are_taken_as_they_are_typed() {
        check("", Ok(""));
        check(" 2019 ", Ok("2019"));
        check("2019-06", Ok("2019-06"));
        check("2019-6-3", Ok("2019-06-03"));
    }

    #[test]
    fn a_field_says_what_is_wrong_with_a_date() {
        check("2019-02-30", Err("February 2019 has 28 days"));
        check("2019-13", Err("There is no month 13"));
        check("3.6.2019", Err("Write it as 2019-06-03"));
        check("3 June 2019", Err("Write it as 2019-06-03"));
        check("June 3, 2019", Err("Write it as 2019-06-03"));
        check("Jun 2019", Err("Write it as 2019-06"));
        check("3/6/2019", Err("Write a date as 2026, 2026-03 or 2026-03-17"));
        check("19", Err("Write a date as 2026, 2026-03 or 2026-03-17"));
        check("next summer", Err("Write a date as 2026, 2026-03 or 2026-03-17"));
    }

    #[test]
    fn a_period_is_due_at_its_end() {
        assert_eq!(due(PartialDate::parse("2028").unwrap()), "the end of 2028");
        assert_eq!(due(PartialDate::parse("2028-03").unwrap()), "the end of March 2028");
        assert_eq!(due(PartialDate::parse("2028-03-17").unwrap()), "Friday, 17 March 2028");
    }

    #[test]
    fn moments_are_said_on_the_readers_clock() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let moment = |text: &str| Timestamp::parse(text).unwrap();
        let (created, changed) =
            history(moment("2026-03-17T22:12:00Z"), moment("2026-03-17T22:14:00Z"), &zone);
        assert_eq!(created, "Created 18 Mar 2026, 00:12");
        assert_eq!(changed.as_deref(), Some("Changed 00:14"));
        let (_, changed) = history(moment("2026-03-17T22:12:00Z"), moment("2026-03-18T22:14:00Z"), &zone);
        assert_eq!(changed.as_deref(), Some("Changed 19 Mar 2026, 00:14"));
        let (_, changed) = history(moment("2026-03-17T22:12:00Z"), moment("2026-03-17T22:12:00Z"), &zone);
        assert_eq!(changed, None);
    }
}
