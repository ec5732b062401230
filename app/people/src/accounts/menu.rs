use super::api::{LogOut, SwitchAccount};
use base::{
    form::{Form, FormOf},
    form_error::FormError,
    forms::leave_for,
    initial_state::use_viewer,
    space_links::space_rel,
};
use leptos::prelude::*;
use locales::{t, t_string, use_i18n};
use types::AccountCard;
use ui::{
    Avatar, AvatarSize, Button, ButtonLink, ButtonSize, Icon, IconName, Menu, MenuAlign, MenuItem, MenuSeparator,
    ToastKind, use_toasts,
};

/// The button *Account menu* of the navigation: other accounts of this browser, settings, log-out. `compact` shows the
/// face only, for the bar of phones. Without script a link to the settings stands in its place: they offer the same.
#[component]
pub fn AccountMenu(#[prop(optional)] compact: bool) -> impl IntoView {
    let (i18n, viewer, toasts) = (use_i18n(), use_viewer(), use_toasts());
    let spaces_rel = space_rel();
    let log_out = ServerAction::<LogOut>::new();
    let switch = ServerAction::<SwitchAccount>::new();
    for value in [log_out.value(), switch.value()] {
        Effect::new(move |_| match value.get() {
            Some(Ok(to)) => leave_for(&to),
            Some(Err(error)) => {
                toasts.show(ToastKind::Error, base::forms::error_text(i18n, &error.0));
            }
            None => {}
        });
    }
    let class = if compact {
        "bottom-bar__link"
    } else {
        "nav__account-button"
    };
    let align = if compact { MenuAlign::End } else { MenuAlign::Start };
    let card = Memo::new(move |_| viewer.with(|viewer| viewer.as_ref().map(|viewer| viewer.card.clone())));
    let trigger = move || card.get().map(|card| view! { <Face card compact /> });
    let others = move || viewer.with(|viewer| viewer.as_ref().map(|viewer| viewer.others.clone()).unwrap_or_default());
    view! {
        <div class=if compact { "bottom-bar__account needs-script" } else { "nav__account needs-script" }>
            <Menu label=move || t_string!(i18n, accounts.account_menu) class align trigger>
                {move || {
                    others()
                        .into_iter()
                        .map(|other| {
                            let id = other.id;
                            let choose = move |()| {
                                switch.dispatch(SwitchAccount { account_id: id });
                            };
                            view! {
                                <MenuItem icon=IconName::Users on_select=choose>
                                    <span class="account-menu__label">
                                        {move || t_string!(i18n, accounts.switch_to, handle = other.handle.clone())}
                                    </span>
                                </MenuItem>
                            }
                        })
                        .collect_view()
                }}
                <MenuItem icon=IconName::UserPlus href="/login">
                    {t!(i18n, accounts.add_account)}
                </MenuItem>
                // What the bar of phones has no room for.
                {compact
                    .then(|| {
                        view! {
                            <MenuSeparator />
                            <MenuItem icon=IconName::Bookmark href="/bookmarks">
                                {t!(i18n, common.bookmarks)}
                            </MenuItem>
                            <MenuItem icon=IconName::Circles href="/circles">
                                {t!(i18n, circles.title)}
                            </MenuItem>
                            <MenuItem icon=IconName::Communities href="/communities">
                                {t!(i18n, communities.title)}
                            </MenuItem>
                            <MenuItem icon=IconName::Spaces href="/spaces" rel=spaces_rel>
                                {t!(i18n, spaces.list.title)}
                            </MenuItem>
                        }
                    })}
                {move || {
                    viewer
                        .with(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.operator))
                        .then(|| {
                            view! {
                                <MenuItem icon=IconName::Shield href="/admin/reports">
                                    {t!(i18n, moderation.platform_title)}
                                </MenuItem>
                            }
                        })
                }}
                <MenuItem icon=IconName::Feather href="/drafts">
                    {t!(i18n, co_posts.title)}
                </MenuItem>
                <MenuItem icon=IconName::Settings href="/settings">
                    {t!(i18n, common.settings)}
                </MenuItem>
                <MenuSeparator />
                <MenuItem
                    icon=IconName::LogOut
                    on_select=move |()| {
                        log_out.dispatch(LogOut {});
                    }
                >
                    {t!(i18n, accounts.log_out)}
                </MenuItem>
            </Menu>
        </div>
        <a class=format!("{class} without-script") href="/settings" aria-label=move || t_string!(i18n, accounts.account_menu)>
            {move || card.get().map(|card| view! { <Face card compact /> })}
        </a>
    }
}

#[component]
fn Face(card: AccountCard, compact: bool) -> impl IntoView {
    let size = if compact { AvatarSize::Small } else { AvatarSize::Medium };
    let src = card.face();
    view! {
        <Avatar src name=card.display_name.clone() size />
        {(!compact)
            .then(|| {
                view! {
                    <span class="nav__who">
                        <bdi class="nav__name">{card.display_name.clone()}</bdi>
                        <span class="nav__handle">{format!("@{}", card.handle)}</span>
                    </span>
                    <Icon name=IconName::More />
                }
            })}
    }
}

/// The accounts of this browser with buttons to go on as another, to add one and to log out; works without script.
#[component]
pub fn AccountSwitcher() -> impl IntoView {
    let (i18n, viewer) = (use_i18n(), use_viewer());
    let others =
        viewer.with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.others.clone()).unwrap_or_default());
    let form = FormOf::<SwitchAccount>::new();
    form.on_success(|to| leave_for(&to));
    view! {
        <FormError message=form.other_error(&[]) />
        <ul class="people">
            {others
                .into_iter()
                .map(|other| {
                    let label = other.handle.clone();
                    let src = other.face();
                    view! {
                        <li class="person-row">
                            <span class="person-row__avatar">
                                <Avatar src name=other.display_name.clone() />
                            </span>
                            <div class="person-row__body">
                                <span class="person-row__who">
                                    <bdi class="person-row__name">{other.display_name.clone()}</bdi>
                                    <span class="person-row__handle">{format!("@{}", other.handle)}</span>
                                </span>
                            </div>
                            <div class="person-row__actions">
                                <Form state=form class="" for_anybody=true quiet=true>
                                    <input type="hidden" name="account_id" value=other.id.to_string() />
                                    <Button
                                        submit=true
                                        size=ButtonSize::Small
                                        label=move || {
                                            t_string!(i18n, accounts.switch_to, handle = label.clone()).to_string()
                                        }
                                    >
                                        {t!(i18n, accounts.switch)}
                                    </Button>
                                </Form>
                            </div>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
        <div class="cluster">
            <ButtonLink href="/login" icon=IconName::UserPlus>
                {t!(i18n, accounts.add_account)}
            </ButtonLink>
            <ButtonLink href="/logout" icon=IconName::LogOut>
                {t!(i18n, accounts.log_out)}
            </ButtonLink>
        </div>
    }
}
