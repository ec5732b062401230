//! `/report?post=…`, `/report?community=slug`: the form of a report where there is no script. `?sent` after it.

use super::{api, report::ReportFields};
use base::{
    api::ApiResult,
    context::use_page,
    initial_state::signed_in,
    loaded::{Waiting, loaded},
    log_in_first::LogInFirst,
    page::Page,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t, t_string};
use posts::PostCard;
use types::Reportable;
use ui::{ButtonKind, ButtonLink, EmptyState, IconName, PageHeader, Skeleton};

#[derive(Clone, Copy)]
pub struct ReportPage {
    /// None for visitors.
    form: Option<Resource<ApiResult<Reportable>>>,
    sent: Memo<bool>,
}

impl LazyRoute for ReportPage {
    fn data() -> Self {
        let query = use_query_map();
        let wanted = move || {
            query.with(|query| {
                let post = query.get("post").and_then(|id| id.parse().ok());
                (post, query.get("community"))
            })
        };
        Self {
            form: signed_in().then(|| {
                Resource::new_blocking(wanted, |(post, community)| async move {
                    api::report_form(post, community).await
                })
            }),
            sent: Memo::new(move |_| query.with(|query| query.get("sent").is_some())),
        }
    }

    async fn view(this: Self) -> AnyView {
        let acting = use_page();
        let i18n = acting.i18n;
        let Some(form) = this.form else {
            return view! { <LogInFirst /> }.into_any();
        };
        let title = move || t_string!(i18n, moderation.report);
        if this.sent.get_untracked() {
            return view! {
                <Page title>
                    <PageHeader title />
                    <EmptyState
                        icon=IconName::Check
                        title=move || t_string!(i18n, moderation.reported)
                        text=move || t_string!(i18n, moderation.reported_text)
                    >
                        <ButtonLink href="/home" kind=ButtonKind::Primary>
                            {t!(i18n, common.go_home)}
                        </ButtonLink>
                    </EmptyState>
                </Page>
            }
            .into_any();
        }
        let done = Callback::new(move |()| {
            acting.succeeded(t_string!(i18n, moderation.reported));
            acting.go("/home");
        });
        let waiting = move || view! { <Skeleton count=1 /> };
        loaded(form, Waiting::page(waiting), move |form| {
            let back = form.post.as_ref().map_or_else(
                || {
                    form.community
                        .as_ref()
                        .map(|community| community.path())
                        .unwrap_or_default()
                },
                |post| post.path(),
            );
            let subtitle = form
                .community
                .as_ref()
                .filter(|_| form.post.is_none())
                .map(|community| community.name.clone())
                .unwrap_or_default();
            view! {
                <Page title>
                    <PageHeader title subtitle back_href=back />
                    {form.post.clone().map(|post| view! { <PostCard post /> })}
                    <section class="moderation-section">
                        <ReportFields form in_dialog=false on_done=done />
                    </section>
                </Page>
            }
            .into_any()
        })
    }
}
