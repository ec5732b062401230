//! `/c/{slug}`, `/c/{slug}/about`, `/c/{slug}/members`.

use super::{
    api,
    cards::level_name,
    header::CommunityHeader,
    join::{CommunityContext, Invitation, JoinForm, NoPosts, Rules},
    members::Members,
    roles::role_name,
};
use crate::{
    posts::{Composer, ComposerKind},
    side_column::{SideColumn, SideData},
    timelines::{CommunityPart, FeedList, FeedPlace, FeedSource, FirstPage, first_page},
};
use base::{
    api::{ApiError, ApiResult, PageAccount},
    initial_state::{signed_in, use_viewer},
    live::use_live,
    loaded::{Waiting, loaded},
    numbers::short_number,
    page::Page,
    page_meta::PageMeta,
    person_line::PersonLine,
    time::{month_and_year, use_zone},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{
    LazyRoute,
    hooks::{use_params_map, use_query_map},
};
use locales::{I18nContext, Locale, t, t_string, use_i18n};
use serde::{Deserialize, Serialize};
use types::{Audience, Community, CommunityMember, Error, InvitationCandidate, MembershipState, media};
use ui::{Badge, Button, Notice, PageHeader, Skeleton, SkeletonKind, TabLink, Tabs};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Content {
    Posts(CommunityPart, FirstPage),
    About,
    Members {
        page: types::Page<CommunityMember>,
        /// For members, who may invite.
        candidates: Vec<InvitationCandidate>,
    },
}

/// A community with one of its parts.
#[derive(Clone, Copy)]
pub struct CommunityPage {
    loaded: Resource<ApiResult<(Community, Content)>>,
    side: SideData,
}

impl LazyRoute for CommunityPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let place = FeedPlace::here();
        let wanted = move || {
            let (slug, tab) = params.with(|params| {
                (
                    params.get("slug").unwrap_or_default(),
                    params.get("tab").unwrap_or_default(),
                )
            });
            let word = |name: &str| query.with(|query| query.get(name).unwrap_or_default());
            (slug, tab, word("f"), word("q"), place.key())
        };
        let loaded = Resource::new_blocking(wanted, move |(slug, tab, part, search, key)| async move {
            let community = api::show(slug.clone()).await?;
            let content = match tab.as_str() {
                "about" => Content::About,
                "members" => {
                    let page = api::members(slug.clone(), key.1).await?;
                    let candidates = match community.membership {
                        MembershipState::Member { .. } => api::candidates(slug, search).await?,
                        _ => Vec::new(),
                    };
                    Content::Members { page, candidates }
                }
                "" => {
                    let part = CommunityPart::parse(&part);
                    let source = FeedSource::Community {
                        community: community.card.community.id,
                        part,
                    };
                    Content::Posts(part, first_page(place, key, source).await?)
                }
                _ => return Err(ApiError(Error::NotFound)),
            };
            Ok((community, content))
        });
        let resyncs = use_live().resyncs;
        Effect::new(move |before: Option<()>| {
            resyncs.track();
            if before.is_some() {
                loaded.refetch();
            }
        });
        Self {
            loaded,
            side: SideData::load(),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let waiting = move || {
            view! {
                <Page title=move || t_string!(i18n, communities.title)>
                    <Skeleton kind=SkeletonKind::Profile />
                    <Skeleton count=3 />
                </Page>
            }
        };
        loaded(
            this.loaded,
            Waiting::page(waiting).kept(),
            move |(community, content)| view! { <CommunityView community content side=this.side /> }.into_any(),
        )
    }
}

#[component]
fn CommunityView(community: Community, content: Content, side: SideData) -> impl IntoView {
    let i18n = use_i18n();
    let here = CommunityContext::new(&community);
    let card = community.card.clone();
    let (name, path) = (card.community.name.clone(), card.community.path());
    let tab = match &content {
        Content::Posts(..) => "",
        Content::About => "/about",
        Content::Members { .. } => "/members",
    };
    let tabs = [
        ("", t_string!(i18n, communities.tab_posts)),
        ("/about", t_string!(i18n, communities.tab_about)),
        ("/members", t_string!(i18n, communities.tab_members)),
    ];
    let links = tabs
        .map(|(end, label)| {
            view! {
                <TabLink href=format!("{path}{end}") current=Signal::stored(end == tab)>
                    {label}
                </TabLink>
            }
        })
        .collect_view();
    let moderation = community.moderates().then(|| {
        view! {
            <TabLink href=format!("{path}/moderation") current=Signal::stored(false)>
                {t!(i18n, communities.moderation)}
            </TabLink>
        }
    });
    let image = card.cover.as_deref().map(|key| media::url(key, media::Variant::Large));
    let description = card.description.clone();
    let content = match content {
        Content::Posts(part, first) => view! { <Posts community=community.clone() here part first /> }.into_any(),
        Content::About => view! { <About community=community.clone() here /> }.into_any(),
        Content::Members { page, candidates } => view! { <Members here first=page candidates /> }.into_any(),
    };
    view! {
        <Page title=name.clone() aside=move || view! { <SideColumn data=side /> }>
            <PageMeta path=path title=name.clone() description nostrip:image=image />
            <PageHeader title=name back_href="/communities" />
            <CommunityHeader community here />
            <Tabs label=move || t_string!(i18n, communities.parts)>{links} {moderation}</Tabs>
            {content}
        </Page>
    }
}

#[component]
fn Posts(community: Community, here: CommunityContext, part: CommunityPart, first: FirstPage) -> impl IntoView {
    let i18n = use_i18n();
    let path = community.card.community.path();
    let audience = Audience::Community(community.card.community.id);
    let parts = CommunityPart::ALL
        .map(|entry| {
            let current = (entry == part).then_some("true");
            view! {
                <a class="parts__link" href=format!("{path}?f={}", entry.name()) aria-current=current>
                    {part_name(i18n, entry)}
                </a>
            }
        })
        .collect_view();
    let viewer = use_viewer();
    let is_protected = move || viewer.with(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.card.protected));
    let composer = move || {
        if here.barred && here.is_member.get() {
            // What would be written here could not be posted here.
            let why = move || {
                if is_protected() {
                    t_string!(i18n, errors.public_accounts_only)
                } else {
                    t_string!(i18n, errors.barred_by_moderator)
                }
            };
            view! { <Notice>{why}</Notice> }.into_any()
        } else if here.is_member.get() {
            view! {
                <div class="page-composer">
                    <Composer kind=ComposerKind::Page audience=Some(audience) />
                </div>
            }
            .into_any()
        } else {
            view! { <Invitation here /> }.into_any()
        }
    };
    view! {
        {composer}
        <nav class="parts" aria-label=move || t_string!(i18n, communities.order)>{parts}</nav>
        <FeedList
            first
            label=move || t_string!(i18n, communities.feed)
            empty=move || view! { <NoPosts here media=part == CommunityPart::Media /> }
        />
    }
}

fn part_name(i18n: I18nContext<Locale>, part: CommunityPart) -> &'static str {
    match part {
        CommunityPart::Top => t_string!(i18n, communities.part_top),
        CommunityPart::Latest => t_string!(i18n, communities.part_latest),
        CommunityPart::Media => t_string!(i18n, communities.part_media),
    }
}

/// Rules, who answers for it, since when. The way in stands here too, for pages without script.
#[component]
fn About(community: Community, here: CommunityContext) -> impl IntoView {
    let i18n = use_i18n();
    let card = &community.card;
    let (since, zone) = (card.community.id.milliseconds(), use_zone());
    let (members, level) = (card.members, card.level);
    let joins = move || {
        let may = matches!(
            here.membership.get(),
            MembershipState::MayJoin | MembershipState::MayAsk
        );
        (may && signed_in()).then(|| view! { <JoinForm here /> })
    };
    let leave = {
        let slug = card.community.slug.clone();
        move || {
            let is_in = matches!(
                here.membership.get(),
                MembershipState::Member { .. } | MembershipState::Requested
            );
            is_in.then(|| {
                view! {
                    <form class="without-script" method="post" action=api::Leave::PATH>
                        <PageAccount />
                        <input type="hidden" name="slug" value=slug.clone() />
                        <Button submit=true>{t!(i18n, communities.leave)}</Button>
                    </form>
                }
            })
        }
    };
    let moderators = community
        .moderators
        .into_iter()
        .map(|moderator| {
            let role = moderator.role;
            view! {
                <li>
                    <PersonLine card=moderator.card>
                        <Badge>{move || role_name(i18n, role)}</Badge>
                    </PersonLine>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="community-section" aria-labelledby="rules">
            <h2 class="section-title" id="rules">
                {t!(i18n, communities.rules)}
            </h2>
            <Rules rules=community.rules />
            {joins}
            {leave}
        </section>
        <section class="community-section" aria-labelledby="moderators">
            <h2 class="section-title" id="moderators">
                {t!(i18n, communities.moderators)}
            </h2>
            <ul class="people">{moderators}</ul>
        </section>
        <section class="community-section" aria-labelledby="facts">
            <h2 class="section-title" id="facts">
                {t!(i18n, communities.facts)}
            </h2>
            <ul class="community-facts">
                <li>{move || t_string!(i18n, communities.since, when = month_and_year(i18n, since, zone))}</li>
                <li>
                    {move || {
                        t_string!(
                            i18n, communities.members_count, count = members, number = short_number(i18n, members)
                        )
                    }}
                </li>
                <li>{move || level_name(i18n, level)}</li>
                <li>{t!(i18n, communities.public_note)}</li>
            </ul>
        </section>
    }
}
