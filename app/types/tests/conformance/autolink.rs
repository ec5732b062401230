//! `autolink.yml`: text as HTML with links. Piaf itself never makes HTML of a post; this writer exists to check the
//! entities that it is fed with.

use serde_json::Value;
use types::text::extract::{Bare, cashtags, hashtags, mentions_or_lists, urls};
use types::text::{EntityKind, entities};

const HIDDEN: &str = "<span style='position:absolute;left:-9999px;'>";

/// What is linked: byte range, kind, and for an address the full and the short form.
struct Link {
    start: usize,
    end: usize,
    kind: EntityKind,
    expanded: Option<(String, String)>,
}

pub fn check(section: &str, text: &str, case: &Value) -> Value {
    let link = |start, end, kind| Link {
        start,
        end,
        kind,
        expanded: None,
    };
    let links: Vec<Link> = match section {
        "usernames" | "lists" => mentions_or_lists(text)
            .into_iter()
            .map(|mention| link(mention.start, mention.end, EntityKind::Mention))
            .collect(),
        "hashtags" => hashtags(text)
            .into_iter()
            .map(|tag| link(tag.start, tag.end, EntityKind::Hashtag))
            .collect(),
        "cashtags" => cashtags(text)
            .into_iter()
            .map(|tag| link(tag.start, tag.end, EntityKind::Cashtag))
            .collect(),
        "urls" => urls(text, Bare::Leave)
            .into_iter()
            .map(|url| link(url.start, url.end, EntityKind::Url))
            .collect(),
        "all" => entities(text, Bare::Leave)
            .into_iter()
            .map(|entity| link(entity.start as usize, entity.end as usize, entity.kind))
            .collect(),
        "json" => links_from_json(text, case["json"].as_str().expect("json")),
        other => panic!("unknown section {other}"),
    };
    write_html(text, &links).into()
}

/// Entities that come with the case; their places count code points.
fn links_from_json(text: &str, json: &str) -> Vec<Link> {
    let json: Value = serde_json::from_str(json).expect("entities are JSON");
    let kinds = [
        ("hashtags", EntityKind::Hashtag),
        ("urls", EntityKind::Url),
        ("user_mentions", EntityKind::Mention),
    ];
    let offset = |index: &Value| {
        let index = index.as_u64().expect("index") as usize;
        text.char_indices().nth(index).map_or(text.len(), |(offset, _)| offset)
    };
    let mut links: Vec<Link> = kinds
        .into_iter()
        .flat_map(|(name, kind)| {
            json[name]
                .as_array()
                .expect("entities")
                .iter()
                .map(move |entity| (kind, entity))
        })
        .map(|(kind, entity)| Link {
            start: offset(&entity["indices"][0]),
            end: offset(&entity["indices"][1]),
            kind,
            expanded: entity["expanded_url"]
                .as_str()
                .zip(entity["display_url"].as_str())
                .map(|(expanded, display)| (expanded.to_owned(), display.to_owned())),
        })
        .collect();
    links.sort_by_key(|link| link.start);
    links
}

fn write_html(text: &str, links: &[Link]) -> String {
    let mut html = String::new();
    let mut position = 0;
    for link in links {
        html.push_str(&text[position..link.start]);
        let sign_length = text[link.start..]
            .chars()
            .next()
            .expect("links are not empty")
            .len_utf8();
        let whole = &text[link.start..link.end];
        let (sign, value) = whole.split_at(sign_length);
        match link.kind {
            EntityKind::Mention => {
                let class = if value.contains('/') { "list-slug" } else { "username" };
                html.push_str(&format!(
                    r#"{sign}<a class="tweet-url {class}" href="https://twitter.com/{value}">{value}</a>"#
                ));
            }
            EntityKind::Hashtag => {
                let rtl = if text.contains(is_right_to_left) { " rtl" } else { "" };
                html.push_str(&format!(
                    r##"<a href="https://twitter.com/search?q=%23{value}" title="#{value}" class="tweet-url hashtag{rtl}">{whole}</a>"##
                ));
            }
            EntityKind::Cashtag => html.push_str(&format!(
                r#"<a href="https://twitter.com/search?q=%24{value}" title="${value}" class="tweet-url cashtag">{whole}</a>"#
            )),
            EntityKind::Url => html.push_str(&url_html(whole, link.expanded.as_ref())),
        }
        position = link.end;
    }
    html.push_str(&text[position..]);
    html
}

fn url_html(url: &str, expanded: Option<&(String, String)>) -> String {
    let url = escape(url);
    let Some((expanded, display)) = expanded else {
        return format!(r#"<a href="{url}">{url}</a>"#);
    };
    let (before, after) = expanded
        .split_once(display.as_str())
        .expect("the short form is part of the full one");
    let ellipsis = "<span class='tco-ellipsis'>";
    format!(
        "<a href=\"{url}\" title=\"{}\">{ellipsis}{HIDDEN}&nbsp;</span></span>{HIDDEN}{}</span>\
         <span class='js-display-url'>{}</span>{HIDDEN}{}</span>{ellipsis}{HIDDEN}&nbsp;</span></span></a>",
        escape(expanded),
        escape(before),
        escape(display),
        escape(after),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fe70}'..='\u{feff}')
}
