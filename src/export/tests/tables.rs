//! What comes out of the tables again, and what goes to the clipboard.

use proptest::prelude::*;

use super::*;

/// Reads a table as a spreadsheet does: the cells of each row by column, protecting apostrophes taken off.
fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = ::csv::Reader::from_reader(bytes);
    let names = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let cells = names.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
            cells
                .map(|(name, cell)| {
                    assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
                    (name.to_owned(), cell.strip_prefix('\'').unwrap_or(cell).to_owned())
                })
                .collect()
        })
        .collect()
}

/// Takes a cell with several values apart.
fn values(cell: Option<&String>) -> Vec<String> {
    let mut values = Vec::new();
    let mut rest = cell.map_or("", String::as_str);
    while !rest.is_empty() {
        let (value, behind) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let mut value = String::new();
                let mut behind = quoted;
                loop {
                    let (words, next) = behind.split_once('"').unwrap();
                    value.push_str(words);
                    match next.strip_prefix('"') {
                        Some(next) => {
                            value.push('"');
                            behind = next;
                        }
                        None => break (value, next),
                    }
                }
            }
            None => {
                let end = rest.find("; ").unwrap_or(rest.len());
                let (value, behind) = rest.split_at(end);
                (value.to_owned(), behind)
            }
        };
        values.push(value);
        rest = behind.strip_prefix("; ").unwrap_or(behind);
    }
    values
}

#[test]
fn a_row_says_all_that_is_known_of_a_claim() {
    let rows = rows(&csv::table(&wells()));
    let row = |number: usize| {
        rows[number].iter().map(|(name, cell)| format!("{name}: {cell}\n")).collect::<String>()
    };
    insta::assert_snapshot!(row(2), @r"
    after: .

    Marlow: the limit was never passed, all of it is made up.
    annotator: Maria Keller
    before: ays the wells stayed in service.

    It says Halden Water knew and 
    claimants: Clear Wells
    created: 2023-11-14T22:13:20Z
    document: wells.md
    due: 2028
    end: 105
    event: Filters cost 40 million.
    finished: true
    id: f1
    layer: maria-keller
    modified: 2023-11-14T22:13:20Z
    paragraph: 2
    placement: exact
    probability: 0.7
    quote: filters will cost 40 million
    role: Analyst
    start: 77
    tag: forecast
    text_blake3: bc96524ade4691c145e80df94fed0585910fbbc67966a9e8b3ec0efb2472a838
    ");
    insta::assert_snapshot!(row(3), @r"
    after: , all of it is made up.
    annotator: Maria Keller
    before: ys Halden Water knew and filters will cost 40 million.

    Marlow: 
    claimants: Signe Marlow
    created: 2023-11-14T22:13:20Z
    document: wells.md
    end: 142
    finished: true
    id: r1
    layer: maria-keller
    links: rebuts:a1
    modified: 2023-11-14T22:13:20Z
    paragraph: 3
    placement: exact
    quote: the limit was never passed
    role: Analyst
    start: 116
    tag: rebuttal
    text_blake3: bc96524ade4691c145e80df94fed0585910fbbc67966a9e8b3ec0efb2472a838
    ");
}

/// Returns what FORMAT.md says of the table.
fn described() -> &'static str {
    let behind = include_str!("../../../FORMAT.md").split("\n## The table for spreadsheets").nth(1).unwrap();
    behind.split("\n## ").next().unwrap()
}

#[test]
fn every_column_is_described() {
    let described = described();
    let names: Vec<&str> = described
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('|').next())
        .flat_map(|names| names.split('`').filter(|name| name.trim().len() > 1))
        .map(|name| name.trim_end_matches(" …"))
        .collect();
    let bytes = csv::table(&wells());
    let mut reader = ::csv::Reader::from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), names);
}

#[test]
fn every_link_is_rebuilt_from_ids_alone() {
    let material = wells()
        .links("r1", Rel::Supports, "a; \"2\"")
        .with("r1", |claim| claim.links[1].words = "its words; all".to_owned());
    let rows = rows(&csv::table(&material));
    let row = rows.iter().find(|row| row["id"] == "r1").unwrap();
    assert_eq!(values(row.get("links")), ["rebuts:a1", "supports:a; \"2\""]);
    assert_eq!(values(row.get("link_words")), ["", "its words; all"]);
    let allegation = rows.iter().find(|row| row["id"] == "a1").unwrap();
    assert_eq!(values(allegation.get("answered_by")), ["r1"]);
}

/// Puts a text wherever a claim, its layer and its document have one.
fn everywhere(words: &str) -> Material {
    let document = Document {
        path: words.to_owned(),
        name: words.to_owned(),
        about: About {
            title: words.to_owned(),
            author: words.to_owned(),
            publisher: words.to_owned(),
            url: words.to_owned(),
            ..About::default()
        },
        ..marked("a.md", "<a1>Yes.</a1> <r1>No.</r1>")
    };
    let mut material = of(vec![document]).with("a1", |claim| {
        let list = vec![words.to_owned(), "second".to_owned(), words.to_owned()];
        claim.gist = words.to_owned();
        claim.claimants.clone_from(&list);
        claim.via = list.clone().into();
        claim.against = list.clone().into();
        claim.labels = list.clone().into();
        claim.note = words.to_owned().into();
        claim.passages[0].selector.quote = words.to_owned().into();
        claim.passages[0].selector.before = words.to_owned().into();
        claim.links.push(Link { to: None, words: words.to_owned(), ..link(Rel::Supports, "x") });
        claim.forecast = forecast(words, None, None).map(Box::new);
    });
    material.documents[0].layers[0].annotator = words.to_owned();
    material
}

fn check(words: &str) {
    // What no spreadsheet can hold.
    let kept = words.replace('\0', "\u{fffd}");
    let material = everywhere(words);
    let rows = rows(&csv::table(&material));
    assert_eq!(rows.len(), 2);
    let row = &rows[0];
    let columns = [
        "gist",
        "note",
        "quote",
        "before",
        "event",
        "title",
        "author",
        "publisher",
        "url",
        "annotator",
        "document",
    ];
    for column in columns {
        assert_eq!(row.get(column).map_or("", String::as_str), kept, "{column}");
    }
    for column in ["claimants", "via", "against", "labels"] {
        assert_eq!(values(row.get(column)), [kept.as_str(), "second", kept.as_str()], "{column}");
    }
    assert_eq!(values(row.get("links")), ["supports:"]);
    let table = table(&material);
    assert_eq!(table.lines().count(), 3, "a claim is one line for the clipboard: {table:?}");
    let widths: Vec<usize> = table.lines().map(|line| line.matches('\t').count()).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{table:?}");
}

#[test]
fn every_text_comes_out_of_the_table_again() {
    HOSTILE.iter().for_each(|words| check(words));
    check(&"😀".repeat(20_000));
}

proptest! {
    #[test]
    fn any_text_comes_out_of_the_table_again(words in "[=+@'\"; \\r\\n\\ta-c\\PC-]{1,12}") {
        check(&words);
    }
}

#[test]
fn a_claim_with_several_passages_is_one_row() {
    let material = of(vec![marked("a.md", "<a1>Yes</a1>, <a1>he; knew</a1>, <a1>all.</a1>")]);
    let rows = rows(&csv::table(&material));
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["quote"], "Yes");
    assert_eq!(values(rows[0].get("further_quotes")), ["he; knew", "all."]);
    assert_eq!((rows[0]["start"].as_str(), rows[0]["end"].as_str()), ("0", "3"));
    assert_eq!(values(rows[0].get("further_places")), ["5..13", "15..19"]);
}

#[test]
fn the_clipboard_has_a_line_a_claim() {
    insta::assert_snapshot!(table(&wells()).replace('\t', " | "), @r"
    Tag | Gist | Quote | Claimants | Via | Voice | Against | Said | Rating | Confidence | Probability | Due | Links | Open | Place | Document | Annotator | Labels | Note | Id
    Allegation | The wells stayed in service. | the wells stayed in service | Clear Wells |  |  | Halden Water |  |  |  |  |  |  |  | ¶ 1 | wells.md | Maria Keller |  |  | a1
    Allegation |  | Halden Water knew | Clear Wells |  |  | Halden Water |  |  |  |  |  |  | unanswered | ¶ 2 | wells.md | Maria Keller |  |  | a2
    Forecast |  | filters will cost 40 million | Clear Wells |  |  |  |  |  |  | 70 % | 2028 |  |  | ¶ 2 | wells.md | Maria Keller |  |  | f1
    Rebuttal |  | the limit was never passed | Signe Marlow |  |  |  |  |  |  |  |  | rebuts Clear Wells, ¶ 1 |  | ¶ 3 | wells.md | Maria Keller |  |  | r1
    Rebuttal |  | all of it is made up | Signe Marlow |  |  |  |  |  |  |  |  |  | without target | ¶ 3 | wells.md | Maria Keller |  |  | r2
    ");
}

#[test]
fn a_quotation_says_who_and_where() {
    let mut material = wells().with("a2", |claim| {
        claim.passages[0].selector.quote = "“Halden Water\nknew”".to_owned().into();
    });
    let quoted = |material: &Material, id: &str| quotation(material, material.at(id)).unwrap();
    assert_eq!(quoted(&material, "a1"), "“the wells stayed in service” — Clear Wells, wells.md, ¶ 1");
    material.documents[0].about = About {
        title: "The wells".to_owned(),
        publisher: "Halden Courier".to_owned(),
        published: PartialDate::parse("2026-03-04"),
        ..About::default()
    };
    let end = "Clear Wells, The wells, Halden Courier, 2026-03-04, ¶ 2";
    assert_eq!(quoted(&material, "a2"), format!("“Halden Water knew” — {end}"));
}

#[test]
fn places_are_those_of_each_passage() {
    let mut material =
        of(vec![marked("a.md", "<a1>Yes</a1>, <a1>he knew</a1>.\n\n<a1>All</a1> <a1>of it.</a1>")]);
    let entry = &mut material.documents[0].layers[0].entries[0];
    entry.standing = Some(Standing::Orphan);
    entry.spans[0] = None;
    entry.spans[2] = None;
    let row = &rows(&csv::table(&material))[0];
    assert_eq!([row.get("paragraph"), row.get("start"), row.get("end")], [None; 3]);
    assert_eq!(values(row.get("further_places")), ["5..12", "", "19..25"]);
    assert_eq!(values(row.get("text_now")), ["", "he knew", "", "of it."]);
    material.documents[0].layers[0].entries[0].spans = vec![None; 4];
    let row = &rows(&csv::table(&material))[0];
    assert_eq!([row.get("further_places"), row.get("text_now")], [None; 2]);
}

/// FORMAT.md marks those columns with `…` whose cells hold several values.
#[test]
fn the_columns_with_several_values_are_those_that_are_described_so() {
    let described = described();
    let names = described.lines().filter_map(|line| line.strip_prefix("| `")?.split('|').next());
    let several: Vec<&str> = names
        .flat_map(|names| names.split('`').filter_map(|name| name.strip_suffix(" …")))
        .filter(|name| !matches!(*name, "conflicts" | "made_from"))
        .collect();
    let words = "a; b";
    let mut material =
        of(vec![marked("a.md", "<a1>Yes</a1>, <a1>a; b</a1>. <r1>No.</r1>")]).with("a1", |claim| {
            let list = vec![words.to_owned(), words.to_owned()];
            claim.claimants.clone_from(&list);
            claim.via = list.clone().into();
            claim.against = list.clone().into();
            claim.labels = list.clone().into();
            claim.passages[0].selector.quote = "No".into();
            claim.passages[0].selector.before = words.into();
            claim.note = words.to_owned().into();
            claim.gist = words.to_owned();
        });
    material.documents[0].about.title = words.to_owned();
    let row = &rows(&csv::table(&material))[0];
    for (name, cell) in row.iter().filter(|(_, cell)| cell.contains("a; b")) {
        assert_eq!(cell.contains("\"a; b\""), several.contains(&name.as_str()), "{name}");
    }
    for name in ["claimants", "via", "against", "labels", "further_quotes", "text_now", "further_places"] {
        assert!(several.contains(&name), "{name}");
    }
}

#[test]
fn the_words_nobody_yet_may_be_a_name() {
    let material = wells().said_by("a1", &["no claimant yet"]);
    assert!(quotation(&material, material.at("a1")).unwrap().contains("— no claimant yet, wells.md"));
}
