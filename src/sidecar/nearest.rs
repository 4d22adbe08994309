//! The known name that an unknown one was most likely meant to be.

/// Returns the nearest of `known`, when it is near enough to be a slip.
pub(crate) fn name(unknown: &str, known: &[&'static str]) -> Option<&'static str> {
    let limit = (unknown.chars().count() / 3).clamp(1, 3);
    known
        .iter()
        .map(|name| (distance(unknown, name), *name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Returns how many letters have to be put in, taken out, changed or swapped with the next to make `one` `other`;
/// upper case counts as lower case.
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().take(64).flat_map(char::to_lowercase).collect();
    let other: Vec<char> = other.chars().flat_map(char::to_lowercase).collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut this = vec![row + 1];
        for (column, target) in other.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let mut cost = (at(&last, column) + usize::from(letter != target))
                .min(at(&last, column + 1) + 1)
                .min(at(&this, column) + 1);
            let is_swap = row > 0
                && column > 0
                && one.get(row - 1) == Some(target)
                && other.get(column - 1) == Some(letter);
            if is_swap {
                cost = cost.min(at(&before_last, column - 1) + 1);
            }
            this.push(cost);
        }
        before_last = std::mem::replace(&mut last, this);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_strangers_are_not() {
        let known = ["gist", "claimants", "confidence", "note"];
        assert_eq!(name("confidance", &known), Some("confidence"));
        assert_eq!(name("claimant", &known), Some("claimants"));
        assert_eq!(name("gsit", &known), Some("gist"));
        assert_eq!(name("Note", &known), Some("note"));
        assert_eq!(name("sentiment", &known), None);
        assert_eq!(name("", &known), None);
    }
}
