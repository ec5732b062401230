//! `validate.yml`: lengths, and things that stand alone.

use serde_json::{Value, json};
use types::text::extract::{hashtags, mentions_or_lists};
use types::text::weight::{Configuration, VERSION_3, measure};
use types::text::{EntityKind, entities, extract::Bare, is_valid_url};

/// 140 characters, each of weight one.
const VERSION_1: Configuration = Configuration {
    maximum: 140,
    scale: 1,
    default_weight: 1,
    url_length: 23,
    emoji: false,
    ranges: &[],
};

/// Like version 3, without emoji sequences.
const VERSION_2: Configuration = Configuration {
    emoji: false,
    ..VERSION_3
};

pub fn check(section: &str, text: &str, _case: &Value) -> Value {
    match section {
        "tweets" => measure(text, &VERSION_1).valid.into(),
        "usernames" => is_username(text).into(),
        "lists" => is_list(text).into(),
        "hashtags" => is_hashtag(text).into(),
        "urls" => is_valid_url(text, true).into(),
        "urls_without_protocol" => is_valid_url(text, false).into(),
        "WeightedTweetsCounterTest" => measured(text, &VERSION_2),
        "WeightedTweetsWithDiscountedEmojiCounterTest" | "UnicodeDirectionalMarkerCounterTest" => {
            measured(text, &VERSION_3)
        }
        other => panic!("unknown section {other}"),
    }
}

/// The whole text is one mention without a list.
fn is_username(text: &str) -> bool {
    matches!(&mentions_or_lists(text)[..], [mention] if mention.start == 0 && mention.name.end == text.len())
}

/// The whole text is one mention with a list.
fn is_list(text: &str) -> bool {
    matches!(&mentions_or_lists(text)[..],
        [list] if list.start == 0 && list.end == text.len() && list.name.end < text.len())
}

fn is_hashtag(text: &str) -> bool {
    let whole = matches!(&hashtags(text)[..], [tag] if *tag == (0..text.len()));
    let entity = matches!(&entities(text, Bare::Include)[..], [entity] if entity.kind == EntityKind::Hashtag);
    whole && entity
}

/// The files count UTF-16 code units and name the last one that belongs to a range.
fn measured(text: &str, configuration: &Configuration) -> Value {
    let measure = measure(text, configuration);
    json!({
        "weightedLength": measure.weighted_length,
        "valid": measure.valid,
        "permillage": measure.permillage,
        "displayRangeStart": 0,
        "displayRangeEnd": measure.utf16 - 1,
        "validRangeStart": 0,
        "validRangeEnd": measure.valid_utf16 - 1,
    })
}
