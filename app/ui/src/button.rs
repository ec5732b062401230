use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::icon::{Icon, IconName};
use crate::text::{aria_bool, optional_attribute};

/// How much a button wants to be pressed. At most one primary button stands in one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    Primary,
    #[default]
    Secondary,
    Quiet,
    Danger,
}

impl ButtonKind {
    fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    Small,
    #[default]
    Medium,
    Large,
}

impl ButtonSize {
    fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

/// Runs the handler, except while busy: a busy button keeps the focus but does nothing, not even submit its form.
fn guarded(busy: Signal<bool>, on_click: Option<Callback<MouseEvent>>) -> impl Fn(MouseEvent) + Clone + 'static {
    move |event: MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
        } else if let Some(on_click) = on_click {
            on_click.run(event);
        }
    }
}

fn button_type(submit: bool) -> &'static str {
    if submit { "submit" } else { "button" }
}

/// A button with a text, and an icon before it when given.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] size: ButtonSize,
    /// Submits the form around it.
    #[prop(optional)]
    submit: bool,
    /// Shows a spinner in place of the text, at the same width.
    #[prop(optional, into)]
    busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Fills the line.
    #[prop(optional)]
    wide: bool,
    #[prop(optional)] icon: Option<IconName>,
    /// Makes it a toggle.
    #[prop(optional, into)]
    pressed: MaybeProp<bool>,
    /// The accessible name, where the text is not enough.
    #[prop(optional, into)]
    label: Option<TextProp>,
    #[prop(optional, into)] on_click: Option<Callback<MouseEvent>>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class="button"
            type=button_type(submit)
            data-kind=kind.name()
            data-size=size.name()
            data-wide=wide
            aria-busy=move || busy.get().then_some("true")
            aria-pressed=move || pressed.get().map(aria_bool)
            aria-label=optional_attribute(label)
            disabled=move || disabled.get()
            on:click=guarded(busy, on_click)
        >
            {icon.map(|name| view! { <Icon name/> })}
            <span class="button__text">{children()}</span>
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] size: ButtonSize,
    #[prop(optional)] wide: bool,
    #[prop(optional)] icon: Option<IconName>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="button" href=href data-kind=kind.name() data-size=size.name() data-wide=wide>
            {icon.map(|name| view! { <Icon name/> })}
            <span class="button__text">{children()}</span>
        </a>
    }
}

/// A round button with an icon only. The label is its accessible name and its tooltip.
#[component]
pub fn IconButton(
    icon: IconName,
    #[prop(into)] label: TextProp,
    #[prop(optional)] size: ButtonSize,
    #[prop(optional)] submit: bool,
    #[prop(optional, into)] pressed: MaybeProp<bool>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Coloured as something that removes.
    #[prop(optional)]
    danger: bool,
    #[prop(optional, into)] on_click: Option<Callback<MouseEvent>>,
) -> impl IntoView {
    let title = label.clone();
    view! {
        <button
            class="icon-button"
            type=button_type(submit)
            data-size=size.name()
            data-danger=danger
            aria-label=move || label.get()
            title=move || title.get()
            aria-pressed=move || pressed.get().map(aria_bool)
            aria-busy=move || busy.get().then_some("true")
            disabled=move || disabled.get()
            on:click=guarded(busy, on_click)
        >
            <Icon name=icon/>
        </button>
    }
}
