//! One invitation: the post as it will look, and what one can do about it.

use super::api;
use crate::{
    media::PhotoGrid,
    posts::{Faces, WithCoAuthor},
};
use base::{
    address::in_address,
    api::{ApiError, PageAccount},
    context::{PageContext, use_page},
    text::PostText,
    time::PostTime,
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn, task::spawn_local};
use locales::{t, t_string};
use types::{CoAuthorBar, CoPostInvitation, Error, InvitationId, text::excerpt};
use ui::{Button, ButtonKind, ButtonSize, Icon, IconName};

/// Characters of the text in the name that screen readers say first.
const NAME_EXCERPT: usize = 100;

/// What is done about an invitation; its name in the address.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Accept,
    Decline,
    Withdraw,
}

impl Answer {
    fn path(self) -> &'static str {
        match self {
            Self::Accept => api::Accept::PATH,
            Self::Decline => api::Decline::PATH,
            Self::Withdraw => api::Withdraw::PATH,
        }
    }
}

#[component]
pub(super) fn Invitation(
    invitation: CoPostInvitation,
    /// Sent by the viewer, or received.
    sent: bool,
    /// It is over: nothing of it should stand here any more.
    on_over: Callback<InvitationId>,
) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let CoPostInvitation {
        id,
        inviter,
        invitee,
        text,
        entities,
        photos,
        bar,
        ..
    } = invitation;
    let other = if sent { &invitee } else { &inviter };
    let (name, path) = (other.display_name.clone(), format!("/@{}", in_address(&other.handle)));
    let one = move |name: ChildrenFn| view! { <a href=path.clone()><bdi>{name()}</bdi></a> };
    let about = if sent {
        t!(i18n, co_posts.waits_for, <one>, name = name).into_any()
    } else {
        t!(i18n, co_posts.invites, <one>, name = name).into_any()
    };
    let label = {
        let (one, two) = (inviter.display_name.clone(), invitee.display_name.clone());
        let begin = excerpt(&text, NAME_EXCERPT);
        move || {
            let names = t_string!(i18n, co_posts.names, one = one.clone(), two = two.clone());
            format!("{names}: {begin}")
        }
    };
    let busy = RwSignal::new(false);
    let answer = move |answer: Answer| {
        let (kind, words) = match answer {
            Answer::Accept => (ButtonKind::Primary, t!(i18n, co_posts.accept).into_any()),
            Answer::Decline => (ButtonKind::Secondary, t!(i18n, co_posts.decline).into_any()),
            Answer::Withdraw => (ButtonKind::Secondary, t!(i18n, co_posts.withdraw).into_any()),
        };
        let disabled = answer == Answer::Accept && bar.is_some();
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            if !busy.get_untracked() {
                busy.set(true);
                send(acting, id, answer, busy, on_over);
            }
        };
        view! {
            <form method="post" action=answer.path() on:submit=submit>
                <PageAccount />
                <input type="hidden" name="invitation_id" value=id.to_string() />
                <Button kind size=ButtonSize::Small submit=true busy disabled=Signal::stored(disabled)>
                    {words}
                </Button>
            </form>
        }
    };
    let actions = if sent {
        answer(Answer::Withdraw).into_any()
    } else {
        (answer(Answer::Accept), answer(Answer::Decline)).into_any()
    };
    let in_the_way = bar.map(|bar| {
        let words = move || match bar {
            CoAuthorBar::Protected => t_string!(i18n, co_posts.blocked_protected),
            CoAuthorBar::NotFollowing => t_string!(i18n, co_posts.blocked_not_following),
            CoAuthorBar::AuthorProtected => t_string!(i18n, co_posts.blocked_author_protected),
        };
        view! {
            <p class="invitation__bar">
                <Icon name=IconName::Info />
                <span>{words}</span>
            </p>
        }
    });
    let lines = view! {
        <div class="post__text" dir="auto">
            <PostText text entities />
        </div>
    };
    let photos = (!photos.is_empty()).then(|| view! { <PhotoGrid photos /> });
    let profile = format!("/@{}", in_address(&inviter.handle));
    view! {
        <article class="invitation" aria-label=label>
            <p class="invitation__about">
                <Icon name=IconName::Feather />
                <span>{about} " · " <PostTime milliseconds=id.milliseconds() /></span>
            </p>
            <div class="post" data-view="frozen">
                <Faces author=inviter.clone() co_author=Some(invitee.clone()) />
                <header class="post__header">
                    <a class="post__author" href=profile>
                        <bdi class="post__name">{inviter.display_name}</bdi>
                        <span class="post__handle">"@"{inviter.handle}</span>
                    </a>
                </header>
                <WithCoAuthor co_author=invitee />
                {lines}
                {photos}
            </div>
            {in_the_way}
            <div class="invitation__actions">{actions}</div>
        </article>
    }
}

fn send(acting: PageContext, id: InvitationId, answer: Answer, busy: RwSignal<bool>, on_over: Callback<InvitationId>) {
    let i18n = acting.i18n;
    spawn_local(async move {
        let outcome = match answer {
            Answer::Accept => api::accept(id).await.map(Some),
            Answer::Decline => api::decline(id).await.map(|()| None),
            Answer::Withdraw => api::withdraw(id).await.map(|()| None),
        };
        let _ = busy.try_set(false);
        match outcome {
            Ok(post) => {
                let _ = on_over.try_run(id);
                acting.succeeded(match answer {
                    Answer::Accept => t_string!(i18n, co_posts.accepted),
                    Answer::Decline => t_string!(i18n, co_posts.declined),
                    Answer::Withdraw => t_string!(i18n, co_posts.withdrawn),
                });
                if let Some(post) = post {
                    acting.go(post.path());
                }
            }
            Err(error) => {
                acting.refused(&error);
                // Somebody was faster: it is over.
                if error == ApiError(Error::NotFound) {
                    let _ = on_over.try_run(id);
                }
            }
        }
    });
}
