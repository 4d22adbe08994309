//! What is given out of documents and layers on disk.

use super::*;
use crate::model::About;

fn written(desk: &Desk, who: &Annotator, change: impl FnOnce(&mut Open)) {
    let mut open = desk.open(who);
    change(&mut open);
    save(&mut open);
}

fn wanted(desk: &Desk, beside: Option<Vec<(LayerName, PathBuf)>>) -> Wanted {
    let document = desk.document();
    Wanted {
        sidecars: sidecar::beside(&document).unwrap(),
        path: document,
        shown: "rift.md".to_owned(),
        beside,
        around: Around::default(),
    }
}

#[test]
fn what_is_known_of_the_article_is_filled_field_by_field() {
    let desk = Desk::new();
    written(&desk, &maria(), |open| {
        tag(open, "He denied it.", "rebuttal", "r1");
        open.set_about(About { title: "The rift".to_owned(), ..About::default() }, NOW).unwrap();
    });
    written(&desk, &person("Omar", Some("key-of-omar")), |open| {
        let about = About { title: "Other".to_owned(), author: "Ana Li".to_owned(), ..About::default() };
        tag(open, "He denied it.", "rebuttal", "r2");
        open.set_about(about, NOW).unwrap();
    });
    let gathered = gather(&[wanted(&desk, None)], None).remove(0);
    let about = &gathered.document.about;
    assert_eq!((about.title.as_str(), about.author.as_str()), ("The rift", "Ana Li"));
}

#[test]
fn a_page_says_itself_what_no_layer_does() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    let html = "<meta name=author content='Ana Li'><title>The rift</title><p>He denied it.";
    std::fs::write(&path, html).unwrap();
    let open = Open::load(&path, Some(&maria()), None).unwrap();
    assert_eq!(open.material().documents[0].about.author, "Ana Li");
    let wanted = Wanted {
        path,
        shown: "page.html".to_owned(),
        sidecars: Vec::new(),
        beside: None,
        around: Around::default(),
    };
    assert_eq!(gather(&[wanted], None).remove(0).document.about.author, "Ana Li");
}

#[test]
fn a_folder_whose_sidecars_are_known_is_not_listed_again() {
    let desk = Desk::new();
    written(&desk, &maria(), |open| tag(open, "He denied it.", "rebuttal", "r1"));
    let layer_count = |beside| gather(&[wanted(&desk, beside)], None).remove(0).document.layers.len();
    assert_eq!(layer_count(None), 1);
    assert_eq!(layer_count(Some(sidecar::beside(&desk.document()).unwrap())), 1);
    assert_eq!(layer_count(Some(Vec::new())), 0, "what is said to be there counts");
}

/// As in the window: a claim is followed from the text it was made in, where that is at hand.
#[test]
fn a_folder_is_read_with_what_app_data_has() {
    let words = "He lied. He denied it.\n";
    let desk = Desk::with(words.as_bytes());
    written(&desk, &maria(), |open| tag(open, "He lied.", "allegation", "a"));
    let old = Text::new(words.to_owned()).unwrap();
    // The words are deleted, and the same words are added elsewhere: only the old text can tell.
    let edited = "He denied it.\n\nSomebody else wrote much later about another man: He lied.\n";
    std::fs::write(desk.document(), edited).unwrap();
    let shown = |around: &Around| {
        let (material, problems) =
            gather_shown(desk.folder.path(), &[desk.document()], Some(&maria()), around);
        assert_eq!(problems, []);
        let entry = &material.documents[0].layers[0].entries[0];
        (entry.standing.unwrap(), entry.spans.clone())
    };
    let around = Around { old: Some(old), ..Around::default() };
    let window = Open::load_with(&desk.document(), Some(&maria()), None, &around).unwrap();
    let in_window = &window.material().documents[0].layers[0].entries[0];
    assert_eq!(shown(&around), (in_window.standing.unwrap(), in_window.spans.clone()));
    assert_ne!(shown(&around), shown(&Around::default()));
}
