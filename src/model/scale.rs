//! Scales of words of probability: what a reader of that scale may take "is unlikely to" for.
//!
//! Sources: ICD 203, "Analytic Standards", Office of the Director of National Intelligence, 2 January 2015, D.6.e(2)(a);
//! Professional Head of Intelligence Assessment, "Probability yardstick", UK Cabinet Office, 2019.

/// A published scale of words of probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scale {
    /// Intelligence Community Directive 203 (United States).
    Icd203,
    /// The PHIA probability yardstick (United Kingdom).
    Phia,
}

/// One step of a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// The words, the usual ones first.
    pub words: &'static [&'static str],
    /// The least probability in percent.
    pub low: u8,
    /// The greatest probability in percent.
    pub high: u8,
}

const fn band(words: &'static [&'static str], low: u8, high: u8) -> Band {
    Band { words, low, high }
}

const ICD_203: &[Band] = &[
    band(&["almost no chance", "remote"], 1, 5),
    band(&["very unlikely", "highly improbable"], 5, 20),
    band(&["unlikely", "improbable"], 20, 45),
    band(&["roughly even chance", "roughly even odds"], 45, 55),
    band(&["likely", "probable", "probably"], 55, 80),
    band(&["very likely", "highly probable"], 80, 95),
    band(&["almost certain", "almost certainly", "nearly certain"], 95, 99),
];

const PHIA: &[Band] = &[
    band(&["remote chance"], 0, 5),
    band(&["highly unlikely"], 10, 20),
    band(&["unlikely"], 25, 35),
    band(&["realistic possibility"], 40, 50),
    band(&["likely", "probable", "probably"], 55, 75),
    band(&["highly likely"], 80, 90),
    band(&["almost certain", "almost certainly"], 95, 100),
];

impl Scale {
    /// All scales, in the order they are offered.
    pub const ALL: &'static [Self] = &[Self::Icd203, Self::Phia];

    /// Returns the name that is shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Icd203 => "ICD 203",
            Self::Phia => "PHIA",
        }
    }

    /// Returns the steps, from the least probable.
    pub fn bands(self) -> &'static [Band] {
        match self {
            Self::Icd203 => ICD_203,
            Self::Phia => PHIA,
        }
    }

    /// Returns the step that a document's words name ("is unlikely to": unlikely): the one with the longest words
    /// found as whole words, so that "very unlikely" is not taken for "unlikely".
    pub fn band_of(self, words: &str) -> Option<Band> {
        let said = format!(" {} ", plain_words(words));
        self.bands()
            .iter()
            .flat_map(|band| band.words.iter().map(move |word| (band, word)))
            .filter(|(_, word)| said.contains(&format!(" {word} ")))
            .max_by_key(|(_, word)| word.len())
            .map(|(band, _)| *band)
    }
}

/// Returns the words in lower case with single spaces, without punctuation.
fn plain_words(words: &str) -> String {
    words
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scale: Scale, words: &str, expected: Option<(u8, u8)>) {
        assert_eq!(scale.band_of(words).map(|band| (band.low, band.high)), expected);
    }

    #[test]
    fn a_documents_words_are_read_by_the_chosen_scale() {
        check(Scale::Icd203, "is unlikely to", Some((20, 45)));
        check(Scale::Icd203, "Very  unlikely,", Some((5, 20)));
        check(Scale::Phia, "is unlikely to", Some((25, 35)));
        check(Scale::Phia, "may", None);
        check(Scale::Icd203, "unlikelihood", None);
    }
}
