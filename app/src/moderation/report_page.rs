//! `/report?post=…`, `/report?community=slug`: the form of a report where there is no script. `?sent` after it.

use super::{api, report::ReportFields};
use crate::posts::PostCard;
use base::{
    address::in_address, api::ApiResult, context::use_page, initial_state::signed_in, load_failed::failed_page,
    page::Page,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, components::Redirect, hooks::use_query_map};
use locales::{t, t_string};
use types::Reportable;
use ui::{ButtonKind, ButtonLink, EmptyState, IconName, PageHeader, Skeleton};

#[derive(Clone, Copy)]
pub struct ReportPage {
    /// None for visitors.
    form: Option<Resource<ApiResult<Reportable>>>,
    sent: Memo<bool>,
    /// Comes back here.
    log_in: StoredValue<String>,
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
        let next = query.with_untracked(|query| {
            let field = |name: &str| {
                query
                    .get(name)
                    .map(|value| format!("%3F{name}%3D{}", in_address(&value)))
            };
            field("post").or(field("community")).unwrap_or_default()
        });
        Self {
            log_in: StoredValue::new(format!("/login?next=%2Freport{next}")),
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
            return view! { <Redirect path=this.log_in.get_value() /> }.into_any();
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
        let waiting = move || view! { <Skeleton count=1 label=move || t_string!(i18n, common.loading) /> };
        view! {
            <Suspense fallback=waiting>
                {move || Suspend::new(async move {
                    match form.await {
                        Ok(form) => {
                            let back = form.post.as_ref().map_or_else(
                                || form.community.as_ref().map(|community| community.path()).unwrap_or_default(),
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
                                    <PageHeader title subtitle back_href=back back_label=move || t_string!(i18n, common.back) />
                                    {form.post.clone().map(|post| view! { <PostCard post /> })}
                                    <section class="moderation-section">
                                        <ReportFields form in_dialog=false on_done=done />
                                    </section>
                                </Page>
                            }
                                .into_any()
                        }
                        Err(error) => failed_page(error.0, move |()| form.refetch()),
                    }
                })}
            </Suspense>
        }
        .into_any()
    }
}
