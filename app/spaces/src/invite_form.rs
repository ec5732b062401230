//! More people for a private space that is there already.

use super::{api::Invite, guests_field::GuestsField};
use base::{
    context::use_page,
    form::{Form, FormOf},
};
use leptos::prelude::*;
use locales::{t, t_string};
use types::{Field, SpaceId};
use ui::{ButtonKind, IconName};

const FIELDS: &[Field] = &[Field::Guests];

/// For those who may invite; the server decides.
#[component]
pub(super) fn InviteForm(
    space: SpaceId,
    /// Runs after people were invited.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let form = FormOf::<Invite>::new();
    let guests = RwSignal::new(form.remembered("guests").unwrap_or_default());
    form.on_success(move |()| {
        guests.set(String::new());
        acting.succeeded(t_string!(i18n, spaces.start.invited_more));
        on_done.run(());
    });
    view! {
        <section class="space-section" aria-labelledby="invite-more">
            <h2 class="section-title" id="invite-more">
                {t!(i18n, spaces.start.invite_more)}
            </h2>
            <Form
                state=form
                fields=FIELDS
                submit=move || t_string!(i18n, spaces.start.invite_button)
                kind=ButtonKind::Secondary
                icon=IconName::UserPlus
            >
                <input type="hidden" name="space" value=space.to_string() />
                <GuestsField value=guests error=form.field_error(Field::Guests) />
            </Form>
        </section>
    }
}
