use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use std::time::Duration;
use wasm_bindgen::JsCast;

use crate::icon::{Icon, IconName};
use crate::text::aria_bool;

/// The edge of the trigger that the menu keeps to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MenuAlign {
    Start,
    #[default]
    End,
}

impl MenuAlign {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
        }
    }
}

/// Room in CSS pixels that a menu should find below its trigger; with less it opens above.
const ROOM_BELOW: f64 = 300.0;

/// Lets an item close the menu around it.
#[derive(Clone, Copy)]
struct MenuContext {
    open: RwSignal<bool>,
    trigger: NodeRef<html::Button>,
}

impl MenuContext {
    /// Closes the menu; the focus goes back to the trigger.
    fn close(self) {
        self.open.set(false);
        if let Some(trigger) = self.trigger.get_untracked() {
            // Fails only for an element that has left the page.
            let _ = trigger.focus();
        }
    }
}

/// A button that opens a list of actions. Arrow keys, Home and End move, Escape and a press beside it close.
#[component]
pub fn Menu(
    /// Accessible name of the trigger and of the menu.
    #[prop(into)]
    label: TextProp,
    /// The trigger's class.
    #[prop(default = "icon-button")]
    class: &'static str,
    /// The trigger's `data-kind`.
    #[prop(optional)]
    kind: Option<&'static str>,
    #[prop(optional, into)] pressed: MaybeProp<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] align: MenuAlign,
    /// What the trigger shows.
    #[prop(into)]
    trigger: ViewFn,
    /// [`MenuItem`]s; they exist only while the menu is open.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let above = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let context = MenuContext { open, trigger: button };
    let name = label.clone();
    let tooltip = label.clone();

    let toggle = move |_| {
        if open.get_untracked() {
            open.set(false);
            return;
        }
        if let Some(button) = button.get_untracked() {
            above.set(room_below(&button) < ROOM_BELOW);
        }
        open.set(true);
        set_timeout(move || focus_item(list, Step::First), Duration::ZERO);
    };
    let on_keydown = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowDown" => Step::Next,
            "ArrowUp" => Step::Previous,
            "Home" => Step::First,
            "End" => Step::Last,
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                context.close();
                return;
            }
            "Tab" => {
                open.set(false);
                return;
            }
            _ => {
                // Keys meant for an item must not reach the page's shortcuts.
                event.stop_propagation();
                return;
            }
        };
        event.prevent_default();
        event.stop_propagation();
        focus_item(list, step);
    };
    let on_focusout = move |event: FocusEvent| {
        let next = event
            .related_target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if let (Some(list), Some(next)) = (list.get_untracked(), next)
            && !list.contains(Some(&next))
        {
            open.set(false);
        }
    };
    let panel = move || {
        let name = name.clone();
        let children = children.clone();
        open.get().then(move || {
            provide_context(context);
            view! {
                <div class="menu__backdrop" on:click=move |_| context.close()></div>
                <div
                    class="menu__list"
                    role="menu"
                    tabindex="-1"
                    node_ref=list
                    aria-label=move || name.get()
                    data-align=align.name()
                    data-above=move || above.get()
                    on:keydown=on_keydown
                    on:focusout=on_focusout
                >
                    {children()}
                </div>
            }
        })
    };
    view! {
        <div class="menu">
            <button
                class=class
                type="button"
                node_ref=button
                data-kind=kind
                aria-label=move || label.get()
                title=move || tooltip.get()
                aria-haspopup="menu"
                aria-expanded=move || aria_bool(open.get())
                aria-pressed=move || pressed.get().map(aria_bool)
                disabled=move || disabled.get()
                on:click=toggle
            >
                {trigger.run()}
            </button>
            {panel}
        </div>
    }
}

/// One action of a [`Menu`]; with `href` a link. Choosing it closes the menu.
#[component]
pub fn MenuItem(
    #[prop(optional)] icon: Option<IconName>,
    #[prop(optional)] danger: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional, into)] on_select: Option<Callback<()>>,
    #[prop(optional, into)] href: Option<String>,
    /// The link's `rel`.
    #[prop(default = None)]
    rel: Option<&'static str>,
    /// Makes it a choice that is on or off.
    #[prop(optional, into)]
    checked: MaybeProp<bool>,
    children: Children,
) -> impl IntoView {
    let context = use_context::<MenuContext>();
    let choose = move || {
        if let Some(context) = context {
            context.close();
        }
        if let Some(on_select) = on_select {
            on_select.run(());
        }
    };
    let role = move || {
        if checked.get().is_some() {
            "menuitemradio"
        } else {
            "menuitem"
        }
    };
    let content = view! {
        {icon.map(|name| view! { <Icon name/> })}
        <span class="menu__text">{children()}</span>
        {move || checked.get().unwrap_or(false).then(|| view! { <Icon name=IconName::Check/> })}
    };
    match href {
        Some(href) => view! {
            <a class="menu__item" role="menuitem" tabindex="-1" href=href rel=rel data-danger=danger on:click=move |_| choose()>
                {content}
            </a>
        }
        .into_any(),
        None => view! {
            <button
                class="menu__item"
                type="button"
                role=role
                tabindex="-1"
                aria-checked=move || checked.get().map(aria_bool)
                data-danger=danger
                disabled=disabled
                on:click=move |_| choose()
            >
                {content}
            </button>
        }
        .into_any(),
    }
}

/// A line between groups of items.
#[component]
pub fn MenuSeparator() -> impl IntoView {
    view! { <hr class="menu__separator"/> }
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Last,
    Next,
    Previous,
}

/// Index of the item to focus among `count` (at least 1), going round at both ends.
fn target(step: Step, current: Option<u32>, count: u32) -> u32 {
    match (step, current) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None | Some(0)) => count - 1,
        (Step::Next, Some(current)) => (current + 1) % count,
        (Step::Previous, Some(current)) => current - 1,
    }
}

fn focus_item(list: NodeRef<html::Div>, step: Step) {
    let Some(list) = list.try_get_untracked().flatten() else {
        return;
    };
    let Ok(items) = list.query_selector_all("[role^=menuitem]:not([disabled])") else {
        return;
    };
    let count = items.length();
    if count == 0 {
        return;
    }
    let focused = document().active_element();
    let current = (0..count).find(|index| {
        items
            .item(*index)
            .is_some_and(|item| focused.as_ref().is_some_and(|focused| item.is_same_node(Some(focused))))
    });
    if let Some(item) = items
        .item(target(step, current, count))
        .and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // Fails only for an element that has left the page.
        let _ = item.focus();
    }
}

/// CSS pixels between the trigger and the lower edge of the window.
fn room_below(trigger: &web_sys::HtmlElement) -> f64 {
    let height = window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or(f64::MAX);
    height - trigger.get_bounding_client_rect().bottom()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round() {
        assert_eq!(target(Step::First, Some(2), 3), 0);
        assert_eq!(target(Step::Last, None, 3), 2);
        assert_eq!(target(Step::Next, None, 3), 0);
        assert_eq!(target(Step::Next, Some(2), 3), 0);
        assert_eq!(target(Step::Previous, Some(0), 3), 2);
        assert_eq!(target(Step::Previous, Some(2), 3), 1);
        assert_eq!(target(Step::Previous, None, 3), 2);
    }
}
