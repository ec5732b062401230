//! Cleaning what people type, before it is checked and stored.

use super::characters::{is_directional, is_forbidden, is_space};
use super::stack::{Stack, is_seen, is_unseen};

/// Consecutive line breaks that two blank lines need.
pub const MAX_LINE_BREAKS: usize = 3;

/// A line of text such as a display name: white space collapsed and trimmed; control characters, direction controls
/// and invisible characters left out. Empty where nothing visible remains.
pub fn clean_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut visible = false;
    let mut stack = Stack::default();
    for character in text.chars() {
        if is_space(character) {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !(character.is_control()
            || is_directional(character)
            || is_forbidden(character)
            || is_unseen(character))
        {
            visible |= is_seen(character);
            if stack.admits(character) {
                line.push(character);
            }
        }
    }
    line.truncate(line.trim_end().len());
    if visible { line } else { String::new() }
}

/// Running text such as a post or a biography: line breaks of one kind, no other control characters, at most two blank
/// lines in a row, nothing blank at the end. Empty where nothing visible remains.
pub fn clean_text(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    // Line breaks, and the white space behind the last of them, that are written only if something follows.
    let mut breaks = 0;
    let mut indent = String::new();
    let mut visible = false;
    let mut stack = Stack::default();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                if character == '\r' {
                    characters.next_if_eq(&'\n');
                }
                breaks += 1;
                indent.clear();
            }
            '\t' => indent.push(' '),
            _ if character.is_control() || is_forbidden(character) => {}
            _ if is_space(character) => indent.push(character),
            _ if !stack.admits(character) => {}
            _ => {
                visible |= is_seen(character);
                clean.extend(std::iter::repeat_n('\n', breaks.min(MAX_LINE_BREAKS)));
                clean.push_str(&indent);
                breaks = 0;
                indent.clear();
                clean.push(character);
            }
        }
    }
    if visible { clean } else { String::new() }
}
