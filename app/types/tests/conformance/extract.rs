//! `extract.yml`: entities and their places. The places count code points.

use serde_json::{Value, json};
use types::text::extract::{Bare, MentionOrList, cashtags, mentions_or_lists, reply_name, urls};
use types::text::{EntityKind, entities};

use crate::code_points;

pub fn check(section: &str, text: &str, _case: &Value) -> Value {
    match section {
        "mentions" => mentions(text).iter().map(|mention| &text[mention.name.clone()]).collect(),
        "mentions_with_indices" => mentions(text)
            .iter()
            .map(|mention| json!({ "screen_name": &text[mention.name.clone()], "indices": indices(text, mention.start, mention.end) }))
            .collect(),
        "mentions_or_lists_with_indices" => mentions_or_lists(text)
            .iter()
            .map(|mention| {
                json!({
                    "screen_name": &text[mention.name.clone()],
                    "list_slug": &text[mention.name.end..mention.end],
                    "indices": indices(text, mention.start, mention.end),
                })
            })
            .collect(),
        "replies" => reply_name(text).into(),
        "urls" | "tco_urls_with_params" => urls(text, Bare::Include).into_iter().map(|url| &text[url]).collect(),
        "urls_with_indices" | "urls_with_directional_markers" => urls(text, Bare::Include)
            .into_iter()
            .map(|url| json!({ "indices": indices(text, url.start, url.end), "url": &text[url] }))
            .collect(),
        "hashtags" | "hashtags_from_astral" => {
            hashtags(text).into_iter().map(|entity| entity.value(text).to_owned()).collect()
        }
        "hashtags_with_indices" => hashtags(text)
            .into_iter()
            .map(|entity| {
                let indices = indices(text, entity.start as usize, entity.end as usize);
                json!({ "hashtag": entity.value(text), "indices": indices })
            })
            .collect(),
        "cashtags" => cashtags(text).into_iter().map(|tag| &text[tag.start + 1..tag.end]).collect(),
        "cashtags_with_indices" => cashtags(text)
            .into_iter()
            .map(|tag| json!({ "cashtag": &text[tag.start + 1..tag.end], "indices": indices(text, tag.start, tag.end) }))
            .collect(),
        other => panic!("unknown section {other}"),
    }
}

fn mentions(text: &str) -> Vec<MentionOrList> {
    mentions_or_lists(text)
        .into_iter()
        .filter(|mention| mention.name.end == mention.end)
        .collect()
}

/// Hashtags that are not part of an address.
fn hashtags(text: &str) -> Vec<types::text::Entity> {
    entities(text, Bare::Include)
        .into_iter()
        .filter(|entity| entity.kind == EntityKind::Hashtag)
        .collect()
}

fn indices(text: &str, start: usize, end: usize) -> [usize; 2] {
    [code_points(text, start), code_points(text, end)]
}
