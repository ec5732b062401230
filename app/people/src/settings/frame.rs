use base::{initial_state::signed_in, log_in_first::LogInFirst, page::Page};
use leptos::{prelude::*, text_prop::TextProp};
use locales::{I18nContext, Locale, t_string, use_i18n};
use ui::{Icon, IconName, PageHeader};

/// The pages of the settings, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Profile,
    Account,
    Privacy,
    Appearance,
    Sessions,
}

impl Section {
    const ALL: [Self; 5] = [
        Self::Profile,
        Self::Account,
        Self::Privacy,
        Self::Appearance,
        Self::Sessions,
    ];

    fn path(self) -> &'static str {
        match self {
            Self::Profile => "/settings/profile",
            Self::Account => "/settings/account",
            Self::Privacy => "/settings/privacy",
            Self::Appearance => "/settings/appearance",
            Self::Sessions => "/settings/sessions",
        }
    }

    fn icon(self) -> IconName {
        match self {
            Self::Profile => IconName::User,
            Self::Account => IconName::Key,
            Self::Privacy => IconName::Shield,
            Self::Appearance => IconName::Palette,
            Self::Sessions => IconName::Device,
        }
    }

    pub(crate) fn title(self, i18n: I18nContext<Locale>) -> &'static str {
        match self {
            Self::Profile => t_string!(i18n, settings.profile),
            Self::Account => t_string!(i18n, settings.account),
            Self::Privacy => t_string!(i18n, settings.privacy),
            Self::Appearance => t_string!(i18n, settings.appearance),
            Self::Sessions => t_string!(i18n, settings.sessions),
        }
    }

    fn text(self, i18n: I18nContext<Locale>) -> &'static str {
        match self {
            Self::Profile => t_string!(i18n, settings.profile_text),
            Self::Account => t_string!(i18n, settings.account_text),
            Self::Privacy => t_string!(i18n, settings.privacy_text),
            Self::Appearance => t_string!(i18n, settings.appearance_text),
            Self::Sessions => t_string!(i18n, settings.sessions_text),
        }
    }
}

/// A page of the settings: the list of sections beside it on wide screens, a way back to the list on phones. Sends
/// people who are not signed in to log-in and back. `section` is none on the list's own page.
#[component]
pub(crate) fn SettingsFrame(
    section: Option<Section>,
    /// The section's name when absent.
    #[prop(optional, into)]
    title: Option<TextProp>,
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    if !signed_in() {
        return view! { <LogInFirst /> }.into_any();
    }
    let own_title = title.is_some();
    let title = title.unwrap_or_else(|| {
        TextProp::from(move || section.map_or_else(|| t_string!(i18n, common.settings), |section| section.title(i18n)))
    });
    // From a page of a section one goes back to the section, from a section to the list.
    let back = section.map(|section| if own_title { section.path() } else { "/settings" }.to_owned());
    let header = match back {
        Some(href) => view! {
            <PageHeader title=title.clone() back_href=href />
        }
        .into_any(),
        None => view! { <PageHeader title=title.clone() /> }.into_any(),
    };
    view! {
        <Page title=title wide=true>
            {header}
            <div class="settings" data-page=if section.is_some() { "section" } else { "index" }>
                <nav class="settings__sections" aria-label=move || t_string!(i18n, common.settings)>
                    {Section::ALL
                        .map(|entry| {
                            view! {
                                <a
                                    class="settings__link"
                                    href=entry.path()
                                    aria-current=(section == Some(entry)).then_some("page")
                                >
                                    <Icon name=entry.icon() />
                                    <span>
                                        <strong>{move || entry.title(i18n)}</strong>
                                        <small>{move || entry.text(i18n)}</small>
                                    </span>
                                    <Icon name=IconName::Forward />
                                </a>
                            }
                        })
                        .collect_view()}
                </nav>
                <div class="settings__content">{children()}</div>
            </div>
        </Page>
    }
    .into_any()
}

/// A part of a page of the settings with its heading.
#[component]
pub(crate) fn Group(
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] text: Option<TextProp>,
    /// Coloured as something that cannot be undone.
    #[prop(optional)]
    danger: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="settings__group" data-tone=danger.then_some("danger")>
            <h2 class="settings__title">{move || title.get()}</h2>
            {text.map(|text| view! { <p class="settings__text">{move || text.get()}</p> })}
            {children()}
        </section>
    }
}
