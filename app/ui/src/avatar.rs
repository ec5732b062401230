use leptos::prelude::*;

/// Edge length in CSS pixels: 20, 32, 44, 64, 128.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    Tiny,
    Small,
    #[default]
    Medium,
    Large,
    Huge,
}

impl AvatarSize {
    fn name(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
            Self::Huge => "huge",
        }
    }

    fn pixels(self) -> &'static str {
        match self {
            Self::Tiny => "20",
            Self::Small => "32",
            Self::Medium => "44",
            Self::Large => "64",
            Self::Huge => "128",
        }
    }
}

/// A person's picture, or the initial of their name on a tint that is always the same for that name.
/// Decorative: the name stands beside it or in the label of the link around it.
#[component]
pub fn Avatar(
    src: Option<String>,
    #[prop(into)] name: String,
    #[prop(optional)] size: AvatarSize,
    /// Draws a ring around it; what that means is said in words elsewhere.
    #[prop(optional, into)]
    ring: MaybeProp<bool>,
) -> impl IntoView {
    let initial = initial(&name);
    let tint = tint(&name).to_string();
    let picture = match src {
        Some(src) => view! {
            <img src=src alt="" width=size.pixels() height=size.pixels() loading="lazy" decoding="async" draggable="false"/>
        }
        .into_any(),
        None => view! { <span class="avatar__initial">{initial}</span> }.into_any(),
    };
    view! {
        <span class="avatar" data-size=size.name() data-tint=tint data-ring=move || ring.get().unwrap_or_default().then_some("") aria-hidden="true">
            {picture}
        </span>
    }
}

fn initial(name: &str) -> String {
    name.chars()
        .find(|character| character.is_alphanumeric())
        .or_else(|| name.chars().next())
        .map(|character| character.to_uppercase().collect())
        .unwrap_or_default()
}

/// 0..=7, by the FNV-1a hash of the name.
fn tint(name: &str) -> u32 {
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash % 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initial_is_the_first_letter_or_digit() {
        assert_eq!(initial("ada"), "A");
        assert_eq!(initial("  \"Éric\""), "É");
        assert_eq!(initial("🐦 sparrow"), "S");
        assert_eq!(initial("🐦"), "🐦");
        assert_eq!(initial("سلمى"), "س");
        assert_eq!(initial(""), "");
    }

    #[test]
    fn tint_is_stable_and_spread() {
        assert_eq!(tint("Ada"), tint("Ada"));
        let tints: std::collections::BTreeSet<u32> = ('a'..='z').map(|letter| tint(&letter.to_string())).collect();
        assert_eq!(tints.len(), 8);
    }
}
