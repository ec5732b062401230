//! What a composer holds while one writes, and sending it.

use super::{ComposeTarget, ComposerKind, compose::Compose, drafts::Draft};
use crate::{
    media::PhotoDrafts,
    posts::{api, slots::Invitation},
};
use base::{
    api::{ApiError, ApiResult},
    context::PageContext,
};
use futures::future::LocalBoxFuture;
use leptos::{prelude::*, task::spawn_local};
use locales::t_string;
use types::{AccountCard, AccountId, Audience, Error, Field, ModerationState, Post, ReplyRule, Rule};
use ui::ToastKind;

/// Everything that moves while one writes.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    pub acting: PageContext,
    pub compose: Compose,
    pub account: AccountId,
    pub target: StoredValue<ComposeTarget>,
    /// The group on whose page it is written.
    pub group: Option<Audience>,
    pub draft: Draft,
    pub text: RwSignal<String>,
    pub photos: PhotoDrafts,
    pub audience: RwSignal<String>,
    pub reply_rule: RwSignal<String>,
    /// Counts while [`Writing::may_invite`].
    pub co_author: RwSignal<Option<AccountCard>>,
    pub may_invite: Signal<bool>,
    pub kind: ComposerKind,
    pub error: RwSignal<Option<Error>>,
    pub sending: RwSignal<bool>,
    pub on_posted: Option<Callback<Post>>,
    pub invite: fn(Invitation) -> LocalBoxFuture<'static, ApiResult<()>>,
}

/// What is on its way.
struct Sent {
    text: String,
    photos: Vec<u32>,
    by_keyboard: bool,
}

/// Whether the focus shows: after a key it does, after a press it does not, and nothing should open a phone's keyboard.
fn is_by_keyboard() -> bool {
    let focus = document().active_element();
    focus.is_some_and(|focus| focus.matches(":focus-visible") == Ok(true))
}

impl Writing {
    /// Sends the post; keeps the text when the server refuses.
    pub fn send(self) {
        if self.sending.get_untracked() {
            return;
        }
        self.sending.set(true);
        self.error.set(None);
        let target = self.target.get_value();
        let (reply_to, quote_of) = (target.reply_to(), target.quote_of());
        let audience = self.audience.with_untracked(|audience| audience.parse::<Audience>());
        let rule = self.reply_rule.with_untracked(|rule| rule.parse::<ReplyRule>());
        let (Ok(audience), Ok(rule)) = (audience, rule) else {
            // Nothing that the menus offer: rather not sent than sent to everybody.
            self.sending.set(false);
            self.error.set(Some(Error::invalid(Field::Audience, Rule::Required)));
            return;
        };
        let (text, photos) = (self.text.get_untracked(), untrack(|| self.photos.photos()));
        let co_author = self
            .co_author
            .get_untracked()
            .filter(|_| self.may_invite.get_untracked());
        let sent = Sent {
            text: text.clone(),
            photos: self.photos.numbers(),
            by_keyboard: is_by_keyboard(),
        };
        let co_author_id = co_author.as_ref().map(|card| card.id);
        let content = serde_json::to_string(&(&text, &photos, audience, rule, co_author_id)).unwrap_or_default();
        let key = self.draft.request_key(&content);
        spawn_local(async move {
            if let Some(card) = co_author {
                let invitation = Invitation {
                    co_author: card.id,
                    text,
                    photos,
                    audience,
                    reply_rule: rule,
                    key,
                };
                let answer = (self.invite)(invitation).await;
                let _ = self.sending.try_set(false);
                match answer {
                    Ok(()) => self.invited(&card, &target, &sent),
                    Err(refusal) => self.refused(refusal),
                }
                return;
            }
            let answer = api::create(text, reply_to, quote_of, Some(photos), Some(audience), Some(rule), key).await;
            // The composer may have left the page meanwhile; the post is there all the same.
            let _ = self.sending.try_set(false);
            match answer {
                Ok(post) => self.posted(post, &target, &sent),
                Err(refusal) => self.refused(refusal),
            }
        });
    }

    fn refused(self, refusal: ApiError) {
        if self.error.try_set(Some(refusal.0.clone())).is_some() {
            self.acting.refused(&refusal);
        }
    }

    /// The post waits for its co-author now.
    fn invited(self, card: &AccountCard, target: &ComposeTarget, sent: &Sent) {
        let acting = self.acting;
        self.take_out(target, sent);
        let _ = self.co_author.try_set(None);
        acting.toasts.show_with_action(
            ToastKind::Success,
            t_string!(acting.i18n, co_posts.sent, handle = card.handle.clone()),
            t_string!(acting.i18n, posts.view),
            Callback::new(move |()| acting.go("/drafts")),
        );
        match self.kind {
            ComposerKind::Dialog => self.compose.close(),
            // On its own page nothing is left to write.
            _ if self.on_posted.is_some() => acting.go("/drafts"),
            _ => {}
        }
    }

    /// What was sent is no draft any more; what was written meanwhile is. Who sent it by a key writes on.
    fn take_out(self, target: &ComposeTarget, sent: &Sent) {
        self.compose.drafts.sent(self.account, target, self.group, &sent.text);
        if self.text.is_disposed() {
            return;
        }
        self.photos.remove_all(&sent.photos);
        if sent.by_keyboard && self.kind != ComposerKind::Dialog {
            self.kind.focus();
        }
    }

    fn posted(self, post: Post, target: &ComposeTarget, sent: &Sent) {
        self.take_out(target, sent);
        let acting = self.acting;
        let is_reply = post.parent.is_some();
        match target {
            ComposeTarget::New => {}
            ComposeTarget::Reply(to) => acting.events.count_reply(to.id, 1),
            ComposeTarget::Quote(of) => acting.events.state_of(of).counts.update(|counts| counts.quotes += 1),
        }
        let path = post.path();
        let waits = post
            .community
            .as_ref()
            .is_some_and(|place| place.held == ModerationState::Waiting);
        let said = if waits {
            t_string!(acting.i18n, moderation.sent_and_waits)
        } else if is_reply {
            t_string!(acting.i18n, posts.reply_sent)
        } else {
            t_string!(acting.i18n, posts.post_sent)
        };
        let view = t_string!(acting.i18n, posts.view);
        acting.toasts.show_with_action(
            ToastKind::Success,
            said,
            view,
            Callback::new(move |()| acting.go(path.clone())),
        );
        acting.events.created.set(Some(post.clone()));
        if let Some(on_posted) = self.on_posted {
            on_posted.try_run(post);
        }
    }
}
