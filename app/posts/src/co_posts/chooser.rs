//! Choosing a co-author while composing.

use super::api;
use base::{api::ApiResult, context::use_page, person_choice::PersonChoice, type_ahead::LookUp};
use leptos::{ev::Event, prelude::*, text_prop::TextProp};
use locales::{I18nContext, Locale, t, t_string};
use types::{AccountCard, CoAuthorBar, CoAuthorCandidate};
use ui::{Avatar, AvatarSize, Dialog, DialogSize, IconButton, IconName, escape_text};

/// Among the composer's tools.
#[component]
pub fn CoAuthorButton(open: RwSignal<bool>, #[prop(into)] hidden: Signal<bool>) -> impl IntoView {
    let i18n = use_page().i18n;
    view! {
        <span class="needs-script" hidden=move || hidden.get()>
            <IconButton
                icon=IconName::UserPlus
                label=move || t_string!(i18n, co_posts.add)
                on_click=move |_| open.set(true)
            />
        </span>
    }
}

/// Who was chosen, and a way to think again.
#[component]
pub fn CoAuthorChip(#[prop(into)] chosen: Signal<Option<AccountCard>>, on_remove: Callback<()>) -> impl IntoView {
    let i18n = use_page().i18n;
    move || {
        chosen.get().map(|card| {
            let (name, handle) = (card.display_name.clone(), card.handle.clone());
            let hint = handle.clone();
            view! {
                <div class="co-author-chip" role="group" aria-label=move || t_string!(i18n, co_posts.chosen)>
                    <span class="co-author-chip__who">
                        <span>{t!(i18n, co_posts.with)}</span>
                        <Avatar src=card.face() name=name.clone() size=AvatarSize::Tiny />
                        <bdi class="co-author-chip__name">{name}</bdi>
                        <span class="co-author-chip__handle">"@"{handle.clone()}</span>
                        <IconButton
                            icon=IconName::Close
                            size=ui::ButtonSize::Small
                            label=move || t_string!(i18n, co_posts.remove, handle = handle.clone())
                            on_click=move |_| on_remove.run(())
                        />
                    </span>
                    <span class="co-author-chip__hint">
                        {move || t_string!(i18n, co_posts.chosen_hint, handle = hint.clone())}
                    </span>
                </div>
            }
        })
    }
}

/// Looks for followers. Outside the composer's form, so that Enter in it sends no post.
#[component]
pub fn CoAuthorDialog(open: RwSignal<bool>, chosen: RwSignal<Option<AccountCard>>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let found = RwSignal::new(None::<Vec<CoAuthorCandidate>>);
    let people = LookUp::new();
    let show = move |answer: ApiResult<Vec<CoAuthorCandidate>>| match answer {
        Ok(people) => found.set(Some(people)),
        Err(error) => acting.refused(&error),
    };
    Effect::new(move |_| {
        if open.get() {
            people.ask_now(|| api::candidates(String::new()), show);
        }
    });
    let choose = Callback::new(move |card: AccountCard| {
        chosen.set(Some(card));
        open.set(false);
    });
    view! {
        <Dialog
            open
            title=move || t_string!(i18n, co_posts.add)
            size=DialogSize::Small
        >
            <p class="muted">{t!(i18n, co_posts.add_text)}</p>
            <input
                class="field__input co-author-search"
                type="search"
                autocomplete="off"
                aria-label=move || t_string!(i18n, co_posts.search)
                placeholder=move || t_string!(i18n, co_posts.search)
                on:input=move |event: Event| {
                    let query = event_target_value(&event);
                    people.ask(move || api::candidates(query), show);
                }
            />
            {move || {
                found
                    .get()
                    .map(|found| {
                        if found.is_empty() {
                            return view! { <p class="muted" role="status">{t!(i18n, co_posts.nobody)}</p> }.into_any();
                        }
                        let rows = found
                            .into_iter()
                            .map(|candidate| view! { <li>{candidate_view(i18n, candidate, choose)}</li> })
                            .collect_view();
                        view! { <ul class="co-author-list">{rows}</ul> }.into_any()
                    })
            }}
        </Dialog>
    }
}

/// Somebody to choose, or why they cannot be chosen.
fn candidate_view(i18n: I18nContext<Locale>, candidate: CoAuthorCandidate, choose: Callback<AccountCard>) -> AnyView {
    let CoAuthorCandidate { card, bar } = candidate;
    let handle = card.handle.clone();
    let bar = bar.map(|bar| TextProp::from(move || bar_words(i18n, bar)));
    view! {
        <PersonChoice
            card
            label=move || t_string!(i18n, co_posts.choose, handle = handle.clone())
            nostrip:bar=bar
            on_choose=choose
        />
    }
    .into_any()
}

fn bar_words(i18n: I18nContext<Locale>, bar: CoAuthorBar) -> &'static str {
    match bar {
        CoAuthorBar::Protected => t_string!(i18n, co_posts.bar_protected),
        CoAuthorBar::NotFollowing => t_string!(i18n, co_posts.bar_not_following),
        CoAuthorBar::AuthorProtected => t_string!(i18n, co_posts.bar_author_protected),
    }
}

/// A field for the handle, on pages without script.
#[component]
pub fn PlainCoAuthor(value: String) -> impl IntoView {
    let i18n = use_page().i18n;
    let label = escape_text(t_string!(i18n, co_posts.plain_label));
    let hint = escape_text(t_string!(i18n, co_posts.plain_hint));
    let value = escape_text(&value).replace('"', "&quot;");
    // As text, like the inputs for photos.
    let html = format!(
        "<div class=\"field\"><label>{label} <input class=\"field__input\" name=\"co_author\" maxlength=\"16\" \
         autocapitalize=\"none\" value=\"{value}\"></label><small>{hint}</small></div>"
    );
    view! { <noscript inner_html=html></noscript> }
}
