//! Values that were published, with the data they were published for.

use super::*;

/// A text of words of one letter, and for each annotator the tag of each word; `.` stands for none.
fn tagged(words: &[Vec<&'static str>]) -> Study {
    let text = "w ".repeat(words[0].len());
    let names = ["ann", "ben", "cleo", "dan", "eva", "finn"];
    let layers = words.iter().zip(names).map(|(tags, name)| {
        let claims = tags.iter().enumerate().filter(|(_, tag)| **tag != ".");
        let claims: Vec<Written> =
            claims.map(|(at, tag)| (*tag, vec![(at as u32 * 2, at as u32 * 2 + 1)])).collect();
        layer(name, &claims)
    });
    study(vec![document("d", &text, layers.collect())])
}

#[track_caller]
fn check(measure: &Measure, published: f64, digits: f64) {
    let value = measure.value.number().unwrap();
    assert!((value - published).abs() < digits, "{}: {value}, published {published}", measure.name);
}

/// Cohen 1960, p. 45, table 1: two judges, 200 cases, three categories; printed as proportions.
#[test]
fn cohens_table() {
    let table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]];
    let tags = ["one", "two", "three"];
    let mut words = vec![Vec::new(), Vec::new()];
    for (row, one) in table.iter().zip(tags) {
        for (count, other) in row.iter().zip(tags) {
            words[0].extend(vec![one; *count]);
            words[1].extend(vec![other; *count]);
        }
    }
    let study = tagged(&words);
    check(&measure("cohen_kappa", &study), 0.492, 5e-4);
    assert_eq!(measure("cohen_kappa", &study).n, 200);
}

/// Fleiss 1971, table 1: 30 patients, six psychiatrists each, five diagnoses.
#[test]
fn fleiss_table() {
    const COUNTS: [[usize; 5]; 30] = [
        [0, 0, 0, 6, 0],
        [0, 3, 0, 0, 3],
        [0, 1, 4, 0, 1],
        [0, 0, 0, 0, 6],
        [0, 3, 0, 3, 0],
        [2, 0, 4, 0, 0],
        [0, 0, 4, 0, 2],
        [2, 0, 3, 1, 0],
        [2, 0, 0, 4, 0],
        [0, 0, 0, 0, 6],
        [1, 0, 0, 5, 0],
        [1, 1, 0, 4, 0],
        [0, 3, 3, 0, 0],
        [1, 0, 0, 5, 0],
        [0, 2, 0, 3, 1],
        [0, 0, 5, 0, 1],
        [3, 0, 0, 1, 2],
        [5, 1, 0, 0, 0],
        [0, 2, 0, 4, 0],
        [1, 0, 2, 0, 3],
        [0, 0, 0, 0, 6],
        [0, 1, 0, 5, 0],
        [0, 2, 0, 1, 3],
        [2, 0, 0, 4, 0],
        [1, 0, 0, 4, 1],
        [0, 5, 0, 1, 0],
        [4, 0, 0, 0, 2],
        [0, 2, 0, 4, 0],
        [1, 0, 5, 0, 0],
        [0, 0, 0, 0, 6],
    ];
    let tags = ["depression", "personality", "schizophrenia", "neurosis", "other"];
    let mut words: Vec<Vec<&str>> = vec![Vec::new(); 6];
    for counts in COUNTS {
        let of_patient = counts.iter().zip(tags).flat_map(|(count, tag)| vec![tag; *count]);
        of_patient.zip(&mut words).for_each(|(tag, words)| words.push(tag));
    }
    check(&measure("fleiss_kappa", &tagged(&words)), 0.430, 5e-4);
}

/// Krippendorff 2011, "Computing Krippendorff's alpha-reliability", C: four observers, twelve units, some missing.
/// Every unit is a document of one word, which not everybody has read.
#[test]
fn krippendorffs_reliability_data() {
    const DATA: [&str; 4] = ["123321412---", "1233224125-3", "-3332342251-", "12332441251-"];
    let names = ["ann", "ben", "cleo", "dan"];
    let documents = (0..12).map(|unit| {
        let values = DATA.iter().zip(names).map(|(row, name)| (row.as_bytes()[unit], name));
        let layers = values.filter(|(value, _)| *value != b'-').map(|(value, name)| {
            let tag = match value {
                b'1' => "one",
                b'2' => "two",
                b'3' => "three",
                b'4' => "four",
                _ => "five",
            };
            layer(name, &[(tag, vec![(0, 1)])])
        });
        document(&format!("unit {unit}"), &format!("{}", (b'a' + unit as u8) as char), layers.collect())
    });
    let study = study(documents.collect());
    let measure = measure("krippendorff_alpha", &study);
    check(&measure, 0.743, 5e-4);
    // One unit has a single value.
    assert_eq!((measure.n, measure.left_out.count(Reason::Documents)), (11, 1));
}

/// Krippendorff 2004, p. 254: a continuum of 300, two observers, two categories. The joint value is printed as 0.859.
#[test]
fn krippendorffs_units() {
    let ann: [Written; 4] =
        [("c", vec![(75, 145)]), ("c", vec![(220, 250)]), ("k", vec![(30, 90)]), ("k", vec![(150, 200)])];
    let ben: [Written; 5] = [
        ("c", vec![(70, 150)]),
        ("c", vec![(205, 225)]),
        ("c", vec![(250, 270)]),
        ("k", vec![(30, 90)]),
        ("k", vec![(150, 200)]),
    ];
    let study = study(vec![document("d", &"x".repeat(300), vec![layer("ann", &ann), layer("ben", &ben)])]);
    let measure = measure("alpha_u", &study);
    check(&measure, 0.858_665, 1e-6);
    let tags: Vec<f64> = measure.per_tag.iter().map(|(_, part)| part.value.number().unwrap()).collect();
    assert!((tags[0] - 0.7286).abs() < 5e-5 && (tags[1] - 1.0).abs() < 1e-12, "{tags:?}");
}

/// Units of four characters, all shifted by one: (2 / 8)² each.
#[test]
fn units_shifted_by_one() {
    let units = |shift: u32| -> Vec<Written> {
        (0..5).map(|at| ("allegation", vec![(at * 20 + shift, at * 20 + 4 + shift)])).collect()
    };
    let layers = vec![layer("ann", &units(0)), layer("ben", &units(1))];
    let study = study(vec![document("d", &"x".repeat(100), layers)]);
    let measure = measure("gamma", &study);
    let sampling = measure.sampling.unwrap();
    assert!((sampling.observed - 0.0625).abs() < 1e-12);
    assert_eq!((sampling.samples, sampling.seed), (300, 2015));
    assert!(measure.value.number().unwrap() > 0.8);
    assert!(sampling.standard_error.unwrap() < 0.02);
}
