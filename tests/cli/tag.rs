//! `obelus tag`.

use super::desk::{Desk, alike};

#[test]
fn a_tagged_passage_is_a_claim_in_the_persons_sidecar() {
    let desk = Desk::of_maria();
    let id = desk.done(&["tag", "rift.md", "--quote", "“[Pakistan] knew.”", "--as", "allegation"]);
    assert_eq!(alike(&id), "ID\n");
    assert_eq!(desk.files(), ["rift.md", "rift.md.maria.obelus.ron"]);
    insta::assert_snapshot!(alike(&desk.read("rift.md.maria.obelus.ron")), @r#"
    // Obelus sidecar, format 1: see FORMAT.md
    #![enable(implicit_some)]
    (
        format: 1,
        document: (
            file: "rift.md",
            text_blake3: "HASH",
            chars: 88,
        ),
        annotator: (
            id: "maria",
            name: "Maria Keller",
            key: "0193",
        ),
        role: Analyst,
        claims: [
            (
                id: "ID",
                tag: "allegation",
                passages: [
                    (
                        start: 48,
                        end: 66,
                        quote: "“[Pakistan] knew.”",
                        before: "“He denied it,” they said.\n\nHe denied it again: ",
                        after: " It will end by 2028.\n",
                        occurrences: 1,
                    ),
                ],
                created: "MOMENT",
                modified: "MOMENT",
            ),
        ],
    )
    "#);
}

#[test]
fn every_option_is_a_field_and_json_prints_the_claim() {
    let desk = Desk::of_maria();
    let target = desk.done(&["tag", "rift.md", "--start", "1", "--end", "13", "--as", "rebuttal"]);
    let out = desk.done(&[
        "tag",
        "rift.md",
        "--quote",
        "It will end by 2028",
        "--as",
        "forecast",
        "--claimant",
        "Imran Khan",
        "--claimant",
        "Imran Khan",
        "--claimant",
        " ",
        "--via",
        "the media",
        "--against",
        "Donald Trump",
        "--gist",
        "The war ends by 2028.",
        "--said",
        "2018-11",
        "--note",
        "vague",
        "--event",
        "The war has ended.",
        "--probability",
        "0.30",
        "--due",
        "2028",
        "--rebuts",
        target.trim(),
        "--json",
    ]);
    insta::assert_snapshot!(alike(&out), @r#"
    {
      "document": "rift.md",
      "annotator": "maria",
      "id": "ID",
      "tag": "forecast",
      "placement": "exact",
      "passages": [
        {
          "start": 67,
          "end": 86,
          "text": "It will end by 2028",
          "quote": "It will end by 2028",
          "placement": "exact"
        }
      ],
      "gist": "The war ends by 2028.",
      "claimants": [
        "Imran Khan"
      ],
      "via": [
        "the media"
      ],
      "against": [
        "Donald Trump"
      ],
      "said": "2018-11",
      "note": "vague",
      "forecast": {
        "event": "The war has ended.",
        "due": "2028",
        "probability": 0.3
      },
      "links": [
        {
          "rel": "Rebuts",
          "to": "ID"
        }
      ],
      "created": "MOMENT",
      "modified": "MOMENT"
    }
    "#);
    assert_eq!(desk.done(&["check", "."]), "");
}

#[test]
fn a_quote_at_several_places_needs_its_number() {
    let desk = Desk::of_maria();
    let tag = |more: &[&str]| {
        let mut arguments = vec!["tag", "rift.md", "--quote", "He denied it", "--as", "rebuttal"];
        arguments.extend(more);
        arguments.join("\u{1f}")
    };
    let split = |joined: String| joined.split('\u{1f}').map(str::to_owned).collect::<Vec<_>>();
    let refused = |more: &[&str], message: &str| {
        let arguments = split(tag(more));
        desk.refused(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), message);
    };
    refused(
        &[],
        "obelus: error: the quote stands at 2 places: rift.md\n  give --nth 1 to 2, or a longer quote\n",
    );
    refused(
        &["--nth", "3"],
        "obelus: error: the quote stands at 2 places, and --nth is 3: rift.md\n  give --nth 1 to 2\n",
    );
    refused(
        &["--nth", "0"],
        "obelus: error: the quote stands at 2 places, and --nth is 0: rift.md\n  give --nth 1 to 2\n",
    );
    let arguments = split(tag(&["--nth", "2"]));
    desk.done(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(desk.read("rift.md.maria.obelus.ron").contains("start: 28,"));
}

#[test]
fn refusals_say_what_where_and_how_to_mend_it() {
    let desk = Desk::of_maria();
    let quote = ["tag", "rift.md", "--quote", "denied it again", "--as"];
    let with = |more: &[&'static str]| [&quote[..], more].concat();
    desk.refused(
        &["tag", "rift.md", "--quote", "denied everything", "--as", "rebuttal"],
        "obelus: error: the quote does not stand in the document: rift.md\n  copy it from there: quotation marks, \
         dashes and spaces count as they are\n",
    );
    desk.refused(
        &["tag", "rift.md", "--start", "80", "--end", "99", "--as", "rebuttal"],
        "obelus: error: there is no passage 80..99: rift.md\n  the document has 88 characters, counted from 0\n",
    );
    desk.refused(
        &with(&["Rebuttal"]),
        "obelus: error: a tag has up to 40 letters a-z, digits, `_` and `-`, and begins with a letter: --as \
         \"Rebuttal\"\n  use allegation, rebuttal or forecast\n",
    );
    desk.refused(
        &with(&["rebuttal", "--said", "2018-02-30"]),
        "obelus: error: this is no date of the calendar: --said \"2018-02-30\"\n  write YYYY, YYYY-MM or YYYY-MM-DD\n",
    );
    desk.refused(
        &with(&["forecast", "--probability", "30"]),
        "obelus: error: a probability lies between 0 and 1: --probability 30\n  write it as 0.3\n",
    );
    desk.refused(
        &["tag", "gone.md", "--quote", "denied", "--as", "rebuttal"],
        "obelus: error: there is no document: gone.md\n  check the path; a document that is moved needs its sidecars \
         beside it\n",
    );
    desk.refused(
        &["tag", ".", "--quote", "denied", "--as", "rebuttal"],
        "obelus: error: this is a folder, not a document: .\n  open it as a folder\n",
    );
    desk.write("rift.md.jonas.obelus.ron", "(format: 1)");
    desk.refused(
        &["tag", "rift.md.jonas.obelus.ron", "--quote", "format", "--as", "rebuttal"],
        "obelus: error: this is a sidecar, not a document: rift.md.jonas.obelus.ron\n  open the document that its name \
         begins with\n",
    );
    desk.write("a.pdf", "%PDF-1.7 denied it");
    desk.refused(
        &["tag", "a.pdf", "--quote", "denied it", "--as", "rebuttal"],
        "obelus: error: this is a PDF, and this version opens plain text, Markdown and web pages: a.pdf\n  not yet: copy the \
         text and paste it\n",
    );
}

#[test]
fn nobody_tags_without_a_name() {
    let desk = Desk::new();
    let ran = desk.run(&["tag", "rift.md", "--quote", "It will", "--as", "forecast"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.starts_with("obelus: error: nobody said yet who tags: "), "{}", ran.err);
    assert!(ran.err.ends_with("\n  give --annotator ID, or start the window once and enter your name\n"));
    desk.done(&["tag", "rift.md", "--quote", "It will", "--as", "forecast", "--annotator", "jonas"]);
    let sidecar = desk.read("rift.md.jonas.obelus.ron");
    assert!(sidecar.contains("id: \"jonas\",\n        name: \"jonas\",\n    ),"), "{sidecar}");
}

#[test]
fn a_layer_belongs_to_its_key() {
    let desk = Desk::of_maria();
    let tag = ["tag", "rift.md", "--quote", "It will", "--as", "forecast"];
    desk.done(&tag);
    // The same person, asked for by id, writes with name and key.
    desk.done(&[&tag[..], &["--annotator", "maria"]].concat());
    assert_eq!(desk.files(), ["rift.md", "rift.md.maria.obelus.ron"]);
    // Another Maria writes beside, and whoever has no key is refused.
    desk.write(
        "home/settings.ron",
        "(format: 1, annotator: (id: \"maria\", name: \"Maria Smith\", key: \"0194\"))",
    );
    desk.done(&tag);
    assert_eq!(desk.files(), ["rift.md", "rift.md.maria-2.obelus.ron", "rift.md.maria.obelus.ron"]);
    desk.write("home/settings.ron", "(format: 1, annotator: (id: \"omar\", name: \"Omar\", key: \"0195\"))");
    desk.refused(
        &[&tag[..], &["--annotator", "maria"]].concat(),
        "obelus: error: the sidecar belongs to the person with the key in it, not to whoever is called maria: \
         rift.md.maria.obelus.ron\n  give another --annotator ID\n",
    );
}

#[test]
fn what_cannot_be_read_is_never_written() {
    let desk = Desk::of_maria();
    let tag = ["tag", "rift.md", "--quote", "It will", "--as", "forecast"];
    desk.write("rift.md.maria.obelus.ron", "");
    desk.refused(
        &tag,
        "obelus: error: the sidecar is empty: rift.md.maria.obelus.ron\n  restore it from a backup, or remove it if \
         nothing was in it\n",
    );
    desk.write("rift.md.maria.obelus.ron", "(format: 2, thoughts: [])");
    desk.refused(
        &tag,
        "obelus: error: the sidecar was made by a newer Obelus: rift.md.maria.obelus.ron\n  install a newer version; \
         the file was not touched\n",
    );
}

#[test]
fn a_changed_document_takes_its_claims_along_in_the_same_save() {
    let desk = Desk::of_maria();
    desk.done(&["tag", "rift.md", "--quote", "[Pakistan] knew", "--as", "allegation"]);
    desk.write("rift.md", &format!("A new first line.\n\n{}", super::desk::WORDS));
    desk.done(&["tag", "rift.md", "--quote", "It will", "--as", "forecast"]);
    assert_eq!(desk.done(&["check", "."]), "");
    assert!(desk.read("rift.md.maria.obelus.ron").contains("start: 68,"));
    desk.write("rift.md", "He came. It will end by 2028.\n");
    let ran = desk.run(&["tag", "rift.md", "--quote", "He came", "--as", "allegation"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(alike(&ran.out), "ID\n");
    assert_eq!(
        ran.err,
        "obelus: warning: the document has changed, and 1 claim needs a look: rift.md.maria.obelus.ron\n  open it in \
         the window, or see `obelus check`\n"
    );
}

#[test]
fn words_may_begin_with_a_hyphen() {
    let desk = Desk::of_maria();
    desk.write("list.md", "- He denied it.\n");
    desk.done(&["tag", "list.md", "--quote", "- He denied", "--as", "rebuttal", "--note", "-"]);
    assert!(desk.read("list.md.maria.obelus.ron").contains("quote: \"- He denied\""));
}

#[test]
fn an_unknown_tag_is_kept_and_said() {
    let desk = Desk::of_maria();
    let ran = desk.run(&["tag", "rift.md", "--quote", "It will", "--as", "insult"]);
    assert_eq!(ran.status, 0);
    assert_eq!(ran.err, "obelus: notice: the tag \"insult\" is unknown and was kept as it is\n");
}

#[test]
fn wrong_arguments_end_with_2() {
    let desk = Desk::of_maria();
    for arguments in [
        &["tag", "rift.md", "--as", "rebuttal"][..],
        &["tag", "rift.md", "--start", "1", "--as", "rebuttal"],
        &["tag", "rift.md", "--quote", "He", "--start", "1", "--end", "2", "--as", "rebuttal"],
        &["tag", "rift.md", "--start", "1", "--end", "2", "--nth", "2", "--as", "rebuttal"],
        &["tag", "rift.md", "--quote", "He"],
        &["claims"],
        &["check"],
    ] {
        let ran = desk.run(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{arguments:?}");
    }
    assert_eq!(desk.run(&["--help"]).status, 0);
    assert_eq!(desk.run(&["--version"]).out, format!("obelus {}\n", env!("CARGO_PKG_VERSION")));
}

#[cfg(unix)]
#[test]
fn sidecars_stand_beside_the_link_and_links_to_sidecars_are_followed() {
    let desk = Desk::of_maria();
    desk.write("shelf/original.md", super::desk::WORDS);
    std::os::unix::fs::symlink("shelf/original.md", desk.path("link.md")).unwrap();
    std::fs::create_dir(desk.path("safe")).unwrap();
    desk.done(&["tag", "link.md", "--quote", "It will", "--as", "forecast"]);
    assert!(desk.path("link.md.maria.obelus.ron").is_file());
    std::fs::rename(desk.path("link.md.maria.obelus.ron"), desk.path("safe/maria.ron")).unwrap();
    std::os::unix::fs::symlink("safe/maria.ron", desk.path("link.md.maria.obelus.ron")).unwrap();
    desk.done(&["tag", "link.md", "--quote", "again", "--as", "rebuttal"]);
    assert!(desk.path("link.md.maria.obelus.ron").is_symlink());
    assert!(desk.read("safe/maria.ron").contains("again"));
}

#[cfg(unix)]
#[test]
fn a_sidecar_that_its_owner_protected_is_not_replaced() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::of_maria();
    let tag = ["tag", "rift.md", "--quote", "It will", "--as", "forecast"];
    desk.done(&tag);
    let sidecar = desk.path("rift.md.maria.obelus.ron");
    std::fs::set_permissions(&sidecar, std::fs::Permissions::from_mode(0o444)).unwrap();
    let ran = desk.run(&tag);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("rift.md.maria.obelus.ron"), "{}", ran.err);
    std::fs::set_permissions(&sidecar, std::fs::Permissions::from_mode(0o640)).unwrap();
    desk.done(&tag);
    assert_eq!(std::fs::metadata(&sidecar).unwrap().permissions().mode() & 0o777, 0o640);
}
