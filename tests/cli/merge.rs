//! `obelus merge` and `obelus merge-driver`.

use super::desk::{Desk, alike};

const OURS: &str = "rift.md.maria.obelus.ron";

/// A layer of Maria's with one claim each for `(id, fields)`; `head` are further fields of the layer.
pub fn layer(claims: &[(&str, &str)], head: &str) -> String {
    let claims: String = claims
        .iter()
        .map(|(id, fields)| {
            format!(
                "(id: \"{id}\", tag: \"allegation\", passages: [(start: 27, end: 29, quote: \"He\")], {fields}),\n"
            )
        })
        .collect();
    let hash = blake3(super::desk::WORDS);
    format!(
        "(format: 1, document: (file: \"rift.md\", text_blake3: \"{hash}\"), annotator: (id: \"maria\", key: \
         \"0193\"), claims: [{claims}], {head})\n"
    )
}

fn blake3(words: &str) -> String {
    obelus::text::TextHash::of(words).to_string()
}

/// A desk with a base and two versions, as `base.ron`, `ours.ron`, `theirs.ron`.
fn desk(base: &str, ours: &str, theirs: &str) -> Desk {
    let desk = Desk::of_maria();
    desk.write("base.ron", base);
    desk.write("ours.ron", ours);
    desk.write("theirs.ron", theirs);
    desk
}

fn changed() -> Desk {
    desk(
        &layer(&[("a", "gist: \"One.\""), ("b", "")], ""),
        &layer(&[("a", "gist: \"Two.\""), ("b", ""), ("c", "")], ""),
        &layer(&[("a", "gist: \"Three.\""), ("d", "")], "deleted: [(id: \"b\")]"),
    )
}

const THREE: &[&str] = &["merge", "ours.ron", "theirs.ron", "--base", "base.ron"];

#[test]
fn without_out_the_sidecar_goes_to_stdout_and_no_file_is_touched() {
    let desk = changed();
    let before = desk.files();
    let ran = desk.run(THREE);
    assert_eq!(ran.status, 1);
    let layer = obelus::sidecar::read(ran.out.as_bytes()).unwrap().layer;
    let ids: Vec<&str> = layer.claims.iter().map(|claim| claim.id.as_str()).collect();
    assert_eq!(ids, ["a", "c", "d"]);
    assert_eq!(
        ran.err,
        "obelus: warning: both versions changed gist of claim a; ours stands for now\n  decide in the window, or \
         mend the sidecar\n"
    );
    assert_eq!(desk.files(), before);
    assert_eq!(desk.read("ours.ron"), changed().read("ours.ron"));
}

#[test]
fn a_conflict_of_the_head_says_where_it_is_settled() {
    let title =
        |title: &str| layer(&[("a", "")], "").replacen("file: ", &format!("title: \"{title}\", file: "), 1);
    let desk = desk(&title("Base"), &title("One"), &title("Two"));
    assert_eq!(
        desk.run(THREE).err,
        "obelus: warning: both versions changed document.title; ours stands for now\n  decide in the window, in \
         About this document; or mend the sidecar and take the entry out of `conflicts`\n"
    );
}

#[test]
fn json_says_what_was_merged() {
    let desk = changed();
    let ran = desk.run(&[THREE, &["-o", "out.ron", "--json"]].concat());
    insta::assert_snapshot!(ran.out, @r#"
    {
      "out": "out.ron",
      "claims": 3,
      "conflicts": [
        {
          "id": "a",
          "field": "gist",
          "ours": "\"Two.\"",
          "theirs": "\"Three.\""
        }
      ],
      "deleted": [
        "b"
      ],
      "deleted_elsewhere": [],
      "links_without_target": [],
      "unplaced": [],
      "open": 0
    }
    "#);
    assert_eq!(ran.status, 1);
    // The same question again is no new one.
    let ran =
        desk.run(&["merge", "out.ron", "theirs.ron", "--base", "theirs.ron", "-o", "out.ron", "--json"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("\"conflicts\": [],") && ran.out.contains("\"open\": 1"), "{}", ran.out);
}

#[test]
fn a_conflict_of_the_file_has_no_id_and_a_link_without_target_is_listed() {
    let base = layer(&[("a", ""), ("b", "links: [(rel: Rebuts, to: \"a\")]")], "");
    let renamed = |layer: String, name: &str| {
        layer.replace("id: \"maria\",", &format!("id: \"maria\", name: \"{name}\","))
    };
    let without = layer(&[("b", "links: [(rel: Rebuts, to: \"a\")]")], "deleted: [(id: \"a\")]");
    let desk = desk(&base, &renamed(base.clone(), "M. K."), &renamed(without, "Maria K."));
    let ran = desk.run(&[THREE, &["-o", "ours.ron", "--json"]].concat());
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        value["conflicts"],
        serde_json::json!([{"field": "annotator.name", "ours": "\"M. K.\"", "theirs": "\"Maria K.\""}])
    );
    assert_eq!(value["links_without_target"], serde_json::json!([{"id": "b", "rel": "Rebuts", "to": "a"}]));
    assert_eq!(value["deleted"], serde_json::json!(["a"]));
}

#[test]
fn an_existing_file_is_replaced_only_when_it_is_one_of_the_two() {
    let desk = changed();
    desk.write("other.ron", "mine");
    desk.refused(
        &[THREE, &["-o", "other.ron"]].concat(),
        "obelus: error: there is a file already: other.ron\n  give -o one of the two versions, or a name that is free\n",
    );
    desk.refused(
        &[THREE, &["-o", "base.ron"]].concat(),
        "obelus: error: there is a file already: base.ron\n  give -o one of the two versions, or a name that is free\n",
    );
    for out in ["ours.ron", "./theirs.ron"] {
        let desk = changed();
        let ran = desk.run(&[THREE, &["-o", out]].concat());
        assert_eq!(
            (ran.out.as_str(), ran.status),
            (&*format!("{}: 3 claims\n", out.trim_start_matches("./")), 1)
        );
        assert!(desk.read(out).contains("theirs: \"Three.\"") || desk.read(out).contains("theirs: \"Two.\""));
    }
    let ran = desk.run(&["merge", "ours.ron", "theirs.ron", "--json"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
}

#[test]
fn what_changes_nothing_does_not_write() {
    let desk = changed();
    desk.run(&[THREE, &["-o", "out.ron"]].concat());
    let before = std::fs::metadata(desk.path("out.ron")).unwrap().modified().unwrap();
    let merged = desk.read("out.ron");
    assert_eq!(desk.done(&["merge", "out.ron", "out.ron", "-o", "out.ron"]), "out.ron: 3 claims\n");
    assert_eq!(std::fs::metadata(desk.path("out.ron")).unwrap().modified().unwrap(), before);
    assert_eq!(desk.done(&["merge", "out.ron", "out.ron"]), merged, "merging with oneself is identity");
}

#[test]
fn unreadable_newer_marked_and_strange_input_is_refused() {
    let good = layer(&[("a", "")], "");
    let refused = |ours: &str, theirs: &str, base: &str, message: &str| {
        let desk = desk(base, ours, theirs);
        desk.refused(&[THREE, &["-o", "out.ron"]].concat(), message);
        desk.refused(THREE, message);
    };
    refused(
        "",
        &good,
        &good,
        "obelus: error: the sidecar is empty: ours.ron\n  restore it from a backup, or remove it if nothing was in it\n",
    );
    refused(
        &good,
        "(format: 2)",
        &good,
        "obelus: error: the sidecar was made by a newer Obelus: it has format 2: theirs.ron\n  install a newer version; the file was not touched\n",
    );
    refused(
        &good,
        &good,
        "(",
        "obelus: error: the sidecar cannot be read at 1:2: a name was expected: base.ron\n  mend that line, or restore the file from a backup\n",
    );
    let marked = format!("<<<<<<< ours\n{good}=======\n{good}>>>>>>> theirs\n");
    refused(
        &marked,
        &good,
        &good,
        "obelus: error: the sidecar has the markers of an unfinished merge at 1:1: ours.ron\n  merge both sides with `obelus merge FILE`\n",
    );
    let other = good.replace("0193", "0194");
    refused(
        &good,
        &other,
        &good,
        "obelus: error: the layers belong to two people: maria and maria\n  keep both files: each person's layer stands beside the document on its own\n",
    );
    let desk = desk(&good, &good, &good);
    desk.refused(
        &["merge", "ours.ron", "none.ron"],
        "obelus: error: there is no file: none.ron\n  check the path, and who may read it\n",
    );
    desk.refused(
        &["merge", "ours.ron"],
        "obelus: error: there are no markers of git in it: ours.ron\n  give both versions: `obelus merge OURS THEIRS`\n",
    );
}

#[test]
fn a_merged_layer_never_goes_into_a_sidecar_that_names_another() {
    let desk = Desk::of_maria();
    desk.write(OURS, &layer(&[("a", "")], ""));
    let second =
        layer(&[("a", ""), ("b", "")], "").replace("id: \"maria\"", "id: \"maria-2\", name: \"maria\"");
    desk.write("rift.md.maria-2.obelus.ron", &second);
    desk.refused(
        &["merge", OURS, "rift.md.maria-2.obelus.ron", "-o", "rift.md.maria-2.obelus.ron"],
        "obelus: error: the file name says maria-2, and the merged layer belongs to maria: \
         rift.md.maria-2.obelus.ron\n  rename the file, mend `annotator.id`, or give -o another name\n",
    );
    desk.done(&["merge", OURS, "rift.md.maria-2.obelus.ron", "-o", OURS]);
    assert!(desk.read(OURS).contains("id: \"b\""));
}

#[test]
fn the_sides_of_markers_in_a_file_are_merged() {
    let base = layer(&[("a", ""), ("b", "")], "");
    let ours = layer(&[("a", "note: \"Ours.\""), ("b", "")], "");
    let theirs = layer(&[("a", ""), ("b", "note: \"Theirs.\"")], "");
    for (middle, status) in [(format!("||||||| base\n{base}"), 0), (String::new(), 0)] {
        let desk = Desk::of_maria();
        desk.write(OURS, &format!("<<<<<<< ours\n{ours}{middle}=======\n{theirs}>>>>>>> theirs\n"));
        let check = desk.run(&["check", "."]);
        assert!(check.out.contains("has the markers of an unfinished merge"), "{}", check.out);
        let ran = desk.run(&["merge", OURS, "-o", OURS]);
        assert_eq!((ran.status, ran.err.as_str()), (status, ""));
        let merged = desk.read(OURS);
        assert!(merged.contains("note: \"Ours.\"") && merged.contains("note: \"Theirs.\""));
        assert!(!merged.contains("conflicts"));
    }
    let desk = Desk::of_maria();
    desk.write(OURS, &format!("<<<<<<< ours\n{ours}=======\n(\n>>>>>>> theirs\n"));
    desk.refused(
        &["merge", OURS, "-o", OURS],
        "obelus: error: their side of the markers cannot be merged: the sidecar cannot be read at 2:1: a name was \
         expected: rift.md.maria.obelus.ron\n  mend that line, or restore the file from a backup\n",
    );
}

const DRIVER: &[&str] =
    &["merge-driver", "base.ron", "ours.ron", "theirs.ron", "notes/rift.md.maria.obelus.ron"];

#[test]
fn the_driver_puts_the_result_into_ours() {
    let desk = changed();
    let ran = desk.run(DRIVER);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    let expected = changed().run(THREE).out;
    assert_eq!(desk.read("ours.ron"), expected);
    let base = layer(&[("a", "")], "");
    let clean = self::desk("", &base, &layer(&[("b", "")], ""));
    assert_eq!(clean.done(DRIVER), "");
    assert!(clean.read("ours.ron").contains("id: \"b\""), "an empty base is none");
}

#[test]
fn the_driver_leaves_markers_where_a_version_cannot_be_read() {
    let good = layer(&[("a", "")], "");
    for (base, ours, theirs) in [
        (good.as_str(), good.as_str(), "(format: 2)\n"),
        ("(format: 2)\n", good.as_str(), "broken\n"),
        ("broken\n", good.as_str(), &layer(&[("b", "")], "")),
        (good.as_str(), " \n", good.as_str()),
        (good.as_str(), good.as_str(), &good.replace("0193", "0194")),
    ] {
        let desk = desk(base, ours, theirs);
        let ran = desk.run(DRIVER);
        assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{}", ran.err);
        assert!(ran.err.contains("notes/rift.md.maria.obelus.ron"), "{}", ran.err);
        let marked = desk.read("ours.ron");
        let lines: Vec<&str> = marked.lines().collect();
        let at = |marker: &str| lines.iter().position(|line| line.starts_with(marker)).unwrap();
        let (first, middle, last) = (at("<<<<<<<"), at("======="), at(">>>>>>>"));
        let side = |from: usize, to: usize| {
            let all = [&lines[..first], &lines[from + 1..to], &lines[last + 1..]].concat();
            all.iter().map(|line| format!("{line}\n")).collect::<String>()
        };
        assert_eq!((side(first, middle).as_str(), side(middle, last).as_str()), (ours, theirs));
        assert_eq!(desk.run(DRIVER).status, 129, "what holds markers already stops git");
        assert_eq!(desk.read("ours.ron"), marked);
    }
}

#[test]
fn the_driver_stops_git_where_ours_could_be_lost_and_never_ends_with_2() {
    let good = layer(&[("a", "")], "");
    let marked = format!("<<<<<<< ours\n{good}=======\n{good}>>>>>>> theirs\n");
    for name in ["base.ron", "ours.ron", "theirs.ron"] {
        let desk = desk(&good, &good, &good);
        desk.write(name, &marked);
        let ran = desk.run(DRIVER);
        assert_eq!(ran.status, 129, "{}", ran.err);
        std::fs::remove_file(desk.path(name)).unwrap();
        let ran = desk.run(DRIVER);
        assert_eq!((ran.status, alike(&ran.err).contains(name)), (129, true), "{}", ran.err);
    }
    let desk = desk(&good, &good, &layer(&[("a", ""), ("b", "")], ""));
    assert_eq!(desk.run(&["merge-driver", "base.ron"]).status, 129);
    assert_eq!(desk.run(&["merge-driver", "--nothing", "a", "b", "c", "d", "e"]).status, 129);
    assert_eq!(
        desk.run(&["merge-driver", "base.ron", "ours.ron", "theirs.ron", "-x.maria.obelus.ron"]).status,
        0
    );
    std::fs::write(desk.path("ours.ron"), &good).unwrap();
    let mut mode = std::fs::metadata(desk.path("ours.ron")).unwrap().permissions();
    mode.set_readonly(true);
    std::fs::set_permissions(desk.path("ours.ron"), mode).unwrap();
    let ran = desk.run(DRIVER);
    assert_eq!((ran.status, desk.read("ours.ron")), (129, good));
}
