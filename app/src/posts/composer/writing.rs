//! What a composer holds while one writes, and sending it.

use super::{ComposeTarget, ComposerKind, target::Compose};
use crate::{
    api::ApiError,
    co_posts,
    media::PhotoDrafts,
    posts::{acting::Acting, api},
};
use leptos::{prelude::*, task::spawn_local};
use locales::t_string;
use types::{AccountCard, AccountId, Audience, Error, Field, Held, Post, Rule};
use ui::ToastKind;

/// Everything that moves while one writes.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    pub acting: Acting,
    pub compose: Compose,
    pub account: AccountId,
    pub target: StoredValue<ComposeTarget>,
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
        let Ok(audience) = self.audience.with_untracked(|audience| audience.parse::<Audience>()) else {
            // Nothing that the menu offers: rather not sent than sent to everybody.
            self.sending.set(false);
            self.error.set(Some(Error::invalid(Field::Audience, Rule::Required)));
            return;
        };
        let rule = self.reply_rule.with_untracked(|rule| rule.parse().unwrap_or_default());
        let (text, photos) = (self.text.get_untracked(), untrack(|| self.photos.photos()));
        let co_author = self
            .co_author
            .get_untracked()
            .filter(|_| self.may_invite.get_untracked());
        spawn_local(async move {
            if let Some(card) = co_author {
                let answer = co_posts::api::invite(card.id, text, Some(photos), Some(audience), Some(rule)).await;
                let _ = self.sending.try_set(false);
                match answer {
                    Ok(_) => self.invited(&card, &target),
                    Err(refusal) => self.refused(refusal),
                }
                return;
            }
            let answer = api::create(text, reply_to, quote_of, Some(photos), Some(audience), Some(rule)).await;
            // The composer may have left the page meanwhile; the post is there all the same.
            let _ = self.sending.try_set(false);
            match answer {
                Ok(post) => self.posted(post, &target),
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
    fn invited(self, card: &AccountCard, target: &ComposeTarget) {
        let acting = self.acting;
        self.compose.drafts.clear(self.account, target);
        if !self.text.is_disposed() {
            self.photos.clear();
            self.co_author.set(None);
        }
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

    fn posted(self, post: Post, target: &ComposeTarget) {
        self.compose.drafts.clear(self.account, target);
        if !self.text.is_disposed() {
            self.photos.clear();
        }
        let acting = self.acting;
        let is_reply = post.parent.is_some();
        match target {
            ComposeTarget::New => {}
            ComposeTarget::Reply(to) => acting.events.count_reply(to.id, 1),
            ComposeTarget::Quote(of) => acting.events.state_of(of).counts.update(|counts| counts.quotes += 1),
        }
        let path = post.path();
        let waits = post.community.as_ref().is_some_and(|place| place.held == Held::Waiting);
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
