//! The rules of merging one by one, in the words of sidecars.

use super::super::{Merged, merge};
use crate::model::{Layer, State};
use crate::sidecar;
use crate::text::TextHash;

/// The text that layers count in when nothing else is said.
const TEXT: &str = "one";

/// Returns a claim called `id` with these fields; passages only where none are among them.
fn claim(id: &str, fields: &str) -> String {
    let passages = "passages: [(start: 0, end: 2, quote: \"He\", occurrences: 1)],";
    let passages = if fields.contains("passages:") { "" } else { passages };
    format!("(id: \"{id}\", tag: \"allegation\", {passages} {fields}), ")
}

/// Returns a layer of Maria's over `text`, with these claims and further fields; `about` stands in the document.
fn layer_in(text: &str, claims: &str, fields: &str, about: &str) -> Layer {
    let hash = TextHash::of(text);
    let ron = format!(
        "(format: 1, document: (file: \"a.txt\", text_blake3: \"{hash}\", {about}), annotator: (id: \"maria\", name: \
         \"Maria\", key: \"k\"), claims: [{claims}], {fields})"
    );
    sidecar::read(ron.as_bytes()).unwrap().layer
}

fn layer(claims: &str, fields: &str) -> Layer {
    layer_in(TEXT, claims, fields, "")
}

/// Merges three versions of one claim; no base where that is empty. Returns the merged claim's field and its conflicts.
fn merged_field(base: &str, ours: &str, theirs: &str, field: &str) -> (Option<String>, Vec<String>) {
    let of = |fields: &str| layer(&claim("a", fields), "");
    let before = (base != "none").then(|| of(base));
    let merged = merge(&of(ours), &of(theirs), before.as_ref()).unwrap().layer;
    let claim = &merged.claims[0];
    let conflicts = claim
        .conflicts
        .iter()
        .map(|conflict| format!("{} {}", conflict.field, conflict.theirs.as_deref().unwrap_or("nothing")));
    let list = |names: &[String]| {
        let names: String = names.iter().map(|name| format!("{name:?}, ")).collect();
        Some(format!("[ {names}]"))
    };
    let value = match field {
        "labels" => list(&claim.labels),
        "claimants" => list(&claim.claimants),
        field => sidecar::claim_field(claim, field),
    };
    (value, conflicts.collect())
}

#[track_caller]
fn check(field: &str, base: &str, ours: &str, theirs: &str, stands: &str, conflict: &str) {
    let (value, conflicts) = merged_field(base, ours, theirs, field);
    let plain = |value: String| value.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(plain(value.unwrap_or_default()), stands);
    assert_eq!(plain(conflicts.join("; ")), conflict);
}

#[test]
fn one_change_stands_two_alike_stand_and_two_unlike_wait() {
    check("gist", r#"gist: "x""#, r#"gist: "y""#, r#"gist: "x""#, r#""y""#, "");
    check("gist", r#"gist: "x""#, r#"gist: "x""#, r#"gist: "y""#, r#""y""#, "");
    check("gist", r#"gist: "x""#, r#"gist: "y""#, r#"gist: "y""#, r#""y""#, "");
    check("gist", r#"gist: "x""#, r#"gist: "y""#, r#"gist: "z""#, r#""y""#, r#"gist "z""#);
    check("gist", r#"gist: "x""#, r#"gist: "y""#, "", r#""y""#, "gist nothing");
    check("gist", r#"gist: "x""#, "", r#"gist: "y""#, "", r#"gist "y""#);
    check("voice", "", "voice: Quoted", "voice: Author", "Quoted", "voice Author");
    check("unnamed", "", "unnamed: true", "", "true", "");
}

#[test]
fn without_a_base_what_one_side_has_is_taken() {
    check("note", "none", "", r#"note: "x""#, r#""x""#, "");
    check("note", "none", r#"note: "x""#, "", r#""x""#, "");
    check("note", "none", r#"note: "x""#, r#"note: "y""#, r#""x""#, r#"note "y""#);
    check("claimants", "none", r#"claimants: ["b"]"#, r#"claimants: ["a"]"#, r#"[ "a", "b", ]"#, "");
}

#[test]
fn a_forecast_has_three_parts() {
    let base = r#"forecast: (event: "x", own: [(probability: 0.5, on: "2020-01-01")])"#;
    let ours = r#"forecast: (event: "y", own: [(probability: 0.5, on: "2020-01-01")])"#;
    let theirs = r#"forecast: (event: "x", own: [(probability: 0.5, on: "2020-01-01"), (probability: 0.6, on:
        "2020-02-01")], resolution: (outcome: Happened))"#;
    check("estimate", base, ours, theirs, r#"( event: "y", )"#, "");
    check("resolution", base, ours, theirs, "( outcome: Happened, )", "");
    let merged = merge(
        &layer(&claim("a", ours), ""),
        &layer(&claim("a", theirs), ""),
        Some(&layer(&claim("a", base), "")),
    );
    assert_eq!(merged.unwrap().layer.claims[0].forecast.as_ref().unwrap().own.len(), 2);
    let other = r#"forecast: (event: "z", resolution: (outcome: Annulled))"#;
    check("estimate", base, ours, other, r#"( event: "y", )"#, r#"estimate ( event: "z", )"#);
    check(
        "resolution",
        base,
        theirs,
        other,
        "( outcome: Happened, )",
        r#"resolution ( outcome: Annulled, )"#,
    );
    // All of it gone on one side, nothing changed on the other.
    check("estimate", base, "", base, "", "");
}

#[test]
fn sets_keep_the_bases_order_and_take_what_is_new_by_its_bytes() {
    let list = |names: &str| {
        let quoted: Vec<String> = names.split_whitespace().map(|name| format!("\"{name}\"")).collect();
        format!("labels: [{}]", quoted.join(", "))
    };
    let labels = |base: &str, ours: &str, theirs: &str, expected: &str| {
        let expected: String = expected.split_whitespace().map(|name| format!("\"{name}\", ")).collect();
        check("labels", &list(base), &list(ours), &list(theirs), &format!("[ {expected}]"), "");
    };
    labels("q b", "q b z", "q b a", "q b a z");
    labels("q b", "b q", "q b", "q b");
    labels("q b c", "q c", "q b c d", "q c d");
    labels("q b", "q b n", "q b n", "q b n");
    // `via` has an order, so it is one field.
    check(
        "via",
        r#"via: ["a"]"#,
        r#"via: ["a", "b"]"#,
        r#"via: ["c"]"#,
        r#"[ "a", "b", ]"#,
        r#"via [ "c", ]"#,
    );
}

#[test]
fn ext_merges_by_key_and_an_unknown_field_is_one_field() {
    let of = |fields: &str| layer(&claim("a", fields), "");
    let ours = of("ext: {\"x\": 1, \"y\": Foo(1)}, later: [1], rating: (credibility: 3, beyond: 1)");
    let theirs =
        of("ext: {\"x\": 1, \"y\": Foo(2), \"z\": 3}, later: [2], rating: (credibility: 3, beyond: 2)");
    let base = of("ext: {\"x\": 1, \"y\": Foo(0)}, later: [0], rating: (credibility: 3)");
    let merged = merge(&ours, &theirs, Some(&base)).unwrap();
    let claim = &merged.layer.claims[0];
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(claim.ext, [pair("x", "1"), pair("y", "Foo(1)"), pair("z", "3")]);
    assert_eq!(claim.unknown, [pair("later", "[1]")]);
    let fields: Vec<&str> = claim.conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
    assert_eq!(fields, ["ext y", "later", "rating"]);
    // The order of keys does not depend on which side is ours.
    let swapped = merge(&theirs, &ours, Some(&base)).unwrap().layer;
    let keys = |layer: &Layer| layer.claims[0].ext.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&swapped), ["x", "y", "z"]);
}

#[test]
fn moments_follow_their_own_rules() {
    let time = |hour: u32| format!("\"2026-01-01T{hour:02}:00:00Z\"");
    let moments =
        |created, modified| claim("a", &format!("created: {}, modified: {}", time(created), time(modified)));
    let head = |finished: Option<u32>, seen: Option<u32>| {
        let field = |name: &str, hour: Option<u32>| {
            hour.map(|hour| format!("{name}: {}, ", time(hour))).unwrap_or_default()
        };
        field("finished", finished) + &field("seen_others", seen)
    };
    let merged = |base: Option<&str>, ours: &str, theirs: &str| {
        let base = base.map(|base| layer(&moments(3, 3), base));
        merge(&layer(&moments(2, 5), ours), &layer(&moments(1, 4), theirs), base.as_ref()).unwrap().layer
    };
    let layer = merged(Some(&head(None, None)), &head(Some(7), Some(6)), &head(Some(8), Some(5)));
    let shown = |time: Option<crate::model::Timestamp>| {
        time.map(|time| time.to_string().get(11..13).unwrap().to_owned())
    };
    assert_eq!(
        (shown(layer.finished).unwrap(), shown(layer.seen_others).unwrap()),
        ("08".into(), "05".into())
    );
    let claim = &layer.claims[0];
    assert_eq!(shown(Some(claim.created)).unwrap(), "01");
    assert_eq!(shown(Some(claim.modified)).unwrap(), "05");
    // Taken back on one side only.
    let layer = merged(Some(&head(Some(7), None)), &head(None, None), &head(Some(7), Some(9)));
    assert_eq!((shown(layer.finished), shown(layer.seen_others)), (None, Some("09".into())));
}

#[test]
fn the_head_of_the_file_has_conflicts_too() {
    let head = |about: &str, fields: &str| layer_in(TEXT, "", fields, about);
    let base = head("title: \"x\", later: 0", "more: 0, ext: {\"k\": 0}");
    let ours =
        head("title: \"y\", later: 1", "role: Gold, more: 1, ext: {\"k\": 1}, attempt: (exercise: \"e\")");
    let theirs =
        head("title: \"z\", later: 2", "role: Attempt, more: 2, ext: {\"k\": 2}, attempt: (number: 2)");
    let merged = merge(&ours, &theirs, Some(&base)).unwrap();
    let shown = |merged: &Merged| {
        let fields = merged.layer.conflicts.iter().map(|conflict| conflict.field.clone());
        fields.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(shown(&merged), "attempt, document.later, document.title, ext k, more, role");
    assert!(merged.conflicts.iter().all(|conflict| conflict.id.is_none()));
    assert_eq!(merged.conflicts.len(), 6);
    // Theirs taken over by hand: the question is gone.
    let mut settled = merged.layer.clone();
    settled.document.unknown = theirs.document.unknown.clone();
    settled.document.about.title = "z".to_owned();
    let again = merge(&settled, &settled, Some(&merged.layer)).unwrap();
    assert_eq!(shown(&again), "attempt, ext k, more, role");
}

#[test]
fn conflicts_are_a_set_that_merges_three_way() {
    let conflict = |field: &str, theirs: &str| format!("(field: \"{field}\", theirs: \"{theirs}\"), ");
    let of = |conflicts: &str| layer(&claim("a", &format!("gist: \"x\", conflicts: [{conflicts}]")), "");
    let shown = |layer: &Layer| {
        let conflicts = layer.claims[0].conflicts.iter();
        conflicts.map(|one| format!("{} {}", one.field, one.theirs.clone().unwrap())).collect::<Vec<_>>()
    };
    let base = of(&conflict("note", "n"));
    let settled = of("");
    let more = of(&format!("{}{}", conflict("note", "n"), conflict("gist", "w")));
    let merged = merge(&settled, &more, Some(&base)).unwrap();
    assert_eq!(shown(&merged.layer), ["gist \"w\""]);
    assert_eq!((merged.conflicts.len(), merged.open), (0, 1), "what an input had is open, not new");
    // Two entries of one field stand by their bytes; one that equals what stands goes.
    let other = of(&format!("{}{}", conflict("gist", "v"), conflict("gist", "x")));
    assert_eq!(shown(&merge(&more, &other, None).unwrap().layer), ["gist \"v\"", "gist \"w\"", "note \"n\""]);
}

/// Returns a passage of the words `quote` with these further fields.
fn passage(start: u32, quote: &str, fields: &str) -> String {
    let end = start as usize + quote.chars().count();
    format!("passages: [(start: {start}, end: {end}, quote: \"{quote}\", occurrences: 1, {fields})]")
}

#[track_caller]
fn check_places(base: &str, ours: &str, theirs: &str, stands: &str, is_disputed: bool) {
    let of = |fields: &str| layer(&claim("a", fields), "");
    for (one, other) in [(ours, theirs), (theirs, ours)] {
        let merged = merge(&of(one), &of(other), Some(&of(base))).unwrap();
        let claim = &merged.layer.claims[0];
        let expected = if is_disputed { one } else { stands };
        assert_eq!(claim.passages, of(expected).claims[0].passages);
        assert_eq!(claim.conflicts.iter().any(|conflict| conflict.field == "passages"), is_disputed);
    }
}

#[test]
fn what_a_person_set_beats_what_was_found() {
    let found = passage(0, "He said", "");
    let placed = passage(4, "He said", "");
    let confirmed = passage(4, "He said", "by_hand: true");
    let wider = passage(0, "He said it", "");
    let by_hand = passage(0, "He said it", "by_hand: true");
    let another = passage(3, "said", "by_hand: true");
    check_places(&found, &found, &placed, &placed, false);
    check_places(&found, &placed, &confirmed, &confirmed, false);
    check_places(&found, &placed, &wider, &wider, false);
    check_places(&found, &by_hand, &another, "", true);
    check_places(&found, &by_hand, &by_hand, &by_hand, false);
    // What stood by hand before and was left alone is no change.
    check_places(&by_hand, &by_hand, &another, &another, false);
    check_places(&by_hand, &by_hand, &found, &found, false);
}

#[test]
fn the_newer_text_is_that_of_the_side_that_changed_it() {
    let old =
        layer_in("one", &claim("a", &passage(0, "He", "by_hand: true")), "", "encoding: \"windows-1252\"");
    let new = layer_in("two", &claim("a", &passage(9, "He", "")), "", "chars: 3");
    for (ours, theirs) in [(&old, &new), (&new, &old)] {
        let merged = merge(ours, theirs, Some(&old)).unwrap();
        let document = &merged.layer.document;
        assert_eq!((document.text_blake3, document.chars), (TextHash::of("two"), 3));
        assert_eq!(document.encoding, None, "hash, length and encoding go together");
        assert_eq!(
            merged.layer.claims[0].passages, new.claims[0].passages,
            "equal quotes stand where they are newer"
        );
        assert_eq!(merged.unplaced, []);
    }
    // Without a base, or where both changed it, ours is the newer one.
    assert_eq!(merge(&old, &new, None).unwrap().layer.document.text_blake3, TextHash::of("one"));
    let third = layer_in("three", "", "", "");
    assert_eq!(
        merge(&old, &new, Some(&third)).unwrap().layer.document.encoding.as_deref(),
        Some("windows-1252")
    );
}

#[test]
fn other_words_of_the_older_text_are_tried_at_the_next_opening() {
    let text = |text: &str, fields: &str| layer_in(text, &claim("a", fields), "", "");
    let base = text("one", &passage(0, "He", ""));
    let older = text("one", &passage(0, "He said", "by_hand: true"));
    let newer = text("two", &passage(9, "He", ""));
    for (ours, theirs) in [(&older, &newer), (&newer, &older)] {
        let merged = merge(ours, theirs, Some(&base)).unwrap();
        let place = &merged.layer.claims[0].passages[0];
        assert_eq!(
            (&*place.selector.quote, place.state, place.by_hand),
            ("He said", Some(State::Unplaced), true)
        );
        assert_eq!(merged.unplaced.len(), 1);
    }
    // In a conflict what theirs has is marked too.
    let by_hand = text("two", &passage(9, "She", "by_hand: true"));
    let merged = merge(&by_hand, &older, Some(&base)).unwrap();
    let theirs = merged.layer.claims[0].conflicts[0].theirs.clone().unwrap();
    assert!(theirs.contains("state: Unplaced"), "{theirs}");
    assert_eq!(merged.layer.claims[0].passages, by_hand.claims[0].passages);
}

#[test]
fn the_same_text_read_in_two_ways_is_a_field() {
    let of = |about: &str| layer_in("one", "", "", about);
    let (plain, named) = (of("chars: 3"), of("chars: 3, encoding: \"windows-1252\""));
    for (ours, theirs) in [(&plain, &named), (&named, &plain)] {
        let merged = merge(ours, theirs, Some(&plain)).unwrap().layer;
        assert_eq!(merged.document.encoding.as_deref(), Some("windows-1252"));
        assert_eq!(merge(ours, theirs, Some(&named)).unwrap().layer.document.encoding, None);
        assert!(merge(ours, theirs, None).unwrap().layer.document.encoding.is_some());
    }
}

/// Says which claims the result has, raw ones in brackets, `!` behind those that are deleted elsewhere.
fn ids(merged: &Merged) -> String {
    let read = merged
        .layer
        .claims
        .iter()
        .map(|claim| format!("{}{}", claim.id, if claim.deleted_elsewhere { "!" } else { "" }));
    let raw = merged.layer.raw_claims.iter().map(|raw| format!("[{}]", raw.ron));
    read.chain(raw).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check_ids(base: Option<&Layer>, ours: &Layer, theirs: &Layer, expected: &str) {
    for (one, other) in [(ours, theirs), (theirs, ours)] {
        let merged = merge(one, other, base).unwrap();
        assert_eq!(ids(&merged), expected);
        let read = sidecar::read(sidecar::write(&merged.layer).as_bytes()).unwrap().layer;
        assert_eq!(read, merged.layer, "the result is read as it was merged");
    }
}

#[test]
fn a_claim_goes_only_by_an_entry_for_that_very_version() {
    let modified = |hour: u32| format!("modified: \"2026-01-01T{hour:02}:00:00Z\"");
    let has = |hour: u32| layer(&claim("a", &modified(hour)), "");
    let deleted = |hour: u32| layer("", &format!("deleted: [(id: \"a\", {})]", modified(hour)));
    let lacks = layer("", "");
    for base in [Some(&has(1)), None] {
        check_ids(base, &deleted(1), &has(1), "");
        check_ids(base, &deleted(1), &has(2), "a!");
        check_ids(base, &deleted(2), &has(1), "a!");
        let several =
            layer("", &format!("deleted: [(id: \"a\", {}), (id: \"a\", {})]", modified(1), modified(2)));
        check_ids(base, &several, &has(1), "");
    }
    check_ids(Some(&has(1)), &lacks, &has(1), "a!");
    check_ids(Some(&has(1)), &lacks, &has(2), "a!");
    check_ids(Some(&has(1)), &lacks, &deleted(1), "");
    check_ids(Some(&has(1)), &lacks, &lacks, "");
    check_ids(Some(&lacks), &lacks, &has(1), "a");
    check_ids(None, &lacks, &has(1), "a");
    // The entries are a union without those that live.
    let merged = merge(&deleted(2), &deleted(1), None).unwrap().layer;
    assert_eq!(merged.deleted.len(), 2);
    assert!(merged.deleted[0].modified < merged.deleted[1].modified);
}

#[test]
fn a_new_link_keeps_its_target() {
    let link = "links: [(rel: Rebuts, to: \"a\")]";
    let base = layer(&(claim("a", "") + &claim("b", "")), "");
    let linked = layer(&(claim("a", "") + &claim("b", link)), "");
    let deleted = layer(&claim("b", ""), "deleted: [(id: \"a\")]");
    check_ids(Some(&base), &deleted, &linked, "a! b");
    // Without a base every link is new; a link that the base has, in that very claim, is not.
    check_ids(None, &deleted, &linked, "a! b");
    let deleted = layer(&claim("b", link), "deleted: [(id: \"a\")]");
    check_ids(Some(&linked), &deleted, &linked, "b");
    let merged = merge(&deleted, &linked, Some(&linked)).unwrap();
    assert_eq!(merged.links_without_target.len(), 1);
    let moved = layer(&(claim("a", "") + &claim("b", "") + &claim("c", link)), "");
    check_ids(Some(&linked), &layer(&claim("b", ""), "deleted: [(id: \"a\")]"), &moved, "a! b c");
}

#[test]
fn claims_that_cannot_be_read_are_a_set_of_bytes() {
    let raw = |number: u32| format!("(id: \"a\", tag: {number}), ");
    let nothing = layer("", "");
    let one = layer(&raw(1), "");
    let two = layer(&raw(2), "");
    let mended = layer(&claim("a", ""), "");
    check_ids(None, &one, &two, "[(id: \"a\", tag: 1)] [(id: \"a\", tag: 2)]");
    check_ids(Some(&one), &one, &nothing, "");
    check_ids(Some(&one), &one, &two, "[(id: \"a\", tag: 2)]");
    check_ids(Some(&one), &one, &mended, "a");
    check_ids(Some(&one), &two, &mended, "a [(id: \"a\", tag: 2)]");
    // Broken on one side: both stay, and nobody deleted anything.
    check_ids(Some(&mended), &mended, &one, "a [(id: \"a\", tag: 1)]");
    check_ids(None, &mended, &one, "a [(id: \"a\", tag: 1)]");
    // Deleted on one side and broken on the other: what cannot be read lives.
    let deleted = layer("", "deleted: [(id: \"a\")]");
    check_ids(Some(&mended), &deleted, &one, "[(id: \"a\", tag: 1)]");
}

#[test]
fn a_key_on_one_side_is_taken_over_and_ours_keeps_its_id() {
    let ours = layer("", "");
    let mut theirs = ours.clone();
    theirs.annotator.id = crate::model::AnnotatorId::parse("maria-2").unwrap();
    assert_eq!(merge(&ours, &theirs, None).unwrap().layer.annotator.id.as_str(), "maria");
    assert_eq!(merge(&theirs, &ours, None).unwrap().layer.annotator.id.as_str(), "maria-2");
    theirs.annotator.key = None;
    assert!(merge(&ours, &theirs, None).is_err(), "another id, and no key to tell");
    theirs.annotator.id = ours.annotator.id.clone();
    for (one, other) in [(&ours, &theirs), (&theirs, &ours)] {
        assert_eq!(merge(one, other, None).unwrap().layer.annotator.key.as_deref(), Some("k"));
    }
}
