//! How long the rooms of the core take, over generated documents of a fixed seed.
//!
//! `cargo bench --bench core`. The figures of a run, with the machine they were taken on, stand in `README.md`.

mod generate;

use std::sync::Arc;

use divan::Bencher;
use obelus::export::{self, Briefing, Document, Entry, Material, Standing};
use obelus::model::{Claim, ClaimId, Layer, LayerName, Link, PartialDate, Rel, Role};
use obelus::sidecar;
use obelus::store::{Edit, Store};
use obelus::text::{ByteOffset, Text};

fn main() {
    divan::main();
}

/// Sizes of documents, with a claim a hundred bytes of the larger ones.
const SIZES: &[(usize, usize)] = &[(6_000, 30), (1_000_000, 10_000)];

/// Indexing a text: code points, lines, paragraphs.
#[divan::bench(args = [6_000, 1_000_000, 100_000_000])]
fn index_a_text(bencher: Bencher, bytes: usize) {
    let characters = generate::prose(bytes);
    bencher.with_inputs(|| characters.clone()).bench_values(Text::new);
}

/// Converting a code-point offset in the middle of 100 MB.
#[divan::bench]
fn byte_from_char_in_100_mb(bencher: Bencher) {
    let text = generate::to_text(generate::prose(100_000_000));
    let middle = obelus::text::CharOffset(text.char_count() / 2);
    bencher.bench(|| text.byte_from_char(divan::black_box(middle)));
}

/// Reading a sidecar.
#[divan::bench(args = SIZES)]
fn read_a_sidecar(bencher: Bencher, (bytes, claims): (usize, usize)) {
    let file = sidecar::write(&layer(bytes, claims));
    bencher.bench(|| sidecar::read(divan::black_box(file.as_bytes())));
}

/// Writing a sidecar.
#[divan::bench(args = SIZES)]
fn write_a_sidecar(bencher: Bencher, (bytes, claims): (usize, usize)) {
    let layer = layer(bytes, claims);
    bencher.bench(|| sidecar::write(divan::black_box(&layer)));
}

/// Asking which claims touch a screenful.
#[divan::bench(args = [30, 10_000, 100_000])]
fn claims_that_touch_a_screen(bencher: Bencher, claims: usize) {
    let store = store(claims * 100, claims);
    let middle = store.text().byte_len() / 2;
    bencher.bench(|| store.touching(ByteOffset(middle), ByteOffset(middle + 3_000)).len());
}

/// Working out who says what against whom.
#[divan::bench(args = [1_000, 100_000])]
fn briefing(bencher: Bencher, claims: usize) {
    let material = material(claims);
    bencher.bench(|| Briefing::of(divan::black_box(&material)));
}

/// Giving claims out in each format.
#[divan::bench(args = ["csv", "html", "md"])]
fn export_1_000_claims(bencher: Bencher, name: &str) {
    let material = material(1_000);
    let (Some(format), Some(day)) = (export::format(name), PartialDate::parse("2026-11-24")) else { return };
    bencher.bench(|| (format.write)(divan::black_box(&material), day));
}

/// Returns one document with claims of a hundred claimants; every other rebuttal answers the claim before it.
fn material(claims: usize) -> Material {
    let store = store(claims * 100, claims);
    let mut last: Option<ClaimId> = None;
    let mut entries = Vec::new();
    for (number, placed) in store.claims().enumerate() {
        let mut claim = Claim::clone(&placed.claim);
        claim.claimants = vec![format!("Minister {}", number % 100)];
        if number % 2 == 0 && claim.tag.as_str() == "rebuttal" {
            claim.links.push(Link {
                rel: Rel::Rebuts,
                to: last.take(),
                words: String::new(),
                document: String::new(),
                unknown: Default::default(),
            });
        }
        last = Some(claim.id.clone());
        entries.push(Entry {
            claim: Arc::new(claim),
            spans: placed.spans.to_vec(),
            standing: Some(Standing::Exact),
            is_listed: true,
        });
    }
    let layer = export::Layer {
        name: LayerName::of(obelus::model::AnnotatorId::of_name("Bench")),
        annotator: "Bench".to_owned(),
        role: Role::Analyst,
        is_finished: true,
        entries,
    };
    let document = Document {
        path: "bench.txt".to_owned(),
        name: "bench.txt".to_owned(),
        text: Some(store.text().clone()),
        about: Default::default(),
        layers: vec![layer],
    };
    Material { documents: vec![document] }
}

/// Changing one claim among many, and taking it back.
#[divan::bench(args = [30, 10_000, 100_000])]
fn change_one_claim_and_undo(bencher: Bencher, claims: usize) {
    let mut store = store(claims * 100, claims);
    let id = generate::claim_id(claims / 2);
    bencher.bench_local(move || change_and_undo(&mut store, &id));
}

fn change_and_undo(store: &mut Store, id: &ClaimId) {
    let Some(placed) = store.get(id) else { return };
    let mut claim = Claim::clone(&placed.claim);
    claim.gist.push('.');
    if let Ok(inverse) = store.apply(Edit::Put(Arc::new(claim))) {
        let undone = store.apply(inverse);
        debug_assert!(undone.is_ok(), "an inverse applies");
    }
}

/// Merging 10,000 claims with edits on both sides; at most 1 s is allowed.
#[divan::bench(args = [true, false])]
fn merge_10_000_claims(bencher: Bencher, has_base: bool) {
    let base = layer(1_000_000, 10_000);
    let (ours, theirs) = generate::versions(&base);
    bencher.bench(|| obelus::merge::merge(&ours, &theirs, has_base.then_some(&base)));
}

/// Finding 10,000 claims again in 10 MB that were edited all over; at most 2 s with the old text, 4 s without.
#[divan::bench(args = [true, false], sample_count = 5, sample_size = 1)]
fn anchor_10_000_claims_in_10_mb(bencher: Bencher, has_old: bool) {
    let article = generate::article(10_000_000);
    let (Ok(old), Ok(new)) = (Text::new(article.clone()), Text::new(generate::edited(&article))) else {
        return;
    };
    let layer = generate::layer(&old, 10_000);
    bencher.bench(|| obelus::anchor::place(&layer, &new, has_old.then_some(&old)));
}

fn layer(bytes: usize, claims: usize) -> Layer {
    generate::layer(&generate::to_text(generate::prose(bytes)), claims)
}

fn store(bytes: usize, claims: usize) -> Store {
    let text = generate::to_text(generate::prose(bytes));
    let layer = generate::layer(&text, claims);
    Store::new(text, layer.claims, Vec::new(), Default::default())
}
