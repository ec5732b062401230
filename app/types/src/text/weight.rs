//! Weighted length: how much of a post's room a text takes. Characters weigh by ranges of code points, an emoji
//! sequence and an address weigh the same whatever their length. Source: configuration files of twitter-text.

use std::borrow::Cow;

use super::characters::is_forbidden;
use super::compose::compose;
use super::entity::{Entity, EntityKind};
use super::extract::{Bare, urls};
use super::{character_at, emoji, utf16_length};

/// One version of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// Greatest valid weighted length.
    pub maximum: u32,
    /// Weights are given in this fraction of a character.
    pub scale: u32,
    /// Weight of a character outside all ranges, and of an emoji sequence.
    pub default_weight: u32,
    /// Length of every address, in characters.
    pub url_length: u32,
    /// Whether emoji sequences weigh as one character.
    pub emoji: bool,
    /// First and last code point, and weight.
    pub ranges: &'static [(u32, u32, u32)],
}

/// The rules that hold for posts.
pub const VERSION_3: Configuration = Configuration {
    maximum: 280,
    scale: 100,
    default_weight: 200,
    url_length: 23,
    emoji: true,
    ranges: &[(0, 4351, 100), (8192, 8205, 100), (8208, 8223, 100), (8242, 8247, 100)],
};

/// What [`measure`] finds out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperatorAction {
    pub weighted_length: u32,
    pub valid: bool,
    /// Weighted length in thousandths of the maximum.
    pub permillage: u32,
    /// Length of the text in UTF-16 code units.
    pub utf16: u32,
    /// How many UTF-16 code units from the start are valid.
    pub valid_utf16: u32,
}

/// Measures a text. It is composed first (normalisation form C), so that both ways to write an accent weigh the same.
pub fn measure(text: &str, configuration: &Configuration) -> OperatorAction {
    measure_with(text, configuration, None)
}

/// Like [`measure`], with the text's entities where they are known already.
pub(super) fn measure_with(text: &str, configuration: &Configuration, known: Option<&[Entity]>) -> OperatorAction {
    if text.chars().all(|character| character <= ' ') {
        return OperatorAction::default();
    }
    let composed = compose(text);
    let urls: Vec<(usize, usize)> = match known {
        Some(entities) if matches!(composed, Cow::Borrowed(_)) => entities
            .iter()
            .filter(|entity| entity.kind == EntityKind::Url)
            .map(|entity| (entity.start as usize, entity.end as usize))
            .collect(),
        // Too long to be searched: see `parse`.
        _ if text.len() > super::MAX_PARSED_BYTES => Vec::new(),
        _ => urls(&composed, Bare::Include)
            .into_iter()
            .map(|url| (url.start, url.end))
            .collect(),
    };
    let mut urls = urls.into_iter().peekable();

    let limit = u64::from(configuration.maximum) * u64::from(configuration.scale);
    let mut weight = 0_u64;
    let mut forbidden = false;
    let mut offset = 0;
    let (mut utf16, mut valid_utf16) = (0, 0);
    while let Some(character) = character_at(&composed, offset) {
        let rest = composed.get(offset..).unwrap_or_default();
        let (end, added) = if let Some((_, end)) = urls.next_if(|&(start, _)| start == offset) {
            (end, configuration.url_length * configuration.scale)
        } else if let Some(length) = configuration.emoji.then(|| emoji::sequence_length(rest)).flatten() {
            (offset + length, configuration.default_weight)
        } else {
            forbidden |= is_forbidden(character);
            (
                offset + character.len_utf8(),
                character_weight(character, configuration),
            )
        };
        weight += u64::from(added);
        utf16 += utf16_length(composed.get(offset..end).unwrap_or_default());
        if !forbidden && weight <= limit {
            valid_utf16 = utf16;
        }
        offset = end;
    }

    // Offsets are those of the composed text; the difference in length is added to give those of the text as typed.
    let typed = utf16_length(text);
    let as_typed = |units: usize| u32::try_from((units + typed).saturating_sub(utf16)).unwrap_or(u32::MAX);
    let weighted_length = u32::try_from(weight / u64::from(configuration.scale)).unwrap_or(u32::MAX);
    OperatorAction {
        weighted_length,
        valid: !forbidden && weighted_length <= configuration.maximum,
        permillage: u32::try_from(u64::from(weighted_length) * 1000 / u64::from(configuration.maximum))
            .unwrap_or(u32::MAX),
        utf16: as_typed(utf16),
        valid_utf16: as_typed(valid_utf16),
    }
}

fn character_weight(character: char, configuration: &Configuration) -> u32 {
    let code = u32::from(character);
    let holds = |&&(start, end, _): &&(u32, u32, u32)| (start..=end).contains(&code);
    configuration
        .ranges
        .iter()
        .find(holds)
        .map_or(configuration.default_weight, |&(_, _, weight)| weight)
}
