//! What lists and fields say, without a window.

use super::super::super::compared::Part;
use super::super::super::foldered::{DocumentDifferences, Found};
use super::decide::{key_of, offered};
use super::*;
use crate::model::TagSet;
use crate::workspace::Open;

/// One of the sample documents with the layers of two, compared.
fn sample(name: &str) -> (Open, Compared) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_docs").join(name);
    let open = Open::load(&path, None, None).unwrap();
    let key = super::super::super::compared::Key::of(&open, &usual_layers(&open));
    let compared = Compared::of(key.clone(), Part::all(&open, &key), open.text());
    (open, compared)
}

#[test]
fn the_sample_documents_differ_and_each_difference_has_words() {
    for name in ["harbour-ledger.md", "fluoride-valley.md", "us-pakistan-2018.txt"] {
        let (open, compared) = sample(name);
        assert_eq!(compared.initials, ["J", "M"]);
        assert!(compared.by_place.len() > 5, "{name}");
        for cluster in &compared.by_place {
            let said = list::Said::of(&compared, *cluster, Standing::Open, open.text()).unwrap();
            assert!(!said.title.is_empty() && !said.second.is_empty(), "{said:?}");
            let of = &compared.clusters[*cluster];
            let fields = fields::fields(&compared, of, &TagSet::built_in(), open.text());
            let tag = fields.iter().find(|field| field.label == "Tag").unwrap();
            let has_other_tag = of.differences.contains(&crate::adjudication::Difference::Tag);
            assert_eq!(tag.differs, has_other_tag);
        }
        let weights: Vec<u8> =
            compared.by_weight.iter().map(|number| compared.clusters[*number].weight()).collect();
        assert!(weights.iter().rev().is_sorted());
    }
}

#[test]
fn a_cluster_is_found_by_any_of_its_claims() {
    let (_, compared) = sample("harbour-ledger.md");
    for (number, cluster) in compared.clusters.iter().enumerate() {
        for (_, entry) in cluster.entries(&compared.sources) {
            let handle = compared.handle_of(&entry.claim.id).unwrap();
            assert_eq!(compared.cluster_of(&handle), Some(number));
            assert_eq!(compared.entry(&entry.claim.id).unwrap().claim.id, entry.claim.id);
        }
    }
}

#[test]
fn reasons_are_offered_by_the_beginnings_of_their_words() {
    let reasons = [("It blames nobody.".to_owned(), 3), ("An opinion, no claim.".to_owned(), 1)];
    assert_eq!(offered(&reasons, ""), ["It blames nobody.", "An opinion, no claim."]);
    assert_eq!(offered(&reasons, "op"), ["An opinion, no claim."]);
    assert_eq!(offered(&reasons, "it blames nobody."), [""; 0]);
    assert_eq!((key_of(0), key_of(8), key_of(9)), ("1".to_owned(), "9".to_owned(), String::new()));
}

#[test]
fn documents_of_a_folder_say_why_nothing_is_compared() {
    let said = |found| {
        let document = DocumentDifferences { path: "a.txt".into(), name: "a.txt".to_owned(), found };
        folder::said(&document)
    };
    let names = vec!["Maria".to_owned(), "Jonas".to_owned()];
    assert_eq!(
        said(Found::Compared { names, differences: 12, agreed: 1 }),
        ("Maria, Jonas, 1 claim agrees".to_owned(), "12".to_owned())
    );
    assert_eq!(said(Found::Hidden).0, "hidden until yours is done");
    assert_eq!(said(Found::TooFew).0, "one layer only");
}
