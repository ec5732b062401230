//! `/c/{slug}/moderation`: the public log, and above it for moderators what waits for them. `?do=` asks for the reason
//! of a deed where there is no script, `?cursor=` goes on with the log.

use super::{
    api::{self, ModerationView},
    deed_form::{Asked, DeedForm, title_of},
    dialogs::use_moderation,
    log::Log,
    queue::Queue,
};
use crate::side_column::{SideColumn, SideData};
use base::{
    api::ApiResult,
    context::use_page,
    live::use_live,
    loaded::{Waiting, loaded},
    page::Page,
};
use leptos::prelude::*;
use leptos_router::{
    LazyRoute,
    hooks::{use_params_map, use_query_map},
};
use locales::{t, t_string};
use types::{AccountCard, CommunityName, CommunityRule, ModeratorAction};
use ui::{PageHeader, Skeleton};

#[derive(Clone, Copy)]
pub struct ModerationPage {
    shown: Resource<ApiResult<ModerationView>>,
    side: SideData,
}

impl LazyRoute for ModerationPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let wanted = move || {
            let slug = params.with(|params| params.get("slug").unwrap_or_default());
            (slug, query.with(|query| query.get("cursor")))
        };
        Self {
            shown: Resource::new_blocking(wanted, |(slug, cursor)| api::show(slug, cursor)),
            side: SideData::load(),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_page().i18n;
        let Self { shown, side } = this;
        look_again(shown);
        let waiting = move || {
            view! {
                <Page title=move || t_string!(i18n, moderation.title)>
                    <PageHeader title=move || t_string!(i18n, moderation.title) />
                    <Skeleton count=3 />
                </Page>
            }
        };
        loaded(shown, Waiting::page(waiting).kept(), move |found| {
            view! { <Moderated found side /> }.into_any()
        })
    }
}

/// After every deed, and when something came that may wait for a moderator.
fn look_again(shown: Resource<ApiResult<ModerationView>>) {
    let (done, live) = (use_moderation().done, use_live());
    Effect::new(move |before: Option<()>| {
        done.track();
        live.notified.track();
        live.resyncs.track();
        if before.is_some() {
            shown.refetch();
        }
    });
}

#[component]
fn Moderated(found: ModerationView, side: SideData) -> impl IntoView {
    let i18n = use_page().i18n;
    let ModerationView { community, queue, log } = found;
    let name = community.card.community.clone();
    let title = {
        let name = name.name.clone();
        move || t_string!(i18n, moderation.title_of, name = name.clone())
    };
    let is_moderator = queue.is_some();
    let deed = queue.is_some().then(|| asked_for(&name)).flatten();
    let deed = deed.map(|asked| view! { <PlainDeed asked rules=community.rules /> });
    let queue = queue.map(|queue| view! { <Queue community=name.clone() queue /> });
    view! {
        <Page title aside=move || view! { <SideColumn data=side /> }>
            <PageHeader
                title=move || t_string!(i18n, moderation.title)
                subtitle=name.name.clone()
                back_href=name.path()
            />
            {deed}
            {queue}
            <section class="moderation-section" data-bare="">
                <h2 class="moderation-section__title">{t!(i18n, moderation.log)}</h2>
                {(!is_moderator)
                    .then(|| view! { <p class="moderation-section__text muted">{t!(i18n, moderation.log_text)}</p> })}
                <Log slug=name.slug page=log />
            </section>
        </Page>
    }
}

/// The deed that the address asks for.
fn asked_for(community: &CommunityName) -> Option<Asked> {
    use_query_map().with_untracked(|query| {
        let deed: ModeratorAction = query.get("do")?.parse().ok()?;
        let card = query.get("account").and_then(|id| {
            let handle = query.get("handle").unwrap_or_default();
            Some(AccountCard {
                id: id.parse().ok()?,
                display_name: handle.clone(),
                handle,
                avatar: None,
                protected: false,
            })
        });
        Some(Asked {
            deed,
            slug: community.slug.clone(),
            post: query.get("post").and_then(|id| id.parse().ok()),
            account: card,
        })
    })
}

#[component]
fn PlainDeed(asked: Asked, rules: Vec<CommunityRule>) -> impl IntoView {
    let acting = use_page();
    let (i18n, moderation) = (acting.i18n, use_moderation());
    let title = title_of(i18n, &asked);
    let done = {
        let asked = asked.clone();
        Callback::new(move |()| {
            moderation.succeeded(acting, &asked);
            acting.go(format!("/c/{}/moderation", asked.slug));
        })
    };
    view! {
        <section class="moderation-section">
            <h2 class="moderation-section__title">{title}</h2>
            <DeedForm asked rules in_dialog=false on_done=done />
        </section>
    }
}
