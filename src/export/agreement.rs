//! Figures of agreement for other programs: the JSON of the command line, and a table.

use serde_json::{Map, Value, json};

use crate::agreement::{self, LeftOut, Measured, OnMatched, Partial, Study};
use crate::model::LayerName;
use crate::text::escaped_json;

use super::{cell, csv};

/// Returns the figures as the bytes of a JSON file, the same as `obelus agreement --json` prints.
pub fn agreement_json(study: &Study, measures: &[Measured], on_matched: &[OnMatched]) -> Vec<u8> {
    let value = agreement_value(study, measures, on_matched);
    let mut json = escaped_json(&format!("{value:#}"));
    json.push('\n');
    json.into_bytes()
}

/// Returns the figures as a table: a row for each measure over all, per tag, per pair and per document.
pub fn agreement_table(measures: &[Measured], on_matched: &[OnMatched]) -> Vec<u8> {
    let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
    for Measured { measure, interval } in measures {
        let bound = |bound: Option<f64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
        let mut over_all = row(measure.name, "all", "", &measure.value, measure.n, Some(&measure.left_out));
        if let [.., low, high, _, _] = over_all.as_mut_slice() {
            *low = bound(interval.map(|(low, _)| low));
            *high = bound(interval.map(|(_, high)| high));
        }
        rows.push(over_all);
        let mut add = |of: &str, name: &str, partial: &Partial, left_out: Option<&LeftOut>| {
            rows.push(row(measure.name, of, name, &partial.value, partial.n, left_out));
        };
        for (tag, partial) in &measure.per_tag {
            add("tag", tag.as_str(), partial, Some(&partial.left_out));
        }
        for ([one, other], partial) in &measure.per_pair {
            add("pair", &cell::list([one.to_string(), other.to_string()]), partial, None);
        }
        for (document, partial) in &measure.per_document {
            add("document", document, partial, None);
        }
    }
    for field in on_matched {
        rows.push(row(field.name, "matched claims", "", &field.value, field.n, None));
    }
    csv::bytes(rows)
}

/// The columns.
const HEAD: [&str; 9] =
    ["measure", "of", "name", "value", "undefined", "interval_low", "interval_high", "n", "left_out"];

fn row(
    measure: &str,
    of: &str,
    name: &str,
    value: &agreement::Value,
    n: u64,
    left_out: Option<&LeftOut>,
) -> Vec<String> {
    let left_out = left_out.map(|left_out| {
        left_out.iter().map(|(reason, count)| format!("{} {count}", reason.word())).collect::<Vec<_>>()
    });
    vec![
        measure.to_owned(),
        of.to_owned(),
        cell::safe(name).into_owned(),
        value.number().map(|number| number.to_string()).unwrap_or_default(),
        sentence(*value).unwrap_or_default(),
        String::new(),
        String::new(),
        n.to_string(),
        cell::list(left_out.unwrap_or_default()),
    ]
}

/// Returns the figures as one JSON object: what `obelus agreement --json` prints.
pub fn agreement_value(study: &Study, measures: &[Measured], on_matched: &[OnMatched]) -> Value {
    let names = |names: &[LayerName]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    json!({
        "annotators": names(study.annotators()),
        "documents": study.document_names().collect::<Vec<_>>(),
        "not_independent": study.not_independent().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "measures": measures.iter().map(measure_json).collect::<Vec<_>>(),
        "on_matched": on_matched.iter().map(|field| json!({
            "name": field.name,
            "value": field.value.number(),
            "undefined": sentence(field.value),
            "n": field.n,
        })).collect::<Vec<_>>(),
    })
}

fn measure_json(Measured { measure, interval }: &Measured) -> Value {
    let mut per_tag = Map::new();
    for (tag, partial) in &measure.per_tag {
        let mut row = partial_json(partial);
        row.insert("left_out".to_owned(), left_out(&partial.left_out));
        per_tag.insert(tag.to_string(), Value::Object(row));
    }
    let named = |name: &str, value: Value, partial: &Partial| {
        let mut row = Map::new();
        row.insert(name.to_owned(), value);
        row.extend(partial_json(partial));
        Value::Object(row)
    };
    let per_pair = measure.per_pair.iter().map(|([one, other], partial)| {
        named("annotators", json!([one.to_string(), other.to_string()]), partial)
    });
    let per_document =
        measure.per_document.iter().map(|(document, partial)| named("document", json!(document), partial));
    let mut row = Map::new();
    let mut set = |name: &str, value: Value| row.insert(name.to_owned(), value);
    set("name", json!(measure.name));
    set("unit", json!(measure.unit));
    set("value", json!(measure.value.number()));
    set("undefined", json!(sentence(measure.value)));
    set("interval", json!(interval.map(|(low, high)| [low, high])));
    set("n", json!(measure.n));
    set("several_passages", json!(measure.several_passages));
    set("left_out", left_out(&measure.left_out));
    set("per_tag", Value::Object(per_tag));
    set("per_pair", per_pair.collect());
    set("per_document", per_document.collect());
    if measure.name == "gamma" {
        let sampling = measure.sampling.as_ref();
        set("observed_disorder", json!(sampling.map(|sampling| sampling.observed)));
        set("expected_disorder", json!(sampling.and_then(|sampling| sampling.expected)));
        set("standard_error", json!(sampling.and_then(|sampling| sampling.standard_error)));
        set("sampler", json!(sampling.map(|sampling| sampling.sampler)));
        set("seed", json!(sampling.map(|sampling| sampling.seed)));
        set("samples", json!(sampling.map(|sampling| sampling.samples)));
    }
    Value::Object(row)
}

fn partial_json(partial: &Partial) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("value".to_owned(), json!(partial.value.number()));
    row.insert("undefined".to_owned(), json!(sentence(partial.value)));
    row.insert("n".to_owned(), json!(partial.n));
    row
}

fn left_out(left_out: &LeftOut) -> Value {
    Value::Object(left_out.iter().map(|(reason, count)| (reason.word().to_owned(), json!(count))).collect())
}

fn sentence(value: agreement::Value) -> Option<String> {
    value.undefined().map(|why| why.to_string())
}
