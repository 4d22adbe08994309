//! Names for new files: made from a title, or typed.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::sidecar::is_device;

/// The most bytes of a name that is made from a title, without its extension.
const MADE: usize = 80;

/// The most bytes of a name that is typed: a sidecar's name is longer by some 60, and systems allow 255.
const TYPED: usize = 160;

/// Returns a plain name for a file about `title`, without extension: small letters of any script and digits, parted
/// by hyphens; never empty, never a device.
pub fn of_title(title: &str) -> String {
    let mut name = String::new();
    for letter in title.nfc().flat_map(char::to_lowercase) {
        match kind(letter) {
            Kind::Kept => name.push(letter),
            Kind::Nothing => {}
            Kind::Gap if name.is_empty() || name.ends_with('-') => {}
            Kind::Gap => name.push('-'),
        }
    }
    let name = shortened(name.trim_end_matches('-'), MADE);
    match name.as_str() {
        "" => "pasted-text".to_owned(),
        device if is_device(device) => format!("{device}-text"),
        _ => name,
    }
}

enum Kind {
    Kept,
    Nothing,
    Gap,
}

fn kind(letter: char) -> Kind {
    match letter {
        '\''
        | '’'
        | 'ʼ'
        | '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => Kind::Nothing,
        letter if letter.is_alphanumeric() => Kind::Kept,
        letter if letter.is_ascii() || letter.is_whitespace() || letter.is_control() => Kind::Gap,
        // Punctuation and signs; what is left are the vowel signs and accents that a word cannot be read without.
        '\u{80}'..='\u{bf}' | '×' | '÷' | '\u{2010}'..='\u{2bff}' | '\u{2e00}'..='\u{2e7f}' => Kind::Gap,
        '\u{3000}'..='\u{303f}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff65}' => Kind::Gap,
        '،' | '؛' | '؟' | '۔' | '।' | '॥' | '\u{e000}'..='\u{f8ff}' | '\u{10000}'.. => Kind::Gap,
        _ => Kind::Kept,
    }
}

/// Cuts at a hyphen where that leaves enough, never within what is read as one sign.
fn shortened(name: &str, most: usize) -> String {
    if name.len() <= most {
        return name.to_owned();
    }
    let mut cut = String::new();
    for sign in name.graphemes(true) {
        if cut.len() + sign.len() > most {
            break;
        }
        cut.push_str(sign);
    }
    let at_word = cut.rfind('-').filter(|at| *at > most / 2);
    cut.truncate(at_word.unwrap_or(cut.len()));
    cut.trim_end_matches('-').to_owned()
}

/// Returns a typed name with `extension` where it has none, or what is wrong with it.
pub fn typed(name: &str, extension: &str) -> Result<String, &'static str> {
    let name = name.trim();
    if name.is_empty() || name.starts_with('.') {
        return Err("The file needs a name");
    }
    let is_forbidden = |letter: char| letter.is_control() || r#"/\:*?"<>|"#.contains(letter);
    if name.contains(is_forbidden) {
        return Err(r#"A file name has none of / \ : * ? " < > |"#);
    }
    if is_device(name) {
        return Err("Windows keeps that name for a device");
    }
    let has_extension = name
        .rsplit_once('.')
        .is_some_and(|(stem, end)| !stem.is_empty() && end.eq_ignore_ascii_case(extension));
    let whole = if has_extension { name.to_owned() } else { format!("{name}.{extension}") };
    if whole.len() > TYPED {
        return Err("That file name is too long");
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_of_any_script_becomes_a_plain_name() {
        for (title, name) in [
            ("Pakistan’s leaders hit back: “We did far more”", "pakistans-leaders-hit-back-we-did-far-more"),
            ("../../etc/passwd", "etc-passwd"),
            ("Ärger über Öl", "ärger-über-öl"),
            ("हिंदी में ख़बर", "हिंदी-में-ख़बर"),
            ("خبر کی سرخی؟", "خبر-کی-سرخی"),
            ("市議会、疑惑を否定。", "市議会-疑惑を否定"),
            ("CON", "con-text"),
            ("Lpt1", "lpt1-text"),
            ("— … —", "pasted-text"),
            ("", "pasted-text"),
        ] {
            assert_eq!(of_title(title), name.nfc().collect::<String>(), "{title}");
        }
    }

    #[test]
    fn a_long_title_is_cut_at_a_word_and_no_sign_is_split() {
        let name = of_title(&"denied ".repeat(40));
        assert!(name.len() <= MADE && name.ends_with("denied"), "{name}");
        let name = of_title(&"नि".repeat(60));
        assert!(name.len() <= MADE && name.ends_with("नि"), "{name}");
    }

    #[test]
    fn a_typed_name_gets_its_extension_and_leads_nowhere_else() {
        assert_eq!(typed(" wells ", "txt"), Ok("wells.txt".to_owned()));
        assert_eq!(typed("wells.TXT", "txt"), Ok("wells.TXT".to_owned()));
        assert_eq!(typed("No. 4", "txt"), Ok("No. 4.txt".to_owned()));
        for wrong in ["", "..", "a/b", r"a\b", "nul.txt", ".hidden", "a\tb", &"a".repeat(300)] {
            assert!(typed(wrong, "txt").is_err(), "{wrong}");
        }
    }
}
