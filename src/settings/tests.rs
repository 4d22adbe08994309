//! What settings promise.

use super::*;

fn some_settings() -> Settings {
    let mut settings = Settings {
        annotator: Some(annotator_named(" मारिया \"Keller\" ")),
        theme: Theme::HighContrast,
        text_size: 21.5,
        single_letter_keys: false,
        announces: false,
        window: Some(WindowPlace {
            x: None,
            y: Some(-3.0),
            width: 1280.0,
            height: 800.0,
            is_maximized: true,
        }),
        keep_no_copies: Some(false),
        no_copies_in: vec!["/secret \u{202e}".into()],
        guided_done: true,
        unknown: vec![("later".to_owned(), "Foo(1, \"x\")".to_owned())].into(),
        ..Settings::default()
    };
    settings.remember_document("C:\\docs\\rift.md".into(), Timestamp(1_700_000_000));
    settings.remember_folder("/docs".into(), Timestamp(1_700_000_000));
    settings
}

#[test]
fn what_is_saved_is_loaded() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path().join("config").join("obelus");
    assert_eq!(load(&home), (Settings::default(), Vec::new()));
    for settings in [Settings::default(), some_settings()] {
        save(&home, &settings).unwrap();
        let (loaded, problems) = load(&home);
        assert_eq!(problems, []);
        assert_eq!(loaded, settings);
    }
    let file = std::fs::read_to_string(home.join(FILE)).unwrap();
    assert!(file.contains("मारिया \\\"Keller\\\"") && file.contains("later: Foo(1, \"x\"),"));
}

#[cfg(unix)]
#[test]
fn nobody_else_can_look_into_them() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("obelus");
    save(&home, &Settings::default()).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&home), mode(&home.join(FILE))), (0o700, 0o600));
}

#[test]
fn a_broken_file_is_kept_beside() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let broken = |number: u32| std::fs::read_to_string(home.join(format!("{FILE}.broken-{number}"))).ok();
    std::fs::write(home.join(FILE), "(format: 1,\n  theme: Dark").unwrap();
    let (settings, problems) = load(home);
    assert_eq!(settings, Settings::default());
    assert_eq!(problems[0].to_string(), "2:14: error: the settings cannot be read");
    assert_eq!(broken(1).unwrap(), "(format: 1,\n  theme: Dark");
    save(home, &settings).unwrap();
    std::fs::write(home.join(FILE), "(theme: Purple, guided_done: true)").unwrap();
    let (settings, problems) = load(home);
    assert!(settings.guided_done && settings.theme == Theme::System);
    assert_eq!(
        problems[0].to_string(),
        "error: the setting `theme` cannot be read; set it anew in the window"
    );
    load(home);
    assert_eq!(broken(2).unwrap(), "(theme: Purple, guided_done: true)");
    assert_eq!(broken(3), None);
}

#[test]
fn settings_of_a_newer_version_are_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let newer = "(format: 2, annotator: (id: \"maria\", name: \"Maria\", key: \"k\"))";
    std::fs::write(home.path().join(FILE), newer).unwrap();
    let (settings, problems) = load(home.path());
    assert_eq!(settings.annotator.as_ref().unwrap().key.as_deref(), Some("k"));
    assert_eq!(problems.len(), 1);
    assert!(save(home.path(), &settings).is_err());
    assert!(save(home.path(), &Settings::default()).is_err());
    assert_eq!(std::fs::read_to_string(home.path().join(FILE)).unwrap(), newer);
}

#[test]
fn a_person_named_in_another_window_is_taken_over() {
    let home = tempfile::tempdir().unwrap();
    let named = Settings { annotator: Some(annotator_named("Maria")), ..Settings::default() };
    save(home.path(), &named).unwrap();
    save(home.path(), &Settings { guided_done: true, ..Settings::default() }).unwrap();
    let (settings, _) = load(home.path());
    assert_eq!(settings.annotator, named.annotator);
    assert!(settings.guided_done);
}

#[test]
fn what_was_opened_last_comes_first_and_once() {
    let mut settings = Settings::default();
    for number in 0..40 {
        settings.remember_document(format!("{}", number % 35).into(), Timestamp(number));
    }
    assert_eq!(settings.recent_documents.len(), MAX_RECENT);
    assert_eq!(settings.recent_documents[0].path, Path::new("4"));
    assert!(settings.recent_documents.is_sorted_by(|one, next| one.when > next.when));
}

#[test]
fn two_people_never_share_a_key() {
    let (one, other) = (annotator_named("Maria Keller"), annotator_named("Maria Keller"));
    assert_eq!(one.id, other.id);
    assert_ne!(one.key, other.key);
}
