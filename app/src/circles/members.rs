//! Who is in a circle, and looking for more.

use super::api;
use base::{
    api::PageAccount,
    context::{PageContext, use_page},
    person_line::PersonLine,
    type_ahead::{LookUp, TypeAhead},
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;
use locales::{t, t_string};
use types::{AccountCard, Circle, CircleMembership};
use ui::{Button, ButtonSize, EmptyState, IconName};

/// Everything that moves together.
#[derive(Clone, Copy)]
struct Lists {
    acting: PageContext,
    circle: RwSignal<Circle>,
    members: RwSignal<Vec<AccountCard>>,
    candidates: RwSignal<Vec<CircleMembership>>,
}

#[component]
pub(super) fn Members(
    circle: RwSignal<Circle>,
    members: Vec<AccountCard>,
    candidates: Vec<CircleMembership>,
) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let lists = Lists {
        acting,
        circle,
        members: RwSignal::new(members),
        candidates: RwSignal::new(candidates),
    };
    let members = lists.members;
    view! {
        <section class="list-section" aria-label=move || t_string!(i18n, circles.add_people)>
            <h2 class="form__title">{t!(i18n, circles.add_people)}</h2>
            <Search lists />
            <ul class="people">
                <For each=move || lists.candidates.get() key=|person| (person.card.id, person.is_in) let:person>
                    <li><Row lists card=person.card is_in=person.is_in /></li>
                </For>
            </ul>
        </section>
        <section class="list-section" aria-label=move || t_string!(i18n, circles.in_it)>
            <h2 class="form__title">{t!(i18n, circles.in_it)}</h2>
            {move || {
                members
                    .with(Vec::is_empty)
                    .then(|| {
                        view! {
                            <EmptyState
                                icon=IconName::Users
                                title=move || t_string!(i18n, circles.nobody_title)
                                text=move || t_string!(i18n, circles.nobody_text)
                            />
                        }
                    })
            }}
            <ul class="people">
                <For each=move || members.get() key=|card| card.id let:card>
                    <li><Row lists card is_in=true /></li>
                </For>
            </ul>
        </section>
    }
}

/// Asks while one types.
#[component]
fn Search(lists: Lists) -> impl IntoView {
    let i18n = lists.acting.i18n;
    let first = use_query_map().with_untracked(|query| query.get("q").unwrap_or_default());
    let people = LookUp::new();
    let look = move |query: String| {
        let id = lists.circle.with_untracked(|circle| circle.id);
        people.ask(
            move || api::candidates(id, query),
            move |answer| match answer {
                Ok(found) => lists.candidates.set(found),
                Err(error) => lists.acting.refused(&error),
            },
        );
    };
    view! { <TypeAhead first label=move || t_string!(i18n, circles.search) on_input=look /> }
}

#[component]
fn Row(lists: Lists, card: AccountCard, is_in: bool) -> impl IntoView {
    let i18n = lists.acting.i18n;
    let busy = RwSignal::new(false);
    let action = if is_in { api::Remove::PATH } else { api::Add::PATH };
    let id = card.id.to_string();
    let handle = card.handle.clone();
    let label = move || {
        if is_in {
            t_string!(i18n, circles.remove_handle, handle = handle.clone())
        } else {
            t_string!(i18n, circles.add_handle, handle = handle.clone())
        }
    };
    let person = StoredValue::new(card.clone());
    let change = move |event: SubmitEvent| {
        event.prevent_default();
        change(lists, person.get_value(), !is_in, busy);
    };
    view! {
        <PersonLine card>
            <form method="post" action=action on:submit=change>
                <PageAccount />
                <input type="hidden" name="circle_id" value=move || lists.circle.with(|circle| circle.id.to_string()) />
                <input type="hidden" name="account_id" value=id.clone() />
                <Button size=ButtonSize::Small submit=true busy label=label.clone()>
                    {if is_in { t!(i18n, circles.remove).into_any() } else { t!(i18n, circles.add).into_any() }}
                </Button>
            </form>
        </PersonLine>
    }
}

/// Adds or removes; the lists move when the server agreed, because a full circle refuses.
fn change(lists: Lists, card: AccountCard, add: bool, busy: RwSignal<bool>) {
    let circle = lists.circle.with_untracked(|circle| circle.id);
    let id = card.id;
    let action = async move {
        if add {
            api::add(circle, id).await
        } else {
            api::remove(circle, id).await
        }
    };
    lists.acting.run_once(busy, action, move |circle: Circle| {
        let _ = lists.circle.try_set(circle);
        let _ = lists.members.try_update(|members| {
            members.retain(|member| member.id != id);
            if add {
                members.insert(0, card);
            }
        });
        let _ = lists.candidates.try_update(|candidates| {
            let known = candidates.iter_mut().filter(|person| person.card.id == id);
            known.for_each(|person| person.is_in = add);
        });
    });
}
