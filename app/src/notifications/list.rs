//! The list: newest on top, more at its end, and what comes while one looks.

use super::{api, line::NotificationView};
use base::{
    api::PageAccount,
    context::use_page,
    initial_state::use_viewer,
    live::use_live,
    paged_list::{ListEnd, PagedList},
};
use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};
use locales::{t, t_string};
use types::{NotificationGroup, NotificationId, Page};
use ui::{EmptyState, IconName, SkeletonKind};

/// A page of notifications from its first groups on.
#[component]
pub fn NotificationList(page: Page<NotificationGroup>, mentions_only: bool) -> impl IntoView {
    let i18n = use_page().i18n;
    let PagedList { items, paging } =
        PagedList::new(page, same_line, move |cursor| api::list(mentions_only, Some(cursor)));
    follow_news(items, mentions_only);
    mark_seen(items);
    let empty = move || {
        let (title, text) = if mentions_only {
            (
                t_string!(i18n, notifications.no_mentions),
                t_string!(i18n, notifications.no_mentions_text),
            )
        } else {
            (
                t_string!(i18n, notifications.nothing),
                t_string!(i18n, notifications.nothing_text),
            )
        };
        view! { <EmptyState icon=IconName::Bell title text /> }
    };
    let newest = items.with_untracked(|items| items.first().filter(|group| group.unread).map(|group| group.id));
    view! {
        {newest.map(|id| view! { <PlainSeen id /> })}
        {move || items.with(Vec::is_empty).then(empty)}
        <div
            class="feed"
            role="feed"
            aria-label=move || t_string!(i18n, common.notifications)
            aria-busy=move || if paging.busy.get() { "true" } else { "false" }
            // A feed without articles is none: it is there again with the first.
            hidden=move || items.with(Vec::is_empty)
        >
            <For each=move || items.get() key=|group| (group.id, group.actor_count) let:group>
                <NotificationView group />
            </For>
        </div>
        <ListEnd
            paging
            more=move || t_string!(i18n, notifications.load_more)
            skeleton=SkeletonKind::Notification
        />
    }
}

/// Without script one says oneself that one has seen them: opening a page changes nothing.
#[component]
fn PlainSeen(id: NotificationId) -> impl IntoView {
    let i18n = use_page().i18n;
    view! {
        <form class="notifications-seen without-script" method="post" action=api::Seen::PATH>
            <PageAccount />
            <input type="hidden" name="up_to" value=id.to_string() />
            <button class="button" data-kind="quiet" data-size="small">
                <span class="button__text">{t!(i18n, notifications.mark_seen)}</span>
            </button>
        </form>
    }
}

/// Loads the newest groups when the live connection says that something came, and after it missed too much.
fn follow_news(items: RwSignal<Vec<NotificationGroup>>, mentions_only: bool) {
    let live = use_live();
    Effect::new(move |before: Option<()>| {
        live.notified.track();
        live.resyncs.track();
        if before.is_none() {
            return;
        }
        spawn_local(async move {
            // Without an answer the next message asks again.
            if let Ok(page) = api::list(mentions_only, None).await {
                let _ = items.try_update(|items| put_newest(items, page));
            }
        });
    });
}

/// Tells the server what was looked at, while the page is what one sees.
fn mark_seen(items: RwSignal<Vec<NotificationGroup>>) {
    let viewer = use_viewer();
    let told = StoredValue::new(NotificationId(0));
    let tell = move || {
        let visible = document().visibility_state() == web_sys::VisibilityState::Visible;
        let newest =
            items.try_with_untracked(|items| items.iter().filter(|group| group.unread).map(|group| group.id).max());
        let Some(Some(newest)) = newest.filter(|_| visible) else {
            return;
        };
        if newest <= told.get_value() {
            return;
        }
        told.set_value(newest);
        spawn_local(async move {
            // Where it could not be said, they count as unread: the next visit says it again.
            if api::seen(newest).await.is_ok() {
                let _ = viewer.try_update(|viewer| {
                    if let Some(viewer) = viewer.as_mut().filter(|viewer| viewer.unread > 0) {
                        viewer.unread = 0;
                    }
                });
            }
        });
    };
    Effect::new(move |_| {
        items.track();
        tell();
    });
    Effect::new(move |_| {
        let shown = window_event_listener_untyped("visibilitychange", move |_| tell());
        on_cleanup(move || shown.remove());
    });
}

/// One thing is one line: what it is about, and for some kinds by whom.
fn same_line(one: &NotificationGroup, other: &NotificationGroup) -> bool {
    let subject = |group: &NotificationGroup| group.post.as_ref().map(|post| post.id);
    one.id == other.id
        || (one.kind == other.kind && one.post.is_some() && subject(one) == subject(other) && !one.kind.is_of_report())
}

/// The newest page in place of what it covers. What was new when one came stays marked as long as one looks.
fn put_newest(items: &mut Vec<NotificationGroup>, page: Page<NotificationGroup>) {
    let Page {
        items: mut newest,
        next,
    } = page;
    for group in &mut newest {
        group.unread |= items.iter().any(|known| known.id == group.id && known.unread);
    }
    let reaches_to = newest.last().map(|group| group.id).filter(|_| next.is_some());
    let older = std::mem::take(items).into_iter().filter(|known| {
        reaches_to.is_some_and(|last| known.id < last) && !newest.iter().any(|group| same_line(group, known))
    });
    let older: Vec<_> = older.collect();
    *items = newest;
    items.extend(older);
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::NotificationKind;

    fn group(id: i64, unread: bool) -> NotificationGroup {
        NotificationGroup {
            id: NotificationId(id),
            kind: NotificationKind::FollowRequest,
            actors: Vec::new(),
            actor_count: 1,
            post: None,
            community: None,
            space: None,
            unread,
        }
    }

    fn ids(items: &[NotificationGroup]) -> Vec<(i64, bool)> {
        items.iter().map(|group| (group.id.0, group.unread)).collect()
    }

    #[test]
    fn news_come_on_top_and_what_was_new_stays_marked() {
        let mut items = vec![group(9, true), group(8, false), group(3, false)];
        let page = Page {
            items: vec![group(10, true), group(9, false)],
            next: Some("9".to_owned()),
        };
        put_newest(&mut items, page);
        assert_eq!(ids(&items), [(10, true), (9, true), (8, false), (3, false)]);
    }

    #[test]
    fn what_was_taken_back_goes() {
        let mut items = vec![group(9, false), group(8, false)];
        put_newest(
            &mut items,
            Page {
                items: vec![group(8, false)],
                next: None,
            },
        );
        assert_eq!(ids(&items), [(8, false)]);
    }
}
