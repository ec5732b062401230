use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::Event;

use crate::button::{Button, ButtonKind, IconButton};
use crate::icon::IconName;
use crate::words::use_words;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogSize {
    Small,
    #[default]
    Medium,
    Large,
    /// The whole window.
    Full,
}

impl DialogSize {
    fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
            Self::Full => "full",
        }
    }
}

/// A modal window on the platform's `dialog`: focus stays inside, Escape and a press beside it close it, and the
/// focus returns to where it came from. Its content exists only while it is open; on the server it is closed.
#[component]
pub fn Dialog(
    /// Two-way: set it to open, it becomes `false` however the dialog was closed.
    open: RwSignal<bool>,
    #[prop(into)] title: TextProp,
    #[prop(optional)] size: DialogSize,
    /// No header: the title is its accessible name only, and the content brings its own way to close.
    #[prop(optional)]
    bare: bool,
    #[prop(optional, into)] on_close: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let close_label = use_words().close;
    // Between being wanted and being there. The platform's word that it closed comes late: it may be of the time before.
    let opening = StoredValue::new(false);
    Effect::new(move |_| {
        let wanted = open.get();
        let Some(dialog) = node.get() else { return };
        opening.set_value(wanted && !dialog.open());
        if wanted {
            // After the content is in the page, so that the platform finds what to focus.
            set_timeout(
                move || {
                    if open.try_get_untracked() == Some(true) && !dialog.open() {
                        // Fails only when the element has left the page meanwhile.
                        let _ = dialog.show_modal();
                    }
                    opening.try_set_value(false);
                },
                Duration::ZERO,
            );
        } else if dialog.open() {
            dialog.close();
        }
    });
    let name = title.clone();
    let content = move || {
        let title = title.clone();
        let close_label = close_label.clone();
        let children = children.clone();
        open.get().then(move || {
            let header = (!bare).then(|| {
                view! {
                    <header class="dialog__header">
                        <h2 class="dialog__title">{move || title.get()}</h2>
                        <IconButton
                            icon=IconName::Close
                            label=move || close_label.get()
                            on_click=move |_| open.set(false)
                        />
                    </header>
                }
            });
            view! {
                {header}
                <div class="dialog__content">{children()}</div>
            }
        })
    };
    view! {
        <dialog
            class="dialog"
            node_ref=node
            data-size=size.name()
            data-bare=bare
            aria-label=move || name.get()
            on:mousedown=move |event| {
                if is_beside(&event, node) {
                    open.set(false);
                }
            }
            on:cancel=move |event| {
                // A file input's bubbles up to here.
                if is_beside(&event, node) {
                    open.set(false);
                }
            }
            on:close=move |_| {
                if !opening.get_value() {
                    open.set(false);
                }
                if let Some(on_close) = on_close {
                    on_close.run(());
                }
            }
        >
            <div class="dialog__box">{content}</div>
        </dialog>
    }
}

/// Whether a press hit the dialog's backdrop: the box inside fills the element, so the element itself is hit only there.
/// Compares with the element, not with the event's current target, which delegation would move to the document.
fn is_beside(event: &Event, node: NodeRef<html::Dialog>) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    matches!((target, node.get_untracked()), (Some(target), Some(dialog)) if target.is_same_node(Some(&dialog)))
}

/// Asks before something that cannot be taken back.
#[component]
pub fn ConfirmDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: TextProp,
    #[prop(into)] text: TextProp,
    #[prop(into)] confirm_label: TextProp,
    /// *Cancel* when absent.
    #[prop(optional, into)]
    cancel_label: Option<TextProp>,
    #[prop(optional)] danger: bool,
    #[prop(into)] on_confirm: Callback<()>,
) -> impl IntoView {
    let kind = if danger {
        ButtonKind::Danger
    } else {
        ButtonKind::Primary
    };
    let text = Signal::derive(move || text.get().into_owned());
    let confirm_label = Signal::derive(move || confirm_label.get().into_owned());
    let cancel_label = cancel_label.unwrap_or_else(|| use_words().cancel);
    let cancel_label = Signal::derive(move || cancel_label.get().into_owned());
    view! {
        <Dialog open=open title=title size=DialogSize::Small>
            <p class="dialog__text">{text}</p>
            <div class="dialog__actions">
                <Button on_click=move |_| open.set(false)>{cancel_label}</Button>
                <Button
                    kind=kind
                    on_click=move |_| {
                        open.set(false);
                        on_confirm.run(());
                    }
                >
                    {confirm_label}
                </Button>
            </div>
        </Dialog>
    }
}
