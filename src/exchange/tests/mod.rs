//! What is found in files and in strangers' archives, what it becomes, and the laws of adding.

mod hostile;
mod laws;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;
use crate::durable::Fingerprint;
use crate::model::{
    Annotator, AnnotatorId, Attempt, Claim, ClaimId, Deleted, DocumentInfo, Layer, LayerName, Passage, Role,
    Selector, TagId, Timestamp,
};
use crate::sidecar;
use crate::text::{ByteOffset, Text};

/// The text that all layers here are about.
pub(crate) const WORDS: &str = "He denied it, and then he left.";

/// Returns a person; people of one name differ by their keys.
pub(crate) fn person(id: &str, key: &str) -> Annotator {
    Annotator {
        id: AnnotatorId::parse(id).unwrap(),
        name: id.to_owned(),
        key: (!key.is_empty()).then(|| key.to_owned()),
        unknown: Default::default(),
    }
}

/// Returns a claim with a gist, changed last at that second.
pub(crate) fn claim(id: &str, modified: i64, gist: &str) -> Arc<Claim> {
    let text = Text::new(WORDS.to_owned()).unwrap();
    let span = text.span(ByteOffset(3), ByteOffset(9)).unwrap();
    let id = ClaimId::parse(id).unwrap();
    let tag = TagId::parse("allegation").unwrap();
    let mut claim = Claim::new(id, tag, vec![Passage::new(Selector::of(&text, span))], Timestamp(modified));
    claim.gist = gist.to_owned();
    claim.modified = Timestamp(modified);
    claim.created = Timestamp(1);
    Arc::new(claim)
}

/// Returns a person's layer with claims as `(id, modified, gist)`.
pub(crate) fn layer(who: &Annotator, claims: &[(&str, i64, &str)]) -> Layer {
    let text = Text::new(WORDS.to_owned()).unwrap();
    let document = DocumentInfo {
        file: "rift.md".to_owned(),
        text_blake3: text.hash(),
        chars: text.char_count(),
        encoding: None,
        extractor: None,
        about: Default::default(),
        unknown: Default::default(),
    };
    let mut layer = Layer::new(document, who.clone(), Role::Analyst);
    layer.claims = claims.iter().map(|(id, modified, gist)| claim(id, *modified, gist)).collect();
    layer
}

/// Returns the layer with one claim deleted, which was changed last at that second.
fn without(mut layer: Layer, id: &str, modified: i64) -> Layer {
    layer.claims.retain(|claim| claim.id.as_str() != id);
    let id = ClaimId::parse(id).unwrap();
    layer.deleted.push(Deleted { id, modified: Timestamp(modified), unknown: Default::default() });
    layer
}

pub(crate) fn found(layer: &Layer) -> Found {
    Found { bytes: sidecar::write(layer).into_bytes().into(), layer: Arc::new(layer.clone()) }
}

/// Returns what stands beside `rift.md` when these layers do.
fn beside(layers: &[&Layer]) -> Beside {
    let home = Path::new("rift.md");
    let standing = layers.iter().map(|layer| {
        let name = layer_name(layer, &layer.annotator.id);
        let path = sidecar::name::path_beside(home, &name);
        Standing::of(name, path, sidecar::write(layer).as_bytes())
    });
    Beside::new(home, standing.collect())
}

/// Says in a line what a step is.
fn said(step: &Step) -> String {
    match step {
        Step::Add { name, instead_of: None, .. } => format!("add {name}"),
        Step::Add { name, instead_of: Some(id), .. } => format!("add {name} instead of {id}"),
        Step::Bring { name, changes, is_own, .. } => {
            let Changes { added, changed, removed, conflicts } = changes;
            let own = if *is_own { " own" } else { "" };
            format!("bring into{own} {name}: +{added} ~{changed} -{removed} ?{conflicts}")
        }
        Step::AlreadyHere { name } => format!("{name} is here"),
        Step::NothingNew { name } => format!("nothing new for {name}"),
        Step::Blocked { name, why, .. } => format!("{name} is blocked: {why}"),
    }
}

#[track_caller]
fn check(new: &Layer, here: &[&Layer], expected: &str) -> Beside {
    let mut beside = beside(here);
    let step = decide(&found(new), &beside, Some(&person("omar", "o")), |_| Vec::new());
    assert_eq!(said(&step), expected);
    beside.take(&step);
    beside
}

#[test]
fn a_layer_that_is_not_here_is_added_as_it_is_under_a_name_that_says_what_it_is_for() {
    let maria = layer(&person("maria", "m"), &[("a", 1, "He lies.")]);
    check(&maria, &[], "add maria");
    let gold = Layer { role: Role::Gold, ..maria.clone() };
    check(&gold, &[&maria], "add maria--gold");
    let key = Layer { role: Role::AnswerKey, ..maria.clone() };
    check(&key, &[&maria], "add maria--key");
    let attempt = Attempt {
        exercise: "x".to_owned(),
        number: 2,
        started: None,
        submitted: None,
        unknown: Default::default(),
    };
    let attempt = Layer { role: Role::Attempt, attempt: Some(attempt), ..maria.clone() };
    let beside = check(&attempt, &[&maria], "add maria--attempt-2");
    let added = beside.layers.last().unwrap();
    assert_eq!(added.fingerprint(), Fingerprint::of(&found(&attempt).bytes), "not a byte is different");
}

#[test]
fn two_people_with_one_id_become_two_layers_and_stay_two() {
    let (one, other) = (person("maria", "m"), person("maria", "other"));
    let (ours, theirs) = (layer(&one, &[("a", 1, "")]), layer(&other, &[("b", 1, "")]));
    let beside = check(&theirs, &[&ours], "add maria-2 instead of maria");
    let added = beside.layers.last().unwrap().layer().unwrap();
    assert_eq!(added.annotator.id.as_str(), "maria-2", "the id inside fits the name");
    assert_eq!(added.annotator.name, "maria", "what is shown stays");
    let again = |layer: &Layer| said(&decide(&found(layer), &beside, None, |_| Vec::new()));
    assert_eq!(again(&theirs), "maria-2 is here");
    assert_eq!(again(&layer(&other, &[("b", 2, "Later.")])), "bring into maria-2: +0 ~1 -0 ?0");
    let gold = Layer { role: Role::Gold, ..theirs.clone() };
    assert_eq!(again(&gold), "add maria-2--gold instead of maria", "all their layers go under one id");
}

#[test]
fn the_readers_own_id_stays_theirs_even_before_they_begin() {
    let stranger = layer(&person("omar", "x"), &[("a", 1, "")]);
    check(&stranger, &[], "add omar-2 instead of omar");
    check(&layer(&person("omar", "o"), &[("a", 1, "")]), &[], "add omar");
}

#[test]
fn a_later_version_of_a_colleagues_layer_takes_the_place_of_the_former_without_a_question() {
    let maria = person("maria", "m");
    let first = layer(&maria, &[("a", 1, "He lies."), ("b", 1, "He left."), ("c", 1, "")]);
    let second = layer(&maria, &[("a", 5, "He lied."), ("b", 1, "He left."), ("d", 6, "")]);
    let second = without(second, "c", 4);
    check(&second, &[&first], "bring into maria: +1 ~1 -1 ?0");
    check(&first, &[&second], "nothing new for maria");
    check(&second, &[&second], "maria is here");
}

#[test]
fn versions_that_were_worked_on_apart_are_merged_and_nothing_typed_is_lost() {
    let maria = person("maria", "m");
    let base = layer(&maria, &[("a", 1, "First."), ("b", 1, "")]);
    let ours = layer(&maria, &[("a", 5, "Here."), ("b", 1, ""), ("c", 6, "")]);
    let theirs = layer(&maria, &[("a", 4, "There."), ("b", 7, "Only there.")]);
    let beside = check(&theirs, &[&ours], "bring into maria: +0 ~2 -0 ?1");
    let merged = beside.layers[0].layer().unwrap();
    assert_eq!(merged.claims[0].gist, "Here.");
    assert_eq!(merged.claims[0].conflicts[0].theirs.as_deref(), Some("\"There.\""));
    assert_eq!(merged.claims[1].gist, "Only there.");
    // With a version that both follow from, only what both changed is a question.
    let ours = layer(&maria, &[("a", 1, "First."), ("b", 5, "Here."), ("c", 6, "")]);
    let theirs = layer(&maria, &[("a", 4, "There."), ("b", 1, "")]);
    let step = decide(&found(&theirs), &self::beside(&[&ours]), None, |_| vec![base.clone()]);
    assert_eq!(said(&step), "bring into maria: +0 ~1 -0 ?0");
}

#[test]
fn ones_own_layer_from_another_machine_loses_neither_claims_nor_what_is_said_of_the_document() {
    let omar = person("omar", "o");
    let mut here = layer(&omar, &[("a", 1, "First.")]);
    here.document.about.title = "Rift".to_owned();
    let mut there = layer(&omar, &[("a", 5, "Later."), ("b", 6, "")]);
    there.document.about.author = "Ana Berg".to_owned();
    there.document.file = "rift-1.md".to_owned();
    let beside = check(&there, &[&here], "bring into own omar: +1 ~1 -0 ?0");
    let together = beside.layers[0].layer().unwrap();
    assert_eq!(together.document.about.title, "Rift");
    assert_eq!(together.document.about.author, "Ana Berg");
    assert_eq!(together.document.file, "rift.md");
    // An older version brings back nothing.
    check(&here, &[together], "nothing new for omar");
}

#[test]
fn what_stands_here_and_cannot_be_read_is_not_touched() {
    let maria = layer(&person("maria", "m"), &[]);
    let name = LayerName::of(maria.annotator.id.clone());
    let step = |bytes: &str| {
        let standing = Standing::of(name.clone(), PathBuf::from("x"), bytes.as_bytes());
        let beside = Beside::new(Path::new("rift.md"), vec![standing]);
        said(&decide(&found(&maria), &beside, None, |_| Vec::new()))
    };
    insta::assert_snapshot!(step(""), @"maria is blocked: the sidecar is empty");
    insta::assert_snapshot!(step("(format: 2)"), @"maria is blocked: the sidecar was made by a newer Obelus: it has format 2");
    let of_omar = sidecar::write(&layer(&person("omar", "o"), &[]));
    insta::assert_snapshot!(step(&of_omar), @"maria is blocked: the file name says maria, and inside it says omar");
}

#[test]
fn what_an_unknown_extractor_made_is_never_merged() {
    let mut ours = layer(&person("maria", "m"), &[("a", 1, "")]);
    ours.document.extractor = Some("pdf 3".to_owned());
    let mut theirs = layer(&person("maria", "m"), &[("a", 2, "")]);
    theirs.document.extractor = Some("pdf 3".to_owned());
    let expected = "maria is blocked: its text was made by \"pdf 3\", which this version does not have";
    check(&theirs, &[&ours], expected);
    check(&theirs, &[], "add maria");
}

/// A folder with what somebody sent.
pub(crate) struct Parcel {
    folder: tempfile::TempDir,
}

impl Parcel {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Says what is found in these paths: each layer by its annotator, everything else by what is wrong.
    fn said(&self, names: &[&str], limits: &Limits) -> String {
        let paths: Vec<PathBuf> = names.iter().map(|name| self.folder.path().join(name)).collect();
        let gathered = gather(&paths, limits, &Progress::default()).unwrap();
        let mut lines: Vec<String> = gathered
            .candidates
            .iter()
            .map(|candidate| {
                let what = match &candidate.found {
                    Ok(found) => format!("a layer of {}", found.layer.annotator.id),
                    Err(why) => format!("{why}; {}", why.hint()),
                };
                format!("{}: {what}", candidate.source.name())
            })
            .collect();
        lines.push(format!("{} others", gathered.other_count));
        lines.join("\n")
    }
}

#[test]
fn layers_are_known_by_what_they_hold() {
    let parcel = Parcel::new();
    let maria = sidecar::write(&layer(&person("maria", "m"), &[("a", 1, "")]));
    parcel.put("mail/attachment", &maria);
    parcel.put("mail/rift.md.maria.obelus (1).ron", &maria);
    parcel.put("mail/sub/settings.ron", "(format: 1, annotator: (id: \"maria\"), theme: Light)");
    parcel.put("mail/sub/rift.md.omar.obelus.ron", "Dear all, I enclose nothing.");
    parcel.put("mail/picture.png", b"\x89PNG\r\n");
    parcel.put("mail/.hidden.ron", &maria);
    parcel.put("mail/newer.ron", maria.replace("format: 1,", "format: 7,"));
    parcel.put("mail/cut.ron", &maria.as_bytes()[..maria.len() / 2]);
    let bare = maria.lines().skip(2).collect::<Vec<_>>().join("\r\n");
    parcel.put("mail/without-head.txt", format!("\u{feff}{bare}"));
    insta::assert_snapshot!(parcel.said(&["mail"], &LIMITS), @r#"
    attachment: a layer of maria
    cut.ron: the sidecar cannot be read at 19:18: a string is not closed; mend that line, or restore the file from a backup
    newer.ron: the sidecar was made by a newer Obelus: it has format 7; install a newer version; the file was not touched
    rift.md.maria.obelus (1).ron: a layer of maria
    without-head.txt: a layer of maria
    rift.md.omar.obelus.ron: is no sidecar of Obelus; 
    2 others
    "#);
    insta::assert_snapshot!(parcel.said(&["mail/picture.png", "mail/gone.ron"], &LIMITS), @r#"
    picture.png: is no sidecar of Obelus; 
    gone.ron: cannot be read (No such file or directory (os error 2)); check who may read it
    0 others
    "#);
}

#[test]
fn a_folder_without_documents_is_added_and_one_with_documents_is_opened() {
    let parcel = Parcel::new();
    let maria = sidecar::write(&layer(&person("maria", "m"), &[]));
    let file = parcel.put("layers/deep/a.ron", &maria);
    parcel.put("layers/cover.png", b"\x89PNG\r\n");
    parcel.put("pile/rift.md", WORDS);
    parcel.put("pile/rift.md.maria.obelus.ron", &maria);
    let archive = parcel.put("work.zip", pack(vec![Item { name: "a".to_owned(), bytes: vec![1] }]).unwrap());
    let page = parcel.put("rift.txt", WORDS);
    let root = parcel.folder.path();
    let holds = [file, root.join("layers"), archive].map(|path| survey(&path));
    assert_eq!(holds, [Holds::Layers; 3]);
    let holds = [page, root.join("pile"), root.join("nothing")].map(|path| survey(&path));
    assert_eq!(holds, [Holds::Documents; 3]);
}
