//! The conformance cases of the twitter-text project: 545 in four files, and one for each top-level domain. They stand
//! outside of the source tree; where they are missing the tests say so and pass.

mod autolink;
mod extract;
mod validate;

use std::path::PathBuf;

use serde_json::Value;

const VALIDATION: usize = 97;
const EXTRACTION: usize = 238;
const AUTOLINK: usize = 196;
const HIGHLIGHTING: usize = 14;
const _: () = assert!(VALIDATION + EXTRACTION + AUTOLINK + HIGHLIGHTING == 545);
const TOP_LEVEL_DOMAINS: usize = 1_574;

/// Reads one file and calls `check` with section, input and case for every case in it; it gives the actual value, which
/// must equal the expected one. Fails when the file has not exactly `count` cases.
fn check_file(name: &str, count: usize, check: impl Fn(&str, &str, &Value) -> Value) {
    let path = folder().join(name);
    let Ok(file) = std::fs::read_to_string(&path) else {
        println!("no conformance data at {}: {count} cases not run", path.display());
        return;
    };
    let file: Value = serde_saphyr::from_str(&file).expect("conformance data is YAML");
    let mut failures = Vec::new();
    let mut done = 0;
    for (section, cases) in file["tests"].as_object().expect("sections") {
        for case in cases.as_array().expect("cases") {
            let text = case["text"].as_str().expect("text");
            let actual = check(section, text, case);
            if actual != case["expected"] {
                failures.push(format!(
                    "{section}: {}\n    text     {text:?}\n    expected {}\n    actual   {actual}",
                    case["description"], case["expected"]
                ));
            }
            done += 1;
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {done} cases failed\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert_eq!(done, count, "number of cases in {name}");
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/conformance/twitter-text"
    ))
}

/// Number of code points before a byte offset.
fn code_points(text: &str, offset: usize) -> usize {
    text[..offset].chars().count()
}

#[test]
fn validation_cases_pass() {
    check_file("validate.yml", VALIDATION, validate::check);
}

#[test]
fn extraction_cases_pass() {
    check_file("extract.yml", EXTRACTION, extract::check);
}

#[test]
fn autolink_cases_pass() {
    check_file("autolink.yml", AUTOLINK, autolink::check);
}

#[test]
fn highlighting_cases_pass() {
    check_file("hit_highlighting.yml", HIGHLIGHTING, |_, text, case| {
        let hits: Vec<(usize, usize)> = serde_json::from_value(case["hits"].clone()).expect("hits");
        types::text::highlight::highlight(text, &hits, "em").into()
    });
}

#[test]
fn top_level_domain_cases_pass() {
    check_file("tlds.yml", TOP_LEVEL_DOMAINS, |_, text, _| {
        extract::check("urls", text, &Value::Null)
    });
}

#[test]
fn configuration_is_the_published_one() {
    let Ok(file) = std::fs::read_to_string(folder().join("config-v3.json")) else {
        println!(
            "no conformance data at {}: configuration not compared",
            folder().display()
        );
        return;
    };
    let file: Value = serde_json::from_str(&file).expect("configuration is JSON");
    let ours = types::text::weight::VERSION_3;
    let ranges: Vec<Value> = ours
        .ranges
        .iter()
        .map(|(start, end, weight)| serde_json::json!({ "start": start, "end": end, "weight": weight }))
        .collect();
    let ours = serde_json::json!({
        "version": 3,
        "maxWeightedTweetLength": ours.maximum,
        "scale": ours.scale,
        "defaultWeight": ours.default_weight,
        "emojiParsingEnabled": ours.emoji,
        "transformedURLLength": ours.url_length,
        "ranges": ranges,
    });
    assert_eq!(ours, file);
}
