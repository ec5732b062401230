//! The page for what does not exist and for what one may not see: byte for byte the same.

use crate::{api::set_page_status, page::Page};
use leptos::prelude::*;
use locales::{t, t_string, use_i18n};
use ui::{ButtonKind, ButtonLink, Icon, IconName};

/// Answers 404. Pages show it for whatever the viewer may not see.
#[component]
pub fn NotFound() -> impl IntoView {
    set_page_status(404);
    let i18n = use_i18n();
    view! {
        <Page title=move || t_string!(i18n, common.not_found_title)>
            <section class="error-page">
                <Icon name=IconName::Sparrow />
                <p class="error-page__code">"404"</p>
                <h1 class="error-page__title">{t!(i18n, common.not_found_title)}</h1>
                <p class="error-page__text">{t!(i18n, common.not_found_text)}</p>
                <div class="error-page__actions">
                    <ButtonLink href="/" kind=ButtonKind::Primary>
                        {t!(i18n, common.go_home)}
                    </ButtonLink>
                </div>
            </section>
        </Page>
    }
}
