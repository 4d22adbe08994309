//! What app data keeps, for how long, and that it goes when it is to go.

use std::sync::Arc;

use super::*;
use crate::model::{Annotator, AnnotatorId, DocumentInfo, Layer, LayerName, Role, Timestamp};
use crate::settings::Place;
use crate::sidecar;
use crate::text::Text;

const NOW: Timestamp = Timestamp(1_800_000_000);
const WORDS: &str = "He denied it.\n";

struct Desk {
    folder: tempfile::TempDir,
    settings: Settings,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("docs")).unwrap();
        let desk = Self { folder, settings: Settings::default() };
        std::fs::write(desk.document("rift.md"), WORDS).unwrap();
        desk
    }

    fn document(&self, name: &str) -> PathBuf {
        self.folder.path().join("docs").join(name)
    }

    fn keep(&self) -> Keep {
        Keep::new(self.folder.path().join("app"), &self.settings)
    }

    /// Everything in app data, as paths.
    fn kept(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.folder.path().join("app")];
        let mut kept = Vec::new();
        while let Some(folder) = folders.pop() {
            for path in files_in(&folder) {
                if path.is_dir() {
                    folders.push(path.clone());
                } else {
                    kept.push(path);
                }
            }
        }
        kept
    }

    /// Writes the layer of `annotator` beside a document.
    fn sidecar(&self, document: &str, annotator: &str, words: &str) -> PathBuf {
        let path = sidecar::name::path_beside(&self.document(document), &name(annotator));
        std::fs::write(&path, sidecar::write(&layer(annotator, words))).unwrap();
        path
    }
}

fn name(layer: &str) -> LayerName {
    LayerName::parse(layer).unwrap()
}

fn text(words: &str) -> Text {
    Text::new(words.to_owned()).unwrap()
}

fn layer(annotator: &str, words: &str) -> Layer {
    let document = DocumentInfo::new("rift.md", TextHash::of(words), 0);
    let id = AnnotatorId::parse(annotator).unwrap();
    let annotator = Annotator::new(id, annotator);
    Layer::new(document, annotator, Role::Analyst)
}

/// Fills app data with one of everything.
fn fill(desk: &Desk) {
    let (keep, document) = (desk.keep(), desk.document("rift.md"));
    assert!(keep.snapshot(&document, &text(WORDS)).unwrap());
    keep.back_up(&document, &name("maria"), b"former", NOW).unwrap();
    keep.rescue(&document, &name("maria"), &layer("maria", WORDS), Some(&Arc::new(layer("maria", "x"))))
        .unwrap();
}

#[test]
fn old_texts_come_back_by_their_hash_and_broken_ones_do_not() {
    let desk = Desk::new();
    let keep = desk.keep();
    let old = text(WORDS);
    assert!(keep.old_text(old.hash()).is_none());
    assert!(keep.snapshot(&desk.document("rift.md"), &old).unwrap());
    assert!(keep.snapshot(&desk.document("rift.md"), &old).unwrap());
    assert_eq!(keep.old_text(old.hash()).unwrap().as_str(), WORDS);
    let file = keep.snapshot_file(old.hash()).unwrap();
    std::fs::write(&file, pack(b"other words").unwrap()).unwrap();
    assert!(keep.old_text(old.hash()).is_none());
    std::fs::write(&file, b"rubbish").unwrap();
    assert!(keep.old_text(old.hash()).is_none());
}

#[test]
fn texts_that_no_sidecar_names_go_and_the_oldest_beyond_the_limit() {
    let desk = Desk::new();
    let keep = desk.keep();
    let document = desk.document("rift.md");
    for words in ["one", "two", WORDS] {
        keep.snapshot(&document, &text(words)).unwrap();
    }
    desk.sidecar("rift.md", "maria", WORDS);
    desk.sidecar("rift.md", "jonas", "two");
    keep.sweep_snapshots();
    let is_kept = |words: &str| keep.old_text(TextHash::of(words)).is_some();
    assert_eq!(["one", "two", WORDS].map(is_kept), [false, true, true]);
    let file = keep.snapshot_file(TextHash::of("two")).unwrap();
    let opened = std::fs::File::options().write(true).open(&file).unwrap();
    opened.set_modified(std::time::UNIX_EPOCH).unwrap();
    keep.limit_snapshots(file.metadata().unwrap().len() + 1);
    assert!(!is_kept("two"), "the older goes");
    std::fs::remove_dir_all(document.parent().unwrap()).unwrap();
    keep.snapshot(&document, &text("two")).unwrap();
    keep.sweep_snapshots();
    assert!(is_kept("two"), "a drive that is not there keeps its texts");
}

#[test]
fn former_versions_are_listed_newest_first_and_the_same_is_kept_once() {
    let desk = Desk::new();
    let (keep, document, maria) = (desk.keep(), desk.document("rift.md"), name("maria"));
    keep.back_up(&document, &maria, b"one", NOW).unwrap();
    keep.back_up(&document, &maria, b"one", NOW).unwrap();
    keep.back_up(&document, &maria, sidecar::write(&layer("maria", WORDS)).as_bytes(), NOW).unwrap();
    keep.back_up(&document, &name("jonas"), b"other", NOW).unwrap();
    let backups = keep.backups(&document, &maria);
    assert_eq!(backups.iter().map(|backup| backup.at).collect::<Vec<_>>(), [NOW, NOW]);
    assert_eq!(backups[1].read().unwrap(), b"one");
    assert_eq!([backups[0].claim_count(), backups[1].claim_count()], [Some(0), None]);
}

#[test]
fn what_could_not_be_saved_waits_with_its_base_until_it_is() {
    let desk = Desk::new();
    let (keep, document, maria) = (desk.keep(), desk.document("rift.md"), name("maria"));
    assert!(keep.pending().is_empty());
    fill(&desk);
    let pending = keep.pending();
    assert_eq!(pending, keep.pending_of(&document));
    assert_eq!((&pending[0].document, &pending[0].name), (&true_path(&document), &maria));
    let (rescued, base) = pending[0].read().unwrap();
    assert_eq!(rescued, layer("maria", WORDS));
    assert_eq!(base.unwrap(), layer("maria", "x"));
    keep.rescued(&document, &maria).unwrap();
    assert!(keep.pending().is_empty());
    keep.rescued(&document, &maria).unwrap();
}

#[cfg(unix)]
#[test]
fn this_person_alone_can_look_into_app_data() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    fill(&desk);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    for file in desk.kept() {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
        assert_eq!(mode(file.parent().unwrap()), 0o700);
    }
}

#[test]
fn without_copies_nothing_is_kept_and_what_is_there_goes() {
    let mut desk = Desk::new();
    fill(&desk);
    desk.keep().rescued(&desk.document("rift.md"), &name("maria")).unwrap();
    desk.settings.keep_no_copies = Some(true);
    let keep = desk.keep();
    keep.apply_rules().unwrap();
    assert_eq!(desk.kept(), Vec::<PathBuf>::new());
    assert!(!keep.snapshot(&desk.document("rift.md"), &text(WORDS)).unwrap());
    keep.back_up(&desk.document("rift.md"), &name("maria"), b"former", NOW).unwrap();
    let rescued =
        keep.rescue(&desk.document("rift.md"), &name("maria"), &layer("maria", WORDS), None).unwrap();
    assert_eq!(rescued, None);
    assert_eq!(desk.kept(), Vec::<PathBuf>::new());
}

#[test]
fn claims_that_stand_nowhere_else_are_not_removed_by_a_rule() {
    let mut desk = Desk::new();
    fill(&desk);
    desk.settings.keep_no_copies = Some(true);
    desk.keep().apply_rules().unwrap();
    assert_eq!(desk.keep().pending().len(), 1);
    assert!(desk.keep().old_text(TextHash::of(WORDS)).is_none());
    assert!(desk.keep().backups(&desk.document("rift.md"), &name("maria")).is_empty());
}

#[test]
fn a_folder_without_copies_leaves_the_others_alone() {
    let mut desk = Desk::new();
    fill(&desk);
    let elsewhere = desk.folder.path().join("secret");
    std::fs::create_dir(&elsewhere).unwrap();
    desk.keep().snapshot(&elsewhere.join("b.md"), &text("secret words")).unwrap();
    desk.settings.no_copies_in.push(elsewhere.clone());
    let keep = desk.keep();
    keep.apply_rules().unwrap();
    assert!(keep.old_text(TextHash::of("secret words")).is_none());
    assert!(keep.old_text(TextHash::of(WORDS)).is_some());
    assert!(!keep.snapshot(&elsewhere.join("b.md"), &text("secret words")).unwrap());
}

#[test]
fn forgetting_a_document_removes_every_trace_of_it() {
    let desk = Desk::new();
    let keep = desk.keep();
    fill(&desk);
    let sidecar = desk.sidecar("rift.md", "maria", "an older text");
    keep.snapshot(&desk.document("old-name.md"), &text(WORDS)).unwrap();
    drop(durable::lock(&keep.locks().unwrap(), &sidecar, std::time::Duration::ZERO).unwrap());
    keep.forget(&desk.document("rift.md")).unwrap();
    assert_eq!(desk.kept(), Vec::<PathBuf>::new());
    assert!(sidecar.exists(), "claims are no trace");
    // A text that another document has too is that one's.
    fill(&desk);
    std::fs::write(desk.document("copy.md"), WORDS).unwrap();
    keep.snapshot(&desk.document("copy.md"), &text(WORDS)).unwrap();
    keep.forget(&desk.document("rift.md")).unwrap();
    assert!(keep.old_text(TextHash::of(WORDS)).is_some());
}

#[test]
fn layers_of_a_renamed_article_are_found_by_its_text_and_copied() {
    let mut desk = Desk::new();
    for annotator in ["maria", "jonas"] {
        desk.sidecar("rift.md", annotator, WORDS);
    }
    desk.sidecar("rift.md", "omar", "other words");
    let elsewhere = desk.folder.path().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    let renamed = elsewhere.join("crack.md");
    std::fs::write(&renamed, WORDS).unwrap();
    assert!(
        desk.keep().renamed(&renamed, TextHash::of(WORDS)).is_empty(),
        "nothing is known of the old folder"
    );
    desk.settings.remember_document(desk.document("rift.md"), NOW);
    let found = desk.keep().renamed(&renamed, TextHash::of(WORDS));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].sentence(), "Two layers belong to this text under the name rift.md");
    let copies = found[0].copy_to(&renamed).unwrap();
    assert_eq!(copies.len(), 2);
    assert_eq!(sidecar::beside(&renamed).unwrap().len(), 2);
    assert_eq!(sidecar::beside(&desk.document("rift.md")).unwrap().len(), 3, "the old ones stay");
    assert!(desk.keep().renamed(&renamed, TextHash::of("else")).is_empty());
}

#[test]
fn a_folder_for_sidecars_is_found_by_text_and_by_path() {
    let mut desk = Desk::new();
    let place = Place {
        text: TextHash::of(WORDS),
        document: true_path(&desk.document("rift.md")),
        folder: desk.folder.path().join("mine"),
    };
    desk.settings.remember_place(place.clone());
    let keep = desk.keep();
    assert_eq!(keep.place_of(Path::new("/other.md"), TextHash::of(WORDS)), Some(place.folder.as_path()));
    assert_eq!(keep.place_of(&desk.document("rift.md"), TextHash::of("new")), Some(place.folder.as_path()));
    assert_eq!(keep.place_of(Path::new("/other.md"), TextHash::of("new")), None);
}
