//! People who ask to follow a protected account.

use super::{
    api::{self, PeopleKind},
    people_list::{PeopleList, RowActions, Source, people_resource},
};
use base::{
    action::Optimistic,
    api::{ApiResult, PageAccount},
    context::use_page,
    in_flight::InFlight,
    initial_state::signed_in,
    log_in_first::LogInFirst,
    page::Page,
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use leptos_router::LazyRoute;
use locales::{t_string, use_i18n};
use std::sync::Arc;
use types::{AccountCard, Person};
use ui::{EmptyState, IconName, PageHeader};

/// `/followers/requests`
#[derive(Clone, Copy)]
pub struct RequestsPage {
    /// None for visitors.
    people: Option<Resource<ApiResult<types::Page<Person>>>>,
}

fn source() -> Source {
    Source {
        kind: PeopleKind::Requests,
        handle: None,
    }
}

impl LazyRoute for RequestsPage {
    fn data() -> Self {
        Self {
            people: signed_in().then(|| people_resource(source)),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let Some(people) = this.people else {
            return view! { <LogInFirst /> }.into_any();
        };
        let empty = move || {
            view! {
                <EmptyState
                    icon=IconName::UserCheck
                    title=move || t_string!(i18n, profiles.no_requests)
                    text=move || t_string!(i18n, profiles.no_requests_text)
                />
            }
        };
        let actions: RowActions = Arc::new(|person| view! { <RequestButtons card=person.card.clone() /> }.into_any());
        view! {
            <Page title=move || t_string!(i18n, profiles.requests)>
                <PageHeader
                    title=move || t_string!(i18n, profiles.requests)
                    back_href="/notifications"
                />
                <PeopleList first=people source=Signal::stored(source()) empty actions />
            </Page>
        }
        .into_any()
    }
}

/// *Accept* and *Refuse*; after the answer, what it was.
#[component]
pub fn RequestButtons(card: AccountCard) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    // None while open, then whether it was accepted.
    let answered = RwSignal::new(None::<bool>);
    let in_flight = InFlight::default();
    let id = card.id;
    let answer = move |accept: bool| {
        let in_flight = in_flight.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            Optimistic::new(
                move || answered.try_get_untracked(),
                move |answer| {
                    let _ = answered.try_set(*answer);
                },
                move |answer| async move {
                    match answer {
                        Some(true) => api::accept_request(id).await.map(|_| ()),
                        Some(false) => api::refuse_request(id).await.map(|_| ()),
                        None => Ok(()),
                    }
                },
            )
            .wish(acting, &in_flight, 0, &Some(accept));
        }
    };
    let form = move |accept: bool| {
        let label = move || {
            if accept {
                t_string!(i18n, profiles.accept)
            } else {
                t_string!(i18n, profiles.refuse)
            }
        };
        let path = if accept {
            api::AcceptRequest::PATH
        } else {
            api::RefuseRequest::PATH
        };
        view! {
            <form method="post" action=path on:submit=answer(accept)>
                <PageAccount />
                <input type="hidden" name="account_id" value=id.to_string() />
                <button
                    class="button"
                    type="submit"
                    data-size="small"
                    data-kind=if accept { "primary" } else { "secondary" }
                >
                    <span class="button__text">{label}</span>
                </button>
            </form>
        }
    };
    move || match answered.get() {
        None => view! { {form(true)} {form(false)} }.into_any(),
        Some(accepted) => {
            let text = move || {
                if accepted {
                    t_string!(i18n, profiles.accepted)
                } else {
                    t_string!(i18n, profiles.refused)
                }
            };
            view! {
                <p class="muted" role="status">
                    {text}
                </p>
            }
            .into_any()
        }
    }
}
