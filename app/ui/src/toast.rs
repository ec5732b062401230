use leptos::prelude::*;
use leptos::text_prop::TextProp;
use std::time::Duration;

use crate::button::{Button, ButtonKind, ButtonSize, IconButton};
use crate::icon::{Icon, IconName};

/// How long a toast stays.
const SHOWN: Duration = Duration::from_secs(6);
/// A toast with something to press stays longer.
const SHOWN_WITH_ACTION: Duration = Duration::from_secs(10);
/// With more the oldest leaves.
const MOST: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastKind {
    Info,
    Success,
    Error,
}

impl ToastKind {
    fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Error => "error",
        }
    }

    fn icon(self) -> IconName {
        match self {
            Self::Info => IconName::Info,
            Self::Success => IconName::Check,
            Self::Error => IconName::Warning,
        }
    }
}

/// One message at the lower edge.
#[derive(Clone)]
pub struct Toast {
    id: u64,
    kind: ToastKind,
    text: String,
    action: Option<(String, Callback<()>)>,
}

/// The page's toasts. In context below [`provide_toasts`].
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u64>,
}

impl Toasts {
    /// Shows a message for a few seconds.
    pub fn show(self, kind: ToastKind, text: impl Into<String>) {
        self.push(kind, text.into(), None);
    }

    /// Shows a message with a button, e.g. "Undo".
    pub fn show_with_action(
        self,
        kind: ToastKind,
        text: impl Into<String>,
        action_label: impl Into<String>,
        action: Callback<()>,
    ) {
        self.push(kind, text.into(), Some((action_label.into(), action)));
    }

    /// Removes all.
    pub fn clear(self) {
        self.list.update(Vec::clear);
    }

    fn push(self, kind: ToastKind, text: String, action: Option<(String, Callback<()>)>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| {
            // The same text twice would only be noise.
            list.retain(|toast| toast.text != text);
            list.push(Toast { id, kind, text, action });
            let extra = list.len().saturating_sub(MOST);
            list.drain(..extra);
        });
    }

    fn dismiss(self, id: u64) {
        let _ = self.list.try_update(|list| list.retain(|toast| toast.id != id));
    }
}

/// Puts [`Toasts`] in context. Once, in the shell.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts {
        list: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
    };
    provide_context(toasts);
    toasts
}

/// The page's toasts; outside a shell, ones that nobody sees.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_else(provide_toasts)
}

/// Where toasts appear. Once, in the shell; always in the page, so that screen readers announce what comes in.
#[component]
pub fn ToastRegion(#[prop(into)] label: TextProp, #[prop(into)] dismiss_label: TextProp) -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-label=move || label.get()>
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                <ToastView toast=toast dismiss_label=dismiss_label.clone()/>
            </For>
        </div>
    }
}

#[component]
fn ToastView(toast: Toast, dismiss_label: TextProp) -> impl IntoView {
    let toasts = use_toasts();
    let Toast { id, kind, text, action } = toast;
    let shown = if action.is_some() { SHOWN_WITH_ACTION } else { SHOWN };
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let pause = move || {
        if let Some(handle) = timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    let start = move || {
        pause();
        timer.set_value(set_timeout_with_handle(move || toasts.dismiss(id), shown).ok());
    };
    Effect::new(move |_| start());
    on_cleanup(pause);
    let action = action.map(|(label, run)| {
        view! {
            <Button
                kind=ButtonKind::Quiet
                size=ButtonSize::Small
                on_click=move |_| {
                    toasts.dismiss(id);
                    run.run(());
                }
            >
                {label}
            </Button>
        }
    });
    view! {
        <div
            class="toast"
            data-kind=kind.name()
            on:mouseenter=move |_| pause()
            on:mouseleave=move |_| start()
            on:focusin=move |_| pause()
            on:focusout=move |_| start()
        >
            <Icon name=kind.icon()/>
            <p class="toast__text">{text}</p>
            {action}
            <IconButton
                icon=IconName::Close
                size=ButtonSize::Small
                label=move || dismiss_label.get()
                on_click=move |_| toasts.dismiss(id)
            />
        </div>
    }
}
