//! What the system's clipboard holds, as an article: HTML where it is there, else plain text.
//!
//! Asking for it may take long, since another program answers: it is done by a job, and only for so long. Nothing of
//! the words is changed but the line ends. Deliberately absent: putting words there, which egui does.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::import::html;
use crate::model::About;

/// How long the clipboard is waited for when its plain text is at hand already.
const PATIENCE_WITH_TEXT: Duration = Duration::from_secs(2);

/// How long it is waited for else.
const PATIENCE: Duration = Duration::from_secs(6);

/// The forms in which a clipboard may hold the same words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flavours {
    /// As HTML.
    pub html: Option<String>,
    /// As plain text.
    pub text: Option<String>,
}

/// Where [`Flavours`] come from: the system, or a test.
pub trait Source: Send + Sync {
    /// Returns what there is now; may take long.
    fn flavours(&self) -> Flavours;
}

/// The system's clipboard.
pub struct System;

impl Source for System {
    fn flavours(&self) -> Flavours {
        let Ok(mut clipboard) = arboard::Clipboard::new() else { return Flavours::default() };
        let html = clipboard.get().html().ok();
        // The HTML says all that the text does.
        let text = if html.is_some() { None } else { clipboard.get_text().ok() };
        Flavours { html, text }
    }
}

/// An article as it was copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Clipping {
    /// The words, with LF as line ends.
    pub text: String,
    /// What the HTML says of the article, and a title that was guessed where it says none.
    pub about: About,
}

/// Returns the article on the clipboard; `plain` is its plain text where that is known already. `None` when there are
/// no words, or nobody answered in time.
pub fn read(source: Arc<dyn Source>, plain: Option<String>) -> Option<Clipping> {
    let patience = if plain.is_some() { PATIENCE_WITH_TEXT } else { PATIENCE };
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        // Nobody waits any more when the time is up.
        let _ = sender.send(source.flavours());
    });
    let flavours = receiver.recv_timeout(patience).unwrap_or_default();
    clipping(Flavours { text: plain.or(flavours.text), ..flavours })
}

fn clipping(flavours: Flavours) -> Option<Clipping> {
    let from_html = flavours.html.map(|html| html::fragment(&html));
    let (text, mut about) = match from_html.filter(|fragment| !fragment.text.trim().is_empty()) {
        Some(fragment) => (fragment.text, fragment.about),
        None => (flavours.text?, About::default()),
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().is_empty() {
        return None;
    }
    if about.title.trim().is_empty() {
        about.title = headline(&text).unwrap_or_default().to_owned();
    }
    Some(Clipping { text, about })
}

/// The most characters of a line that is taken for a headline.
const HEADLINE: usize = 160;

/// Returns the first line when it looks like a headline: short, no sentence, and more behind it.
fn headline(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    let first = first.trim_start_matches('#').trim();
    let is_sentence = first.ends_with(['.', ':', ';', ',', '。', '।', '۔']);
    let is_short = first.chars().count() <= HEADLINE;
    let is_headline = is_short && !is_sentence && first.chars().any(char::is_alphabetic);
    // In a text that is wrapped by hand the first line ends as the others do: within a sentence.
    let is_alone = text
        .trim_start()
        .split_once('\n')
        .is_some_and(|(_, rest)| rest.trim_start_matches(' ').starts_with('\n'))
        || lines.clone().all(|line| line.chars().count() > first.chars().count());
    (is_headline && is_alone && lines.next().is_some()).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Flavours {
        Flavours { html: None, text: Some(text.to_owned()) }
    }

    #[track_caller]
    fn check_title(text: &str, title: &str) {
        assert_eq!(clipping(plain(text)).unwrap().about.title, title);
    }

    #[test]
    fn plain_text_stays_as_it_is_but_for_its_line_ends() {
        let words = "  Two wells \r\n\r\nHe said\rit was  wrapped\r\nby hand.\t\n\n\n";
        let clipping = clipping(plain(words)).unwrap();
        assert_eq!(clipping.text, "  Two wells \n\nHe said\nit was  wrapped\nby hand.\t\n\n\n");
        assert_eq!(clipping.about.title, "Two wells");
    }

    #[test]
    fn the_first_line_is_the_title_only_where_it_looks_like_one() {
        check_title("Board denies all\n\nIt said so on Monday.", "Board denies all");
        check_title("# Board denies all\n\nIt said so.", "Board denies all");
        check_title("The board denied it on Monday.\n\nIt said no more.", "");
        check_title("A lone line", "");
        check_title("A text that is wrapped by hand goes on\nin the next line and so\non it goes.", "");
        check_title(
            "“We will not pay”\nThe minister said on Monday that nothing is owed.",
            "“We will not pay”",
        );
        check_title(&format!("{}\n\nMore.", "word ".repeat(60)), "");
        check_title("خبر کی سرخی\n\nمتن یہاں ہے۔", "خبر کی سرخی");
    }

    #[test]
    fn html_is_taken_before_plain_text_and_an_empty_one_is_not() {
        let html = "<meta property='og:title' content='Two wells'><p>Clear Wells <b>alleges</b> it.</p><p>Denied.</p>";
        let flavours = Flavours { html: Some(html.to_owned()), text: Some("other".to_owned()) };
        let clipping_of_html = clipping(flavours).unwrap();
        assert_eq!(clipping_of_html.text.trim_end(), "Clear Wells alleges it.\n\nDenied.");
        assert_eq!(clipping_of_html.about.title, "Two wells");
        let picture = Flavours { html: Some("<img src='a.png'>".to_owned()), text: Some("Words".to_owned()) };
        assert_eq!(clipping(picture).unwrap().text, "Words");
    }

    #[test]
    fn without_words_there_is_no_article() {
        assert_eq!(clipping(Flavours::default()), None);
        assert_eq!(clipping(plain(" \n\t ")), None);
    }

    #[test]
    fn who_does_not_answer_is_not_waited_for_when_the_text_is_at_hand() {
        struct Never;
        impl Source for Never {
            fn flavours(&self) -> Flavours {
                std::panic::resume_unwind(Box::new("gone"))
            }
        }
        assert_eq!(read(Arc::new(Never), Some("Words".to_owned())).unwrap().text, "Words");
        assert_eq!(read(Arc::new(Never), None), None);
    }
}
