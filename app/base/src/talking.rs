//! Who talks in a space right now, among those whom the viewer follows: the ring around their faces.

use leptos::prelude::*;
use std::collections::HashSet;
use types::AccountId;

/// In context of every page. Whoever knows of spaces provides it.
#[derive(Clone, Copy)]
pub struct Talking(pub Memo<HashSet<AccountId>>);

/// Whether the ring goes around this person's face.
pub fn is_talking(account: AccountId) -> Signal<bool> {
    match use_context::<Talking>() {
        Some(Talking(people)) => Signal::derive(move || people.with(|people| people.contains(&account))),
        None => Signal::stored(false),
    }
}
