//! What a page knows from its first byte: fetched by the server before it renders, handed to the browser with the
//! HTML, so that navigation, forms and relative times need no request of their own.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use types::{FormMemory, Viewer};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InitialState {
    pub viewer: Option<Viewer>,
    /// The refused form of a page without script, to be shown again.
    pub form: Option<FormMemory>,
    /// Unix time in milliseconds at which the server rendered: relative times begin from it on both sides.
    pub now: i64,
    pub site_name: String,
    pub public_url: String,
    /// Where the source of the running version is.
    pub source_url: Option<String>,
    /// `light`, `dim`, `dark`, or none for the system's.
    pub theme: Option<String>,
    /// `en` or `fr` as chosen in the settings, or none for what the browser prefers.
    pub language: Option<String>,
}

/// Puts the parts of [`InitialState`] in context. Once, at the root.
pub fn provide_initial_state() {
    let initial = SharedValue::new(|| use_context::<InitialState>().unwrap_or_default()).into_inner();
    provide_context(ViewerSignal(RwSignal::new(initial.viewer)));
    provide_context(FormMemorySignal(RwSignal::new(initial.form)));
    provide_context(Now(RwSignal::new(initial.now)));
    provide_context(Theme(RwSignal::new(initial.theme)));
    provide_context(SiteInfo {
        name: StoredValue::new(initial.site_name),
        public_url: StoredValue::new(initial.public_url),
        source_url: StoredValue::new(initial.source_url),
    });
}

#[derive(Clone, Copy)]
struct ViewerSignal(RwSignal<Option<Viewer>>);

/// The person who looks; none when signed out. Set it after a change of the own profile.
pub fn use_viewer() -> RwSignal<Option<Viewer>> {
    expect_context::<ViewerSignal>().0
}

/// Whether somebody is signed in: changes only with a full page load.
pub fn signed_in() -> bool {
    use_viewer().with_untracked(Option::is_some)
}

#[derive(Clone, Copy)]
pub struct FormMemorySignal(pub RwSignal<Option<FormMemory>>);

#[derive(Clone, Copy)]
struct Now(RwSignal<i64>);

/// Unix time in milliseconds; the same on server and browser at first, then moved on every half minute.
pub fn use_now() -> RwSignal<i64> {
    expect_context::<Now>().0
}

#[derive(Clone, Copy)]
struct Theme(RwSignal<Option<String>>);

/// The chosen theme; the shell mirrors it to `data-theme` of the document.
pub fn use_theme() -> RwSignal<Option<String>> {
    expect_context::<Theme>().0
}

/// Name and address of this instance.
#[derive(Clone, Copy)]
pub struct SiteInfo {
    name: StoredValue<String>,
    public_url: StoredValue<String>,
    source_url: StoredValue<Option<String>>,
}

impl SiteInfo {
    pub fn name(&self) -> String {
        self.name.get_value()
    }

    /// Where the source of the running version is.
    pub fn source_url(&self) -> Option<String> {
        self.source_url.get_value()
    }

    /// Absolute address of a path, for meta tags and sharing.
    pub fn absolute(&self, path: &str) -> String {
        self.public_url.with_value(|url| format!("{url}{path}"))
    }
}

pub fn use_site() -> SiteInfo {
    expect_context()
}
