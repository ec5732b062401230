//! The public log of a community.

use super::{api, words::log_sentence};
use base::{context::use_page, time::PostTime};
use leptos::{ev::MouseEvent, prelude::*, task::spawn_local};
use locales::{t, t_string, use_i18n};
use types::{LogEntry, Page};
use ui::{EmptyState, IconName};

/// What moderators did, newest first, with more on demand.
#[component]
pub(super) fn Log(slug: String, page: Page<LogEntry>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let (entries, next) = (RwSignal::new(page.items), RwSignal::new(page.next));
    let busy = RwSignal::new(false);
    let slug = StoredValue::new(slug);
    let load = move |event: MouseEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let cursor = next.get_untracked();
        spawn_local(async move {
            match api::log(slug.get_value(), cursor).await {
                Ok(page) => {
                    let _ = entries.try_update(|entries| entries.extend(page.items));
                    let _ = next.try_set(page.next);
                }
                Err(error) => acting.refused(&error),
            }
            let _ = busy.try_set(false);
        });
    };
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
        {move || {
            next.get()
                .map(|cursor| {
                    view! {
                        <a class="feed__more" href=format!("?cursor={cursor}") on:click=load>
                            {t!(i18n, moderation.log_more)}
                        </a>
                    }
                })
        }}
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
