//! Both languages say the same with the same values: a translation that drops a name or a number is found here. The
//! macros compare only the keys.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn folder(language: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../app/locales/locales/{language}"))
}

/// Every text of a language, by its file and key.
fn texts(language: &str) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for file in fs::read_dir(folder(language)).expect("folder") {
        let path = file.expect("file").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let strings: Value = serde_json::from_slice(&fs::read(&path).expect("read")).expect("json");
        collect(&name, &strings, &mut texts);
    }
    texts
}

fn collect(key: &str, value: &Value, texts: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(entries) => {
            for (name, entry) in entries {
                collect(&format!("{key}.{name}"), entry, texts);
            }
        }
        Value::String(text) => {
            texts.insert(key.to_owned(), text.clone());
        }
        _ => {}
    }
}

/// What is put into a text: `{{ values }}` and `<elements>`.
fn values(text: &str) -> BTreeSet<String> {
    let named = text.split("{{").skip(1).filter_map(|rest| rest.split("}}").next());
    let named = named.map(|name| name.trim().split(',').next().unwrap_or_default().trim().to_owned());
    let elements = text.split('<').skip(1).filter_map(|rest| rest.split('>').next());
    named.chain(elements.map(|name| format!("<{name}>"))).collect()
}

#[test]
fn both_languages_use_the_same_values() {
    let (english, french) = (texts("en"), texts("fr"));
    let keys = |texts: &BTreeMap<String, String>| texts.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&english), keys(&french));
    let with_values = english.values().filter(|text| !values(text).is_empty()).count();
    assert!(with_values > 100, "only {with_values} texts have values");
    let differ = |(key, text): &(&String, &String)| values(text) != values(&french[*key]);
    let wrong: Vec<_> = english.iter().filter(differ).map(|(key, _)| key).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_value_that_a_translation_drops_is_found() {
    assert_ne!(values("{{ name }} follows you"), values("vous suit"));
    assert_ne!(values("<b>{{ count }}</b> posts"), values("{{ count }} posts"));
    assert_eq!(values("{{ count }} by {{name}}"), values("{{ name }} : {{count}}"));
}
