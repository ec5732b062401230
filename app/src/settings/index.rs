use super::frame::{Group, SettingsFrame};
use crate::accounts::AccountSwitcher;
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t_string, use_i18n};

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
            </SettingsFrame>
        }
        .into_any()
    }
}
