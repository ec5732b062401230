//! Who may answer: said in words, and decided by the author of the first post.

use super::api;
use base::{
    action::Optimistic,
    context::{PageContext, use_page},
    post_events::{HIDE, PostState},
};
use leptos::prelude::*;
use locales::{I18nContext, Locale, t, t_string};
use types::{CLOSING_HOURS, Post, PostId, ReplyControl, ReplyRule};
use ui::{Button, ButtonKind, Dialog, DialogSize, RadioGroup, Select, SelectOption};

/// What the menu *Who can reply* offers.
pub fn rules(i18n: I18nContext<Locale>) -> Vec<SelectOption> {
    ReplyRule::ALL
        .into_iter()
        .map(|rule| {
            let words = match rule {
                ReplyRule::Everyone => t_string!(i18n, replies.everyone),
                ReplyRule::Followed => t_string!(i18n, replies.followed),
                ReplyRule::Mentioned => t_string!(i18n, replies.mentioned),
                ReplyRule::Nobody => t_string!(i18n, replies.nobody),
            };
            SelectOption::new(rule.to_string(), words)
        })
        .collect()
}

/// The rule of a conversation in a sentence, without when it closes; none where everybody may answer.
pub(super) fn reply_notice(i18n: I18nContext<Locale>, control: &ReplyControl) -> Option<&'static str> {
    if control.closed {
        return Some(t_string!(i18n, replies.closed));
    }
    match control.rule {
        ReplyRule::Everyone => None,
        ReplyRule::Followed => Some(t_string!(i18n, replies.notice_followed)),
        ReplyRule::Mentioned => Some(t_string!(i18n, replies.notice_mentioned)),
        ReplyRule::Nobody => Some(t_string!(i18n, replies.notice_nobody)),
    }
}

/// Why the viewer may not answer.
pub(super) fn closed_words(i18n: I18nContext<Locale>, control: &ReplyControl) -> &'static str {
    reply_notice(i18n, control).unwrap_or_else(|| t_string!(i18n, errors.replies_closed))
}

/// Stands in the place of a number of hours where the closing time is to stay: as a field, no number.
const AS_IT_IS: &str = "";

/// When a conversation may close.
pub fn closings(i18n: I18nContext<Locale>, has_closing: bool) -> Vec<SelectOption> {
    let mut options = Vec::new();
    if has_closing {
        options.push(SelectOption::new(AS_IT_IS, t_string!(i18n, replies.as_it_is)));
    }
    options.push(SelectOption::new("0", t_string!(i18n, replies.never)));
    options.extend(CLOSING_HOURS.map(|number| {
        let words = if number < 24 {
            t_string!(i18n, replies.in_hours, count = number)
        } else {
            t_string!(i18n, replies.in_days, count = number / 24)
        };
        SelectOption::new(number.to_string(), words)
    }));
    options
}

/// Asks who may answer, and for how long. Once, in the shell.
#[component]
pub(super) fn ReplyRuleDialog(of: RwSignal<Option<Post>>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let open = RwSignal::new(false);
    let (rule, hours) = (RwSignal::new(String::new()), RwSignal::new("0".to_owned()));
    let has_closing = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(post) = of.get() {
            let now = acting.events.state_of(&post).replies.get_untracked();
            rule.set(now.rule.to_string());
            has_closing.set(now.closes_at.is_some());
            hours.set(if now.closes_at.is_some() { AS_IT_IS } else { "0" }.to_owned());
            open.set(true);
        }
    });
    let closings = Signal::derive(move || closings(i18n, has_closing.get()));
    let save = move |_| {
        open.set(false);
        let (Some(post), Ok(rule)) = (of.get_untracked(), rule.with_untracked(|rule| rule.parse())) else {
            return;
        };
        decide(acting, post, rule, hours.with_untracked(|hours| hours.parse().ok()));
    };
    view! {
        <Dialog
            open
            title=move || t_string!(i18n, replies.who)
            size=DialogSize::Small
            on_close=move |()| of.set(None)
        >
            <div class="form">
                <RadioGroup
                    name="reply_rule"
                    legend=move || t_string!(i18n, replies.whole)
                    options=Signal::derive(move || rules(i18n))
                    value=rule
                />
                <Select name="hours" label=move || t_string!(i18n, replies.close_after) options=closings value=hours />
                <div class="dialog__actions">
                    <Button on_click=move |_| open.set(false)>{t!(i18n, common.cancel)}</Button>
                    <Button kind=ButtonKind::Primary on_click=save>
                        {t!(i18n, common.save)}
                    </Button>
                </div>
            </div>
        </Dialog>
    }
}

fn decide(acting: PageContext, post: Post, rule: ReplyRule, hours: Option<u32>) {
    let state = acting.events.state_of(&post);
    acting.run(api::set_reply_rule(post.id, rule, hours), move |control| {
        state.replies.set(control);
        acting.succeeded(t_string!(acting.i18n, replies.changed));
    });
}

/// Puts a reply out of the way or back; at once, and taken back when the server refuses.
pub(super) fn hide(acting: PageContext, post: PostId, state: &PostState, hidden: bool) {
    let (shown, changed) = (state.hidden.clone(), state.hidden.clone());
    Optimistic::new(
        move || Some(shown.get_untracked()),
        move |hidden| changed.set(*hidden),
        move |hidden| async move {
            api::hide_reply(post, hidden).await?;
            acting.succeeded(if hidden {
                t_string!(acting.i18n, replies.hidden_now)
            } else {
                t_string!(acting.i18n, replies.shown_now)
            });
            Ok(())
        },
    )
    .wish(acting, &state.in_flight, HIDE, &hidden);
}
