use base::{initial_state::use_site, page::Page};
use leptos::{prelude::*, text_prop::TextProp};
use locales::{t_string, use_i18n};
use ui::{Icon, IconName, Perch};

/// The page around the forms for people who are on their way in: sign-up, log-in, links from mails.
#[component]
pub(crate) fn AuthFrame(
    #[prop(into)] title: TextProp,
    #[prop(optional, into)] lead: Option<TextProp>,
    children: Children,
) -> impl IntoView {
    let (i18n, site) = (use_i18n(), use_site());
    let heading = title.clone();
    view! {
        <Page title wide=true>
            <div class="auth">
                <div class="auth__art" aria-hidden="true">
                    <Perch />
                    <p class="auth__motto">{move || t_string!(i18n, accounts.motto)}</p>
                </div>
                <div class="auth__card">
                    <a class="auth__brand" href="/" aria-label=site.name()>
                        <Icon name=IconName::Sparrow />
                        <span>{site.name()}</span>
                    </a>
                    <h1 class="auth__title">{move || heading.get()}</h1>
                    {lead.map(|lead| view! { <p class="auth__lead">{move || lead.get()}</p> })}
                    {children()}
                </div>
            </div>
        </Page>
    }
}
