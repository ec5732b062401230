//! One conversation: what a post answers above it, its replies below.

use super::{
    api,
    card::PostCard,
    composer::{ComposeTarget, Composer, ComposerKind},
    conversation_meta::ConversationMeta,
    post_view::{PostView, Thread},
    reply_control::reply_notice,
};
use base::{
    api::ApiError,
    context::use_page,
    loaded::{Waiting, loaded},
    moved::moved,
    page::Page,
    paged_list::{ListEnd, PagedList},
    time::PostTime,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    LazyRoute,
    hooks::{use_params_map, use_query_map},
};
use locales::{t, t_string, use_i18n};
use people::side_column::{SideColumn, SideData};
use std::time::Duration;
use types::{Conversation, Error, Post, PostId};
use ui::{Button, ButtonKind, Icon, IconName, PageHeader, Skeleton};

/// `/@{handle}/{post_id}`; `?after=` goes on with the replies on pages without script.
#[derive(Clone, Copy)]
pub struct ConversationPage {
    side: SideData,
    conversation: Resource<Result<Conversation, ApiError>>,
}

impl LazyRoute for ConversationPage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let wanted = move || {
            let id = params.with(|params| params.get("post_id").and_then(|id| id.parse::<PostId>().ok()));
            query.with(|query| (id, query.get("after"), query.get("hidden").is_some()))
        };
        let conversation = Resource::new_blocking(wanted, |(id, after, hidden)| async move {
            match id {
                Some(id) => api::conversation(id, after, hidden).await,
                None => Err(ApiError(Error::NotFound)),
            }
        });
        Self {
            side: SideData::load(),
            conversation,
        }
    }

    async fn view(this: Self) -> AnyView {
        let (i18n, params) = (use_i18n(), use_params_map());
        let handle = move || params.with_untracked(|params| params.get("handle").unwrap_or_default());
        let waiting = move || {
            view! {
                <Page title=move || t_string!(i18n, posts.conversation)>
                    <PageHeader title=move || t_string!(i18n, posts.conversation) />
                    <Skeleton count=3 />
                </Page>
            }
        };
        loaded(this.conversation, Waiting::page(waiting), move |found| {
            // An address has one spelling, so that links and search engines agree on it.
            if found.focus.author.handle == handle() {
                view! { <ConversationView conversation=found side=this.side /> }.into_any()
            } else {
                moved(found.focus.path())
            }
        })
    }
}

#[component]
fn ConversationView(conversation: Conversation, side: SideData) -> impl IntoView {
    let i18n = use_i18n();
    let Conversation {
        ancestors,
        deleted_after,
        focus,
        replies,
        hidden,
    } = conversation;
    let showing_hidden = use_query_map().with_untracked(|query| query.get("hidden").is_some());
    let has_ancestors = !ancestors.is_empty();
    if has_ancestors {
        scroll_to_focus(focus.id);
    }
    let deleted = move |place: usize| {
        deleted_after
            .contains(&u32::try_from(place).unwrap_or(u32::MAX))
            .then(|| view! { <p class="conversation__deleted">{t!(i18n, posts.was_deleted)}</p> })
    };
    let last = deleted(ancestors.len());
    let above = ancestors
        .into_iter()
        .enumerate()
        .map(|(index, post)| {
            let thread = if index == 0 { Thread::Start } else { Thread::Middle };
            view! {
                {deleted(index)}
                <PostCard post view=PostView::Ancestor thread=Some(thread) />
            }
        })
        .collect_view();
    let title_post = focus.clone();
    let title = move || {
        let said = types::text::excerpt(&title_post.text, 60);
        let name = title_post.author.display_name.clone();
        if said.is_empty() {
            t_string!(i18n, posts.post_by, name = name)
        } else {
            t_string!(i18n, posts.post_by_saying, name = name, text = said)
        }
    };
    view! {
        <Page title=title aside=move || view! { <SideColumn data=side /> }>
            <ConversationMeta post=focus.clone() />
            <PageHeader
                title=move || t_string!(i18n, posts.conversation)
                back_href="/home"
                on_back=go_back
            />
            <section class="conversation">
                {above}
                {last}
                <PostCard
                    post=focus.clone()
                    view=PostView::Focus
                    thread=has_ancestors.then_some(Thread::End)
                />
                <ReplyPlace focus=focus.clone() />
                <Replies focus=focus page=replies hidden_count=hidden showing_hidden />
            </section>
        </Page>
    }
}

/// Where one answers; in its place the reason where one may not, and nothing when the post has gone.
#[component]
fn ReplyPlace(focus: Post) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let state = acting.events.state_of(&focus);
    let (gone, control) = (state.gone.clone(), state.replies.clone());
    let is_gone = Memo::new(move |_| gone.get());
    let control = Memo::new(move |_| control.get());
    move || {
        let control = control.get();
        let outside = focus.community.clone().filter(|place| !place.takes_part);
        let notice = match &outside {
            Some(place) => Some(t_string!(
                i18n,
                communities.members_only,
                name = place.community.name.clone()
            )),
            None => reply_notice(i18n, &control).map(str::to_owned),
        };
        let way_in = outside.map(|place| {
            view! { <a href=place.community.path()>{t!(i18n, communities.see)}</a> }
        });
        let closing = control.closes_at.filter(|_| !control.closed).map(|milliseconds| {
            t!(
                i18n,
                replies.closes_at,
                when = move || view! { <PostTime milliseconds full=true /> }
            )
        });
        let gap = (notice.is_some() && closing.is_some()).then_some(" ");
        let composer = control.open.then(|| {
            view! { <Composer kind=ComposerKind::Reply target=ComposeTarget::Reply(focus.clone()) /> }
        });
        (!is_gone.get()).then(|| {
            view! {
                {(notice.is_some() || closing.is_some())
                    .then(|| {
                        view! {
                            <p class="reply-notice">
                                <Icon name=IconName::Reply />
                                <span>{notice} {gap} {closing}</span>
                                {way_in}
                            </p>
                        }
                    })}
                {composer}
            }
        })
    }
}

/// Replies, with what is written on this page on top.
#[component]
fn Replies(focus: Post, page: types::Page<Post>, hidden_count: u32, showing_hidden: bool) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let focus_id = focus.id;
    // Engagement moves while one reads, so that a later page may repeat a post of an earlier one.
    let same = |one: &Post, other: &Post| one.id == other.id;
    let PagedList { items: replies, paging } = PagedList::new(page, same, move |cursor| async move {
        Ok(api::conversation(focus_id, Some(cursor), showing_hidden).await?.replies)
    });
    // Replies that came while one looks: shown when asked for, so that nothing moves under the finger.
    let waiting = acting.events.new_replies;
    Effect::new(move |_| waiting.set(Vec::new()));
    on_cleanup(move || {
        let _ = waiting.try_update(Vec::clear);
    });
    let path = focus.path();
    let (back, all) = (path.clone(), format!("{path}?hidden=true"));

    let created = acting.events.created;
    Effect::new(move |before: Option<()>| {
        let post = created.get();
        // What was written before this page opened is already among its replies.
        if let (Some(()), Some(post)) = (before, post)
            && post.parent.as_ref().is_some_and(|parent| parent.id == focus_id)
        {
            replies.update(|replies| put_first(replies, post));
        }
    });
    let muted = acting.events.muted_account;
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Some(account)) = (before, muted.get()) {
            replies.update(|replies| replies.retain(|post| post.author.id != account));
        }
    });
    let replied = acting.events.replied;
    Effect::new(move |before: Option<()>| {
        if let (Some(()), Some((parent, reply))) = (before, replied.get())
            && parent == focus_id
            && !replies.with_untracked(|replies| replies.iter().any(|post| post.id == reply))
        {
            waiting.update(|waiting| {
                if !waiting.contains(&reply) {
                    waiting.push(reply);
                }
            });
        }
    });
    let show_waiting = move |_| {
        let ids = waiting.get_untracked();
        waiting.set(Vec::new());
        spawn_local(async move {
            for id in ids {
                // Gone again meanwhile: then there is nothing to show.
                if let Ok(post) = api::show(id).await {
                    let _ = replies.try_update(|replies| put_first(replies, post));
                }
            }
        });
    };
    view! {
        {move || {
            let count = waiting.with(|waiting| u32::try_from(waiting.len()).unwrap_or(u32::MAX));
            (count > 0)
                .then(|| {
                    view! {
                        <Button kind=ButtonKind::Quiet wide=true on_click=show_waiting>
                            {t_string!(i18n, posts.show_new_replies, count = count)}
                        </Button>
                    }
                })
        }}
        // A feed without articles is none: it is there again with the first.
        <div
            class="feed"
            role="feed"
            aria-label=move || t_string!(i18n, posts.replies)
            aria-busy=move || if paging.busy.get() { "true" } else { "false" }
            hidden=move || replies.with(Vec::is_empty)
        >
            <For each=move || replies.get() key=|post| post.id let:post>
                <PostCard post view=PostView::Reply />
            </For>
        </div>
        {if showing_hidden {
            Some(view! { <a class="list__more" href=back>{t!(i18n, replies.back)}</a> }.into_any())
        } else {
            (hidden_count > 0)
                .then(|| {
                    view! {
                        <a class="list__more" href=all>
                            {move || t_string!(i18n, replies.show_hidden, count = hidden_count)}
                        </a>
                    }
                        .into_any()
                })
        }}
        <ListEnd paging more=move || t_string!(i18n, posts.show_more_replies) name="after" />
    }
}

fn put_first(replies: &mut Vec<Post>, post: Post) {
    replies.retain(|known| known.id != post.id);
    replies.insert(0, post);
}

/// Brings the post that the page is about to the top; what it answers is above, one scroll away.
fn scroll_to_focus(id: PostId) {
    Effect::new(move |_| {
        set_timeout(
            move || {
                if let Some(element) = document().get_element_by_id(&format!("post-{id}")) {
                    element.scroll_into_view();
                }
            },
            Duration::ZERO,
        );
    });
}

/// Back in history where there is one, so that the list before is found as it was left.
fn go_back(event: leptos::ev::MouseEvent) {
    if let Ok(history) = window().history()
        && history.length().is_ok_and(|length| length > 1)
        && history.back().is_ok()
    {
        event.prevent_default();
    }
}
