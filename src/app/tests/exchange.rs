//! Layers from others and one's own for them, in the window: the sheets by the names of their controls.

use super::super::dialogs::Dialog;
use super::*;

/// Makes a zip file of one's own work as the window of `name` would, in another folder.
pub(super) fn parcel(folder: &Path, name: &str, marked: &str) -> PathBuf {
    let theirs = folder.join("theirs");
    std::fs::create_dir_all(&theirs).unwrap();
    tag(&theirs.join("article.txt"), name, marked);
    let layer = std::fs::read_dir(&theirs).unwrap().flatten().map(|entry| entry.path());
    let layer = layer.into_iter().find(|path| path.extension().is_some_and(|end| end == "ron")).unwrap();
    let item = crate::exchange::Item { name: "a/letter".to_owned(), bytes: std::fs::read(layer).unwrap() };
    let sent = folder.join("sent.zip");
    std::fs::write(&sent, crate::exchange::pack(vec![item]).unwrap()).unwrap();
    std::fs::remove_dir_all(theirs).unwrap();
    sent
}

/// A reader with the article open, and a zip file from a colleague beside the folder.
fn desk_with_parcel(from: &str, marked: &str) -> (Desk, tempfile::TempDir, PathBuf) {
    let desk = Desk::with(ARTICLE);
    let outside = tempfile::tempdir().unwrap();
    let sent = parcel(outside.path(), from, marked);
    (desk, outside, sent)
}

/// A file that is dropped.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

impl Desk {
    /// Waits for something, and until it stands where it stays: a sheet that grows is put into the middle again.
    #[track_caller]
    pub(super) fn until_there(&mut self, name: &str) {
        self.until_seen(name);
        self.settle();
    }

    pub(super) fn drop_files(&mut self, paths: &[&Path]) {
        for path in paths {
            self.window.input_mut().dropped_files.push(Arc::new(Dropped(path.to_path_buf())));
        }
        self.window.run_steps(2);
    }
}

#[test]
fn a_zip_file_that_is_dropped_says_what_will_happen_and_then_what_happened() {
    let (mut desk, _outside, sent) = desk_with_parcel(
        "Omar Said",
        "<r>Clear Wells alleges that Halden Water knew.</r> The company denies this.\n\nThe board will resign by March 2027. Nothing else was said.\n",
    );
    desk.drop_files(&[&sent]);
    desk.until_there("Omar Said, article.txt, 1 claim: New");
    let file = desk.folder.path().join("article.txt.omar-said.obelus.ron");
    assert!(!file.exists(), "nothing is written before it is said");
    desk.assert_focused("Add 1 layer");
    desk.click("Add 1 layer");
    desk.until_there("Show Omar Said, article.txt, 1 claim: Added");
    assert!(file.exists());
    desk.click("Show Omar Said, article.txt, 1 claim: Added");
    desk.until("the layer is there", |app| app.open.as_ref().unwrap().layers().len() == 2);
    assert!(desk.app().dialog.is_none());
    // The same once more.
    desk.drop_files(&[&sent]);
    desk.until_there("Omar Said, article.txt, 1 claim: Already here");
    desk.click("Close");
    assert!(desk.app().dialog.is_none());
}

#[test]
fn what_is_unticked_is_left_out() {
    let (mut desk, _outside, sent) = desk_with_parcel("Omar Said", ARTICLE);
    desk.drop_files(&[&sent]);
    desk.until_there("Omar Said, article.txt, 3 claims: New");
    desk.click("Omar Said, article.txt, 3 claims: New");
    desk.until_there("Add 0 layers");
    desk.press(Key::Escape);
    desk.settle();
    assert!(desk.app().dialog.is_none());
    assert!(!desk.folder.path().join("article.txt.omar-said.obelus.ron").exists());
}

#[test]
fn ones_own_work_from_another_machine_is_one_step_that_can_be_undone() {
    let later = ARTICLE.replace("Nothing else was said.", "<a>Nothing else was said.</a>");
    let (mut desk, _outside, sent) = desk_with_parcel("Ana Ruiz", &later);
    assert_eq!(desk.claims().len(), 3);
    desk.drop_files(&[&sent]);
    desk.until_there("Ana Ruiz, article.txt, 4 claims: Becomes part of your own: 1 claim new");
    desk.click("Add 1 layer");
    desk.until_there("Show Ana Ruiz, article.txt, 4 claims: Part of your own now: 1 claim new");
    desk.click("Close");
    desk.settle();
    assert_eq!(desk.claims().len(), 4);
    assert_eq!(desk.saved().claims.len(), 4);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.claims().len(), 3);
}

#[test]
fn a_document_that_is_dropped_is_opened_and_a_folder_of_layers_is_added() {
    let (mut desk, outside, _sent) = desk_with_parcel("Omar Said", ARTICLE);
    let other = desk.folder.path().join("other.txt");
    std::fs::write(&other, "Nothing is claimed here.\n").unwrap();
    desk.drop_files(&[&other]);
    desk.until("the other document is open", |app| {
        app.open.as_ref().is_some_and(|open| open.name() == "other.txt")
    });
    let outside = outside.path().to_owned();
    desk.drop_files(&[&outside]);
    desk.until_there("Add 1 layer");
}

#[test]
fn sidecars_are_asked_for_by_path_and_what_is_none_says_so() {
    let mut desk = Desk::with(ARTICLE);
    desk.app_mut().commands.send(super::super::Command::AddSidecars);
    desk.settle();
    desk.assert_focused("File, folder or zip file");
    let path = desk.folder.path().join("article.txt").display().to_string();
    desk.type_text(&path);
    desk.press(Key::Enter);
    desk.until_there("article.txt: Is no sidecar of Obelus");
    desk.click("Close");
    assert!(desk.app().dialog.is_none());
}

#[test]
fn ones_own_work_is_sent_as_a_zip_file() {
    let mut desk = Desk::with(ARTICLE);
    desk.app_mut().commands.send(super::super::Command::SendWork);
    desk.until_there("Nothing is done yet; 1 layer is in work.");
    desk.click("With the 1 layer in work");
    desk.click("With the documents");
    desk.settle();
    let Some(Dialog::Send(_)) = &desk.app().dialog else { panic!("the sheet is open") };
    desk.click("Make the zip file");
    desk.until("it is written", |app| app.dialog.is_none());
    let files = std::fs::read_dir(desk.folder.path()).unwrap().flatten().map(|entry| entry.path());
    let sent: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "zip")).collect();
    let [path] = sent.as_slice() else { panic!("{sent:?}") };
    assert!(path.file_name().unwrap().to_string_lossy().starts_with("ana-ruiz-2"), "{path:?}");
    let archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["article.txt", "article.txt.ana-ruiz.obelus.ron"]);
    // Where one is there already, it goes only when that is said.
    desk.app_mut().commands.send(super::super::Command::SendWork);
    desk.until_there("With the 1 layer in work");
    desk.click("With the 1 layer in work");
    desk.click("Make the zip file");
    desk.until_there("Replace it");
}
