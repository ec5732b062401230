//! A page that shows one account in a browser that went on as another, in another tab. The server refuses what it sends
//! (`server/src/http/layers/page_account.rs`), and the page asks how to go on; what was written stays.

use crate::{
    accounts::api::{current, switch_account},
    posts::use_compose,
};
use base::{
    context::use_page, forms::leave_for, initial_state::use_viewer, lazy::LazyDialog, lazy_view, live::use_live,
    shown_account::REFUSED,
};
use leptos::{prelude::*, task::spawn_local};
use locales::t_string;
use types::{AccountCard, AccountId};
use ui::{Button, ButtonKind, Dialog, DialogSize};

/// The question, in context of every page.
#[derive(Clone, Copy)]
struct Question {
    open: RwSignal<bool>,
    /// As whom the browser goes on.
    other: RwSignal<Option<AccountCard>>,
}

/// Once, in the shell.
#[component]
pub fn OtherAccountQuestion() -> impl IntoView {
    let (viewer, acting) = (use_viewer(), use_page());
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
    view! { <LazyDialog open=question.open view=lazy_view!(OtherAccountDialog) /> }
}

#[component]
fn OtherAccountDialog() -> impl IntoView {
    let (acting, compose, live, viewer) = (use_page(), use_compose(), use_live(), use_viewer());
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
        // Signed out there, only the password helps: the refusal says so.
        acting.run_once(going_back, switch_account(shown), move |_| {
            open.set(false);
            live.connect_again();
            acting.succeeded(t_string!(i18n, accounts.other_is_back));
        });
    };
    view! {
        <Dialog
            open
            title=move || t_string!(i18n, accounts.other_title)
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
