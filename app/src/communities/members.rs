//! Who is in a community, inviting others, and roles.

use super::{api, join::CommunityContext, roles::role_name, slots::CommunitySlots};
use base::{
    api::PageAccount,
    context::{PageContext, use_page},
    initial_state::use_viewer,
    paged_list::{ListEnd, PagedList},
    person_line::PersonLine,
    type_ahead::{LookUp, TypeAhead},
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;
use locales::{t, t_string};
use types::{AccountCard, AccountId, CommunityMember, CommunityRole, InvitationCandidate, MembershipState, Page};
use ui::{Badge, Button, ButtonSize, Icon, IconName, Menu, MenuItem, SkeletonKind};

#[component]
pub(super) fn Members(
    here: CommunityContext,
    first: Page<CommunityMember>,
    candidates: Vec<InvitationCandidate>,
) -> impl IntoView {
    let i18n = use_page().i18n;
    let same = |one: &CommunityMember, other: &CommunityMember| one.card.id == other.card.id;
    let PagedList { items, paging } =
        PagedList::new(first, same, move |cursor| api::members(here.slug(), Some(cursor)));
    let invites = move || {
        here.is_member
            .get()
            .then(|| view! { <Invite here candidates=candidates.clone() /> })
    };
    view! {
        {invites}
        <h2 class="section-title">{t!(i18n, communities.tab_members)}</h2>
        <ul class="people">
            <For each=move || items.get() key=|member| (member.card.id, member.role) let:member>
                <li><MemberRow here items member /></li>
            </For>
        </ul>
        <ListEnd paging more=move || t_string!(i18n, profiles.load_more) skeleton=SkeletonKind::Person />
    }
}

/// A member with the role; admins change it from a menu.
#[component]
fn MemberRow(here: CommunityContext, items: RwSignal<Vec<CommunityMember>>, member: CommunityMember) -> impl IntoView {
    let (acting, viewer, slots) = (use_page(), use_viewer(), expect_context::<CommunitySlots>());
    let i18n = acting.i18n;
    let CommunityMember { card, role } = member.clone();
    let member = StoredValue::new(member);
    let id = card.id;
    let is_me = viewer.with_untracked(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.card.id == id));
    let badge = (role > CommunityRole::Member).then(|| view! { <Badge>{move || role_name(i18n, role)}</Badge> });
    let my_role = move || match here.membership.get() {
        MembershipState::Member { role, .. } => Some(role),
        _ => None,
    };
    let (busy, handle) = (RwSignal::new(false), card.handle.clone());
    let label = move || t_string!(i18n, communities.member_menu, handle = handle.clone());
    let give = move |role: CommunityRole, hand_over: bool| {
        move |()| change_role(acting, here, items, busy, id, role, hand_over)
    };
    let menu = move || {
        let label = label.clone();
        let mine = my_role();
        let appoints = mine == Some(CommunityRole::Admin);
        let outranks = mine >= Some(CommunityRole::Moderator) && mine > Some(role);
        ((appoints || outranks) && !is_me).then(move || {
            view! {
                <div class="needs-script">
                    <Menu label trigger=move || view! { <Icon name=IconName::More /> }>
                        {(appoints && role != CommunityRole::Moderator)
                            .then(|| {
                                view! {
                                    <MenuItem icon=IconName::Shield on_select=give(CommunityRole::Moderator, false)>
                                        {t!(i18n, communities.make_moderator)}
                                    </MenuItem>
                                }
                            })}
                        {(appoints && role != CommunityRole::Admin)
                            .then(|| {
                                view! {
                                    <MenuItem icon=IconName::UserPlus on_select=give(CommunityRole::Admin, false)>
                                        {t!(i18n, communities.make_admin)}
                                    </MenuItem>
                                    <MenuItem icon=IconName::Forward on_select=give(CommunityRole::Admin, true)>
                                        {t!(i18n, communities.hand_over)}
                                    </MenuItem>
                                }
                            })}
                        {(appoints && role != CommunityRole::Member)
                            .then(|| {
                                view! {
                                    <MenuItem icon=IconName::UserMinus on_select=give(CommunityRole::Member, false)>
                                        {t!(i18n, communities.make_member)}
                                    </MenuItem>
                                }
                            })}
                        {(slots.member_items)(here.community.get_value(), member.get_value(), mine)}
                    </Menu>
                </div>
            }
        })
    };
    view! {
        <PersonLine card>
            {badge}
            {menu}
        </PersonLine>
    }
}

fn change_role(
    acting: PageContext,
    here: CommunityContext,
    items: RwSignal<Vec<CommunityMember>>,
    busy: RwSignal<bool>,
    account: AccountId,
    role: CommunityRole,
    hand_over: bool,
) {
    acting.run_once(busy, api::set_role(here.slug(), account, role, hand_over), move |()| {
        acting.succeeded(t_string!(acting.i18n, communities.role_changed));
        let _ = items.try_update(|items| {
            let changed = items.iter_mut().filter(|member| member.card.id == account);
            changed.for_each(|member| member.role = role);
        });
        if hand_over {
            let _ = here.membership.try_set(MembershipState::Member {
                role: CommunityRole::Moderator,
                invitations_left: None,
            });
        }
    });
}

/// Looks for people while one types; without script `?q=` does.
#[component]
fn Invite(here: CommunityContext, candidates: Vec<InvitationCandidate>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let first = use_query_map().with_untracked(|query| query.get("q").unwrap_or_default());
    let candidates = RwSignal::new(candidates);
    let left = move || match here.membership.get() {
        MembershipState::Member {
            invitations_left: Some(left),
            ..
        } => Some(t_string!(i18n, communities.invitations_left, count = left)),
        _ => None,
    };
    let people = LookUp::new();
    let look = move |query: String| {
        people.ask(
            move || api::candidates(here.slug(), query),
            move |answer| match answer {
                Ok(found) => candidates.set(found),
                Err(error) => acting.refused(&error),
            },
        );
    };
    view! {
        <section class="list-section" aria-label=move || t_string!(i18n, communities.invite_people)>
            <h2 class="form__title">{t!(i18n, communities.invite_people)}</h2>
            <p class="form__lead muted">{left}</p>
            <TypeAhead first label=move || t_string!(i18n, communities.search_people) on_input=look />
            <ul class="people">
                <For each=move || candidates.get() key=|person| (person.card.id, person.invited) let:person>
                    <li><Candidate here candidates card=person.card invited=person.invited /></li>
                </For>
            </ul>
        </section>
    }
}

#[component]
fn Candidate(
    here: CommunityContext,
    candidates: RwSignal<Vec<InvitationCandidate>>,
    card: AccountCard,
    invited: bool,
) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let busy = RwSignal::new(false);
    let id = card.id;
    let handle = card.handle.clone();
    let label = move || t_string!(i18n, communities.invite_handle, handle = handle.clone());
    let invite = move |event: SubmitEvent| {
        event.prevent_default();
        acting.run_once(busy, api::invite(here.slug(), id), move |()| {
            let _ = here.membership.try_update(|membership| {
                if let MembershipState::Member {
                    invitations_left: Some(left),
                    ..
                } = membership
                {
                    *left = left.saturating_sub(1);
                }
            });
            let _ = candidates.try_update(|candidates| {
                let known = candidates.iter_mut().filter(|person| person.card.id == id);
                known.for_each(|person| person.invited = true);
            });
        });
    };
    let action = if invited {
        view! { <span class="muted">{t!(i18n, communities.invited)}</span> }.into_any()
    } else {
        view! {
            <form method="post" action=api::Invite::PATH on:submit=invite>
                <PageAccount />
                <input type="hidden" name="slug" value=here.slug() />
                <input type="hidden" name="account_id" value=id.to_string() />
                <Button size=ButtonSize::Small submit=true busy label>
                    {t!(i18n, communities.invite)}
                </Button>
            </form>
        }
        .into_any()
    };
    view! { <PersonLine card>{action}</PersonLine> }
}
