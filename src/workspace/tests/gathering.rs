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

/// As in the window: a layer that stands in another folder, because the document's own cannot be written, is found.
#[test]
fn a_folder_is_read_with_what_app_data_has() {
    let desk = Desk::new();
    written(&desk, &maria(), |open| tag(open, "He denied it.", "rebuttal", "r1"));
    let elsewhere = tempfile::tempdir().unwrap();
    let sidecar = desk.sidecar("maria");
    let moved = elsewhere.path().join(sidecar.file_name().unwrap());
    std::fs::copy(&sidecar, &moved).unwrap();
    std::fs::remove_file(&sidecar).unwrap();
    let mut settings = settings::Settings::default();
    settings.remember_place(settings::Place {
        text: crate::text::TextHash::of(WORDS),
        document: std::path::absolute(desk.document()).unwrap(),
        folder: elsewhere.path().to_owned(),
    });
    let claim_count = |around: &Around| {
        let (material, problems) =
            gather_shown(desk.folder.path(), &[desk.document()], Some(&maria()), around);
        assert_eq!(problems, []);
        material.all().count()
    };
    assert_eq!(claim_count(&Around::of(Keep::of_places(&settings))), 1);
    assert_eq!(claim_count(&Around::default()), 0);
}
