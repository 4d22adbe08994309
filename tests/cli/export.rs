//! `obelus export`.

use std::process::Command;

use super::desk::{Desk, alike};

/// A desk where Maria blames, Jonas answers, and another document has a forecast.
fn dispute() -> Desk {
    let desk = Desk::of_maria();
    desk.write("2/later.md", super::desk::WORDS);
    let id = desk.done(&[
        "tag",
        "rift.md",
        "--quote",
        "[Pakistan] knew",
        "--as",
        "allegation",
        "--claimant",
        "Khan",
    ]);
    desk.done(&[
        "tag",
        "rift.md",
        "--quote",
        "He denied it",
        "--nth",
        "1",
        "--as",
        "rebuttal",
        "--claimant",
        "=Bajwa",
        "--rebuts",
        id.trim(),
        "--annotator",
        "jonas",
    ]);
    desk.done(&["tag", "2/later.md", "--quote", "It will end", "--as", "forecast", "--due", "2028"]);
    desk
}

/// Returns what the table has in a column, row by row.
fn column(table: &str, name: &str) -> Vec<String> {
    let table = table.strip_prefix('\u{feff}').unwrap();
    assert!(table.ends_with("\r\n"));
    let mut lines = table.split("\r\n");
    let at = lines.next().unwrap().split(',').position(|column| column == name).unwrap();
    // No cell of these tests holds a comma but the context, which is quoted.
    let cells = |line: &str| {
        let mut cells = vec![String::new()];
        let mut is_quoted = false;
        for character in line.chars() {
            match character {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(String::new()),
                _ => cells.last_mut().unwrap().push(character),
            }
        }
        cells
    };
    lines.filter(|line| !line.is_empty()).map(|line| cells(line)[at].clone()).collect()
}

#[test]
fn a_folder_is_one_table() {
    let desk = dispute();
    let table = desk.done(&["export", ".", "--format", "csv"]);
    assert_eq!(column(&table, "document"), ["rift.md", "rift.md", "2/later.md"]);
    assert_eq!(column(&table, "tag"), ["rebuttal", "allegation", "forecast"]);
    assert_eq!(column(&table, "claimants"), ["'=Bajwa", "Khan", ""]);
    assert_eq!(column(&table, "links")[0], format!("rebuts:{}", column(&table, "id")[1]));
    assert_eq!(column(&table, "answered_by")[1], column(&table, "id")[0]);
}

#[test]
fn tag_and_annotator_choose_what_is_given_out() {
    let desk = dispute();
    let count = |arguments: &[&str]| {
        let table = desk.done(&[&["export", ".", "--format", "csv"], arguments].concat());
        column(&table, "id").len()
    };
    assert_eq!(count(&["--annotator", "maria"]), 2);
    assert_eq!(count(&["--tag", "allegation"]), 1);
    assert_eq!(count(&["--tag", "insult"]), 0);
    // What is not given out still answers; a layer that is not chosen does not.
    let open = |arguments: &[&str]| {
        let table = desk
            .done(&[&["export", "rift.md", "--format", "csv", "--tag", "allegation"], arguments].concat());
        column(&table, "open").concat()
    };
    assert_eq!(open(&[]), "");
    assert_eq!(open(&["--annotator", "maria"]), "unanswered");
}

#[test]
fn markdown_has_the_briefing_and_the_claims() {
    let desk = dispute();
    let out = desk.done(&["export", "rift.md", "--format", "md"]);
    let out: String =
        out.lines().filter(|line| !line.starts_with("Written")).map(|line| format!("{line}\n")).collect();
    insta::assert_snapshot!(alike(&out), @r"
    # Who says what against whom

    rift.md, jonas and Maria Keller, 2 claims. No allegation stands unanswered, no rebuttal is without target.

    - **A Allegation**: Given as true and not established in the text: someone did, failed to do or is something blameworthy.
    - **R Rebuttal**: Denies, disputes, excuses or turns back a particular allegation, whether or not that allegation stands in the text.
    - **F Forecast**: Says what will, may or will not happen after it is said; promises and threats too.

    ## \=Bajwa

    ### Denies

    - **R** “He denied it” (¶ 1)\
      to Khan, ¶ 2; tagged by jonas

    ## Khan

    ### Alleges

    - **A** “\[Pakistan\] knew” (¶ 2)\
      answered by =Bajwa; tagged by Maria Keller

    # rift.md

    - Document: rift.md
    - Annotators: jonas and Maria Keller
    - Text (BLAKE3): HASH
    - Claims: 2

    ## R 1: Rebuttal, ¶ 1

    > He denied it

    - Who: \=Bajwa
    - Answers: Khan, ¶ 2
    - Tagged by: jonas
    - Id: ID

    ## A 2: Allegation, ¶ 2

    > \[Pakistan\] knew

    - Who: Khan
    - Answered by: \=Bajwa, ¶ 1
    - Tagged by: Maria Keller
    - Id: ID
    ");
}

#[test]
fn an_existing_file_is_replaced_only_when_asked() {
    let desk = dispute();
    assert_eq!(desk.done(&["export", "rift.md", "--format", "html", "-o", "report.html"]), "");
    let report = desk.read("report.html");
    assert!(report.starts_with("<!DOCTYPE html>") && report.ends_with("</html>\n"));
    desk.refused(
        &["export", "rift.md", "--format", "md", "-o", "report.html"],
        "obelus: error: there is a file already: report.html\n  give another file behind -o, or --force to replace it\n",
    );
    desk.done(&["export", "rift.md", "--format", "md", "-o", "report.html", "--force"]);
    assert!(desk.read("report.html").starts_with("# Who says what"));
    for read in ["rift.md", "rift.md.maria.obelus.ron"] {
        desk.refused(
            &["export", "rift.md", "--format", "md", "-o", read, "--force"],
            &format!(
                "obelus: error: this file is what is to be exported: {read}\n  give another file behind -o\n"
            ),
        );
    }
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_given_out() {
    let desk = dispute();
    let ran = desk.run(&["export", "rift.md", "none.md", "--format", "csv"]);
    assert_eq!((column(&ran.out, "id").len(), ran.status), (2, 2));
    assert_eq!(ran.err, "obelus: error: there is nothing at this path: none.md\n  check the path\n");
    let ran = desk.run(&["export", "rift.md", "none.md", "--format", "csv", "-o", "out.csv"]);
    assert_eq!((ran.out.as_str(), ran.status), ("", 2));
    assert!(!desk.path("out.csv").exists());

    // A sidecar without its document: the claims are there, without places.
    std::fs::remove_file(desk.path("2/later.md")).unwrap();
    let ran = desk.run(&["export", "2", "--format", "csv"]);
    assert_eq!((column(&ran.out, "tag").concat().as_str(), ran.status), ("forecast", 1));
    assert_eq!(
        (column(&ran.out, "start").concat(), column(&ran.out, "placement").concat()),
        (String::new(), String::new())
    );
    let ran = desk.run(&["export", "2", "--format", "html"]);
    assert!(ran.out.contains("not at hand"), "{}", ran.out);

    desk.write("rift.md.eve.obelus.ron", "not a sidecar");
    let ran = desk.run(&["export", "rift.md", "--format", "csv"]);
    assert_eq!((column(&ran.out, "id").len(), ran.status), (2, 1));
    assert!(ran.err.contains("rift.md.eve.obelus.ron"), "{}", ran.err);
}

#[test]
fn a_document_without_claims_gives_an_empty_table_and_its_article() {
    let desk = Desk::of_maria();
    assert_eq!(desk.done(&["export", "rift.md", "--format", "csv"]).lines().count(), 1);
    assert!(desk.done(&["export", "rift.md", "--format", "html"]).contains("He denied it again"));
}

/// Names and notes that have broken tables before.
const HOSTILE: &[&str] = &[
    "<script>\"]]>",
    "one\r\ntwo\rthree\nfour",
    "\u{202e}turned\u{202c}",
    "=1+1",
    "@SUM(1)",
    "a; \"b\", c",
    "'tis",
    "😀 उर्दू اردو",
];

/// A desk whose claims have such notes, one a claim, and a quote of 20,000 code points.
fn hostile() -> Desk {
    let desk = Desk::of_maria();
    for note in HOSTILE {
        desk.done(&[
            "tag",
            "rift.md",
            "--quote",
            "It will end",
            "--as",
            "forecast",
            "--note",
            note,
            "--gist",
            note,
        ]);
    }
    desk.write("long.md", &"😀".repeat(20_000));
    desk.done(&["tag", "long.md", "--start", "0", "--end", "20000", "--as", "allegation"]);
    desk
}

/// Runs a program that may not be there; `None` when it is not.
fn run(mut command: Command) -> Option<String> {
    let output = command.output().ok()?;
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Reads the notes of a table with Python's `csv`, protecting apostrophes taken off, and says how long the longest
/// quote is.
const PYTHON: &str = r#"
import csv, json, sys
csv.field_size_limit(10_000_000)
def back(cell):
    return cell[1:] if cell.startswith("'") else cell
with open(sys.argv[1], encoding="utf-8-sig", newline="") as table:
    rows = [{name: back(cell) for name, cell in row.items()} for row in csv.DictReader(table)]
print(json.dumps([sorted(row["note"] for row in rows if row["note"]), max(len(row["quote"]) for row in rows)]))
"#;

#[track_caller]
fn check_with_python(desk: &Desk, table: &str, expected: &[String]) {
    let mut python = Command::new("python3");
    python.args(["-c", PYTHON]).arg(desk.path(table));
    let Some(out) = run(python) else { return };
    let (notes, longest): (Vec<String>, usize) = serde_json::from_str(&out).unwrap();
    assert_eq!(notes, expected);
    assert_eq!(longest, 20_000);
}

fn sorted(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut words: Vec<String> = words.collect();
    words.sort();
    words
}

/// Left out where Python is not there.
#[test]
fn python_reads_every_text_back() {
    let desk = hostile();
    desk.done(&["export", ".", "--format", "csv", "-o", "out.csv"]);
    check_with_python(&desk, "out.csv", &sorted(HOSTILE.iter().map(|note| (*note).to_owned())));
}

/// Left out where LibreOffice is not there. It makes LF of every line end in a cell.
#[test]
fn libre_office_reads_every_text_back() {
    let desk = hostile();
    desk.done(&["export", ".", "--format", "csv", "-o", "out.csv"]);
    let mut office = Command::new("soffice");
    office
        .arg(format!("-env:UserInstallation=file://{}", desk.path("office").display()))
        .args([
            "--headless",
            "--infilter=CSV:44,34,76,1",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1",
        ])
        .args(["--outdir"])
        .arg(desk.path("office-out"))
        .arg(desk.path("out.csv"));
    if run(office).is_none() {
        return;
    }
    let one_kind = |note: &&str| note.replace("\r\n", "\n").replace('\r', "\n");
    check_with_python(&desk, "office-out/out.csv", &sorted(HOSTILE.iter().map(one_kind)));
}
