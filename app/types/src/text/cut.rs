//! Shortening text for titles and notifications.

use unicode_segmentation::UnicodeSegmentation;

use super::characters::is_directional;

/// A grapheme of more bytes than this is a heap of marks; the marks are left out.
const MAX_GRAPHEME_BYTES: usize = 64;

/// The beginning of a text on one line: white space collapsed, direction controls and control characters left out, at
/// most `max_chars` characters as readers see them (graphemes), the last of them an ellipsis where something was cut.
pub fn excerpt(text: &str, max_chars: usize) -> String {
    let mut line = String::with_capacity(text.len().min(max_chars.saturating_mul(4)));
    // Where the text ends if an ellipsis has to follow.
    let mut cut = 0;
    let mut count = 0;
    let kept: String = text.chars().filter(|&character| !is_directional(character)).collect();
    let words = kept.split(|character: char| character.is_whitespace() || character.is_control());
    for word in words.filter(|word| !word.is_empty()) {
        let space = if line.is_empty() { None } else { Some(" ") };
        for grapheme in space.into_iter().chain(word.graphemes(true)) {
            if count == max_chars {
                line.truncate(cut);
                line.truncate(line.trim_end().len());
                if max_chars > 0 {
                    line.push('…');
                }
                return line;
            }
            match grapheme.char_indices().next() {
                Some((_, first)) if grapheme.len() > MAX_GRAPHEME_BYTES => line.push(first),
                _ => line.push_str(grapheme),
            }
            count += 1;
            if count < max_chars {
                cut = line.len();
            }
        }
    }
    line
}
