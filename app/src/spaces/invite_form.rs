//! More people for a private space that is there already.

use super::{api::Invite, guests_field::GuestsField};
use base::{api::PageAccount, context::use_page, form_error::FormError, forms::FormState};
use leptos::prelude::*;
use locales::{t, t_string};
use types::{Field, SpaceId};
use ui::{Button, IconName};

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
    let form = FormState::<Invite>::new();
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
            <ActionForm action=form.action attr:class="form" attr:novalidate="">
                <PageAccount />
                <FormError message=form.other_error(FIELDS) />
                <input type="hidden" name="space" value=space.to_string() />
                <GuestsField value=guests error=form.field_error(Field::Guests) />
                <div class="form__actions">
                    <Button icon=IconName::UserPlus submit=true busy=form.pending()>
                        {t!(i18n, spaces.start.invite_button)}
                    </Button>
                </div>
            </ActionForm>
        </section>
    }
}
