//! How counts, times and places are said in the window.

use std::path::Path;

use crate::model::Timestamp;

/// Returns "1 claim", "1,204 claims".
pub fn count(number: usize, one: &str, several: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{} {several}", grouped(number)),
    }
}

/// Returns a small number as a word: "two", "12".
pub fn number(number: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(number).map_or_else(|| grouped(number), |word| (*word).to_owned())
}

/// Returns a day on the reader's calendar: "17 March 2026".
pub fn day_of(moment: Timestamp) -> String {
    jiff::tz::TimeZone::system().to_datetime(moment.to_jiff()).strftime("%-d %B %Y").to_string()
}

/// Returns a number with a comma between its groups of three digits.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Returns the hour and minute on the reader's clock.
pub fn clock(moment: Timestamp) -> String {
    jiff::tz::TimeZone::system().to_datetime(moment.to_jiff()).strftime("%H:%M").to_string()
}

/// Returns how long ago a moment lies, as a list of recent documents says it.
pub fn ago(moment: Timestamp, now: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::system();
    let day = |moment: Timestamp| zone.to_datetime(moment.to_jiff()).date();
    let (then, today) = (day(moment), day(now));
    if then >= today {
        return "today".to_owned();
    }
    if then.tomorrow().is_ok_and(|next| next == today) {
        return "yesterday".to_owned();
    }
    let pattern = if then.year() == today.year() { "%-d %B" } else { "%-d %B %Y" };
    then.strftime(pattern).to_string()
}

/// Returns a folder as people know it: with "~" for their own.
pub fn folder(path: &Path) -> String {
    let home = directories::UserDirs::new().map(|folders| folders.home_dir().to_owned());
    match home.as_deref().and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_agree() {
        assert_eq!(count(1, "claim", "claims"), "1 claim");
        assert_eq!(count(0, "claim", "claims"), "0 claims");
        assert_eq!(count(1_204_000, "word", "words"), "1,204,000 words");
        assert_eq!(grouped(999), "999");
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        let day = |text: &str| Timestamp::parse(text).unwrap();
        let now = day("2026-11-24T12:00:00Z");
        assert_eq!(ago(day("2026-11-24T11:00:00Z"), now), "today");
        assert_eq!(ago(day("2026-11-23T12:00:00Z"), now), "yesterday");
        assert_eq!(ago(day("2026-03-02T12:00:00Z"), now), "2 March");
        assert_eq!(ago(day("2025-03-02T12:00:00Z"), now), "2 March 2025");
    }
}
