//! `/drafts`: what waits for an answer, received and sent.

use super::{api, invitation::Invitation};
use crate::side_column::{SideColumn, SideData};
use base::{
    api::ApiResult,
    form_error::FormError,
    forms::error_text,
    initial_state::{FormMemorySignal, signed_in},
    live::use_live,
    loaded::{Waiting, loaded},
    log_in_first::LogInFirst,
    page::Page,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::LazyRoute;
use locales::{t_string, use_i18n};
use types::{CoPostInvitation, CoPostInvitations, InvitationId};
use ui::{EmptyState, IconName, PageHeader, SkeletonKind};

/// What is done from here; their refusals are shown here too.
const CHANGES: [&str; 5] = [
    api::Accept::PATH,
    api::Decline::PATH,
    api::Withdraw::PATH,
    api::Invite::PATH,
    api::Leave::PATH,
];

#[derive(Clone, Copy)]
pub struct DraftsPage {
    /// None for visitors.
    data: Option<(Resource<ApiResult<CoPostInvitations>>, SideData)>,
}

impl LazyRoute for DraftsPage {
    fn data() -> Self {
        Self {
            data: signed_in().then(|| (Resource::new_blocking(|| (), |()| api::list()), SideData::load())),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let Some((invitations, side)) = this.data else {
            return view! { <LogInFirst /> }.into_any();
        };
        follow_news(invitations);
        let title = move || t_string!(i18n, co_posts.title);
        let lists = loaded(invitations, Waiting::skeleton(SkeletonKind::Post, 2).kept(), |found| {
            view! { <Lists found /> }.into_any()
        });
        view! {
            <Page title aside=move || view! { <SideColumn data=side /> }>
                <PageHeader title subtitle=move || t_string!(i18n, co_posts.lead) />
                <Refusal />
                {lists}
            </Page>
        }
        .into_any()
    }
}

/// Why an answer sent without script was refused.
#[component]
fn Refusal() -> impl IntoView {
    let i18n = use_i18n();
    let memory = expect_context::<FormMemorySignal>().0;
    let message = Signal::derive(move || {
        memory.with(|memory| {
            let memory = memory
                .as_ref()
                .filter(|memory| CHANGES.contains(&memory.path.as_str()))?;
            Some(error_text(i18n, &memory.error))
        })
    });
    view! { <FormError message /> }
}

/// Loads anew when an invitation came, was answered or taken back elsewhere: all of them move the notifications.
fn follow_news(invitations: Resource<ApiResult<CoPostInvitations>>) {
    let live = use_live();
    Effect::new(move |before: Option<()>| {
        live.notified.track();
        live.resyncs.track();
        if before.is_some() {
            invitations.refetch();
        }
    });
}

#[component]
fn Lists(found: CoPostInvitations) -> impl IntoView {
    let i18n = use_i18n();
    let (received, sent) = (RwSignal::new(found.received), RwSignal::new(found.sent));
    let over = Callback::new(move |id: InvitationId| {
        for list in [received, sent] {
            list.update(|list| list.retain(|invitation| invitation.id != id));
        }
    });
    let nothing = move || received.with(Vec::is_empty) && sent.with(Vec::is_empty);
    let section = move |list: RwSignal<Vec<CoPostInvitation>>, is_sent: bool| {
        let title = move || {
            if is_sent {
                t_string!(i18n, co_posts.sent_title)
            } else {
                t_string!(i18n, co_posts.received)
            }
        };
        view! {
            <section class="invitations" aria-label=title hidden=move || list.with(Vec::is_empty)>
                <h2 class="invitations__title">{title}</h2>
                <For each=move || list.get() key=|invitation| (invitation.id, invitation.bar) let:invitation>
                    <Invitation invitation sent=is_sent on_over=over />
                </For>
            </section>
        }
    };
    view! {
        {section(received, false)}
        {section(sent, true)}
        {move || {
            nothing()
                .then(|| {
                    view! {
                        <EmptyState
                            icon=IconName::Feather
                            title=move || t_string!(i18n, co_posts.empty_title)
                            text=move || t_string!(i18n, co_posts.empty_text)
                        />
                    }
                })
        }}
    }
}
