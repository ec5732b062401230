//! The three shared views of anything that loads (loading, empty, error), and notices.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::button::{Button, ButtonKind, ButtonLink};
use crate::icon::{Icon, IconName};
use crate::status::Tone;
use crate::words::use_words;

/// A turning ring. With a label it is a status that screen readers announce.
#[component]
pub fn Spinner(#[prop(optional, into)] label: Option<TextProp>) -> impl IntoView {
    let role = label.is_some().then_some("status");
    view! {
        <span class="spinner" role=role>
            <span class="spinner__ring" aria-hidden="true"></span>
            {label.map(|label| view! { <span class="visually-hidden">{move || label.get()}</span> })}
        </span>
    }
}

/// The shape of what is on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SkeletonKind {
    #[default]
    Post,
    Line,
    Person,
    Profile,
    Notification,
}

impl SkeletonKind {
    fn name(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Line => "line",
            Self::Person => "person",
            Self::Profile => "profile",
            Self::Notification => "notification",
        }
    }
}

/// Grey shapes in place of content that is on its way.
#[component]
pub fn Skeleton(
    #[prop(optional)] kind: SkeletonKind,
    /// How many; 1 when absent.
    #[prop(default = 1)]
    count: usize,
) -> impl IntoView {
    let label = use_words().loading;
    let shapes = (0..count)
        .map(|_| {
            view! {
                <div class="skeleton" data-kind=kind.name() aria-hidden="true">
                    <span class="skeleton__round"></span>
                    <span class="skeleton__line"></span>
                    <span class="skeleton__line"></span>
                    <span class="skeleton__line"></span>
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="skeletons" role="status">
            <span class="visually-hidden">{move || label.get()}</span>
            {shapes}
        </div>
    }
}

/// Shown where a list has nothing yet. The children are what to do about it.
#[component]
pub fn EmptyState(
    icon: IconName,
    #[prop(into)] title: TextProp,
    #[prop(into)] text: TextProp,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <span class="empty-state__icon">
                <Icon name=icon/>
            </span>
            <h2 class="empty-state__title">{move || title.get()}</h2>
            <p class="empty-state__text">{move || text.get()}</p>
            {children.map(|children| view! { <div class="empty-state__actions">{children()}</div> })}
        </div>
    }
}

/// Shown where something could not be loaded.
#[component]
pub fn ErrorState(
    #[prop(into)] title: TextProp,
    #[prop(into)] text: TextProp,
    /// Small print that helps the operator, such as the request's id.
    #[prop(optional, into)]
    detail: Option<TextProp>,
    #[prop(optional, into)] on_retry: Option<Callback<()>>,
    /// Used without `on_retry`: reloads this address.
    #[prop(optional, into)]
    retry_href: Option<String>,
) -> impl IntoView {
    let label = use_words().try_again;
    let retry = match (on_retry, retry_href) {
        (Some(on_retry), _) => view! {
            <Button kind=ButtonKind::Secondary icon=IconName::Refresh on_click=move |_| on_retry.run(())>
                {move || label.get()}
            </Button>
        }
        .into_any(),
        (None, Some(href)) => view! {
            <ButtonLink href=href icon=IconName::Refresh>{move || label.get()}</ButtonLink>
        }
        .into_any(),
        (None, None) => ().into_any(),
    };
    view! {
        <div class="empty-state" role="alert" data-tone="danger">
            <span class="empty-state__icon">
                <Icon name=IconName::Warning/>
            </span>
            <h2 class="empty-state__title">{move || title.get()}</h2>
            <p class="empty-state__text">{move || text.get()}</p>
            {detail.map(|detail| view! { <p class="empty-state__detail">{move || detail.get()}</p> })}
            <div class="empty-state__actions">{retry}</div>
        </div>
    }
}

/// A message inside a page or a form.
#[component]
pub fn Notice(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] icon: Option<IconName>,
    /// Announces it as soon as it appears.
    #[prop(optional)]
    alert: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="notice" data-tone=tone.name() role=alert.then_some("alert")>
            {icon.map(|name| view! { <Icon name/> })}
            <div class="notice__text">{children()}</div>
        </div>
    }
}

/// Three sparrows on a wire: the picture of sign-up, welcome and error pages. Decorative.
#[component]
pub fn Perch() -> impl IntoView {
    view! {
        <div class="perch" aria-hidden="true">
            <Icon name=IconName::Sparrow/>
            <Icon name=IconName::Sparrow/>
            <Icon name=IconName::Sparrow/>
        </div>
    }
}
