//! What of a page nobody reads is taken out of the tree: scripts, what is hidden, navigation, forms, questions about
//! consent.
//!
//! Pages are saved while a question about cookies lies over them, and then the page itself may be marked as hidden; old
//! pages stand as a whole inside a form. So what holds the article stays, whatever is said of it.

use dom_query::{Document, NodeData, NodeRef};

/// Who chose what is cleaned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// Nobody: it is a page with all that lies over it and around it.
    Page,
    /// Whoever copied it: nothing in it is taken for a question about consent.
    Chosen,
}

/// Takes out of the tree what is no text for readers.
pub(super) fn clean(document: &Document, whole: Whole) {
    let mut out = Vec::new();
    let root = document.root();
    let text_len = match whole {
        Whole::Page => Some(text_len(&root)),
        Whole::Chosen => None,
    };
    let mut next = root.first_child();
    while let Some(node) = next {
        let is_out = is_left_out(&node, text_len);
        if is_out {
            out.push(node);
        } else if node.has_attr("aria-hidden") || is_hidden(&node) {
            // What looks for the main text believes these attributes, and would leave out the article.
            node.remove_attrs(&["aria-hidden", "hidden", "style"]);
        }
        next = following(&node, is_out, &root);
    }
    for node in out {
        node.remove_from_parent();
    }
}

/// Returns the node behind `node` in the order of the page, below `root`.
pub(super) fn following<'a>(
    node: &NodeRef<'a>,
    is_inside_skipped: bool,
    root: &NodeRef<'a>,
) -> Option<NodeRef<'a>> {
    if !is_inside_skipped && let Some(child) = node.first_child() {
        return Some(child);
    }
    let mut node = *node;
    loop {
        if node.id == root.id {
            return None;
        }
        if let Some(next) = node.next_sibling() {
            return Some(next);
        }
        node = node.parent()?;
    }
}

/// `page_len` is how much text the page has, `None` where nothing is taken for a question.
fn is_left_out(node: &NodeRef<'_>, page_len: Option<usize>) -> bool {
    if node.is_comment() {
        return true;
    }
    let Some(name) = node.qual_name_ref() else { return false };
    let name: &str = name.local.as_ref();
    match name {
        "html" | "body" => false,
        // Where headings open and close what is below them, their words stand in a button.
        "button" => !node.parent().is_some_and(|parent| is_heading(&parent)),
        "dialog" => !node.has_attr("open") || !holds_article(node),
        name if is_no_text(name) => true,
        "form" => !holds_article(node),
        _ if page_len.is_some_and(|page_len| asks_for_something(node, page_len)) => {
            !is_or_holds_headline(node)
        }
        _ if is_hidden(node) || has_role_apart(node) => !holds_article(node),
        _ => false,
    }
}

/// Elements that hold no text of the page, or only what helps to use it.
const NOT_TEXT: &[&str] = &[
    "head",
    "title",
    "meta",
    "link",
    "base",
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "svg",
    "iframe",
    "object",
    "embed",
    "applet",
    "canvas",
    "video",
    "audio",
    "map",
    "select",
    "input",
    "textarea",
    "datalist",
    "progress",
    "meter",
    "frameset",
    "noframes",
    "noembed",
    "amp-consent",
    "amp-sidebar",
    "amp-ad",
    "amp-sticky-ad",
    "amp-user-notification",
    "amp-analytics",
    "amp-state",
    "amp-social-share",
    "amp-embed",
];

fn is_no_text(name: &str) -> bool {
    NOT_TEXT.contains(&name)
}

fn is_heading(node: &NodeRef<'_>) -> bool {
    node.qual_name_ref().is_some_and(|name| {
        matches!(name.local.as_ref(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary")
    })
}

/// Returns whether the article may stand in there: a headline, or several paragraphs.
fn holds_article(node: &NodeRef<'_>) -> bool {
    let mut paragraphs = 0;
    is_or_holds(node, |name| {
        paragraphs += usize::from(name == "p");
        paragraphs >= 3 || matches!(name, "h1" | "article" | "main")
    })
}

fn is_or_holds_headline(node: &NodeRef<'_>) -> bool {
    is_or_holds(node, |name| matches!(name, "h1" | "article" | "main"))
}

fn is_or_holds(node: &NodeRef<'_>, mut is_it: impl FnMut(&str) -> bool) -> bool {
    let mut next = Some(*node);
    while let Some(inner) = next {
        if inner.qual_name_ref().is_some_and(|name| is_it(name.local.as_ref())) {
            return true;
        }
        next = following(&inner, false, node);
    }
    false
}

fn is_hidden(node: &NodeRef<'_>) -> bool {
    if node.has_attr("hidden") || node.attr("aria-hidden").is_some_and(|hidden| &*hidden == "true") {
        return true;
    }
    let style = node.attr("style").map(|style| {
        let style: String = style.chars().filter(|character| !character.is_ascii_whitespace()).collect();
        style.to_ascii_lowercase()
    });
    if style.is_some_and(|style| style.contains("display:none") || style.contains("visibility:hidden")) {
        return true;
    }
    // For screen readers alone.
    const UNSEEN: &[&str] = &["sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"];
    node.class().is_some_and(|class| class.split_ascii_whitespace().any(|class| UNSEEN.contains(&class)))
}

fn has_role_apart(node: &NodeRef<'_>) -> bool {
    const APART: &[&str] =
        &["navigation", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar", "tooltip"];
    node.attr("role").is_some_and(|role| APART.contains(&role.trim()))
}

/// Returns whether an element is called like a question about cookies, or an offer of a newsletter, and does not hold
/// most of the page's text.
fn asks_for_something(node: &NodeRef<'_>, page_len: usize) -> bool {
    /// What those are called that ask for others.
    const ASKING: &[&str] =
        &["onetrust", "didomi", "usercentrics", "cybot", "sp_message", "qc-cmp", "iubenda", "borlabs"];
    /// The same, where the name is part of common words: trustees, trusted.
    const ASKING_WORDS: &[&str] = &["truste"];
    /// What an article may be called too that is about it.
    const SUBJECTS: &[&str] = &["cookie", "consent", "gdpr", "newsletter"];
    let called: Vec<String> = [node.id_attr(), node.class()]
        .into_iter()
        .flatten()
        .map(|called| called.to_ascii_lowercase())
        .collect();
    let words = || called.iter().flat_map(|called| called.split_ascii_whitespace());
    if words().any(|word| ARTICLE.contains(&word)) {
        return false;
    }
    let is_one_of = |signs: &[&str]| {
        words()
            .filter(|word| !SUBJECT_OF.iter().any(|beginning| word.starts_with(beginning)))
            .any(|word| signs.iter().any(|sign| word.contains(sign)))
    };
    let is_name = |word: &str| ASKING_WORDS.iter().any(|name| word.split(['-', '_']).next() == Some(name));
    is_one_of(ASKING) || words().any(is_name) || is_one_of(SUBJECTS) && text_len(node) <= page_len / 2
}

/// What the programs that most blogs are written with call an article.
const ARTICLE: &[&str] = &["post", "hentry", "entry", "type-post"];

/// What they put before the words that say what an article is about.
const SUBJECT_OF: &[&str] = &["tag-", "category-"];

/// Returns how many characters are below `node`, without white space and what is no text.
fn text_len(node: &NodeRef<'_>) -> usize {
    let mut len = 0;
    let mut next = Some(*node);
    while let Some(inner) = next {
        let is_out = inner.qual_name_ref().is_some_and(|name| is_no_text(name.local.as_ref()));
        len += inner.query_or(0, |inner| match &inner.data {
            NodeData::Text { contents } => {
                contents.chars().filter(|character| !character.is_whitespace()).count()
            }
            _ => 0,
        });
        next = following(&inner, is_out, node);
    }
    len
}

#[cfg(test)]
mod tests {
    use super::super::render;
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let document = Document::from(html);
        clean(&document, Whole::Page);
        assert_eq!(render::text_of(document.root()), expected);
    }

    #[test]
    fn what_is_no_text_goes() {
        check(
            "<title>t</title><style>s</style><nav>n</nav>a<script>'</p>'</script><noscript>x</noscript>\
             <template><p>y</p></template><svg><text>z</text></svg><!-- c --><form>q<input></form>",
            "a",
        );
        check("<h2><button>Head</button></h2><button>Share</button>", "Head");
    }

    #[test]
    fn what_is_hidden_goes() {
        check("<p hidden>a<p aria-hidden=true>b<p style='Display: NONE'>c<p class='x sr-only'>d<p>e", "e");
        check("<div role=dialog>a</div><div id=CookieBanner>b</div>c", "c");
    }

    #[test]
    fn what_holds_the_article_stays_whatever_is_said_of_it() {
        check("<body hidden class=cookie-open><div aria-hidden=true><h1>a</h1>b</div>", "a\n\nb");
        check("<form id=aspnet><p>a<p>b<p>c</form>", "a\n\nb\n\nc");
        check("<div class='page has-consent'><article>a</article></div>", "a");
        check("<main style='display: none'>a</main>", "a");
    }

    #[test]
    fn an_article_about_cookies_asks_for_nothing() {
        check("<div class='tag-cookies category-gdpr'>a</div><p>more than that", "a\n\nmore than that");
        check("<div class='post hentry gdpr-2018'>a</div><p>more than that", "a\n\nmore than that");
        check("<div class=consent-rules>most of the text</div><p>less", "most of the text\n\nless");
        check("<div class=consent>less</div><p>most of the text", "most of the text");
        check("<div id=onetrust-sdk>many partners, all of them named</div><p>a", "a");
    }

    #[test]
    fn what_somebody_copied_asks_for_nothing() {
        let document = Document::from("<p class=newsletter>a<p>bcd<p hidden>e");
        clean(&document, Whole::Chosen);
        assert_eq!(render::text_of(document.root()), "a\n\nbcd");
    }
}
