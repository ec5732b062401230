use super::{api::VerifyEmail, auth_frame::AuthFrame};
use base::{
    form::{Form, FormOf},
    forms::leave_for,
    initial_state::signed_in,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{t, t_string, use_i18n};
use ui::{ButtonKind, ButtonLink, IconName, Notice, Tone};

/// Confirms an e-mail address; the link of a mail leads here.
pub struct VerifyPage;

impl LazyRoute for VerifyPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        let i18n = use_i18n();
        let query = use_query_map();
        let done = query.with_untracked(|query| query.get("done").is_some());
        let token = query.with_untracked(|query| query.get("token").unwrap_or_default());
        let content = if done {
            view! { <Done /> }.into_any()
        } else {
            view! { <Confirm token /> }.into_any()
        };
        view! { <AuthFrame title=move || t_string!(i18n, accounts.verify_title)>{content}</AuthFrame> }.into_any()
    }
}

#[component]
fn Confirm(token: String) -> impl IntoView {
    let i18n = use_i18n();
    let form = FormOf::<VerifyEmail>::new();
    form.on_success(|to| leave_for(&to));
    view! {
        <p class="auth__lead">{t!(i18n, accounts.verify_lead)}</p>
        <Form state=form for_anybody=true submit=move || t_string!(i18n, accounts.verify_button) wide=true>
            <input type="hidden" name="token" value=token />
        </Form>
    }
}

#[component]
fn Done() -> impl IntoView {
    let i18n = use_i18n();
    let to = if signed_in() { "/home" } else { "/login" };
    view! {
        <Notice tone=Tone::Success icon=IconName::Check>
            {t!(i18n, accounts.verify_done)}
        </Notice>
        <div class="form__actions">
            <ButtonLink href=to kind=ButtonKind::Primary wide=true>
                {t!(i18n, accounts.go_on)}
            </ButtonLink>
        </div>
    }
}
