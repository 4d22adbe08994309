//! How long the rooms of the core take, over generated documents of a fixed seed.
//!
//! `cargo bench --bench core`. The figures of a run, with the machine they were taken on, stand in `README.md`.

mod generate;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use divan::Bencher;
use obelus::agreement::{self, COEFFICIENTS, Coefficient, Job, Marked, Study};
use obelus::durable::Fingerprint;
use obelus::exercise::{self, Exercise, ExerciseId, Submission};
use obelus::export::training::{Training, class_report, trainee_report};
use obelus::export::{self, Briefing, Document, Entry, Material, Standing};
use obelus::keep::Keep;
use obelus::model::{Claim, ClaimId, Layer, LayerName, Link, PartialDate, Rel, Role};
use obelus::sidecar::{self, PlainName};
use obelus::store::{Edit, Store};
use obelus::text::{ByteOffset, Text};
use obelus::workspace::{SaveJob, SaveReport, Saver};

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

/// From a change to its being on disk, as the window saves: encoding the layer, comparing with what stands there, and
/// replacing that with every sync; at most 0.5 s for 10,000 claims and 2 s for 100,000.
#[divan::bench(args = [10_000, 100_000], sample_count = 10, sample_size = 1)]
fn save_a_layer(bencher: Bencher, claims: usize) {
    let (Ok(folder), Ok(name)) = (tempfile::tempdir(), LayerName::parse("bench")) else { return };
    let saver = Saver::new(folder.path().join("locks"), Keep::nothing(), || {});
    let job = SaveJob {
        path: folder.path().join("bench.txt.bench.obelus.ron"),
        document: folder.path().join("bench.txt"),
        name,
        layer: Arc::new(layer(claims * 100, claims)),
        base: None,
        text: None,
        takes_up: Vec::new(),
        expected: Fingerprint::Absent,
        lineage: 1,
        keeps_former: false,
    };
    let mut turn = 0;
    bencher.bench_local(move || {
        turn += 1;
        let mut job = job.clone();
        Arc::make_mut(&mut job.layer).document.about.title = format!("Version {turn}");
        saver.submit(job);
        let unsaved = saver.flush(Duration::from_secs(60));
        let was_saved = saver.poll().iter().all(|report| matches!(report, SaveReport::Saved { .. }));
        assert!(unsaved.is_empty() && was_saved && folder.path().exists(), "it is on disk");
    });
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

/// All figures that the window shows at once, of annotators with 1,000 claims each in one document: counting them, and
/// everything but gamma and intervals; at most 1 s is allowed.
#[divan::bench(args = [2, 5])]
fn agreement_at_once_of_1_000_claims_each(bencher: Bencher, annotators: usize) {
    let document = read_by(annotators, 1_000);
    let names: Vec<LayerName> = document.layers.iter().map(|layer| layer.annotator.clone()).collect();
    bencher.with_inputs(|| (vec![document.clone()], names.clone())).bench_values(|(documents, names)| {
        let study = Study::new(documents, names.clone());
        let stop = AtomicBool::new(false);
        let quick = COEFFICIENTS.iter().filter(|coefficient| !coefficient.is_slow);
        let measures: Vec<_> =
            quick.map(|coefficient| coefficient.measure(&study, &Job::new(&stop, &|_, _| {}))).collect();
        let pairs = names.iter().zip(names.iter().skip(1));
        let confusions: Vec<_> = pairs.map(|(one, other)| agreement::confusion(&study, one, other)).collect();
        (measures, confusions, agreement::on_matched(&study), agreement::strip(&study, 0, None, 60))
    });
}

/// gamma of two annotators, over all and by tag: 300 samples each.
#[divan::bench(args = [100, 1_000], sample_count = 10, sample_size = 1)]
fn gamma_of_two_annotators(bencher: Bencher, claims: usize) {
    let study = study(2, claims);
    let Some(gamma) = coefficient("gamma") else { return };
    bencher.bench(|| gamma.measure(&study, &Job::new(&AtomicBool::new(false), &|_, _| {})));
}

/// The intervals of all measures that have one, of two annotators.
#[divan::bench(args = [1_000], sample_count = 10, sample_size = 1)]
fn intervals_of_two_annotators(bencher: Bencher, claims: usize) {
    let study = study(2, claims);
    let stop = AtomicBool::new(false);
    bencher.bench(|| {
        let job = Job::new(&stop, &|_, _| {});
        COEFFICIENTS
            .iter()
            .map(|coefficient| agreement::interval(&study, coefficient, &job))
            .collect::<Vec<_>>()
    });
}

/// A class on one article: scoring all submissions, the report on the class and one for each trainee; at most 2 s for 30.
#[divan::bench(args = [30], sample_count = 10, sample_size = 1)]
fn results_and_reports_of_a_class(bencher: Bencher, people: usize) {
    let document = read_by(people + 1, 60);
    let mut layers = document.layers.iter();
    let key = layers.next().map(|layer| layer.marked.clone()).unwrap_or_default();
    let submissions: Vec<Submission> = layers
        .map(|layer| Submission {
            file: layer.annotator.to_string(),
            annotator: obelus::settings::annotator_named(&layer.annotator.to_string()),
            number: 1,
            started: None,
            submitted: None,
            is_attempt: false,
            marked: layer.marked.clone(),
            left_out: 0,
        })
        .collect();
    let (Some(id), Ok(name)) = (ExerciseId::parse("bench"), PlainName::parse("bench.txt")) else { return };
    let exercise = Exercise::new(id, "Bench".to_owned(), name);
    let about = Default::default();
    let Some(day) = PartialDate::parse("2026-11-24") else { return };
    bencher.bench(|| {
        let results = exercise::results(&exercise, &document.text, &key, submissions.clone(), None);
        let training =
            Training { exercise: &exercise, text: &document.text, about: &about, results: &results, day };
        let each = (0..people).filter_map(|person| trainee_report(&training, person));
        class_report(&training).len() + each.map(|report| report.len()).sum::<usize>()
    });
}

fn coefficient(name: &str) -> Option<&'static Coefficient> {
    COEFFICIENTS.iter().find(|coefficient| coefficient.name == name)
}

fn study(annotators: usize, claims: usize) -> Study {
    let document = read_by(annotators, claims);
    let names: Vec<LayerName> = document.layers.iter().map(|layer| layer.annotator.clone()).collect();
    Study::new(vec![document], names)
}

/// Returns a document that some annotators have read: each with about the claims of the others, borders moved.
fn read_by(annotators: usize, claims: usize) -> agreement::Document {
    let text = generate::to_text(generate::prose(claims * 180));
    let layers = (0..annotators).map(|number| agreement::Layer {
        annotator: LayerName::of(obelus::model::AnnotatorId::of_name(&format!("Annotator {number}"))),
        marked: generate::read_by(number, &text, claims)
            .into_iter()
            .filter_map(|(claim, span)| Marked::new(&text, claim, [span]))
            .collect(),
        uncertain: Vec::new(),
        orphan: Vec::new(),
        unreadable: 0,
        is_independent: true,
    });
    agreement::Document { name: "bench.txt".to_owned(), layers: layers.collect(), text: text.clone() }
}

fn layer(bytes: usize, claims: usize) -> Layer {
    generate::layer(&generate::to_text(generate::prose(bytes)), claims)
}

fn store(bytes: usize, claims: usize) -> Store {
    let text = generate::to_text(generate::prose(bytes));
    let layer = generate::layer(&text, claims);
    Store::new(text, layer.claims, Vec::new(), Default::default())
}
