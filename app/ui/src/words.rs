//! The words that components say wherever they stand. The app gives them once, in the person's language.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

#[derive(Clone)]
pub struct Words {
    pub close: TextProp,
    pub cancel: TextProp,
    pub back: TextProp,
    pub loading: TextProp,
    pub try_again: TextProp,
    /// On the button of a password while it is hidden: one word, without the field's own name.
    pub show_password: TextProp,
    /// The same while it is shown.
    pub hide_password: TextProp,
}

/// Puts them in context. Once, at the root.
pub fn provide_words(words: Words) {
    provide_context(words);
}

pub(crate) fn use_words() -> Words {
    expect_context()
}
