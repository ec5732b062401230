//! `/spaces/{id}`: what is planned, what is live, what is over.

use super::{
    api, replay::ReplayView, space_context::SpaceContext, upcoming::UpcomingView, watching::watch_space,
    when::starts_in,
};
use base::{
    api::{ApiError, ApiResult},
    initial_state::use_now,
    loaded::{Waiting, loaded},
    not_found::NotFound,
    page::Page,
    page_meta::{PageMeta, not_for_search_engines},
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_params_map};
use locales::{I18nContext, Locale, t_string, use_i18n};
use people::side_column::{SideColumn, SideData};
use std::mem::discriminant;
use types::{Error, SpaceAudience, SpaceCard, SpaceId, SpacePage, SpacePhase};
use ui::{PageHeader, Skeleton, SkeletonKind};

/// Unknown spaces and those that the viewer may not know of answer alike.
#[derive(Clone, Copy)]
pub struct SpaceViewPage {
    loaded: Resource<ApiResult<SpacePage>>,
    side: SideData,
}

impl LazyRoute for SpaceViewPage {
    fn data() -> Self {
        let params = use_params_map();
        let wanted = move || params.with(|params| params.get("space_id").and_then(|id| id.parse::<SpaceId>().ok()));
        Self {
            loaded: Resource::new_blocking(wanted, |id| async move {
                match id {
                    Some(id) => api::show(id).await,
                    None => Err(ApiError(Error::NotFound)),
                }
            }),
            side: SideData::load(),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let waiting = move || {
            view! {
                <Page title=move || t_string!(i18n, spaces.list.title)>
                    <Skeleton kind=SkeletonKind::Profile />
                </Page>
            }
        };
        loaded(this.loaded, Waiting::page(waiting).kept(), move |page| {
            view! { <SpaceView page side=this.side /> }.into_any()
        })
    }
}

#[component]
fn SpaceView(page: SpacePage, side: SideData) -> impl IntoView {
    let id = page.card.id;
    let here = SpaceContext::new(page);
    watch_space(id, Callback::new(move |()| here.refresh()));
    move || {
        if here.gone.get() {
            view! { <NotFound /> }.into_any()
        } else {
            view! { <Found here side /> }.into_any()
        }
    }
}

#[component]
fn Found(here: SpaceContext, side: SideData) -> impl IntoView {
    let i18n = use_i18n();
    let card = here.card();
    // A room keeps itself true: only its beginning and end change what stands here.
    let phase = Memo::new(move |_| card.with(|card| discriminant(&card.phase)));
    let name = card.with_untracked(|card| card.name.clone());
    let content = move || {
        // Read and not only tracked: a memo that nobody read follows nothing.
        let _ = phase.get();
        match card.with_untracked(|card| card.phase) {
            SpacePhase::Upcoming { .. } => view! { <UpcomingView here /> }.into_any(),
            SpacePhase::Live { .. } => view! { <super::live::LiveView here /> }.into_any(),
            SpacePhase::Ended { .. } => view! { <ReplayView here /> }.into_any(),
        }
    };
    view! {
        <Page title=name.clone() aside=move || view! { <SideColumn data=side /> }>
            {card.with_untracked(|card| meta(i18n, card))}
            <PageHeader title=name back_href="/spaces" />
            {content}
        </Page>
    }
}

/// What other sites and search engines learn of a space: nothing of one that is not for everybody.
fn meta(i18n: I18nContext<Locale>, card: &SpaceCard) -> AnyView {
    if card.audience != SpaceAudience::Public {
        return not_for_search_engines();
    }
    let host = card.host.display_name.clone();
    let description = match card.phase {
        SpacePhase::Upcoming { at } => {
            let when = starts_in(i18n, use_now().get_untracked(), at);
            t_string!(i18n, spaces.card.meta_upcoming, name = host, when = when)
        }
        SpacePhase::Live { .. } => t_string!(i18n, spaces.card.meta_live, name = host),
        SpacePhase::Ended { .. } => t_string!(i18n, spaces.card.meta_ended, name = host),
    };
    view! {
        <PageMeta path=card.path() title=card.name.clone() description nostrip:image=card.host.portrait() />
    }
    .into_any()
}
