use super::{
    api::{SetLanguage, SetShortcuts, SetTheme},
    frame::{Group, Section, SettingsFrame},
};
use base::{
    form::{Form, FormOf},
    forms::leave_for,
    initial_state::{use_theme, use_viewer},
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t_string, use_i18n};
use ui::{RadioGroup, RadioLayout, Select, SelectOption, Switch, ToastKind, use_toasts};

/// Theme, language, keys.
pub struct AppearancePage;

impl LazyRoute for AppearancePage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        view! {
            <SettingsFrame section=Some(Section::Appearance)>
                <ThemeForm />
                <LanguageForm />
                <ShortcutsForm />
            </SettingsFrame>
        }
        .into_any()
    }
}

/// With script a theme is tried on as soon as it is chosen, and kept.
#[component]
fn ThemeForm() -> impl IntoView {
    let (i18n, theme) = (use_i18n(), use_theme());
    let form = FormOf::<SetTheme>::new();
    let options = Signal::derive(move || {
        vec![
            SelectOption::new("system", t_string!(i18n, settings.theme_system)),
            SelectOption::new("light", t_string!(i18n, settings.theme_light)),
            SelectOption::new("dim", t_string!(i18n, settings.theme_dim)),
            SelectOption::new("dark", t_string!(i18n, settings.theme_dark)),
        ]
    });
    let initial = theme.get_untracked().unwrap_or_else(|| "system".into());
    let choose = move |chosen: String| {
        theme.set(Some(chosen.clone()).filter(|chosen| chosen != "system"));
        form.send(&[("theme", &chosen)]);
    };
    view! {
        <Group title=move || t_string!(i18n, settings.theme)>
            <Form state=form sends_itself=true submit=move || t_string!(i18n, common.save)>
                <RadioGroup
                    name="theme"
                    legend=move || t_string!(i18n, settings.theme_legend)
                    options
                    initial
                    layout=RadioLayout::Cards
                    on_change=choose
                />
            </Form>
        </Group>
    }
}

#[component]
fn LanguageForm() -> impl IntoView {
    let (i18n, viewer) = (use_i18n(), use_viewer());
    let form = FormOf::<SetLanguage>::new();
    // A fresh page: its texts and those that the server writes change together.
    form.on_success(|()| leave_for("/settings/appearance"));
    let options = Signal::derive(move || {
        vec![
            SelectOption::new("browser", t_string!(i18n, settings.language_browser)),
            // Each language in its own words, for who landed in the wrong one.
            SelectOption::new("en", "English"),
            SelectOption::new("fr", "Français"),
        ]
    });
    let initial = viewer
        .with_untracked(|viewer| viewer.as_ref().and_then(|viewer| viewer.language.clone()))
        .unwrap_or_else(|| "browser".into());
    view! {
        <Group title=move || t_string!(i18n, settings.language)>
            <Form state=form submit=move || t_string!(i18n, common.save)>
                <Select
                    name="language"
                    label=move || t_string!(i18n, settings.language_label)
                    options
                    initial
                />
            </Form>
        </Group>
    }
}

#[component]
fn ShortcutsForm() -> impl IntoView {
    let (i18n, viewer, toasts) = (use_i18n(), use_viewer(), use_toasts());
    let form = FormOf::<SetShortcuts>::new();
    form.on_success(move |on| {
        viewer.update(|viewer| {
            if let Some(viewer) = viewer {
                viewer.shortcuts = on;
            }
        });
        toasts.show(ToastKind::Success, t_string!(i18n, settings.saved));
    });
    let initial = viewer.with_untracked(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.shortcuts));
    view! {
        <Group title=move || t_string!(i18n, settings.shortcuts)>
            <Form state=form submit=move || t_string!(i18n, common.save)>
                <Switch
                    name="shortcuts"
                    label=move || t_string!(i18n, settings.shortcuts_label)
                    hint=move || t_string!(i18n, settings.shortcuts_hint)
                    initial
                />
            </Form>
        </Group>
    }
}
