//! What this instance is.

use base::{initial_state::use_site, page::Page};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t, t_string, use_i18n};
use ui::PageHeader;

pub struct AboutPage;

impl LazyRoute for AboutPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        let (i18n, site) = (use_i18n(), use_site());
        let title = move || t_string!(i18n, common.about_title, name = site.name());
        view! {
            <Page title>
                <PageHeader title />
                <section class="form-section">
                    <p>{move || t_string!(i18n, common.about_text, name = site.name())}</p>
                    <p>{t!(i18n, common.about_source)}</p>
                    {match site.source_url() {
                        Some(address) => view! {
                            <p>
                                <a href=address rel="noopener">{t!(i18n, common.about_source_link)}</a>
                            </p>
                        }
                        .into_any(),
                        None => view! { <p>{t!(i18n, common.about_source_ask)}</p> }.into_any(),
                    }}
                </section>
            </Page>
        }
        .into_any()
    }
}
