//! Small pieces that several components share: hidden text, error texts, labels as attributes.

use leptos::oco::Oco;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// A label as the value of an attribute that may be absent.
pub(crate) fn optional_attribute(
    label: Option<TextProp>,
) -> Option<impl Fn() -> Oco<'static, str> + Clone + Send + Sync + 'static> {
    label.map(|label| move || label.get())
}

/// `"true"` or `"false"`, as ARIA states want it.
pub(crate) fn aria_bool(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Text made safe for `inner_html` of an element whose children Leptos does not escape on the server:
/// `textarea` and `noscript`. Never put people's text there as a child.
#[must_use]
pub fn escape_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 1);
    if text.starts_with('\n') {
        // The parser drops the first line break of a textarea.
        escaped.push('\n');
    }
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Text for screen readers only.
#[component]
pub fn VisuallyHidden(children: Children) -> impl IntoView {
    view! { <span class="visually-hidden">{children()}</span> }
}

/// The message of one field. Always in the page, empty while the field is right, so that nothing is announced twice.
#[component]
pub fn FieldError(
    /// Named by the field's `aria-describedby`.
    #[prop(into)]
    id: String,
    #[prop(into)] message: Signal<Option<String>>,
) -> impl IntoView {
    view! { <p class="field-error" id=id aria-live="polite">{move || message.get().unwrap_or_default()}</p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(
            escape_text("</textarea><script>&"),
            "&lt;/textarea&gt;&lt;script&gt;&amp;"
        );
        assert_eq!(escape_text("\nfirst"), "\n\nfirst");
        assert_eq!(escape_text("plain"), "plain");
    }

    #[test]
    fn a_text_area_on_the_server_holds_escaped_text() {
        use crate::field::TextArea;
        let html = Owner::new().with(|| {
            view! { <TextArea name="bio" label="Bio" initial="</textarea><script>alert(1)</script>"/> }.to_html()
        });
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;"), "{html}");
        assert!(!html.contains("<script>"), "{html}");
    }
}
