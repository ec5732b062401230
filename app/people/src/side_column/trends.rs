//! Hashtags in use.

use base::address::in_address;
use leptos::prelude::*;
use locales::{t, t_string, use_i18n};
use types::Trend;

/// Links to the tags, with what each is about in numbers.
#[component]
pub fn TrendList(trends: Vec<Trend>) -> impl IntoView {
    let i18n = use_i18n();
    let rows = trends
        .into_iter()
        .map(|Trend { tag, posts }| {
            let href = format!("/tags/{}", in_address(&tag));
            view! {
                <li>
                    <a class="trend" href=href>
                        <span class="trend__reason">{t!(i18n, timelines.trend_reason)}</span>
                        <bdi class="trend__name">"#" {tag}</bdi>
                        <span class="trend__count">{move || t_string!(i18n, timelines.posts, count = posts)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="panel__list">{rows}</ul> }
}
