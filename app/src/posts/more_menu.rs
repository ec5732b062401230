//! Everything else that one does with a post or its author.

use super::{api, dialog_state::use_post_dialogs, manage_link::ManageLink, reply_control::hide, slots::PostSlots};
use base::{
    action::Optimistic,
    context::{PageContext, use_page},
    initial_state::use_viewer,
    post_events::{PIN, PostState},
    share::copy_address,
};
use leptos::prelude::*;
use locales::{t, t_string};
use types::{Post, PostId};
use ui::{Icon, IconName, Menu, MenuItem, MenuSeparator};

#[component]
pub fn MoreMenu(post: StoredValue<Post>, state: PostState) -> impl IntoView {
    let (acting, dialogs, slots) = (use_page(), use_post_dialogs(), expect_context::<PostSlots>());
    let i18n = acting.i18n;
    let viewer = use_viewer();
    let is_root = post.with_value(|post| post.root_id == post.id && post.parent.is_none());
    let may_pin = post.with_value(|post| post.community.is_none());
    let may_hide = post.with_value(|post| post.replies.mine && post.root_id != post.id);
    let (hidden, hiding) = (state.hidden.clone(), state.clone());
    let hide_item = move || {
        let state = hiding.clone();
        let is_hidden = hidden.get();
        may_hide.then(|| {
            view! {
                <MenuItem
                    icon=if is_hidden { IconName::Eye } else { IconName::EyeOff }
                    on_select=move |()| hide(acting, post.with_value(|post| post.id), &state, !is_hidden)
                >
                    {if is_hidden { t_string!(i18n, replies.unhide) } else { t_string!(i18n, replies.hide) }}
                </MenuItem>
            }
        })
    };
    let co_author = state.co_author.clone();
    let leave_item = move || {
        let own = viewer.with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id));
        let co_author = co_author.with(|card| card.as_ref().map(|card| card.id));
        (own.is_some() && own == co_author).then(|| {
            view! {
                <MenuItem
                    icon=IconName::UserMinus
                    danger=true
                    on_select=move |()| dialogs.leaving.set(Some(post.get_value()))
                >
                    {t!(i18n, co_posts.leave)}
                </MenuItem>
            }
        })
    };
    let (marks, pinning) = (state.marks.clone(), state.clone());
    let held = state.held.clone();
    let items = move || {
        let mine = marks.with(|marks| marks.mine);
        let pinned = marks.with(|marks| marks.pinned);
        if mine {
            let state = pinning.clone();
            view! {
                {may_pin
                    .then(|| {
                        view! {
                            <MenuItem
                                icon=IconName::Pin
                                on_select=move |()| {
                                    pin(acting, post.with_value(|post| post.id), !pinned, &state)
                                }
                            >
                                {if pinned { t_string!(i18n, posts.unpin) } else { t_string!(i18n, posts.pin) }}
                            </MenuItem>
                        }
                    })}
                {is_root
                    .then(|| {
                        view! {
                            <MenuItem
                                icon=IconName::Reply
                                on_select=move |()| dialogs.replies_of.set(Some(post.get_value()))
                            >
                                {t!(i18n, replies.who)}
                            </MenuItem>
                        }
                    })}
                <MenuSeparator />
                <MenuItem icon=IconName::Trash danger=true on_select=move |()| dialogs.confirm_delete(post.get_value())>
                    {t!(i18n, posts.delete)}
                </MenuItem>
            }
            .into_any()
        } else if viewer.with_untracked(Option::is_some) {
            (slots.menu_items)(post, held.clone())
        } else {
            ().into_any()
        }
    };
    view! {
        <div class="post__more needs-script">
            <Menu label=move || t_string!(i18n, posts.more) trigger=move || view! { <Icon name=IconName::More /> }>
                <MenuItem
                    icon=IconName::Link
                    on_select=move |()| copy_address(acting, acting.site.absolute(&post.with_value(Post::path)))
                >
                    {t!(i18n, posts.copy_link)}
                </MenuItem>
                {hide_item.clone()}
                {leave_item.clone()}
                {items.clone()}
            </Menu>
        </div>
        {(slots.plain_menu)(post)}
        <ManageLink post />
    }
}

/// Pins or unpins at once; takes it back when the server refuses.
fn pin(acting: PageContext, post_id: PostId, pinned: bool, state: &PostState) {
    let (shown, changed) = (state.marks.clone(), state.marks.clone());
    Optimistic::new(
        move || Some(shown.with_untracked(|marks| marks.pinned)),
        move |pinned| changed.update(|marks| marks.pinned = *pinned),
        move |pinned| async move {
            if pinned {
                api::pin(post_id).await?;
                acting.succeeded(t_string!(acting.i18n, posts.pinned_to_profile));
            } else {
                api::unpin().await?;
                acting.succeeded(t_string!(acting.i18n, posts.unpinned_from_profile));
            }
            Ok(())
        },
    )
    .wish(acting, &state.in_flight, PIN, &pinned);
}
