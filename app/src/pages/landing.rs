use super::explore::{InUse, LatestFeed};
use crate::{
    side_column::{SearchBox, trends},
    timelines::{FeedSource, FirstPage, feed_resource},
};
use base::{
    api::ApiResult,
    initial_state::{signed_in, use_site},
    loaded::loaded_aside,
    page::Page,
    page_meta::PageMeta,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, components::Redirect};
use locales::{t, t_string, use_i18n};
use types::Trend;
use ui::{ButtonKind, ButtonLink, ButtonSize, Icon, IconName, Perch};

/// Hashtags above the posts where there is no room beside them.
const TRENDS_ON_PHONES: usize = 3;

/// `/`: for visitors what is happening now; people who are signed in go home.
#[derive(Clone, Copy)]
pub struct LandingPage {
    /// None for people who are signed in.
    data: Option<LandingData>,
}

#[derive(Clone, Copy)]
struct LandingData {
    first: Resource<ApiResult<FirstPage>>,
    trends: Resource<ApiResult<Vec<Trend>>>,
}

impl LazyRoute for LandingPage {
    fn data() -> Self {
        let load = || LandingData {
            first: feed_resource(|| FeedSource::Latest),
            trends: Resource::new_blocking(|| (), |()| trends()),
        };
        Self {
            data: (!signed_in()).then(load),
        }
    }

    async fn view(this: Self) -> AnyView {
        let Some(LandingData { first, trends }) = this.data else {
            return view! { <Redirect path="/home" /> }.into_any();
        };
        let (i18n, site) = (use_i18n(), use_site());
        let title = move || t_string!(i18n, timelines.landing_title);
        let aside = move || {
            view! {
                <SearchBox id="side-search" />
                {loaded_aside(
                    trends,
                    |trends| {
                        (!trends.is_empty())
                            .then(|| {
                                view! {
                                    <div class="panel">
                                        <InUse id="in-use-beside" trends />
                                    </div>
                                }
                            })
                            .into_any()
                    },
                )}
                <footer class="aside__footer">
                    <a href="/about">{t!(i18n, common.about)}</a>
                </footer>
            }
        };
        view! {
            <Page title aside>
                <PageMeta
                    title=move || site.name()
                    description=move || t_string!(i18n, timelines.landing_description, site = site.name())
                    path="/"
                />
                <section class="landing">
                    <div class="landing__words">
                        <h1 class="landing__title">{title}</h1>
                        <p class="landing__lead">
                            {move || t_string!(i18n, timelines.landing_lead, site = site.name())}
                        </p>
                        <div class="landing__actions">
                            <ButtonLink href="/signup" kind=ButtonKind::Primary size=ButtonSize::Large>
                                {t!(i18n, common.sign_up)}
                            </ButtonLink>
                            <ButtonLink href="/login" size=ButtonSize::Large>
                                {t!(i18n, common.log_in)}
                            </ButtonLink>
                        </div>
                    </div>
                    <ul class="landing__points">
                        <li>
                            <Icon name=IconName::Globe />
                            <p>{t!(i18n, timelines.landing_open)}</p>
                        </li>
                        <li>
                            <Icon name=IconName::Clock />
                            <p>{t!(i18n, timelines.landing_order)}</p>
                        </li>
                        <li>
                            <Icon name=IconName::Lock />
                            <p>{t!(i18n, timelines.landing_private)}</p>
                        </li>
                    </ul>
                    <div class="landing__art" aria-hidden="true">
                        <Perch />
                    </div>
                </section>
                <div class="landing-trends">
                    {loaded_aside(
                        trends,
                        |mut trends| {
                            trends.truncate(TRENDS_ON_PHONES);
                            (!trends.is_empty()).then(|| view! { <InUse id="in-use" trends /> }).into_any()
                        },
                    )}
                </div>
                <h2 class="section-title">{t!(i18n, timelines.happening_now)}</h2>
                <LatestFeed first />
            </Page>
        }
        .into_any()
    }
}
