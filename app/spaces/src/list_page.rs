//! `/spaces`: what is live now, what is planned, what can be heard again.

use super::{
    api::{self, Listing},
    card::SpaceTile,
    start_form::StartForm,
    watching::watch_spaces,
};
use base::{
    api::ApiResult,
    initial_state::signed_in,
    loaded::{Waiting, loaded},
    page::Page,
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t, t_string, use_i18n};
use people::side_column::{SideColumn, SideData};
use types::SpaceCard;
use ui::{Button, ButtonKind, Dialog, EmptyState, IconName, PageHeader, SkeletonKind};

/// With `?start=` the form that starts a space stands on the page, for pages without script.
#[derive(Clone, Copy)]
pub struct SpacesPage {
    listing: Resource<ApiResult<Listing>>,
    side: SideData,
}

impl LazyRoute for SpacesPage {
    fn data() -> Self {
        Self {
            listing: Resource::new_blocking(|| (), |()| async move { api::list().await }),
            side: SideData::load(),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let title = move || t_string!(i18n, spaces.list.title);
        view! {
            <Page title aside=move || view! { <SideColumn data=this.side /> }>
                <PageHeader
                    title
                    subtitle=move || t_string!(i18n, spaces.list.lead)
                    actions=move || view! { <StartButton /> }
                />
                <PlainStart />
                {loaded(
                    this.listing,
                    Waiting::skeleton(SkeletonKind::Person, 5).kept(),
                    |listing| view! { <Lists listing /> }.into_any(),
                )}
            </Page>
        }
        .into_any()
    }
}

/// *Start a space*: opens the form, without script on a page of its own, for guests after log-in.
#[component]
pub fn StartButton() -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let is_guest = !signed_in();
    let press = move |event: SubmitEvent| {
        if !is_guest {
            event.prevent_default();
            open.set(true);
        }
    };
    let (action, name, value) = if is_guest {
        ("/login", "next", "/spaces")
    } else {
        ("/spaces", "start", "true")
    };
    view! {
        <form method="get" action=action on:submit=press>
            <input type="hidden" name=name value=value />
            <Button kind=ButtonKind::Primary icon=IconName::Spaces submit=true>
                {t!(i18n, spaces.list.start)}
            </Button>
        </form>
        <Dialog
            open
            title=move || t_string!(i18n, spaces.start.title)
        >
            <StartForm />
        </Dialog>
    }
}

#[component]
fn PlainStart() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|query| query.get("start").is_some()));
    move || {
        (wanted.get() && signed_in()).then(|| {
            view! {
                <section class="space-section" aria-labelledby="start">
                    <h2 class="section-title" id="start">
                        {t!(i18n, spaces.start.title)}
                    </h2>
                    <StartForm />
                </section>
            }
        })
    }
}

#[component]
fn Lists(listing: Listing) -> impl IntoView {
    let i18n = use_i18n();
    let listing = RwSignal::new(listing);
    let again = Callback::new(move |()| {
        spawn_local(async move {
            // The next change asks again.
            if let Ok(found) = api::list().await {
                let _ = listing.try_set(found);
            }
        });
    });
    watch_spaces(again);
    let live = Memo::new(move |_| listing.with(|listing| listing.live.clone()));
    let upcoming = Memo::new(move |_| listing.with(|listing| listing.upcoming.clone()));
    let replays = Memo::new(move |_| listing.with(|listing| listing.replays.clone()));
    let nothing =
        Memo::new(move |_| live.with(Vec::is_empty) && upcoming.with(Vec::is_empty) && replays.with(Vec::is_empty));
    view! {
        {move || {
            nothing
                .get()
                .then(|| {
                    view! {
                        <EmptyState
                            icon=IconName::Spaces
                            title=move || t_string!(i18n, spaces.list.empty_title)
                            text=move || t_string!(i18n, spaces.list.empty_text)
                        />
                    }
                })
        }}
        <Section spaces=live title=Title::Live again />
        <Section spaces=upcoming title=Title::Upcoming again />
        <Section spaces=replays title=Title::Replays again />
    }
}

#[derive(Clone, Copy)]
enum Title {
    Live,
    Upcoming,
    Replays,
}

/// Nothing while it is empty.
#[component]
fn Section(spaces: Memo<Vec<SpaceCard>>, title: Title, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (id, title) = match title {
        Title::Live => ("live", t!(i18n, spaces.list.live).into_any()),
        Title::Upcoming => ("upcoming", t!(i18n, spaces.list.upcoming).into_any()),
        Title::Replays => ("replays", t!(i18n, spaces.list.replays).into_any()),
    };
    view! {
        <section class="space-section" aria-labelledby=id hidden=move || spaces.with(Vec::is_empty)>
            <h2 class="section-title" id=id>
                {title}
            </h2>
            <ul class="space-list">
                <For each=move || spaces.get() key=|card| card.id let:card>
                    <li>
                        <SpaceTile card moved=again />
                    </li>
                </For>
            </ul>
        </section>
    }
}
