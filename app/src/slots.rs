//! Fills the places that posts, communities and spaces leave open for other features. A page that shows such a place is
//! registered with the function that fills it (`routes.rs`).

use crate::{
    circles::{AudiencePreview, CircleBadge},
    co_posts::{self, CoAuthorButton, CoAuthorChip, CoAuthorDialog, LeaveDialog, PlainCoAuthor},
    communities::{CommunityBadge, CommunitySlots},
    moderation::{MemberItems, ModeratorItems, ReportCommunity, ReportCommunityLink, ReportPost, ReportPostLink},
    posts::{
        self, CoAuthorSlots, ComposerSlots, Invitation, OpenPostDialogs, PostSlots, QuoteCard, use_compose,
        use_post_dialogs,
    },
    relations::AuthorItems,
    spaces::{SpaceOnPost, SpaceSlots},
};
use base::{api::ApiResult, context::use_page, initial_state::use_viewer, post_events::PostState};
use futures::future::LocalBoxFuture;
use leptos::{prelude::*, task::spawn_local};
use types::{Audience, CommunityMember, CommunityName, CommunityRole, ModerationState, Post, PostId};
use ui::MenuSeparator;

/// For pages with posts.
pub fn posts() {
    provide_context(PostSlots {
        badges,
        attachment,
        menu_items,
        plain_menu: |post| view! { <ReportPostLink post /> }.into_any(),
    });
}

fn badges(post: &Post, state: &PostState) -> AnyView {
    let circle = match (post.audience, post.circle.clone()) {
        (Audience::Circle(id), Some(circle)) => Some(view! { <CircleBadge post=post.id id circle /> }),
        _ => None,
    };
    let held = state.held.clone();
    let place = post
        .community
        .clone()
        .map(|place| view! { <CommunityBadge place held /> });
    view! {
        {circle}
        {place}
    }
    .into_any()
}

fn attachment(post: &Post) -> Option<AnyView> {
    let card = post.space.clone()?;
    Some(view! { <SpaceOnPost card=*card /> }.into_any())
}

fn menu_items(post: StoredValue<Post>, held: ArcRwSignal<ModerationState>) -> AnyView {
    view! {
        <ModeratorItems post held />
        <MenuSeparator />
        <ReportPost post_id=post.with_value(|post| post.id) />
        <AuthorItems card=post.with_value(|post| post.author.clone()) />
    }
    .into_any()
}

/// For pages with a composer.
pub fn composer() {
    provide_context(ComposerSlots {
        audience_preview: |audience| view! { <AudiencePreview audience /> }.into_any(),
        co_author: CoAuthorSlots {
            button: |open, hidden| view! { <CoAuthorButton open hidden /> }.into_any(),
            chip: |chosen, on_remove| view! { <CoAuthorChip chosen on_remove /> }.into_any(),
            dialog: |open, chosen| view! { <CoAuthorDialog open chosen /> }.into_any(),
            plain_field: |value| view! { <PlainCoAuthor value /> }.into_any(),
            invite,
        },
    });
}

fn invite(invitation: Invitation) -> LocalBoxFuture<'static, ApiResult<()>> {
    let Invitation {
        co_author,
        text,
        photos,
        audience,
        reply_rule,
        key,
    } = invitation;
    Box::pin(async move {
        co_posts::api::invite(co_author, text, Some(photos), Some(audience), Some(reply_rule), key).await?;
        Ok(())
    })
}

/// The dialogs of posts, for the shell.
#[component]
pub fn EveryPostDialog() -> impl IntoView {
    composer();
    view! {
        <OpenPostDialogs />
        <LeaveDialog of=use_post_dialogs().leaving />
    }
}

/// For the page of a community.
pub fn communities() {
    provide_context(CommunitySlots {
        menu_items: |community| view! { <ReportCommunity community /> }.into_any(),
        plain_menu: |community| view! { <ReportCommunityLink community /> }.into_any(),
        member_items,
    });
}

fn member_items(community: CommunityName, member: CommunityMember, role: Option<CommunityRole>) -> AnyView {
    view! { <MemberItems community member role /> }.into_any()
}

/// For the page of a space.
pub fn spaces() {
    provide_context(SpaceSlots {
        pinned_post: |id| view! { <PinnedPost id /> }.into_any(),
        write_post,
    });
}

/// A post as those see it who may; for others it says that it is not there.
#[component]
fn PinnedPost(id: PostId) -> impl IntoView {
    // None until it is there; then none for those who may not see it.
    let post = RwSignal::new(None::<Option<Post>>);
    Effect::new(move |_| {
        spawn_local(async move {
            let answer = posts::api::show(id).await;
            let _ = post.try_set(Some(answer.ok()));
        });
    });
    move || {
        post.get().map_or_else(
            || view! { <div class="room-pins__waiting"></div> }.into_any(),
            |post| view! { <QuoteCard post /> }.into_any(),
        )
    }
}

fn write_post() -> Callback<String> {
    let (page, compose, viewer) = (use_page(), use_compose(), use_viewer());
    Callback::new(move |text: String| {
        let account = viewer.with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.id));
        if let Some(account) = account {
            compose.open_with(account, &text);
        } else {
            page.may_act();
        }
    })
}
