//! Abbreviations whose full stop ends no sentence: a table by language, and what else ends in a full stop within a
//! sentence (initials, ordinals).
//!
//! The language of a text is not known, so all rows apply to all texts; a row holds nothing that is a common word of
//! another language at the end of a sentence. A new language is a new row.

/// When a sentence may end behind an abbreviation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// Never: a name or a noun follows.
    Never,
    /// Unless a number follows: "No. 10", but "No. He left."
    UnlessNumber,
    /// Only where the next word is one that begins sentences: "at 5 p.m. The minister", but "at 5 p.m. Tuesday".
    BeforeOpener,
}

use Ends::{BeforeOpener, Never, UnlessNumber};

/// The abbreviations without their last full stop, as they are written inside a sentence.
const TABLE: &[(&str, Ends, &[&str])] = &[
    (
        "en",
        Never,
        &[
            "U.S", "U.K", "U.N", "U.S.A", "U.A.E", "E.U", "U.S.S.R", "Mr", "Mrs", "Ms", "Mx", "Messrs", "Dr",
            "Drs", "Prof", "Profs", "Gen", "Lt", "Col", "Maj", "Capt", "Cmdr", "Cdr", "Sgt", "Cpl", "Pvt",
            "Adm", "Brig", "Lieut", "Sen", "Sens", "Rep", "Reps", "Gov", "Govs", "Pres", "Hon", "Rev", "Fr",
            "Msgr", "Amb", "Atty", "Supt", "Det", "Insp", "Mt", "Ft", "vs", "v", "e.g", "i.e", "cf", "viz",
            "approx", "Assn", "Dept", "Univ",
        ],
    ),
    (
        "en",
        UnlessNumber,
        &[
            "No", "Nos", "Art", "Arts", "Sec", "Fig", "Figs", "Vol", "Vols", "Ch", "Eq", "p", "pp", "para",
            "paras", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec",
        ],
    ),
    (
        "en",
        BeforeOpener,
        &[
            "Inc", "Co", "Corp", "Ltd", "LLC", "Bros", "Jr", "Sr", "Esq", "a.m", "p.m", "al", "etc", "et al",
            "Ph.D", "M.D", "B.A", "M.A", "D.C", "B.C", "A.D", "ca", "est", "Rd", "St", "Ave", "Blvd",
        ],
    ),
    (
        "de",
        Never,
        &[
            "Hr", "Fr", "Dipl", "Ing", "Hrsg", "bzw", "d.h", "z.B", "u.a", "v.a", "i.d.R", "sog", "vgl",
            "evtl", "ggf", "inkl", "Abs", "Mio", "Mrd", "Tsd", "geb", "gest",
        ],
    ),
    ("de", UnlessNumber, &["Nr", "Nrn", "S", "Art", "Kap", "Bd"]),
    ("de", BeforeOpener, &["usw", "u.s.w", "Str", "Jh", "Jhd"]),
    ("fr", Never, &["MM", "Mme", "Mlle", "Mgr", "Pr", "p.ex", "c.-à-d", "env", "av", "apr"]),
    (
        "es",
        Never,
        &["Sr", "Sra", "Srta", "Dra", "Ud", "Uds", "Gral", "Cnel", "Lic", "Ing", "EE", "p.ej", "EE.UU"],
    ),
    ("es", UnlessNumber, &["núm", "págs", "pág"]),
    ("it", Never, &["Sig", "Sigg", "Dott", "Avv", "Geom"]),
    ("it", BeforeOpener, &["ecc"]),
    ("pt", Never, &["Exmo", "Exma", "Dra", "Eng"]),
    ("nl", Never, &["dhr", "mevr", "drs", "mr", "ir", "bijv", "d.w.z", "o.a", "m.n"]),
    (
        "ru",
        BeforeOpener,
        &["г", "гг", "т.е", "т.д", "т.п", "др", "пр", "стр", "тыс", "руб", "долл", "чел", "н.э", "вв"],
    ),
    ("ru", Never, &["им", "ул", "пл", "млн", "млрд", "см", "проф", "акад", "ген", "т", "обл", "гл"]),
    ("hi", Never, &["डॉ", "श्री", "प्रो", "सुश्री"]),
];

/// Words that begin sentences and hardly ever follow an abbreviation inside one.
const OPENERS: &[&str] = &[
    "The",
    "A",
    "An",
    "This",
    "That",
    "These",
    "Those",
    "There",
    "Here",
    "He",
    "She",
    "It",
    "They",
    "We",
    "I",
    "You",
    "His",
    "Her",
    "Its",
    "Their",
    "Our",
    "My",
    "In",
    "On",
    "At",
    "By",
    "For",
    "From",
    "With",
    "But",
    "And",
    "Or",
    "So",
    "Yet",
    "As",
    "If",
    "When",
    "While",
    "Although",
    "Though",
    "After",
    "Before",
    "Since",
    "Because",
    "However",
    "Meanwhile",
    "Then",
    "Now",
    "Not",
    "No",
    "What",
    "Who",
    "Why",
    "How",
    "Where",
    "Some",
    "Many",
    "Most",
    "All",
    "Each",
    "Both",
    "One",
    "Two",
    "According",
    "Der",
    "Die",
    "Das",
    "Ein",
    "Eine",
    "Er",
    "Sie",
    "Es",
    "Wir",
    "Ich",
    "Im",
    "Am",
    "Auf",
    "Bei",
    "Nach",
    "Aber",
    "Und",
    "Doch",
    "Le",
    "La",
    "Les",
    "Un",
    "Une",
    "Il",
    "Elle",
    "Ils",
    "Elles",
    "Nous",
    "Mais",
    "Dans",
    "El",
    "Los",
    "Las",
    "Una",
    "En",
    "Pero",
    "В",
    "На",
    "Но",
    "Он",
    "Она",
    "Они",
    "Это",
    "По",
    "Как",
    "Мы",
    "Я",
    "За",
    "При",
];

/// Nouns that follow an ordinal number written with a full stop: "am 3. Oktober".
const BEHIND_ORDINALS: &[&str] = &[
    "Januar",
    "Jänner",
    "Februar",
    "Feber",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
    "Jahrhundert",
    "Jahrhunderts",
    "Weltkrieg",
    "Weltkriegs",
    "Bundestag",
    "Absatz",
    "Auflage",
    "Klasse",
    "Stock",
    "Januari",
    "Maj",
];

/// Returns whether the full stop at the end of `word` can end a sentence that goes on with `next`.
///
/// `word` is the last word of `sentence` with its full stop and without opening marks; `is_closed` says that a closing
/// quote or bracket follows it, where the sentence is more likely to end.
pub(super) fn can_end(sentence: &str, word: &str, is_closed: bool, next: &str) -> bool {
    let Some(stem) = word.strip_suffix('.') else {
        return true;
    };
    let next_word = first_word(next);
    let opens = OPENERS.contains(&next_word.letters) && !next_word.is_initial();
    if !stem.is_empty() && stem.chars().all(char::is_numeric) {
        // "1." alone is the number of what follows.
        return sentence.trim() != word && !BEHIND_ORDINALS.contains(&next_word.letters);
    }
    if stem.chars().count() == 1 && next_word.is_lettered() {
        // "z. B.", "p. ex.", "A. J."
        return false;
    }
    let is_initial = is_single_letter(stem);
    let ends = match lookup(stem) {
        Some(Never) if is_closed => BeforeOpener,
        Some(ends) => ends,
        None if is_initial || is_lettered(stem) => BeforeOpener,
        None => return true,
    };
    match ends {
        Never => false,
        UnlessNumber if is_initial => opens,
        UnlessNumber => !next.trim_start().starts_with(|first: char| first.is_numeric() || first == '#'),
        BeforeOpener => opens,
    }
}

/// Returns how the table has `stem`; at the start of a sentence small letters are written large.
fn lookup(stem: &str) -> Option<Ends> {
    let first = stem.chars().next()?;
    let is_same = |row: &str| {
        row == stem
            || (first.is_uppercase()
                && row.chars().next().is_some_and(char::is_lowercase)
                && row.to_lowercase() == stem.to_lowercase())
    };
    TABLE.iter().find(|(_, _, rows)| rows.iter().any(|row| is_same(row))).map(|(_, ends, _)| *ends)
}

/// Returns whether it is a capital letter alone: an initial.
fn is_single_letter(stem: &str) -> bool {
    let mut letters = stem.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
}

/// Returns whether it is single letters with full stops between them: "J.R", "P.L.O".
fn is_lettered(stem: &str) -> bool {
    stem.contains('.')
        && stem.split('.').all(|part| {
            let mut letters = part.chars();
            letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
        })
}

/// The word that a text begins with, opening marks left out.
struct FirstWord<'a> {
    letters: &'a str,
    has_full_stop: bool,
}

impl FirstWord<'_> {
    /// Returns whether it is an initial: "A. Khan" begins no sentence, "A man" does.
    fn is_initial(&self) -> bool {
        self.has_full_stop && is_single_letter(self.letters)
    }

    /// Returns whether it goes on with an abbreviation of one letter.
    fn is_lettered(&self) -> bool {
        self.has_full_stop && self.letters.chars().count() == 1
    }
}

fn first_word(text: &str) -> FirstWord<'_> {
    let text = text.trim_start_matches(|first: char| !first.is_alphanumeric());
    let end = text.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(text.len());
    let (letters, rest) = text.split_at_checked(end).unwrap_or_default();
    FirstWord { letters, has_full_stop: rest.starts_with('.') }
}
