//! A page that shows one account in a browser that went on as another, in another tab. The server refuses what it sends
//! (`server/src/http/layers/page_account.rs`), and the page asks how to go on; what was written stays.

use super::api::{current, switch_account};
use crate::{
    boot::use_viewer,
    forms::leave_for,
    lazy::{Later, lazy_view},
    live::use_live,
    posts::{use_acting, use_compose},
};
use leptos::{prelude::*, task::spawn_local};
use locales::t_string;
use types::{AccountCard, AccountId};
use ui::{Button, ButtonKind, Dialog, DialogSize};

/// Told on the window by whoever is refused: this module, or the page's own script for what it fetches.
const REFUSED: &str = "piaf:other-account";

/// The question, in context of every page.
#[derive(Clone, Copy)]
struct Question {
    open: RwSignal<bool>,
    /// As whom the browser goes on.
    other: RwSignal<Option<AccountCard>>,
}

/// The account that the page shows, for requests that are no `fetch`.
pub fn shown_account() -> Option<String> {
    document().get_element_by_id("app")?.get_attribute("data-account")
}

/// Asks how to go on, where the browser acts for another account now.
pub fn ask_whose() {
    if let Ok(event) = web_sys::Event::new(REFUSED) {
        // Fails only while the same event is told.
        let _ = window().dispatch_event(&event);
    }
}

/// Once, in the shell.
#[component]
pub fn OtherAccountHost() -> impl IntoView {
    let (viewer, acting) = (use_viewer(), use_acting());
    let question = Question {
        open: RwSignal::new(false),
        other: RwSignal::new(None),
    };
    provide_context(question);
    let shown = move || viewer.with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id));
    Effect::new(move |_| {
        let asked = window_event_listener_untyped(REFUSED, move |_| {
            spawn_local(async move {
                match current().await {
                    Ok(None) => leave_for("/login?ended=true"),
                    Ok(Some(other)) if Some(other.id) != shown() => {
                        question.other.set(Some(other));
                        question.open.set(true);
                    }
                    // It is this page's again.
                    Ok(Some(_)) => {}
                    Err(error) => acting.refused(&error),
                }
            });
        });
        on_cleanup(move || asked.remove());
    });
    view! { <Later open=question.open view=lazy_view!(OtherAccountDialog) /> }
}

#[component]
fn OtherAccountDialog() -> impl IntoView {
    let (acting, compose, live, viewer) = (use_acting(), use_compose(), use_live(), use_viewer());
    let Question { open, other } = expect_context();
    let i18n = acting.i18n;
    let going_back = RwSignal::new(false);
    let shown = move || viewer.with(|viewer| viewer.as_ref().map(|viewer| viewer.card.clone()));
    let handle = |card: Option<AccountCard>| card.map(|card| card.handle).unwrap_or_default();
    let ids = move || -> Option<(AccountId, AccountId)> { untrack(|| Some((shown()?.id, other.get()?.id))) };
    let go_on = move |_| {
        if let Some((from, to)) = ids() {
            compose.hand_over(from, to);
        }
        // Everything on the page may differ.
        let _ = window().location().reload();
    };
    let go_back = move |_| {
        let Some((shown, _)) = ids() else { return };
        going_back.set(true);
        spawn_local(async move {
            match switch_account(shown).await {
                Ok(_) => {
                    open.set(false);
                    live.connect_again();
                    acting.succeeded(t_string!(i18n, accounts.other_is_back));
                }
                // Signed out there: only the password helps.
                Err(error) => acting.refused(&error),
            }
            going_back.set(false);
        });
    };
    view! {
        <Dialog
            open
            title=move || t_string!(i18n, accounts.other_title)
            close_label=move || t_string!(i18n, common.close)
            size=DialogSize::Small
        >
            <p class="dialog__text">
                {move || {
                    t_string!(
                        i18n,
                        accounts.other_text,
                        shown = handle(shown()),
                        now = handle(other.get())
                    )
                }}
            </p>
            <div class="dialog__actions">
                <Button busy=going_back on_click=go_back>
                    {move || t_string!(i18n, accounts.other_back, handle = handle(shown()))}
                </Button>
                <Button kind=ButtonKind::Primary on_click=go_on>
                    {move || t_string!(i18n, accounts.other_go_on, handle = handle(other.get()))}
                </Button>
            </div>
        </Dialog>
    }
}
