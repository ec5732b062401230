//! A form of one server function, with and without script: what is refused stands at the field it speaks of or above
//! the form, what was typed stays, and the same is not sent twice. What knows the function is small; the rest exists
//! once in the browser's program.

use crate::{
    api::{ApiError, PageAccount},
    form_error::FormError,
    forms::error_text,
    initial_state::FormMemorySignal,
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn, text_prop::TextProp};
use locales::{t, use_i18n};
use serde::de::DeserializeOwned;
use std::{marker::PhantomData, ops::Deref, sync::Arc};
use types::{Error, Field};
use ui::{Button, ButtonKind, ButtonLink, IconName};

/// Reads what the server answered to a form that it took, and tells who waits for it.
type OnSuccess = Arc<dyn Fn(&[u8]) -> Result<(), Error> + Send + Sync>;

/// One form: its address, what is on its way, what was refused last. The refusal comes from the answer or, without
/// script, from the page's memory.
#[derive(Clone, Copy)]
pub struct FormState {
    path: &'static str,
    /// Whether the page's memory is of this form, where several for one function stand on it.
    remembers: bool,
    answer: RwSignal<Option<Result<(), Error>>>,
    error: Signal<Option<Error>>,
    /// What was sent and is not answered yet.
    under_way: RwSignal<Vec<String>>,
    on_success: StoredValue<Option<OnSuccess>>,
}

impl FormState {
    fn new(path: &'static str, values: &[(&str, String)]) -> Self {
        let memory = expect_context::<FormMemorySignal>().0;
        let remembers = memory.with_untracked(|memory| {
            memory.as_ref().is_some_and(|memory| {
                memory.path == path
                    && values
                        .iter()
                        .all(|(name, value)| memory.fields.get(*name) == Some(value))
            })
        });
        let answer = RwSignal::new(None::<Result<(), Error>>);
        let error = Signal::derive(move || match answer.get() {
            Some(answer) => answer.err(),
            None if remembers => memory.with(|memory| memory.as_ref().map(|memory| memory.error.clone())),
            None => None,
        });
        Self {
            path,
            remembers,
            answer,
            error,
            under_way: RwSignal::new(Vec::new()),
            on_success: StoredValue::new(None),
        }
    }

    /// The message for one field, in the person's language.
    pub fn field_error(&self, field: Field) -> Signal<Option<String>> {
        let (error, i18n) = (self.error, use_i18n());
        Signal::derive(move || {
            error
                .get()
                .filter(|error| matches!(error, Error::Invalid { field: of, .. } if *of == field))
                .map(|error| error_text(i18n, &error))
        })
    }

    /// The message that belongs to none of `fields`, for the top of the form.
    pub fn other_error(&self, fields: &'static [Field]) -> Signal<Option<String>> {
        let (error, i18n) = (self.error, use_i18n());
        Signal::derive(move || {
            error
                .get()
                .filter(|error| !matches!(error, Error::Invalid { field, .. } if fields.contains(field)))
                .map(|error| error_text(i18n, &error))
        })
    }

    /// What was typed in this form before the page came back without script; never a password.
    pub fn remembered(&self, name: &str) -> Option<String> {
        if !self.remembers {
            return None;
        }
        expect_context::<FormMemorySignal>()
            .0
            .with_untracked(|memory| memory.as_ref()?.fields.get(name).cloned())
    }

    /// The error itself, where a form has more to offer than its sentence.
    pub fn error(&self) -> Signal<Option<Error>> {
        self.error
    }

    pub fn pending(&self) -> Signal<bool> {
        let under_way = self.under_way;
        Signal::derive(move || under_way.with(|sent| !sent.is_empty()))
    }

    /// Whether the server took what was sent last, in the browser.
    pub fn succeeded(&self) -> Signal<bool> {
        let answer = self.answer;
        Signal::derive(move || answer.with(|answer| matches!(answer, Some(Ok(())))))
    }

    /// Sends fields that no form shows to the same function. In the browser only.
    pub fn send(&self, fields: &[(&str, &str)]) {
        #[cfg(target_family = "wasm")]
        self.post(sending::body_of_fields(fields));
        #[cfg(not(target_family = "wasm"))]
        let _ = fields;
    }

    fn submit(&self, event: &SubmitEvent) {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        #[cfg(target_family = "wasm")]
        if let Some(body) = sending::body_of_form(event) {
            self.post(body);
        }
    }

    /// A second press that would send the same does nothing.
    #[cfg(target_family = "wasm")]
    fn post(&self, body: String) {
        let form = *self;
        if form.under_way.with_untracked(|sent| sent.last() == Some(&body)) {
            return;
        }
        form.under_way.update(|sent| sent.push(body.clone()));
        leptos::task::spawn_local(async move {
            let answer = sending::post(form.path, body.clone()).await;
            // Whoever has left does not wait any more.
            let Some(on_success) = form.on_success.try_get_value() else {
                return;
            };
            form.under_way.update(|sent| sent.retain(|sent| *sent != body));
            let answer = match (answer, on_success) {
                (Ok(bytes), Some(on_success)) => on_success(&bytes),
                (answer, _) => answer.map(|_| ()).map_err(|ApiError(error)| error),
            };
            form.answer.try_set(Some(answer));
        });
    }
}

/// The form of the server function `S`.
pub struct FormOf<S> {
    state: FormState,
    function: PhantomData<fn() -> S>,
}

impl<S> Clone for FormOf<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for FormOf<S> {}

impl<S> Deref for FormOf<S> {
    type Target = FormState;

    fn deref(&self) -> &FormState {
        &self.state
    }
}

impl<S> From<FormOf<S>> for FormState {
    fn from(form: FormOf<S>) -> Self {
        form.state
    }
}

impl<S> FormOf<S>
where
    S: ServerFn<Error = ApiError>,
    S::Output: DeserializeOwned,
{
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// One of several forms for the same function on a page: it is the one that was sent with these values.
    pub fn with(values: &[(&str, String)]) -> Self {
        Self {
            state: FormState::new(S::PATH, values),
            function: PhantomData,
        }
    }

    /// Runs after every success, in the browser.
    pub fn on_success(&self, run: impl Fn(S::Output) + Send + Sync + 'static) {
        if cfg!(target_family = "wasm") {
            self.state.on_success.set_value(Some(Arc::new(move |bytes: &[u8]| {
                run(serde_json::from_slice(bytes).map_err(|_| Error::Unavailable)?);
                Ok(())
            })));
        }
    }
}

impl<S> Default for FormOf<S>
where
    S: ServerFn<Error = ApiError>,
    S::Output: DeserializeOwned,
{
    fn default() -> Self {
        Self::new()
    }
}

/// The form itself: what is refused, the fields, and below them what sends it.
#[component]
pub fn Form(
    #[prop(into)] state: FormState,
    /// The fields that show their errors themselves.
    #[prop(optional)]
    fields: &'static [Field],
    #[prop(default = "form")] class: &'static str,
    /// Also for nobody, or for another account than the one that the page shows.
    #[prop(optional)]
    for_anybody: bool,
    /// The error stands elsewhere: one state is that of several forms.
    #[prop(optional)]
    quiet: bool,
    /// The button's text. Without it the children have a button of their own.
    #[prop(optional, into)]
    submit: Option<TextProp>,
    #[prop(default = ButtonKind::Primary)] kind: ButtonKind,
    #[prop(optional)] icon: Option<IconName>,
    #[prop(optional)] wide: bool,
    /// With script the form sends itself.
    #[prop(optional)]
    sends_itself: bool,
    /// Hears of it first, and may keep it from being sent.
    #[prop(optional, into)]
    before: Option<Callback<SubmitEvent>>,
    /// Where one goes who changed their mind.
    #[prop(optional, into)]
    cancel: String,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    let i18n = use_i18n();
    let on_submit = move |event: SubmitEvent| {
        if let Some(before) = before {
            before.run(event.clone());
        }
        state.submit(&event);
    };
    let actions = submit.map(|text| {
        let class = if sends_itself {
            "form__actions without-script"
        } else {
            "form__actions"
        };
        view! {
            <div class=class>
                <Button kind nostrip:icon=icon submit=true wide busy=state.pending()>
                    {move || text.get()}
                </Button>
                {(!cancel.is_empty())
                    .then(|| {
                        view! {
                            <ButtonLink href=cancel wide>
                                {t!(i18n, common.cancel)}
                            </ButtonLink>
                        }
                    })}
            </div>
        }
    });
    view! {
        <form
            class=class
            method="post"
            action=state.path
            novalidate
            on:submit=on_submit
        >
            {(!for_anybody).then(|| view! { <PageAccount /> })}
            {(!quiet).then(|| view! { <FormError message=state.other_error(fields) /> })}
            {children.map(|children| children())}
            {actions}
        </form>
    }
    .into_any()
}

#[cfg(target_family = "wasm")]
mod sending {
    //! What the browser sends and reads, as a server function does it, for all forms in one way.

    use crate::api::{ApiError, ApiResult};
    use leptos::{
        ev::SubmitEvent,
        server_fn::{
            Bytes,
            client::{Client, browser::BrowserClient},
            error::FromServerFnError,
            request::{ClientReq, browser::BrowserRequest},
            response::{ClientRes, browser::BrowserResponse},
        },
    };
    use wasm_bindgen::JsCast;
    use web_sys::{FormData, HtmlButtonElement, HtmlFormElement, UrlSearchParams};

    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";

    /// The body that the browser itself would send.
    pub fn body_of_form(event: &SubmitEvent) -> Option<String> {
        let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
        let data = FormData::new_with_form(&form).ok()?;
        let pressed = event
            .submitter()
            .and_then(|pressed| pressed.dyn_into::<HtmlButtonElement>().ok());
        if let Some(pressed) = pressed.filter(|pressed| !pressed.name().is_empty()) {
            data.append_with_str(&pressed.name(), &pressed.value()).ok()?;
        }
        let fields = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
        fields.to_string().as_string()
    }

    pub fn body_of_fields(fields: &[(&str, &str)]) -> String {
        let Ok(body) = UrlSearchParams::new() else {
            return String::new();
        };
        for (name, value) in fields {
            body.append(name, value);
        }
        body.to_string().into()
    }

    pub async fn post(path: &str, body: String) -> ApiResult<Bytes> {
        let request = <BrowserRequest as ClientReq<ApiError>>::try_new_post(path, FORM, JSON, body)?;
        let response: BrowserResponse = <BrowserClient as Client<ApiError>>::send(request).await?;
        let status = ClientRes::<ApiError>::status(&response);
        let bytes = ClientRes::<ApiError>::try_into_bytes(response).await?;
        if status < 400 {
            Ok(bytes)
        } else {
            Err(ApiError::de(bytes))
        }
    }
}
