use super::frame::{Group, SettingsFrame};
use crate::accounts::AccountSwitcher;
use base::initial_state::use_viewer;
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t, t_string, use_i18n};
use ui::{ButtonLink, IconName};

/// The list of sections, and the accounts of this browser.
pub struct SettingsPage;

impl LazyRoute for SettingsPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        let i18n = use_i18n();
        view! {
            <SettingsFrame section=None>
                <Group title=move || t_string!(i18n, settings.accounts) text=move || t_string!(i18n, settings.accounts_text)>
                    <AccountSwitcher />
                </Group>
                {use_viewer()
                    .with_untracked(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.operator))
                    .then(|| {
                        view! {
                            <Group title=move || t_string!(i18n, moderation.platform_title)>
                                <ButtonLink href="/admin/reports" icon=IconName::Shield>
                                    {t!(i18n, moderation.see_reports)}
                                </ButtonLink>
                            </Group>
                        }
                    })}
            </SettingsFrame>
        }
        .into_any()
    }
}
