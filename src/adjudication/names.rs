//! How annotators are called where there is little room: a short name, and an initial that no other one has.

use std::collections::HashSet;

/// Returns a short name for each: the first word where no other has it, else the whole name.
pub fn short_names(names: &[&str]) -> Vec<String> {
    let first = |name: &str| name.split_whitespace().next().unwrap_or(name).to_owned();
    let firsts: Vec<String> = names.iter().map(|name| first(name)).collect();
    let is_alone = |word: &String| firsts.iter().filter(|other| *other == word).count() == 1;
    let shortened = names.iter().zip(&firsts).map(|(name, first)| match is_alone(first) {
        true => first.clone(),
        false => (*name).to_owned(),
    });
    shortened.collect()
}

/// Returns an initial for each: the first letter where no other has it; else the first letters of all words; where that
/// does not tell two apart either, the first letter and a number.
pub fn initials(names: &[&str]) -> Vec<String> {
    let of_words = |name: &str, most: usize| -> String {
        let letters = name.split_whitespace().take(most).filter_map(|word| word.chars().next());
        letters.flat_map(char::to_uppercase).collect()
    };
    let letters: Vec<String> = names.iter().map(|name| of_words(name, 1)).collect();
    let several: Vec<String> = names.iter().map(|name| of_words(name, 3)).collect();
    let count = |all: &[String], one: &str| all.iter().filter(|other| *other == one).count();
    let mut taken: HashSet<String> = HashSet::new();
    let mut initials = Vec::with_capacity(names.len());
    for (letter, several_letters) in letters.iter().zip(&several) {
        let is_clear = !letter.is_empty() && count(&letters, letter) == 1;
        let are_clear = count(&several, several_letters) == 1 && count(&letters, several_letters) == 0;
        let initial = match (is_clear, are_clear && !several_letters.is_empty()) {
            (true, _) => letter.clone(),
            (false, true) => several_letters.clone(),
            (false, false) => {
                let mut numbered = (1..).map(|number: usize| format!("{letter}{number}"));
                numbered.find(|one| !taken.contains(one)).unwrap_or_default()
            }
        };
        taken.insert(initial.clone());
        initials.push(initial);
    }
    initials
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_tell_annotators_apart() {
        let of = |names: &[&str]| initials(names).join(" ");
        assert_eq!(of(&["Maria Keller", "Jonas Lind"]), "M J");
        assert_eq!(of(&["Maria Keller", "Maria Costa", "Jonas"]), "MK MC J");
        assert_eq!(of(&["Maria", "Maria"]), "M1 M2");
        assert_eq!(of(&["mira anand", "Mira Anand", "Mu"]), "M1 M2 M3");
        assert_eq!(of(&["Ольга", "李明", ""]), "О 李 1");
    }

    #[test]
    fn short_names_are_first_names_where_these_are_clear() {
        assert_eq!(short_names(&["Maria Keller", "Jonas Lind"]), ["Maria", "Jonas"]);
        assert_eq!(
            short_names(&["Maria Keller", "Maria Costa", "Jo"]),
            ["Maria Keller", "Maria Costa", "Jo"]
        );
    }
}
