//! French as it is set: no-break spaces before the high signs and inside quotation marks, so that none of them begins a
//! line.

use std::{fs, path::Path};

#[test]
fn french_strings_keep_their_signs_on_the_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/locales/locales/fr");
    let mut wrong = Vec::new();
    let mut signs = 0;
    for file in fs::read_dir(&folder).expect("folder") {
        let path = file.expect("file").path();
        let strings: serde_json::Value = serde_json::from_slice(&fs::read(&path).expect("read")).expect("json");
        check(&path, &strings, &mut wrong, &mut signs);
    }
    assert!(signs > 50, "only {signs} signs were looked at");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(path: &Path, value: &serde_json::Value, wrong: &mut Vec<String>, signs: &mut usize) {
    match value {
        serde_json::Value::Object(entries) => entries.values().for_each(|entry| check(path, entry, wrong, signs)),
        serde_json::Value::String(text) => {
            let characters: Vec<char> = text.chars().collect();
            for (at, sign) in characters.iter().enumerate() {
                let before = at.checked_sub(1).map(|before| characters[before]);
                let after = characters.get(at + 1).copied();
                let stands = match sign {
                    ';' | '!' | '?' => before == Some('\u{202f}'),
                    '»' => before == Some('\u{a0}'),
                    '«' => after == Some('\u{a0}'),
                    // Not in times, addresses and search operators, where something follows at once.
                    ':' if after.is_none_or(char::is_whitespace) => before == Some('\u{a0}'),
                    _ => continue,
                };
                *signs += 1;
                if !stands {
                    wrong.push(format!("{}: {text}", path.display()));
                }
            }
        }
        _ => {}
    }
}
