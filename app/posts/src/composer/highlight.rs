//! The text behind the composer's field, with marks: entities, and what is too long.

use leptos::prelude::*;
use types::text::{Parsed, byte_offset};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Plain,
    Entity,
    Over,
}

/// Cuts a text at its entities and at the limit. Together the pieces are the text.
fn pieces<'a>(text: &'a str, parsed: &Parsed) -> Vec<(&'a str, Piece)> {
    let limit = byte_offset(text, parsed.valid_utf16 as usize);
    let mut pieces = Vec::new();
    let mut push = |start: usize, end: usize, piece| {
        if let Some(part) = text.get(start..end).filter(|part| !part.is_empty()) {
            pieces.push((part, piece));
        }
    };
    let mut position = 0;
    for entity in &parsed.entities {
        // What crosses the limit is marked as too long from there on.
        let (start, end) = ((entity.start as usize).min(limit), (entity.end as usize).min(limit));
        if start >= position && end > start {
            push(position, start, Piece::Plain);
            push(start, end, Piece::Entity);
            position = end;
        }
    }
    push(position, limit, Piece::Plain);
    push(limit, text.len(), Piece::Over);
    pieces
}

/// Same text as the field above it, so that both wrap alike.
#[component]
pub fn Highlight(text: RwSignal<String>, parsed: Memo<Parsed>) -> impl IntoView {
    let marked = move || {
        let text = text.get();
        parsed.with(|parsed| {
            pieces(&text, parsed)
                .into_iter()
                .map(|(part, piece)| {
                    let part = part.to_owned();
                    match piece {
                        Piece::Plain => part.into_any(),
                        Piece::Entity => view! { <mark>{part}</mark> }.into_any(),
                        Piece::Over => view! { <mark data-over="">{part}</mark> }.into_any(),
                    }
                })
                .collect_view()
        })
    };
    view! {
        <div class="composer__highlight" aria-hidden="true" dir="auto">
            {marked}
            // Gives a line break at the end a line of its own.
            "\u{200b}"
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::text::parse;

    fn marked(text: &str) -> Vec<(&str, Piece)> {
        pieces(text, &parse(text))
    }

    #[test]
    fn entities_are_marked() {
        assert_eq!(
            marked("hi @ada, see #birds"),
            [
                ("hi ", Piece::Plain),
                ("@ada", Piece::Entity),
                (", see ", Piece::Plain),
                ("#birds", Piece::Entity)
            ]
        );
        assert!(marked("").is_empty());
    }

    #[test]
    fn what_is_too_long_is_marked() {
        let text = format!("{} @ada", "a".repeat(290));
        assert_eq!(
            marked(&text),
            [(&text[..280], Piece::Plain), (&text[280..], Piece::Over)]
        );
        let text = format!("{} @ada_lovelace", "a".repeat(275));
        assert_eq!(
            marked(&text),
            [
                (&text[..276], Piece::Plain),
                (&text[276..280], Piece::Entity),
                (&text[280..], Piece::Over)
            ]
        );
    }
}
