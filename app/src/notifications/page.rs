//! `/notifications?f=all|mentions`

use super::{api, list::NotificationList};
use base::{
    api::ApiResult,
    initial_state::signed_in,
    loaded::{Waiting, loaded, loaded_aside},
    log_in_first::LogInFirst,
    page::Page,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t_string, use_i18n};
use people::{
    profiles::api::count_requests,
    side_column::{SideColumn, SideData},
};
use types::NotificationGroup;
use ui::{Icon, IconName, PageHeader, SkeletonKind, TabLink, Tabs};

#[derive(Clone, Copy)]
pub struct NotificationsPage {
    /// None for visitors.
    data: Option<Data>,
}

#[derive(Clone, Copy)]
struct Data {
    mentions_only: Memo<bool>,
    first: Resource<ApiResult<(bool, types::Page<NotificationGroup>)>>,
    requests: Resource<ApiResult<u32>>,
    side: SideData,
}

impl LazyRoute for NotificationsPage {
    fn data() -> Self {
        let query = use_query_map();
        let mentions_only = Memo::new(move |_| query.with(|query| query.get("f").as_deref() == Some("mentions")));
        let cursor = move || query.with(|query| query.get("cursor"));
        let data = signed_in().then(|| Data {
            mentions_only,
            first: Resource::new_blocking(
                move || (mentions_only.get(), cursor()),
                |(mentions_only, cursor)| async move { Ok((mentions_only, api::list(mentions_only, cursor).await?)) },
            ),
            requests: Resource::new_blocking(|| (), |()| count_requests()),
            side: SideData::load(),
        });
        Self { data }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let Some(Data {
            mentions_only,
            first,
            requests,
            side,
        }) = this.data
        else {
            return view! { <LogInFirst /> }.into_any();
        };
        let title = move || t_string!(i18n, common.notifications);
        let list = loaded(
            first,
            Waiting::skeleton(SkeletonKind::Notification, 5).kept(),
            |(mentions_only, page)| view! { <NotificationList page mentions_only /> }.into_any(),
        );
        view! {
            <Page title aside=move || view! { <SideColumn data=side /> }>
                <PageHeader title>
                    <Tabs label=title>
                        <TabLink href="/notifications" current=Signal::derive(move || !mentions_only.get())>
                            {move || t_string!(i18n, notifications.all)}
                        </TabLink>
                        <TabLink href="/notifications?f=mentions" current=mentions_only>
                            {move || t_string!(i18n, notifications.mentions)}
                        </TabLink>
                    </Tabs>
                </PageHeader>
                {loaded_aside(
                    requests,
                    |count| (count > 0).then(|| view! { <RequestsLink count /> }).into_any(),
                )}
                {list}
            </Page>
        }
        .into_any()
    }
}

/// Leads to those who ask to follow.
#[component]
fn RequestsLink(count: u32) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <a class="requests-link" href="/followers/requests">
            <Icon name=IconName::UserPlus />
            <span>{move || t_string!(i18n, notifications.requests, count = count)}</span>
            <Icon name=IconName::Forward />
        </a>
    }
}
