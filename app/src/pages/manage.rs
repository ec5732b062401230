//! `/manage?post=…`: what the menu *More* and the badge of a circle offer, as forms, where there is no script.

use crate::{
    circles, co_posts,
    posts::{PostCard, PostRights, api, closings, rules},
};
use base::{
    api::{ApiError, ApiResult, PageAccount},
    context::use_page,
    form::FormOf,
    form_error::FormError,
    initial_state::signed_in,
    loaded::{Waiting, loaded},
    log_in_first::LogInFirst,
    not_found::NotFound,
    page::Page,
    plain_forms::{asked_first, plain_form},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{I18nContext, Locale, t, t_string};
use types::{Error, Post, PostId};
use ui::{Button, ButtonKind, PageHeader, RadioGroup, Select, Skeleton};

#[derive(Clone, Copy)]
pub struct ManagePage {
    /// None for visitors.
    post: Option<Resource<ApiResult<Post>>>,
}

impl LazyRoute for ManagePage {
    fn data() -> Self {
        let query = use_query_map();
        let wanted = move || query.with(|query| query.get("post").and_then(|id| id.parse::<PostId>().ok()));
        Self {
            post: signed_in().then(|| {
                Resource::new_blocking(wanted, |id| async move {
                    match id {
                        Some(id) => api::show(id).await,
                        None => Err(ApiError(Error::NotFound)),
                    }
                })
            }),
        }
    }

    async fn view(this: Self) -> AnyView {
        let Some(post) = this.post else {
            return view! { <LogInFirst /> }.into_any();
        };
        let waiting = move || view! { <Skeleton count=1 /> };
        loaded(post, Waiting::page(waiting), |post| {
            let rights = PostRights::of(&post);
            if rights == PostRights::default() {
                view! { <NotFound /> }.into_any()
            } else {
                view! { <Manage post rights /> }.into_any()
            }
        })
    }
}

#[component]
fn Manage(post: Post, rights: PostRights) -> impl IntoView {
    let i18n = use_page().i18n;
    let title = move || t_string!(i18n, posts.manage);
    let back = post.path();
    let author = post.author.handle.clone();
    let owner = post
        .circle
        .as_ref()
        .map(|circle| circle.owner_handle.clone())
        .unwrap_or_default();
    let of_post = || vec![("post_id", post.id.to_string())];
    let pin = rights.mine.then(|| {
        if post.marks.pinned {
            plain_form::<api::Unpin>(vec![], t_string!(i18n, posts.unpin), ButtonKind::Secondary)
        } else {
            plain_form::<api::Pin>(of_post(), t_string!(i18n, posts.pin), ButtonKind::Secondary)
        }
    });
    let hide = rights.may_hide.then(|| {
        let label = if post.hidden {
            t_string!(i18n, replies.unhide)
        } else {
            t_string!(i18n, replies.hide)
        };
        let mut fields = of_post();
        fields.push(("hidden", (!post.hidden).to_string()));
        plain_form::<api::HideReply>(fields, label, ButtonKind::Secondary)
    });
    let rule = rights.leads.then(|| reply_rule(i18n, &post));
    let leave = rights.co_author.then(|| {
        let label = t_string!(i18n, co_posts.leave);
        asked_first(
            label,
            t_string!(i18n, co_posts.leave_question).to_owned(),
            t_string!(i18n, co_posts.leave_explanation, handle = author.clone()),
            plain_form::<co_posts::api::Leave>(of_post(), label, ButtonKind::Danger),
        )
    });
    let leave_circle = rights.circle.map(|circle| {
        let label = t_string!(i18n, circles.leave);
        asked_first(
            label,
            t_string!(i18n, circles.leave_question, handle = owner),
            t_string!(i18n, circles.leave_explanation).to_owned(),
            plain_form::<circles::api::Leave>(vec![("circle_id", circle.to_string())], label, ButtonKind::Danger),
        )
    });
    let delete = rights.mine.then(|| {
        let label = t_string!(i18n, posts.delete);
        asked_first(
            label,
            t_string!(i18n, posts.delete_question).to_owned(),
            t_string!(i18n, posts.delete_explanation).to_owned(),
            plain_form::<api::Delete>(of_post(), label, ButtonKind::Danger),
        )
    });
    view! {
        <Page title>
            <PageHeader title back_href=back />
            <PostCard post />
            <section class="moderation-section stack">
                {pin} {hide} {rule} {leave} {leave_circle} {delete}
            </section>
        </Page>
    }
}

fn reply_rule(i18n: I18nContext<Locale>, post: &Post) -> AnyView {
    let error = FormOf::<api::SetReplyRule>::new().other_error(&[]);
    let has_closing = post.replies.closes_at.is_some();
    let (rule, id) = (post.replies.rule.to_string(), post.id.to_string());
    let hours = if has_closing { "" } else { "0" };
    view! {
        <details>
            <summary class="button" data-size="medium" data-kind="secondary">
                <span class="button__text">{t!(i18n, replies.who)}</span>
            </summary>
            <form class="form" method="post" action=api::SetReplyRule::PATH>
                <PageAccount />
                <FormError message=error />
                <input type="hidden" name="post_id" value=id />
                <RadioGroup
                    name="rule"
                    legend=move || t_string!(i18n, replies.whole)
                    options=Signal::derive(move || rules(i18n))
                    initial=rule
                />
                <Select
                    name="hours"
                    label=move || t_string!(i18n, replies.close_after)
                    options=Signal::derive(move || closings(i18n, has_closing))
                    initial=hours
                />
                <div class="form__actions">
                    <Button kind=ButtonKind::Primary submit=true>
                        {t!(i18n, common.save)}
                    </Button>
                </div>
            </form>
        </details>
    }
    .into_any()
}
