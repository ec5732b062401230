//! What acting on posts needs: messages, navigation, the shared state. Made once at the root, so that an answer which
//! comes after its button has gone still finds everything.

use crate::{
    api::ApiError,
    forms::error_text,
    initial_state::{SiteInfo, signed_in, use_site},
    post_events::{PostEvents, use_post_events},
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use locales::{I18nContext, Locale, t_string, use_i18n};
use types::Post;
use ui::{ToastKind, Toasts, use_toasts};

#[derive(Clone, Copy)]
pub struct PageContext {
    pub i18n: I18nContext<Locale>,
    pub toasts: Toasts,
    pub events: PostEvents,
    pub site: SiteInfo,
    signed_in: bool,
    navigate: Callback<String>,
}

/// Puts [`PageContext`] in context. Once, inside the router.
pub fn provide_page_context() -> PageContext {
    let navigate = use_navigate();
    let acting = PageContext {
        i18n: use_i18n(),
        toasts: use_toasts(),
        events: use_post_events(),
        site: use_site(),
        signed_in: signed_in(),
        navigate: Callback::new(move |path: String| navigate(&path, Default::default())),
    };
    provide_context(acting);
    acting
}

pub fn use_page() -> PageContext {
    use_context().unwrap_or_else(provide_page_context)
}

impl PageContext {
    /// Goes to another page without a full load.
    pub fn go(&self, path: impl Into<String>) {
        self.navigate.run(path.into());
    }

    /// False, with a message that leads to the log-in page, when nobody is signed in.
    pub fn may_act(&self) -> bool {
        if !self.signed_in {
            let acting = *self;
            self.toasts.show_with_action(
                ToastKind::Info,
                t_string!(self.i18n, errors.not_signed_in),
                t_string!(self.i18n, common.log_in),
                Callback::new(move |()| acting.go("/login")),
            );
        }
        self.signed_in
    }

    /// True, with a message that leads to the community, where its members alone reply, like and repost.
    pub fn is_outside(&self, post: &Post) -> bool {
        let place = post.community.as_ref().filter(|place| !place.takes_part);
        if let Some(place) = place {
            let (acting, path) = (*self, place.community.path());
            self.toasts.show_with_action(
                ToastKind::Info,
                t_string!(self.i18n, communities.members_only, name = place.community.name.clone()),
                t_string!(self.i18n, communities.see),
                Callback::new(move |()| acting.go(path.clone())),
            );
        }
        place.is_some()
    }

    pub fn succeeded(&self, text: impl Into<String>) {
        self.toasts.show(ToastKind::Success, text);
    }

    pub fn refused(&self, error: &ApiError) {
        self.toasts.show(ToastKind::Error, error_text(self.i18n, &error.0));
    }
}
