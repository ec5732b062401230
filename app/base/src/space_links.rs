//! The way into spaces. A document keeps the permissions with which it was loaded, and only pages of spaces may ask for
//! the microphone: from anywhere else a space is loaded whole.

use crate::{context::PageContext, forms::leave_for};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use types::SpacesAddress;

/// Whether the document was loaded as a page of spaces.
#[derive(Clone, Copy)]
struct MaySpeak(bool);

/// Remembers where the document was loaded. Once, in the shell, inside the router.
pub fn provide_space_links() {
    let path = use_location().pathname.get_untracked();
    provide_context(MaySpeak(SpacesAddress::of(&path).is_some()));
}

fn may_speak() -> bool {
    use_context::<MaySpeak>().is_some_and(|may| may.0)
}

/// The `rel` of every link to `/spaces` and below.
pub fn space_rel() -> Option<&'static str> {
    (!may_speak()).then_some("external")
}

/// Goes to a space by the same rule. Takes it while the owner is there, for events and answers that come later.
pub fn space_door(acting: PageContext) -> Callback<String> {
    let may_speak = may_speak();
    Callback::new(move |path: String| {
        if may_speak {
            acting.go(path);
        } else {
            leave_for(&path);
        }
    })
}
