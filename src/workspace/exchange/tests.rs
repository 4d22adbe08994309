//! People with a folder each who send each other their work, on a disk.

use std::path::{Path, PathBuf};

use super::*;
use crate::durable;
use crate::exchange::tests::{Parcel, claim, layer, person};
use crate::exchange::{Item, pack};
use crate::model::{Claim, ClaimId, Timestamp};
use crate::settings::Settings;
use crate::workspace::{Around, Open};
use std::sync::atomic::AtomicBool;

const NOW: Timestamp = Timestamp(1_800_000_000);

/// A person with a folder of their own.
struct Desk {
    who: Annotator,
    folder: tempfile::TempDir,
    home: tempfile::TempDir,
}

impl Desk {
    /// A folder with these documents; each has the same words but its name.
    fn new(id: &str, key: &str, documents: &[&str]) -> Self {
        let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let desk = Self { who: person(id, key), folder, home };
        for name in documents {
            desk.put(name, &words(name));
        }
        desk
    }

    fn put(&self, name: &str, bytes: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn keep(&self) -> Keep {
        Keep::new(self.home.path().to_owned(), &Settings::default())
    }

    fn around(&self, open: Option<&Open>) -> Surroundings {
        let library =
            Library::scan(self.folder.path(), Some(&self.who), None, &AtomicBool::new(false)).unwrap();
        let locks = self.home.path().join("locks");
        Surroundings::new(open, Some(&library), Some(&self.who), self.keep(), locks)
    }

    fn open(&self, name: &str) -> Open {
        let path = self.folder.path().join(name);
        Open::load_with(&path, Some(&self.who), None, &Around::of(self.keep())).unwrap()
    }

    /// Tags the words, or gives a claim that is there another gist.
    fn tag(&self, name: &str, id: &str, gist: &str, at: i64) {
        self.change(name, at, |open| {
            let mut made: Claim = Claim::clone(&claim(id, at, gist));
            let text = open.text();
            let span = text.span(crate::text::ByteOffset(3), crate::text::ByteOffset(9)).unwrap();
            made.passages = vec![crate::model::Passage::new(crate::model::Selector::of(text, span))];
            open.apply("tag", crate::store::Edit::Put(Arc::new(made)), Timestamp(at)).unwrap();
        });
    }

    fn finish(&self, name: &str, at: i64) {
        self.change(name, at, |open| open.finish(Timestamp(at)).unwrap());
    }

    fn change(&self, name: &str, at: i64, change: impl FnOnce(&mut Open)) {
        let mut open = self.open(name);
        change(&mut open);
        if let Some(job) = open.snapshot() {
            crate::workspace::save(&self.keep(), &job, Timestamp(at)).unwrap();
        }
    }

    /// Sends the finished work.
    fn send(&self, parcel: &Parcel) -> PathBuf {
        let work = own_work(&self.around(None), &Progress::default()).unwrap();
        parcel.put("work.zip", archive(&work, false, true, &Progress::default()).unwrap())
    }

    fn plan(&self, path: &Path) -> Plan {
        look(&[path.to_owned()], &self.around(None), &Progress::default()).unwrap()
    }

    /// Adds all that is there, and says what happened.
    fn add(&self, path: &Path) -> String {
        let plan = self.plan(path);
        let carried = carry_out(&plan, |_| true, &self.around(None), NOW, &Progress::default());
        let before: Vec<Fate> = plan.rows.iter().map(|row| row.fate.clone()).collect();
        let after: Vec<Fate> = carried
            .outcomes
            .iter()
            .map(|outcome| match outcome {
                Outcome::Is(fate) => fate.clone(),
                outcome => panic!("{outcome:?}"),
            })
            .collect();
        assert_eq!(before, after, "what was said is what happened");
        said(&plan)
    }

    fn layers(&self, name: &str) -> Vec<String> {
        let beside = sidecar::beside(&self.folder.path().join(name)).unwrap();
        beside.into_iter().map(|(name, _)| name.to_string()).collect()
    }

    /// Returns the claims of a layer as `id gist`.
    fn claims(&self, document: &str, layer: &str) -> Vec<String> {
        let name = format!("{document}.{layer}.obelus.ron");
        let bytes = std::fs::read(self.folder.path().join(name)).unwrap();
        let layer = sidecar::read(&bytes).unwrap().layer;
        layer.claims.iter().map(|claim| format!("{} {}", claim.id, claim.gist)).collect()
    }

    /// Returns what the folder holds, with the bytes.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let files = crate::library::walk(self.folder.path(), &AtomicBool::new(false)).files;
        files.into_iter().map(|file| (file.clone(), std::fs::read(file).unwrap())).collect()
    }
}

fn words(name: &str) -> String {
    format!("He denied it, and then he left. This is {name}.\n")
}

fn said(plan: &Plan) -> String {
    let rows = plan.rows.iter().map(|row| {
        let document =
            row.target.as_ref().map_or_else(|| "nowhere".to_owned(), |target| target.place.shown());
        let differs = row.target.as_ref().is_some_and(|target| target.text_differs);
        let differs = if differs { " (other text)" } else { "" };
        let fate = match &row.fate {
            Fate::Added { name, instead_of: None } => format!("added as {name}"),
            Fate::Added { name, instead_of: Some(id) } => format!("added as {name}, not {id}"),
            Fate::Merged { name, changes, is_own } => {
                let own = if *is_own { "own " } else { "" };
                let Changes { added, changed, removed, conflicts } = changes;
                format!("merged into {own}{name}: +{added} ~{changed} -{removed} ?{conflicts}")
            }
            Fate::AlreadyHere => "already here".to_owned(),
            Fate::NothingNew => "nothing new".to_owned(),
            Fate::Left { why, hint } => format!("left: {why}; {hint}"),
        };
        format!("{document}{differs}: {fate}")
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn two_people_exchange_their_work_until_both_have_all_of_it() {
    let documents = ["a.md", "b.md", "sub/a.md"];
    let maria = Desk::new("maria", "m", &documents);
    let omar = Desk::new("omar", "o", &documents);
    let parcel = Parcel::new();
    maria.tag("a.md", "m1", "He lies.", 10);
    maria.tag("sub/a.md", "m2", "", 11);
    maria.tag("b.md", "m3", "Not done.", 12);
    maria.finish("a.md", 13);
    maria.finish("sub/a.md", 14);
    omar.tag("a.md", "o1", "", 10);
    omar.finish("a.md", 11);

    let sent = maria.send(&parcel);
    let before = omar.files();
    insta::assert_snapshot!(said(&omar.plan(&sent)), @r#"
    a.md: added as maria
    sub/a.md: added as maria
    "#);
    assert_eq!(omar.files(), before, "saying what would happen changes nothing");
    insta::assert_snapshot!(omar.add(&sent), @r#"
    a.md: added as maria
    sub/a.md: added as maria
    "#);
    assert_eq!(omar.layers("a.md"), ["maria", "omar"]);
    assert_eq!(omar.layers("b.md"), [""; 0]);
    let name = "sub/a.md.maria.obelus.ron";
    let file = |desk: &Desk| std::fs::read(desk.folder.path().join(name)).unwrap();
    assert_eq!(file(&omar), file(&maria), "the same bytes");

    // The same again is nothing new; a later version comes without a question.
    let before = omar.files();
    insta::assert_snapshot!(omar.add(&sent), @r#"
    a.md: already here
    sub/a.md: already here
    "#);
    assert_eq!(omar.files(), before);
    let old = parcel.put("old.zip", std::fs::read(&sent).unwrap());
    maria.tag("a.md", "m1", "He lied.", 20);
    maria.tag("a.md", "m4", "", 21);
    maria.finish("b.md", 22);
    insta::assert_snapshot!(omar.add(&maria.send(&parcel)), @r#"
    a.md: merged into maria: +1 ~1 -0 ?0
    b.md: added as maria
    sub/a.md: already here
    "#);
    assert_eq!(omar.claims("a.md", "maria"), ["m1 He lied.", "m4 "]);
    insta::assert_snapshot!(omar.add(&old), @r#"
    a.md: nothing new
    sub/a.md: already here
    "#);

    // The way back: Omar's own, and Maria's as she has them.
    let back = omar.send(&parcel);
    insta::assert_snapshot!(maria.add(&back), @"a.md: added as omar");
    let all = |desk: &Desk| {
        let files = desk.files().into_iter();
        files
            .map(|(path, bytes)| (path.strip_prefix(desk.folder.path()).unwrap().to_owned(), bytes))
            .collect::<Vec<_>>()
    };
    assert_eq!(all(&maria), all(&omar));
}

#[test]
fn ones_own_work_from_another_machine_enters_what_is_open_and_can_be_undone() {
    let (home, laptop) = (Desk::new("omar", "o", &["a.md"]), Desk::new("omar", "o", &["a.md"]));
    let parcel = Parcel::new();
    home.tag("a.md", "h", "At home.", 10);
    laptop.tag("a.md", "l", "On the way.", 11);
    laptop.finish("a.md", 12);
    let sent = laptop.send(&parcel);

    let mut open = home.open("a.md");
    let passages = open.own_store().claims().next().unwrap().claim.passages.clone();
    let unsaved = Claim { passages, ..Claim::clone(&claim("u", 13, "Not saved yet.")) };
    open.apply("tag", crate::store::Edit::Put(Arc::new(unsaved)), Timestamp(13)).unwrap();
    let around = home.around(Some(&open));
    let before = home.files();
    let plan = look(std::slice::from_ref(&sent), &around, &Progress::default()).unwrap();
    insta::assert_snapshot!(said(&plan), @"a.md: merged into own omar: +1 ~0 -0 ?0");
    let carried = carry_out(&plan, |_| true, &around, NOW, &Progress::default());
    assert_eq!(carried.outcomes, [Outcome::ForEdited]);
    assert_eq!(home.files(), before, "no second hand writes what is open");
    let fate = decide_edited(&mut open, &carried.for_edited[0].1, &around);
    assert_eq!(fate, plan.rows[0].fate);
    let ids = |open: &Open| {
        let claims = open.own_store().claims();
        let mut ids: Vec<ClaimId> = claims.map(|placed| placed.claim.id.clone()).collect();
        ids.sort();
        ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids(&open), "h l u");
    let job = open.snapshot().unwrap();
    crate::workspace::save(&home.keep(), &job, NOW).unwrap();
    assert_eq!(home.claims("a.md", "omar"), ["h At home.", "l On the way.", "u Not saved yet."]);
    open.undo(NOW);
    assert_eq!(ids(&open), "h u");
    // Where the document is not open the file itself is written.
    let other = Desk::new("omar", "o", &["a.md"]);
    other.tag("a.md", "h", "At home.", 10);
    insta::assert_snapshot!(other.add(&sent), @"a.md: merged into own omar: +1 ~0 -0 ?0");
    let earlier =
        other.keep().backups(&other.folder.path().join("a.md"), &LayerName::of(other.who.id.clone()));
    assert_eq!(earlier.len(), 1, "the former version is kept");
}

#[test]
fn a_layer_finds_its_document_by_text_then_by_name_and_else_is_named() {
    let maria = Desk::new("maria", "m", &["a.md", "b.md", "c.md", "d.md"]);
    for name in ["a.md", "b.md", "c.md", "d.md"] {
        maria.tag(name, "m1", "", 10);
        maria.finish(name, 11);
    }
    let sent = maria.send(&Parcel::new());
    assert!(!sent.exists(), "the parcel is gone with its folder");
    let parcel = Parcel::new();
    let sent = maria.send(&parcel);
    let omar = Desk::new("omar", "o", &[]);
    omar.put("renamed.md", &words("a.md"));
    omar.put("b.md", "He denied it, and then he left. This was written anew.\n");
    omar.put("one/c.md", "Another.\n");
    omar.put("two/c.md", "A third.\n");
    insta::assert_snapshot!(omar.add(&sent), @r#"
    renamed.md: added as maria
    b.md (other text): added as maria
    nowhere: left: several documents here are called c.md, and none has the text that it was made for; open the one that is meant, alone
    nowhere: left: its document d.md is not here; open its folder, then add it again
    "#);
    assert_eq!(omar.layers("renamed.md"), ["maria"]);
    let open = omar.open("b.md");
    let words: Vec<&str> = open.layers()[0]
        .store
        .claims()
        .filter_map(|placed| Some(open.text().slice(placed.first_span()?)))
        .collect();
    assert_eq!(words, ["denied"], "its claims are found anew");
    // With nothing open there is nowhere to go.
    let nothing = Surroundings::new(None, None, None, Keep::nothing(), PathBuf::new());
    let plan = look(&[sent], &nothing, &Progress::default()).unwrap();
    assert!(said(&plan).starts_with("nowhere: left: no document is open;"));
}

#[test]
fn a_text_in_an_old_encoding_is_found_as_its_layer_records_it() {
    let maria = Desk::new("maria", "m", &[]);
    let words =
        encoding_rs::WINDOWS_1251.encode("Он отрицал это, а потом ушёл. Так было сказано.").0.into_owned();
    std::fs::write(maria.folder.path().join("a.txt"), &words).unwrap();
    maria.change("a.txt", 10, |open| {
        let text = open.text();
        let span = text.span(crate::text::ByteOffset(0), crate::text::ByteOffset(4)).unwrap();
        let mut made = Claim::clone(&claim("m1", 10, ""));
        made.passages = vec![crate::model::Passage::new(crate::model::Selector::of(text, span))];
        open.apply("tag", crate::store::Edit::Put(Arc::new(made)), Timestamp(10)).unwrap();
        open.finish(Timestamp(11)).unwrap();
    });
    let parcel = Parcel::new();
    let sent = maria.send(&parcel);
    let omar = Desk::new("omar", "o", &["other.txt"]);
    std::fs::write(omar.folder.path().join("b.txt"), &words).unwrap();
    insta::assert_snapshot!(omar.add(&sent), @"b.txt: added as maria");
}

#[test]
fn two_marias_in_one_parcel_and_twice_the_same_layer() {
    let omar = Desk::new("omar", "o", &["rift.md"]);
    let text = crate::text::Text::new(words("rift.md")).unwrap();
    let of = |key: &str, claims: &[(&str, i64, &str)]| {
        let mut layer = layer(&person("maria", key), claims);
        layer.document.text_blake3 = text.hash();
        sidecar::write(&layer).into_bytes()
    };
    let item = |name: &str, bytes: Vec<u8>| Item { name: name.to_owned(), bytes };
    let parcel = Parcel::new();
    let sent = parcel.put(
        "all.zip",
        pack(vec![
            item("1", of("m", &[("a", 1, "First.")])),
            item("2", of("other", &[("b", 1, "")])),
            item("3", of("m", &[("a", 5, "Later."), ("c", 6, "")])),
            item("4", of("m", &[("a", 1, "First.")])),
            item("5", of("other", &[("b", 1, "")])),
        ])
        .unwrap(),
    );
    insta::assert_snapshot!(omar.add(&sent), @r#"
    rift.md: added as maria
    rift.md: added as maria-2, not maria
    rift.md: merged into maria: +1 ~1 -0 ?0
    rift.md: nothing new
    rift.md: already here
    "#);
    assert_eq!(omar.layers("rift.md"), ["maria", "maria-2"]);
    assert_eq!(omar.claims("rift.md", "maria"), ["a Later.", "c "]);
    let before = omar.files();
    insta::assert_snapshot!(omar.add(&sent), @r#"
    rift.md: nothing new
    rift.md: already here
    rift.md: already here
    rift.md: nothing new
    rift.md: already here
    "#);
    assert_eq!(omar.files(), before);
}

#[test]
fn what_another_program_writes_meanwhile_is_merged_and_not_overwritten() {
    let maria = Desk::new("maria", "m", &["a.md"]);
    maria.tag("a.md", "m1", "First.", 10);
    maria.finish("a.md", 11);
    let parcel = Parcel::new();
    let sent = maria.send(&parcel);
    let omar = Desk::new("omar", "o", &["a.md"]);
    let plan = omar.plan(&sent);
    assert!(matches!(plan.rows[0].fate, Fate::Added { .. }));
    // Before it is carried out, git brings another version of the same layer.
    maria.tag("a.md", "m2", "", 20);
    let theirs = maria.folder.path().join("a.md.maria.obelus.ron");
    std::fs::copy(theirs, omar.folder.path().join("a.md.maria.obelus.ron")).unwrap();
    let carried = carry_out(&plan, |_| true, &omar.around(None), NOW, &Progress::default());
    assert_eq!(carried.outcomes, [Outcome::Is(Fate::NothingNew)]);
    assert_eq!(omar.claims("a.md", "maria"), ["m1 First.", "m2 "]);
}

#[test]
fn what_is_left_out_or_stopped_is_not_written() {
    let maria = Desk::new("maria", "m", &["a.md", "b.md"]);
    for name in ["a.md", "b.md"] {
        maria.tag(name, "m1", "", 10);
        maria.finish(name, 11);
    }
    let parcel = Parcel::new();
    let sent = maria.send(&parcel);
    let omar = Desk::new("omar", "o", &["a.md", "b.md"]);
    let plan = omar.plan(&sent);
    carry_out(&plan, |row| row == 1, &omar.around(None), NOW, &Progress::default());
    assert_eq!((omar.layers("a.md").len(), omar.layers("b.md").len()), (0, 1));
    let stopped = Progress::default();
    stopped.stop.store(true, std::sync::atomic::Ordering::Relaxed);
    let carried = carry_out(&plan, |_| true, &omar.around(None), NOW, &stopped);
    assert_eq!(carried.outcomes[0], Outcome::LeftOut);
    assert!(look(&[sent], &omar.around(None), &stopped).is_none());
    assert!(own_work(&maria.around(None), &stopped).is_none());
}

#[cfg(unix)]
#[test]
fn a_sidecar_that_must_not_be_written_is_left_with_the_reason() {
    use std::os::unix::fs::PermissionsExt as _;
    let maria = Desk::new("maria", "m", &["a.md"]);
    maria.tag("a.md", "m1", "", 10);
    maria.finish("a.md", 11);
    let parcel = Parcel::new();
    let omar = Desk::new("omar", "o", &["a.md"]);
    omar.add(&maria.send(&parcel));
    maria.tag("a.md", "m2", "", 20);
    let path = omar.folder.path().join("a.md.maria.obelus.ron");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    let carried =
        carry_out(&omar.plan(&maria.send(&parcel)), |_| true, &omar.around(None), NOW, &Progress::default());
    let [Outcome::Is(Fate::Left { why, .. })] = carried.outcomes.as_slice() else { panic!("{carried:?}") };
    assert!(why.starts_with("the file is write-protected"), "{why}");
    assert_eq!(omar.claims("a.md", "maria"), ["m1 "]);
}

#[test]
fn only_ones_own_finished_work_is_sent_and_the_rest_is_counted() {
    let maria = Desk::new("maria", "m", &["a.md", "b.md"]);
    maria.tag("a.md", "m1", "", 10);
    maria.finish("a.md", 11);
    maria.tag("b.md", "m2", "", 12);
    maria.put("a.md.omar.obelus.ron", &sidecar::write(&layer(&person("omar", "o"), &[])));
    maria.put("b.md.maria--gold.obelus.ron", "broken");
    let around = maria.around(None);
    let work = own_work(&around, &Progress::default()).unwrap();
    assert_eq!(work.done_and_not(), (1, 1));
    assert_eq!(work.unreadable.len(), 1);
    let names = |bytes: Vec<u8>| {
        let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let names = archive.file_names().map(|name| name.unwrap().into_owned());
        names.collect::<Vec<_>>().join(" ")
    };
    let made = |all, documents| archive(&work, all, documents, &Progress::default()).unwrap();
    assert_eq!(names(made(false, false)), "a.md.maria.obelus.ron");
    assert_eq!(names(made(true, true)), "a.md a.md.maria.obelus.ron b.md b.md.maria.obelus.ron");
    assert_eq!(made(true, true), made(true, true));
    let nobody = own_work(&Desk::new("zoe", "z", &["a.md"]).around(None), &Progress::default()).unwrap();
    let refused = archive(&nobody, true, false, &Progress::default()).unwrap_err();
    insta::assert_snapshot!(format!("{refused}; {}", refused.hint()), @"there is no finished work to send; mark a document as done first, or send what is in work too");
    let path = maria.folder.path().join("work.zip");
    durable::replace(&path, &made(false, false), None).unwrap();
    assert_eq!(maria.plan(&path).rows[0].fate, Fate::AlreadyHere);
}
