//! `/c/{slug}/settings`: what admins decide.

use super::{
    api::{self, SetRules, Update},
    fields::{DetailFields, Details, FIELDS, NameField, RuleFields, rules_of},
};
use base::{
    api::{ApiError, ApiResult},
    context::use_page,
    form::{Form, FormOf},
    loaded::{Waiting, loaded},
    page::Page,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_params_map};
use locales::{t, t_string, use_i18n};
use people::media::{PictureKind, ProfilePicture};
use types::{Community, CommunityRole, Error, Field};
use ui::{PageHeader, Select, SelectOption, Skeleton};

/// Choices of what waits for a moderator.
const HOLD_FIRST: [u32; 5] = [0, 1, 3, 5, 10];
const HOLD_LINKS: [u32; 5] = [0, 1, 3, 7, 30];

/// For admins; others find nothing here.
#[derive(Clone, Copy)]
pub struct CommunitySettingsPage {
    community: Resource<ApiResult<Community>>,
}

impl LazyRoute for CommunitySettingsPage {
    fn data() -> Self {
        let params = use_params_map();
        let slug = move || params.with(|params| params.get("slug").unwrap_or_default());
        Self {
            community: Resource::new_blocking(slug, |slug| async move {
                let community = api::show(slug).await?;
                if community.role() == Some(CommunityRole::Admin) {
                    Ok(community)
                } else {
                    Err(ApiError(Error::NotFound))
                }
            }),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let title = move || t_string!(i18n, communities.settings);
        let waiting = move || {
            view! {
                <Page title>
                    <Skeleton count=3 />
                </Page>
            }
        };
        loaded(this.community, Waiting::page(waiting), |community| {
            view! { <SettingsView community /> }.into_any()
        })
    }
}

#[component]
fn SettingsView(community: Community) -> impl IntoView {
    let i18n = use_i18n();
    let card = community.card.clone();
    let name = card.community.name.clone();
    view! {
        <Page title=move || t_string!(i18n, communities.settings)>
            <PageHeader
                title=move || t_string!(i18n, communities.settings)
                subtitle=name.clone()
                back_href=card.community.path()
            />
            <section class="community-form">
                <h2 class="form__title">{t!(i18n, communities.cover)}</h2>
                <ProfilePicture
                    kind=PictureKind::Cover(card.community.id)
                    current=card.cover.clone()
                    name=name
                />
            </section>
            <DetailsForm community=community.clone() />
            <RulesForm community />
        </Page>
    }
}

#[component]
fn DetailsForm(community: Community) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let form = FormOf::<Update>::new();
    form.on_success(move |()| acting.succeeded(t_string!(acting.i18n, settings.saved)));
    let card = community.card;
    let fields = DetailFields::new(*form, |name| match name {
        "name" => card.community.name.clone(),
        "description" => card.description.clone(),
        "topics" => card.topics.join(" "),
        _ => card.level.name().to_owned(),
    });
    let value = |name: &str, kept: u32| RwSignal::new(form.remembered(name).unwrap_or_else(|| kept.to_string()));
    let hold_first = value("hold_first", community.hold_first);
    let hold_links = value("hold_links", community.hold_links);
    let none = move || t_string!(i18n, communities.hold_none);
    let firsts = choices(HOLD_FIRST, none, move |count| {
        t_string!(i18n, communities.hold_first_count, count = count)
    });
    let days = choices(HOLD_LINKS, none, move |count| {
        t_string!(i18n, communities.hold_links_days, count = count)
    });
    view! {
        <section class="community-form">
            <h2 class="form__title">{t!(i18n, communities.details)}</h2>
            <Form state=form fields=FIELDS submit=move || t_string!(i18n, common.save)>
                <input type="hidden" name="slug" value=card.community.slug.clone() />
                <NameField fields />
                <Details fields />
                <Select
                    name="hold_first"
                    label=move || t_string!(i18n, communities.hold_first)
                    hint=move || t_string!(i18n, communities.hold_first_hint)
                    options=firsts
                    value=hold_first
                />
                <Select
                    name="hold_links"
                    label=move || t_string!(i18n, communities.hold_links)
                    hint=move || t_string!(i18n, communities.hold_links_hint)
                    options=days
                    value=hold_links
                />
            </Form>
        </section>
    }
}

/// Numbers to choose from, in words.
fn choices(
    counts: [u32; 5],
    none: impl Fn() -> &'static str + Send + Sync + 'static,
    label: impl Fn(u32) -> String + Send + Sync + 'static,
) -> Signal<Vec<SelectOption>> {
    Signal::derive(move || {
        let option = |count| {
            let label = if count == 0 { none().to_owned() } else { label(count) };
            SelectOption::new(count.to_string(), label)
        };
        counts.map(option).to_vec()
    })
}

#[component]
fn RulesForm(community: Community) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let form = FormOf::<SetRules>::new();
    form.on_success(move |()| acting.succeeded(t_string!(acting.i18n, settings.saved)));
    view! {
        <section class="community-form">
            <Form state=form fields=FIELDS submit=move || t_string!(i18n, common.save)>
                <input type="hidden" name="slug" value=community.card.community.slug.clone() />
                <RuleFields
                    rules=rules_of(*form, community.rules)
                    title_error=form.field_error(Field::RuleTitle)
                    detail_error=form.field_error(Field::RuleDetail)
                />
            </Form>
        </section>
    }
}
