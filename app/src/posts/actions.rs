//! The row of actions below a post. With script they act at once; without, each is a form.

use super::{
    composer::{ComposeTarget, use_compose},
    marks::{Mark, toggle},
    post_view::PostView,
    reply_control::closed_words,
    share_menu::ShareMenu,
};
use base::{
    api::{PAGE_ACCOUNT, page_account},
    context::{PageContext, use_page},
    numbers::short_number,
    post_events::PostState,
};
use leptos::prelude::*;
use locales::{t, t_string};
use types::Post;
use ui::{Icon, IconName, Menu, MenuItem, ToastKind, escape_text};

/// Reply, Repost, Like, Bookmark, Share.
#[component]
pub fn Actions(post: StoredValue<Post>, state: PostState, view: PostView) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    view! {
        <div class="actions" role="group" aria-label=move || t_string!(i18n, posts.actions)>
            <ReplyButton post state=state.clone() view />
            <RepostMenu post state=state.clone() />
            <MarkButton post state=state.clone() mark=Mark::Like />
            <MarkButton post state mark=Mark::Bookmark />
            <ShareMenu post />
        </div>
    }
}

/// Opens the composer; without script it leads to the conversation, where one stands.
#[component]
fn ReplyButton(post: StoredValue<Post>, state: PostState, view: PostView) -> impl IntoView {
    let (acting, compose) = (use_page(), use_compose());
    let i18n = acting.i18n;
    let replies = move || state.counts.with(|counts| counts.replies);
    let control = state.replies.clone();
    let control = Memo::new(move |_| control.get());
    let is_closed = move || !control.with(|control| control.open);
    let label = move || {
        if is_closed() {
            let outside = post.with_value(|post| post.community.clone().filter(|place| !place.takes_part));
            let why = match outside {
                Some(place) => t_string!(i18n, communities.members_only, name = place.community.name),
                None => control.with(|control| closed_words(i18n, control)).to_owned(),
            };
            t_string!(i18n, replies.reply_closed, why = why)
        } else {
            t_string!(i18n, posts.reply).to_owned()
        }
    };
    let answer = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if acting.may_act() && post.with_value(|post| acting.is_outside(post)) {
            return;
        }
        if control.with_untracked(|control| !control.open) {
            acting.toasts.show(
                ToastKind::Info,
                control.with_untracked(|control| closed_words(i18n, control)),
            );
            return;
        }
        if !acting.may_act() || (view == PostView::Focus && focus_inline_composer()) {
            return;
        }
        compose.open(ComposeTarget::Reply(post.get_value()));
    };
    view! {
        <form class="actions__form" method="get" action=post.with_value(Post::path) on:submit=answer>
            <button
                class="action"
                type="submit"
                data-kind="reply"
                aria-disabled=move || is_closed().then_some("true")
                aria-label=label
                title=label
            >
                <Icon name=IconName::Reply />
                {count(acting, replies)}
            </button>
        </form>
    }
}

/// Like or Bookmark: a form with one button that is on or off.
#[component]
fn MarkButton(post: StoredValue<Post>, state: PostState, mark: Mark) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let marks = state.marks.clone();
    let is_set = Memo::new(move |_| marks.with(|marks| mark.is_set(marks)));
    let (kind, icon) = match mark {
        Mark::Bookmark => ("bookmark", IconName::Bookmark),
        _ => ("like", IconName::Heart),
    };
    let label = move || match mark {
        Mark::Bookmark => t_string!(i18n, posts.bookmark),
        _ => t_string!(i18n, posts.like),
    };
    let number = (mark == Mark::Like).then(|| count(acting, move || state.counts.with(|counts| counts.likes)));
    let press = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        post.with_value(|post| toggle(acting, post, mark));
    };
    view! {
        <form class="actions__form" method="post" action=move || mark.form_action(!is_set.get()) on:submit=press>
            <input type="hidden" name="post_id" value=post.with_value(|post| post.id.to_string()) />
            <button
                class="action"
                type="submit"
                name=PAGE_ACCOUNT
                value=page_account()
                data-kind=kind
                aria-label=label
                title=label
                aria-pressed=move || if is_set.get() { "true" } else { "false" }
            >
                <Icon name=icon />
                {number}
            </button>
        </form>
    }
}

/// A menu of Repost and Quote; without script a form that reposts.
#[component]
fn RepostMenu(post: StoredValue<Post>, state: PostState) -> impl IntoView {
    let (acting, compose) = (use_page(), use_compose());
    let i18n = acting.i18n;
    let marks = state.marks.clone();
    let reposted = Memo::new(move |_| marks.with(|marks| marks.reposted));
    let counts = state.counts.clone();
    let trigger = move || {
        let counts = counts.clone();
        view! {
            <Icon name=IconName::Repost />
            {count(acting, move || counts.with(|counts| counts.reposts + counts.quotes))}
        }
    };
    let repost = move |()| post.with_value(|post| toggle(acting, post, Mark::Repost));
    let quote = move |()| {
        if acting.may_act() {
            compose.open(ComposeTarget::Quote(post.get_value()));
        }
    };
    let shareable = post.with_value(|post| post.shareable);
    view! {
        <div class="actions__item needs-script">
            <Menu
                class="action"
                kind="repost"
                label=move || t_string!(i18n, posts.repost)
                pressed=reposted
                disabled=!shareable
                trigger
            >
                <MenuItem icon=IconName::Repost on_select=repost>
                    {move || {
                        if reposted.get() { t_string!(i18n, posts.undo_repost) } else { t_string!(i18n, posts.repost) }
                    }}
                </MenuItem>
                <MenuItem icon=IconName::Quote on_select=quote>
                    {t!(i18n, posts.quote)}
                </MenuItem>
            </Menu>
        </div>
        {shareable.then(|| view! { <noscript inner_html=plain_repost(acting, &post.get_value(), &state)></noscript> })}
    }
}

/// Forms for pages without script, as text: a page with script never builds them.
fn plain_repost(acting: PageContext, post: &Post, state: &PostState) -> String {
    let (i18n, reposted) = (acting.i18n, state.marks.with_untracked(|marks| marks.reposted));
    let pressed = if reposted { "true" } else { "false" };
    let repost = escape_text(t_string!(i18n, posts.repost));
    let quote = escape_text(t_string!(i18n, posts.quote));
    format!(
        "<form class=\"actions__form\" method=\"post\" action=\"{action}\">\
         <input type=\"hidden\" name=\"post_id\" value=\"{id}\">\
         <input type=\"hidden\" name=\"{PAGE_ACCOUNT}\" value=\"{account}\">\
         <button class=\"action\" data-kind=\"repost\" aria-pressed=\"{pressed}\">{repost}</button></form>\
         <a class=\"action\" data-kind=\"quote\" href=\"/compose?quote={id}\">{quote}</a>",
        action = Mark::Repost.form_action(!reposted),
        id = post.id,
        account = page_account().unwrap_or_default(),
    )
}

/// Nothing at 0.
fn count(acting: PageContext, number: impl Fn() -> u32 + Send + 'static) -> impl IntoView {
    let shown = move || {
        Some(number())
            .filter(|number| *number > 0)
            .map(|number| short_number(acting.i18n, number))
    };
    view! { <span class="action__count">{shown}</span> }
}

/// Puts the keyboard into the composer of the conversation page; false where there is none.
fn focus_inline_composer() -> bool {
    use wasm_bindgen::JsCast;
    let field = document()
        .query_selector(".conversation .composer__input")
        .ok()
        .flatten();
    match field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        Some(field) => field.focus().is_ok(),
        None => false,
    }
}
