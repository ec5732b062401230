//! Posts that stand above the stage for everybody, at most three.

use super::RoomContext;
use crate::spaces::slots::SpaceSlots;
use leptos::{ev::SubmitEvent, prelude::*};
use locales::{t, t_string};
use types::{PostId, SpaceAction};
use ui::{Button, ButtonKind, Dialog, DialogSize, IconButton, IconName, InputKind, TextField};

#[component]
pub(super) fn Pins(here: RoomContext) -> impl IntoView {
    let i18n = here.i18n;
    let pins = Memo::new(move |_| {
        here.news
            .with(|news| news.as_ref().map(|news| news.room.pins.clone()))
            .unwrap_or_default()
    });
    let some = Memo::new(move |_| pins.with(|pins| !pins.is_empty()));
    move || {
        some.get().then(|| {
            view! {
                <section class="room__section room-pins" aria-labelledby="room-pins">
                    <h2 class="room__title" id="room-pins">
                        {t!(i18n, spaces.room.pinned)}
                    </h2>
                    <ul class="room-pins__list">
                        <For each=move || pins.get() key=|id| *id let:id>
                            <Pin here id />
                        </For>
                    </ul>
                </section>
            }
        })
    }
}

#[component]
fn Pin(here: RoomContext, id: PostId) -> impl IntoView {
    let i18n = here.i18n;
    let card = (expect_context::<SpaceSlots>().pinned_post)(id);
    let unpin = move || {
        here.has_microphone().then(|| {
            view! {
                <IconButton
                    icon=IconName::Close
                    label=move || t_string!(i18n, spaces.room.unpin)
                    on_click=move |_| here.act(SpaceAction::Unpin(id))
                />
            }
        })
    };
    view! {
        <li class="room-pins__pin">
            <div class="room-pins__post">{card}</div>
            {unpin}
        </li>
    }
}

#[component]
pub(super) fn PinDialog(here: RoomContext, open: RwSignal<bool>) -> impl IntoView {
    let i18n = here.i18n;
    let (address, failed) = (RwSignal::new(String::new()), RwSignal::new(false));
    let error = Signal::derive(move || failed.get().then(|| t_string!(i18n, spaces.room.pin_error).to_string()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match post_at(&address.get_untracked()) {
            Some(post) => {
                here.act(SpaceAction::Pin(post));
                address.set(String::new());
                failed.set(false);
                open.set(false);
            }
            None => failed.set(true),
        }
    };
    view! {
        <Dialog
            open
            title=move || t_string!(i18n, spaces.room.pin)
            size=DialogSize::Small
        >
            <form class="stack" novalidate on:submit=submit>
                <TextField
                    name="pin"
                    label=move || t_string!(i18n, spaces.room.pin_address)
                    hint=move || t_string!(i18n, spaces.room.pin_hint)
                    kind=InputKind::Url
                    value=address
                    error
                    autofocus=true
                />
                <div class="dialog__actions">
                    <Button kind=ButtonKind::Primary submit=true>
                        {t!(i18n, spaces.room.pin_now)}
                    </Button>
                </div>
            </form>
        </Dialog>
    }
}

/// The post of an address such as `https://…/@ada/123`, or of the number alone.
fn post_at(address: &str) -> Option<PostId> {
    let address = address.trim();
    let path = address.split(['?', '#']).next()?.trim_end_matches('/');
    let (before, id) = path.rsplit_once('/').unwrap_or(("/@", path));
    let author = before.rsplit_once('/')?.1;
    let id = id.parse().ok()?;
    author.starts_with('@').then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_posts_are_understood_and_no_others() {
        for address in [
            "https://piaf.example/@ada/42",
            " /@ada/42/ ",
            "http://localhost:8000/@ada/42?from=home#replies",
            "42",
        ] {
            assert_eq!(post_at(address), Some(PostId(42)), "{address}");
        }
        for address in ["", "https://piaf.example/spaces/42", "/@ada", "/@ada/likes", "ada/42"] {
            assert_eq!(post_at(address), None, "{address}");
        }
    }
}
