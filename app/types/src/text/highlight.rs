//! Hit highlighting: marks places that a search found, in text that may hold markup already.

/// Puts `<tag>` around each hit. Hits are pairs of start and end in characters, ordered and not overlapping; markup
/// (`<…>`) counts nothing. Neither the text nor the tag is escaped here.
pub fn highlight(text: &str, hits: &[(usize, usize)], tag: &str) -> String {
    let mut marked = String::with_capacity(text.len() + hits.len() * (2 * tag.len() + 5));
    let mut hits = hits.iter().copied().filter(|(start, end)| start < end).peekable();
    let mut position = 0;
    let mut rest = text;
    // How deep in elements the text stands, and how deep it stood where the open hit began.
    let mut depth = 0_u32;
    let mut opened_at: Option<u32> = None;
    loop {
        let over = hits.peek().is_some_and(|&(_, end)| end <= position);
        // A hit that began outside of an element ends outside of it, where it can.
        let nested = opened_at.is_some_and(|opened_at| depth > opened_at) && rest.starts_with("</");
        if opened_at.is_some() && over && !nested {
            marked.push_str(&format!("</{tag}>"));
            opened_at = None;
            hits.next();
        }
        if rest.starts_with('<')
            && let Some(end) = rest.find('>')
        {
            let (markup, after) = rest.split_at(end + 1);
            if markup.starts_with("</") {
                depth = depth.saturating_sub(1);
            } else if !markup.ends_with("/>") {
                depth += 1;
            }
            marked.push_str(markup);
            rest = after;
            continue;
        }
        let Some(character) = rest.chars().next() else { break };
        if opened_at.is_none() && hits.peek().is_some_and(|&(start, _)| start <= position) {
            marked.push_str(&format!("<{tag}>"));
            opened_at = Some(depth);
        }
        marked.push(character);
        position += 1;
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    if opened_at.is_some() {
        marked.push_str(&format!("</{tag}>"));
    }
    marked
}
