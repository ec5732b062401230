//! A post's text: plain text and links in turn, never HTML.

use crate::address::in_address;
use leptos::prelude::*;
use types::text::{Entity, Segment, segments, shown_url};

/// The text with mentions, hashtags and addresses as links. The parent gives the element and its `dir="auto"`.
#[component]
pub fn PostText(text: String, entities: Vec<Entity>) -> impl IntoView {
    segments(&text, &entities).into_iter().map(piece).collect_view()
}

fn piece(segment: Segment<'_>) -> AnyView {
    match segment {
        Segment::Text(text) => text.to_owned().into_any(),
        Segment::Mention { text, handle } => {
            view! { <a class="entity" dir="ltr" href=format!("/@{handle}")>{text.to_owned()}</a> }.into_any()
        }
        Segment::Hashtag { text, tag } => {
            view! { <a class="entity" href=format!("/tags/{}", in_address(tag))>{text.to_owned()}</a> }.into_any()
        }
        Segment::Cashtag { text, symbol } => {
            let href = format!("/search?q=%24{}", in_address(symbol));
            view! { <a class="entity" dir="ltr" href=href>{text.to_owned()}</a> }.into_any()
        }
        Segment::Url { text, href, display } => view! {
            <a class="entity" dir="ltr" href=href title=shown_url(text) target="_blank" rel="nofollow noopener noreferrer ugc">
                {display}
            </a>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_stays_text() {
        let text = "<img src=x onerror=alert(1)> <script>alert(1)</script> #tag https://example.org/?a=\"><b>";
        let parsed = types::text::parse(text);
        let html = view! { <p><PostText text=text.to_owned() entities=parsed.entities /></p> }.to_html();
        assert!(
            !html.contains("<img") && !html.contains("<script") && !html.contains("<b>"),
            "{html}"
        );
        assert!(html.contains("href=\"/tags/tag\""), "{html}");
    }
}
