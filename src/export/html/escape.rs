//! Somebody else's words in a page of ours: they can be nothing but text.

use std::fmt::Write;

/// Adds words as text. Characters that turn the order of what follows, and controls, stand as their names in a frame,
/// so that a report shows what a document hides and no line of it is turned.
pub(in crate::export) fn text(out: &mut String, words: &str) {
    for character in words.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            _ if is_turning(character) || character.is_control() => {
                // Writing to a string cannot fail.
                let _ =
                    write!(out, "<span class=\"hidden\" dir=\"ltr\">U+{:04X}</span>", u32::from(character));
            }
            _ => out.push(character),
        }
    }
}

/// Adds words as the value of an attribute in quotation marks; controls are left out.
pub(in crate::export) fn attribute(out: &mut String, words: &str) {
    for character in words.chars().filter(|character| !character.is_control() && !is_turning(*character)) {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
}

/// Returns whether a character embeds, overrides or isolates a direction.
fn is_turning(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, markup: &str) {
        let mut out = String::new();
        text(&mut out, words);
        assert_eq!(out, markup);
    }

    #[test]
    fn words_are_never_markup_and_never_turn_the_page() {
        check("<script>\"&'</script>", "&lt;script&gt;&quot;&amp;&#39;&lt;/script&gt;");
        check("]]> -->", "]]&gt; --&gt;");
        check("a\u{202e}b", "a<span class=\"hidden\" dir=\"ltr\">U+202E</span>b");
        check(
            "\0\r",
            "<span class=\"hidden\" dir=\"ltr\">U+0000</span><span class=\"hidden\" dir=\"ltr\">U+000D</span>",
        );
        check("می‌خواهم 👩‍👧\n", "می‌خواهم 👩‍👧\n");
        let mut out = String::new();
        attribute(&mut out, "https://x.org/\"onclick='a'\n\u{202e}>");
        assert_eq!(out, "https://x.org/&quot;onclick=&#39;a&#39;&gt;");
    }
}
