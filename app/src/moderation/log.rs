//! The public log of a community.

use super::{api, words::log_sentence};
use base::{
    paged_list::{ListEnd, PagedList},
    time::PostTime,
};
use leptos::prelude::*;
use locales::{t, t_string, use_i18n};
use types::{LogEntry, Page};
use ui::{EmptyState, IconName, SkeletonKind};

/// What moderators did, newest first.
#[component]
pub(super) fn Log(slug: String, page: Page<LogEntry>) -> impl IntoView {
    let i18n = use_i18n();
    let same = |one: &LogEntry, other: &LogEntry| one.id == other.id;
    let PagedList { items: entries, paging } =
        PagedList::new(page, same, move |cursor| api::log(slug.clone(), Some(cursor)));
    view! {
        {move || {
            entries
                .with(Vec::is_empty)
                .then(|| {
                    view! {
                        <EmptyState
                            icon=IconName::Shield
                            title=move || t_string!(i18n, moderation.log_empty)
                            text=move || t_string!(i18n, moderation.log_empty_text)
                        />
                    }
                })
        }}
        <ol class="moderation-log" hidden=move || entries.with(Vec::is_empty)>
            <For each=move || entries.get() key=|entry| entry.id let:entry>
                <Line entry />
            </For>
        </ol>
        <ListEnd paging more=move || t_string!(i18n, moderation.log_more) skeleton=SkeletonKind::Line />
    }
}

#[component]
fn Line(entry: LogEntry) -> impl IntoView {
    let i18n = use_i18n();
    let LogEntry {
        id,
        action,
        actor,
        account,
        post,
        reason,
    } = entry;
    view! {
        <li class="moderation-log__line">
            <p>
                {log_sentence(i18n, action, actor.as_ref(), account.as_ref())} " "
                <span class="muted">
                    "· " <PostTime milliseconds=id.milliseconds() />
                </span>
                {post.map(|path| view! { " · " <a href=path>{t!(i18n, moderation.see_post)}</a> })}
            </p>
            {(!reason.is_empty()).then(|| view! { <p class="moderation-log__reason" dir="auto">{reason}</p> })}
        </li>
    }
}
