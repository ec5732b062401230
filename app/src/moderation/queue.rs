//! What waits for the moderators of a community.

use super::{api, deed_form::Asked, dialogs::use_moderation, words::button_words};
use crate::posts::PostCard;
use base::{address::in_address, api::PageAccount, context::use_page, time::PostTime};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
    server_fn::ServerFn,
};
use locales::{t, t_string, use_i18n};
use types::{
    AccountCard, CommunityBan, CommunityName, JoinRequest, ModerationQueue, ModeratorAction, Post, ReportedPost,
};
use ui::{Avatar, Badge, ButtonKind, EmptyState, IconName, Tone};

#[component]
pub(super) fn Queue(community: CommunityName, queue: ModerationQueue) -> impl IntoView {
    let i18n = use_i18n();
    let slug = StoredValue::new(community.slug);
    let ModerationQueue {
        reported,
        waiting,
        requests,
        bans,
    } = queue;
    let nothing = (reported.is_empty() && waiting.is_empty() && requests.is_empty()).then(|| {
        view! {
            <EmptyState
                icon=IconName::Check
                title=move || t_string!(i18n, moderation.nothing_waits)
                text=move || t_string!(i18n, moderation.nothing_waits_text)
            />
        }
    });
    let reported = section(
        move || t_string!(i18n, moderation.reported_posts),
        reported.into_iter().map(|report| report_view(slug, report)).collect(),
    );
    let waiting = section(
        move || t_string!(i18n, moderation.waiting_posts),
        waiting.into_iter().map(|post| waiting_view(slug, post)).collect(),
    );
    let requests = section(
        move || t_string!(i18n, moderation.requests),
        requests
            .into_iter()
            .map(|request| request_view(slug, request))
            .collect(),
    );
    let bans: Vec<_> = bans.into_iter().map(|ban| ban_view(slug, ban)).collect();
    let has_bans = !bans.is_empty();
    view! {
        {nothing}
        {reported}
        {waiting}
        {requests}
        <section class="moderation-section" data-bare="">
            <h2 class="moderation-section__title">{t!(i18n, moderation.bans)}</h2>
            {has_bans.then(|| view! { <ul class="moderation-items">{bans}</ul> })}
            <div class="moderation-actions">
                <DeedButton asked=asked(slug, ModeratorAction::Ban, None, None) />
            </div>
        </section>
    }
}

fn asked(
    slug: StoredValue<String>,
    deed: ModeratorAction,
    post: Option<&Post>,
    account: Option<&AccountCard>,
) -> Asked {
    Asked {
        deed,
        slug: slug.get_value(),
        post: post.map(|post| post.id),
        account: account.cloned(),
    }
}

fn section(title: impl Fn() -> &'static str + Send + 'static, items: Vec<AnyView>) -> Option<AnyView> {
    (!items.is_empty()).then(|| {
        view! {
            <section class="moderation-section" data-bare="">
                <h2 class="moderation-section__title">{title}</h2>
                <ul class="moderation-items">{items}</ul>
            </section>
        }
        .into_any()
    })
}

fn report_view(slug: StoredValue<String>, report: ReportedPost) -> AnyView {
    let i18n = use_i18n();
    let ReportedPost {
        post,
        reporters,
        rules,
        notes,
    } = report;
    let author = post.author.clone();
    let on_author = |deed| view! { <DeedButton asked=asked(slug, deed, None, Some(&author)) /> };
    view! {
        <li class="moderation-item">
            <PostCard post=post.clone() />
            <div class="moderation-item__case">
                <p class="moderation-item__reasons">
                    <strong>{t_string!(i18n, moderation.reporters, count = reporters)}</strong>
                    {rules.into_iter().map(|(rule, count)| reason_badge(rule, count)).collect_view()}
                </p>
                {notes_view(notes)}
                <div class="moderation-actions">
                    <DeedButton asked=asked(slug, ModeratorAction::Hide, Some(&post), None) kind=ButtonKind::Danger />
                    <DeedButton asked=asked(slug, ModeratorAction::Dismiss, Some(&post), None) />
                    {on_author(ModeratorAction::Remove)}
                    {on_author(ModeratorAction::Ban)}
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// A reason and how often it was named.
pub(super) fn reason_badge(words: String, count: u32) -> AnyView {
    let times = (count > 1).then(|| format!(" × {count}"));
    view! {
        <Badge tone=Tone::Warning>
            <bdi>{words}</bdi>
            {times}
        </Badge>
    }
    .into_any()
}

pub(super) fn notes_view(notes: Vec<String>) -> AnyView {
    notes
        .into_iter()
        .map(|note| view! { <blockquote class="moderation-item__note" dir="auto">{note}</blockquote> })
        .collect_view()
        .into_any()
}

fn waiting_view(slug: StoredValue<String>, post: Post) -> AnyView {
    view! {
        <li class="moderation-item">
            <PostCard post=post.clone() />
            <div class="moderation-item__case">
                <div class="moderation-actions">
                    <DeedButton asked=asked(slug, ModeratorAction::Approve, Some(&post), None) kind=ButtonKind::Primary />
                    <DeedButton asked=asked(slug, ModeratorAction::Refuse, Some(&post), None) />
                    <DeedButton asked=asked(slug, ModeratorAction::Ban, None, Some(&post.author)) />
                </div>
            </div>
        </li>
    }
    .into_any()
}

fn request_view(slug: StoredValue<String>, request: JoinRequest) -> AnyView {
    let JoinRequest {
        card,
        message,
        asked_at,
    } = request;
    view! {
        <li class="moderation-item moderation-person">
            {who(&card, Some(view! { <PostTime milliseconds=asked_at /> }.into_any()))}
            {(!message.is_empty())
                .then(|| view! { <blockquote class="moderation-item__note" dir="auto">{message}</blockquote> })}
            <div class="moderation-actions">
                <DeedButton asked=asked(slug, ModeratorAction::AcceptRequest, None, Some(&card)) kind=ButtonKind::Primary />
                <DeedButton asked=asked(slug, ModeratorAction::RefuseRequest, None, Some(&card)) />
            </div>
        </li>
    }
    .into_any()
}

fn ban_view(slug: StoredValue<String>, ban: CommunityBan) -> AnyView {
    let i18n = use_i18n();
    let until = match ban.until {
        Some(milliseconds) => {
            let when = move || view! { <PostTime milliseconds full=true /> };
            t!(i18n, moderation.until, when).into_any()
        }
        None => t!(i18n, moderation.for_good).into_any(),
    };
    view! {
        <li class="moderation-item moderation-person">
            {who(&ban.card, Some(until))}
            <div class="moderation-actions">
                <DeedButton asked=asked(slug, ModeratorAction::LiftBan, None, Some(&ban.card)) />
            </div>
        </li>
    }
    .into_any()
}

/// Face and names, with something said about them.
pub(super) fn who(card: &AccountCard, detail: Option<AnyView>) -> AnyView {
    let path = format!("/@{}", in_address(&card.handle));
    let face = card.face();
    view! {
        <div class="moderation-who">
            <Avatar src=face name=card.display_name.clone() />
            <div class="moderation-who__text">
                <a class="moderation-who__name" href=path>
                    <bdi>{card.display_name.clone()}</bdi>
                </a>
                <span class="muted">"@"{card.handle.clone()}{detail.map(|detail| view! { " · " {detail} })}</span>
            </div>
        </div>
    }
    .into_any()
}

/// Does it, or asks why; without script a form, or a link to the page that asks.
#[component]
fn DeedButton(asked: Asked, #[prop(optional)] kind: ButtonKind) -> impl IntoView {
    let (acting, moderation) = (use_page(), use_moderation());
    let i18n = acting.i18n;
    let (deed, by_handle) = (asked.deed, asked.account.is_none());
    let kind = match kind {
        ButtonKind::Primary => "primary",
        ButtonKind::Danger => "danger",
        _ => "secondary",
    };
    let words = move || {
        if deed == ModeratorAction::Ban && by_handle {
            t_string!(i18n, moderation.ban_somebody)
        } else {
            button_words(i18n, deed)
        }
    };
    if deed.needs_reason() {
        let href = asked.href();
        let press = move |event: MouseEvent| {
            event.prevent_default();
            moderation.begin(acting, asked.clone());
        };
        view! {
            <a class="button" data-kind=kind data-size="small" href=href on:click=press>
                <span class="button__text">{words}</span>
            </a>
        }
        .into_any()
    } else {
        let Asked {
            slug, post, account, ..
        } = asked.clone();
        let press = move |event: SubmitEvent| {
            event.prevent_default();
            moderation.begin(acting, asked.clone());
        };
        view! {
            <form method="post" action=api::Act::PATH on:submit=press>
                <PageAccount />
                <input type="hidden" name="slug" value=slug />
                <input type="hidden" name="deed" value=deed.name() />
                {post.map(|post| view! { <input type="hidden" name="post_id" value=post.to_string() /> })}
                {account.map(|card| view! { <input type="hidden" name="account_id" value=card.id.to_string() /> })}
                <button class="button" type="submit" data-kind=kind data-size="small">
                    <span class="button__text">{words}</span>
                </button>
            </form>
        }
        .into_any()
    }
}
