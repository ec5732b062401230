//! A post as lists and conversations show it.

use super::{
    actions::Actions,
    authors::{Faces, WithCoAuthor},
    more_menu::MoreMenu,
    post_view::{PostView, Thread},
    quote_card::QuoteCard,
    slots::PostSlots,
};
use crate::media::PhotoGrid;
use base::{
    context::{PageContext, use_page},
    initial_state::use_now,
    live::watch,
    numbers::short_number,
    post_events::PostState,
    text::PostText,
    time::{PostTime, UTC, relative_time},
};
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    prelude::*,
};
use locales::{t, t_string};
use types::{AccountCard, Audience, Photo, Post, live::Topic, text::excerpt};
use ui::{Icon, IconName, VisuallyHidden};
use wasm_bindgen::JsCast;

/// Characters of the text in the name that screen readers say first.
const NAME_EXCERPT: usize = 100;

/// One post. Disappears by itself when it is deleted or hidden while the page is open.
#[component]
pub fn PostCard(
    post: Post,
    /// Who brought it into this list.
    #[prop(default = None)]
    reposted_by: Option<AccountCard>,
    #[prop(default = PostView::Feed)] view: PostView,
    #[prop(default = None)] thread: Option<Thread>,
    /// Says that it is pinned, on top of its author's profile.
    #[prop(default = false)]
    pinned: bool,
    /// New since the list was looked at, in notifications.
    #[prop(default = false)]
    unread: bool,
) -> impl IntoView {
    let (acting, slots) = (use_page(), expect_context::<PostSlots>());
    watch(Topic::Post(post.id));
    let state = acting.events.state(&post);
    let gone = state.gone.clone();
    let post = StoredValue::new(post);
    let reposted_by = StoredValue::new(reposted_by);
    move || {
        let context = context(acting, reposted_by.get_value(), pinned);
        (!gone.get()).then(|| article(acting, slots, post, state.clone(), context, view, thread, unread))
    }
}

fn article(
    acting: PageContext,
    slots: PostSlots,
    post: StoredValue<Post>,
    state: PostState,
    context: Option<AnyView>,
    view: PostView,
    thread: Option<Thread>,
    unread: bool,
) -> AnyView {
    let Post {
        id,
        author,
        text,
        entities,
        language,
        parent,
        photos,
        quote,
        quote_missing,
        ..
    } = post.get_value();
    let path = post.with_value(Post::path);
    let profile = format!("/@{}", author.handle);
    let lang = (!language.is_empty()).then_some(language);
    let milliseconds = id.milliseconds();
    let focus = view == PostView::Focus;
    let co_author = {
        let co_author = state.co_author.clone();
        Memo::new(move |_| co_author.get())
    };
    let label = move || co_author.with(|co_author| post.with_value(|post| name(acting, post, co_author.as_ref())));
    let first = StoredValue::new(author.clone());
    let limited = post.with_value(|post| post.audience == Audience::Followers);
    let badges = post.with_value(|post| (slots.badges)(post, &state));
    let attachment = post.with_value(|post| (slots.attachment)(post));
    let when = (!focus).then(|| {
        view! {
            <a class="post__time" href=path.clone()>
                <PostTime milliseconds />
            </a>
        }
    });
    let i18n = acting.i18n;
    let lock = limited.then(|| {
        view! {
            <Icon name=IconName::Lock />
            <VisuallyHidden>{t!(i18n, posts.followers_only)}</VisuallyHidden>
        }
    });
    let reply_to = parent.filter(|_| view == PostView::Feed || focus).map(|parent| {
        let who = format!("@{}", parent.author_handle);
        view! {
            <p class="post__reply-to">
                {t!(i18n, posts.replying_to)} " " <a href=format!("/@{}", parent.author_handle)>{who}</a>
            </p>
        }
    });
    let body = (!text.is_empty()).then(|| {
        view! {
            <div class="post__text" dir="auto" lang=lang>
                <PostText text entities />
            </div>
        }
    });
    let quote = (quote.is_some() || quote_missing).then(|| view! { <QuoteCard post=quote.map(|quote| *quote) /> });
    let details = focus.then(|| focus_details(acting, milliseconds, &state));
    let clickable = (!focus).then_some("");
    view! {
        <article
            class="post"
            tabindex="-1"
            id=format!("post-{id}")
            data-post=id.to_string()
            data-href=path.clone()
            data-view=view.name()
            data-thread=thread.map(Thread::name)
            data-clickable=clickable
            data-unread=unread
            aria-label=label
            on:click=move |event| open_on_click(acting, &event)
            on:auxclick=move |event| open_on_click(acting, &event)
            on:keydown=move |event| open_on_enter(acting, &event)
        >
            {context}
            {move || view! { <Faces author=first.get_value() co_author=co_author.get() /> }}
            <header class="post__header">
                <a class="post__author" href=profile>
                    <bdi class="post__name">{author.display_name}</bdi>
                    {lock}
                    <span class="post__handle">"@"{author.handle.clone()}</span>
                </a>
                {when}
                <MoreMenu post state=state.clone() />
            </header>
            {move || co_author.get().map(|co_author| view! { <WithCoAuthor co_author /> })}
            {badges}
            {reply_to}
            {body}
            {photo_grid(photos)}
            {attachment}
            {quote}
            {details}
            <Actions post state view />
        </article>
    }
    .into_any()
}

/// What screen readers call the post: its author first, then how it begins.
fn name(acting: PageContext, post: &Post, co_author: Option<&AccountCard>) -> String {
    let begin = match excerpt(&post.text, NAME_EXCERPT) {
        text if text.is_empty() => String::new(),
        text => format!(": {text}"),
    };
    let when = relative_time(acting.i18n, use_now().get_untracked(), post.id.milliseconds(), UTC);
    let author = excerpt(&post.author.display_name, NAME_EXCERPT);
    match co_author {
        None => format!("{author}{begin} · @{} · {when}", post.author.handle),
        Some(card) => {
            let other = excerpt(&card.display_name, NAME_EXCERPT);
            let names = t_string!(acting.i18n, co_posts.names, one = author, two = other);
            format!("{names}{begin} · @{} · @{} · {when}", post.author.handle, card.handle)
        }
    }
}

fn context(acting: PageContext, reposted_by: Option<AccountCard>, pinned: bool) -> Option<AnyView> {
    let i18n = acting.i18n;
    if let Some(account) = reposted_by {
        let profile = format!("/@{}", account.handle);
        let who = move |name: ChildrenFn| view! { <a href=profile.clone()><bdi>{name()}</bdi></a> };
        return Some(
            view! {
                <div class="post__context">
                    <Icon name=IconName::Repost />
                    <span>
                        {t!(i18n, posts.reposted_by, <who>, name = account.display_name)}
                    </span>
                </div>
            }
            .into_any(),
        );
    }
    pinned.then(|| {
        view! {
            <div class="post__context">
                <Icon name=IconName::Pin />
                <span>{t!(i18n, posts.pinned)}</span>
            </div>
        }
        .into_any()
    })
}

fn photo_grid(photos: Vec<Photo>) -> Option<AnyView> {
    (!photos.is_empty()).then(|| view! { <PhotoGrid photos /> }.into_any())
}

/// The full time and the counts in words, for the post that a page is about.
fn focus_details(acting: PageContext, milliseconds: i64, state: &PostState) -> AnyView {
    let i18n = acting.i18n;
    let counts = state.counts.clone();
    let stats = move || {
        let counts = counts.get();
        let shown = [
            (
                counts.replies,
                t_string!(i18n, posts.replies_word, count = counts.replies),
            ),
            (
                counts.reposts,
                t_string!(i18n, posts.reposts_word, count = counts.reposts),
            ),
            (counts.quotes, t_string!(i18n, posts.quotes_word, count = counts.quotes)),
            (counts.likes, t_string!(i18n, posts.likes_word, count = counts.likes)),
        ];
        let items = shown
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, word)| {
                view! {
                    <li>
                        <strong>{short_number(i18n, number)}</strong>
                        " "
                        {word}
                    </li>
                }
            });
        let items = items.collect_view();
        (counts != types::Counts::default()).then(|| view! { <ul class="post__stats">{items}</ul> })
    };
    view! {
        <p class="post__when">
            <PostTime milliseconds full=true />
        </p>
        {stats}
    }
    .into_any()
}

/// A press on the card opens the conversation, except on what acts by itself or while text is selected.
fn open_on_click(acting: PageContext, event: &MouseEvent) {
    let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    else {
        return;
    };
    if event.default_prevented() || event.button() > 1 || is_interactive(&target) || has_selection() {
        return;
    }
    let clickable = target.closest("[data-clickable]").ok().flatten();
    let Some(path) = clickable.and_then(|element| element.get_attribute("data-href")) else {
        return;
    };
    if event.button() == 1 || event.ctrl_key() || event.meta_key() {
        // Fails only where the browser forbids a new tab.
        let _ = window().open_with_url_and_target_and_features(&path, "_blank", "noopener");
    } else {
        acting.go(path);
    }
}

fn open_on_enter(acting: PageContext, event: &KeyboardEvent) {
    let own = event.target() == event.current_target();
    if event.key() == "Enter" && own && !event.ctrl_key() && !event.meta_key() && !event.alt_key() {
        let article = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(path) = article.and_then(|article| article.get_attribute("data-href")) {
            event.prevent_default();
            acting.go(path);
        }
    }
}

fn is_interactive(target: &web_sys::Element) -> bool {
    let controls = "a, button, input, textarea, select, label, summary, dialog, .menu, .media";
    !matches!(target.closest(controls), Ok(None))
}

fn has_selection() -> bool {
    let selection = js_sys::Reflect::get(&window(), &"getSelection".into())
        .ok()
        .and_then(|function| function.dyn_into::<js_sys::Function>().ok())
        .and_then(|function| function.call0(&window()).ok());
    let collapsed = selection.and_then(|selection| js_sys::Reflect::get(&selection, &"isCollapsed".into()).ok());
    collapsed.and_then(|collapsed| collapsed.as_bool()) == Some(false)
}
