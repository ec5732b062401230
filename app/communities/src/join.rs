//! *Join*, *Ask to join*, *Joined*: how one gets in and out.

use super::api::{self, Join};
use base::{
    api::ApiError,
    context::use_page,
    form::{Form, FormOf},
    initial_state::{signed_in, use_viewer},
    time::PostTime,
};
use leptos::{ev::SubmitEvent, prelude::*};
use locales::{t, t_string, use_i18n};
use types::{Community, CommunityName, CommunityRule, Field, MAX_REQUEST_MESSAGE, MembershipState, Viewer};
use ui::{ConfirmDialog, Dialog, EmptyState, IconName, Notice, TextArea, Tone};

/// What the parts of a community's page share.
#[derive(Clone, Copy)]
pub(super) struct CommunityContext {
    pub community: StoredValue<CommunityName>,
    pub membership: RwSignal<MembershipState>,
    pub is_member: Memo<bool>,
    /// A member who may not post, as the page was loaded.
    pub barred: bool,
    pub members: RwSignal<u32>,
    /// The rules are shown before one joins.
    pub rules: StoredValue<Vec<CommunityRule>>,
    viewer: RwSignal<Option<Viewer>>,
}

impl CommunityContext {
    pub(super) fn new(community: &Community) -> Self {
        let membership = RwSignal::new(community.membership);
        Self {
            community: StoredValue::new(community.card.community.clone()),
            membership,
            is_member: Memo::new(move |_| {
                membership.with(|membership| matches!(membership, MembershipState::Member { .. }))
            }),
            barred: matches!(community.membership, MembershipState::Member { .. }) && !community.takes_part,
            members: RwSignal::new(community.card.members),
            rules: StoredValue::new(community.rules.clone()),
            viewer: use_viewer(),
        }
    }

    pub(super) fn slug(self) -> String {
        self.community.with_value(|community| community.slug.clone())
    }

    fn moved(self, membership: MembershipState) {
        let was_in = self.is_member.get_untracked();
        let is_in = matches!(membership, MembershipState::Member { .. });
        self.membership.set(membership);
        if was_in == is_in {
            return;
        }
        self.members
            .update(|members| *members = if is_in { *members + 1 } else { members.saturating_sub(1) });
        // The composer offers it from now on, or no more.
        self.viewer.update(|viewer| {
            if let Some(viewer) = viewer {
                let community = self.community.get_value();
                viewer.communities.retain(|known| known.id != community.id);
                if is_in {
                    viewer.communities.push(community);
                }
            }
        });
    }
}

/// The button in the header; without script it leads to the rules, where the form stands.
#[component]
pub(super) fn JoinButton(here: CommunityContext) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let (asking, leaving) = (RwSignal::new(false), RwSignal::new(false));
    let press = move |event: SubmitEvent| {
        event.prevent_default();
        if !acting.may_act() {
            return;
        }
        match here.membership.get_untracked() {
            MembershipState::Member { .. } | MembershipState::Requested => leaving.set(true),
            _ => asking.set(true),
        }
    };
    let leave = Callback::new(move |()| {
        let slug = here.slug();
        let (id, viewer) = (here.community.with_value(|community| community.id), here.viewer);
        let action = async move {
            api::leave(slug.clone()).await?;
            Ok::<_, ApiError>(api::show(slug).await.ok())
        };
        acting.run(action, move |community| match community {
            Some(community) if here.is_member.try_get_untracked().is_some() => here.moved(community.membership),
            // Another page is shown by now: only the composer is to know.
            Some(community) if matches!(community.membership, MembershipState::Member { .. }) => {}
            Some(_) => viewer.update(|viewer| {
                if let Some(viewer) = viewer {
                    viewer.communities.retain(|known| known.id != id);
                }
            }),
            // It closed with its last member.
            None => acting.go("/communities"),
        });
    });
    let label = move || match here.membership.get() {
        MembershipState::Member { .. } => t_string!(i18n, communities.joined),
        MembershipState::Requested => t_string!(i18n, communities.requested),
        MembershipState::MayAsk => t_string!(i18n, communities.ask_to_join),
        _ => t_string!(i18n, communities.join),
    };
    let kind = move || match here.membership.get() {
        MembershipState::Member { .. } | MembershipState::Requested => "secondary",
        _ => "primary",
    };
    let closed = move || {
        matches!(
            here.membership.get(),
            MembershipState::NeedsInvitation
                | MembershipState::Barred
                | MembershipState::Banned { .. }
                | MembershipState::Protected
        )
    };
    let is_last = Signal::derive(move || here.members.get() == 1);
    let leave_title = move || match here.membership.get() {
        MembershipState::Requested => t_string!(i18n, communities.withdraw_title).to_owned(),
        _ => t_string!(
            i18n,
            communities.leave_title,
            name = here.community.with_value(|community| community.name.clone())
        ),
    };
    let leave_text = move || match here.membership.get() {
        MembershipState::Requested => t_string!(i18n, communities.withdraw_text),
        _ if is_last.get() => t_string!(i18n, communities.leave_last_text),
        _ => t_string!(i18n, communities.leave_text),
    };
    view! {
        {move || {
            (!closed())
                .then(|| {
                    view! {
                        <form
                            method="get"
                            action=format!("/c/{}/about", here.slug())
                            on:submit=press
                        >
                            <button class="button" data-kind=kind data-size="medium" type="submit">
                                <span class="button__text">{label}</span>
                            </button>
                        </form>
                    }
                })
        }}
        <Dialog
            open=asking
            title=move || t_string!(i18n, communities.rules_title)
        >
            <JoinForm here open=asking />
        </Dialog>
        <ConfirmDialog
            open=leaving
            title=leave_title
            text=leave_text
            confirm_label=move || t_string!(i18n, communities.leave)
            danger=true
            on_confirm=leave
        />
    }
}

/// The rules as a numbered list.
#[component]
pub(super) fn Rules(rules: Vec<CommunityRule>) -> impl IntoView {
    let i18n = use_i18n();
    if rules.is_empty() {
        return view! { <p class="muted">{t!(i18n, communities.no_rules)}</p> }.into_any();
    }
    let items = rules
        .into_iter()
        .map(|rule| {
            let detail =
                (!rule.detail.is_empty()).then(|| view! { <span class="muted" dir="auto">{rule.detail}</span> });
            view! {
                <li>
                    <bdi class="rules__title">{rule.title}</bdi>
                    {detail}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="rules">{items}</ol> }.into_any()
}

/// Rules, a message where somebody has to accept, and the agreement.
#[component]
pub(super) fn JoinForm(
    here: CommunityContext,
    /// Of the dialog around it.
    #[prop(optional)]
    open: Option<RwSignal<bool>>,
) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let form = FormOf::<Join>::new();
    form.on_success(move |membership| {
        here.moved(membership);
        if let Some(open) = open {
            open.set(false);
        }
        let words = match membership {
            MembershipState::Requested => t_string!(i18n, communities.asked),
            _ => t_string!(i18n, communities.welcome),
        };
        acting.succeeded(words);
    });
    let message = RwSignal::new(form.remembered("message").unwrap_or_default());
    let asks = move || here.membership.get() == MembershipState::MayAsk;
    let label = move || {
        if asks() {
            t_string!(i18n, communities.agree_and_ask)
        } else {
            t_string!(i18n, communities.agree_and_join)
        }
    };
    view! {
        <Form
            state=form
            fields=&[Field::Message]
            class="form join-form"
            submit=label
        >
            {open.is_some().then(|| view! { <Rules rules=here.rules.get_value() /> })}
            <input type="hidden" name="slug" value=here.slug() />
            {move || {
                asks()
                    .then(|| {
                        view! {
                            <TextArea
                                name="message"
                                label=move || t_string!(i18n, communities.message)
                                hint=move || t_string!(i18n, communities.message_hint)
                                value=message
                                error=form.field_error(Field::Message)
                                maxlength=MAX_REQUEST_MESSAGE as u32
                                counter=true
                                rows=3
                            />
                        }
                    })
            }}
        </Form>
    }
}

/// Why one cannot join, or that one waits for an answer; nothing otherwise.
#[component]
pub(super) fn StandingNotice(here: CommunityContext) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let words = match here.membership.get() {
            MembershipState::Member { .. } | MembershipState::MayJoin | MembershipState::MayAsk => return None,
            MembershipState::Requested => t!(i18n, communities.notice_requested).into_any(),
            MembershipState::NeedsInvitation => t!(i18n, communities.notice_invite).into_any(),
            MembershipState::Barred => t!(i18n, errors.barred_by_moderator).into_any(),
            MembershipState::Banned { until: None } => t!(i18n, errors.banned_from_community).into_any(),
            MembershipState::Banned {
                until: Some(milliseconds),
            } => t!(
                i18n,
                communities.notice_banned,
                when = move || view! { <PostTime milliseconds full=true /> }
            )
            .into_any(),
            MembershipState::Protected => t!(i18n, errors.public_accounts_only).into_any(),
        };
        Some(view! { <Notice tone=Tone::Neutral icon=IconName::Info>{words}</Notice> })
    }
}

/// What stands in the place of the composer for those who are not in.
#[component]
pub(super) fn Invitation(here: CommunityContext) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let may = matches!(
            here.membership.get(),
            MembershipState::MayJoin | MembershipState::MayAsk
        ) || !signed_in();
        may.then(|| {
            view! { <p class="community-invitation muted">{t!(i18n, communities.members_write)}</p> }
        })
    }
}

/// In place of a list of posts.
#[component]
pub(super) fn NoPosts(here: CommunityContext, media: bool) -> impl IntoView {
    let i18n = use_i18n();
    let is_in = here.is_member.get_untracked();
    let title = move || {
        if media {
            t_string!(i18n, communities.no_media_title)
        } else {
            t_string!(i18n, communities.no_posts_title)
        }
    };
    let text = move || {
        if is_in {
            t_string!(i18n, communities.no_posts_member)
        } else {
            t_string!(i18n, communities.no_posts_text)
        }
    };
    view! { <EmptyState icon=IconName::Communities title text /> }
}
