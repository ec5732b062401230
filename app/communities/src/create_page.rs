use super::{
    api::Create,
    fields::{DetailFields, Details, FIELDS, NameField, RuleFields, rules_of},
};
use base::{
    api::RequestKey,
    context::use_page,
    form::{Form, FormOf},
    initial_state::{signed_in, use_site, use_viewer},
    log_in_first::LogInFirst,
    page::Page,
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t_string, use_i18n};
use types::{Field, MAX_SLUG, suggest_slug};
use ui::{PageHeader, TextField};

/// `/communities/new`: founds a community.
pub struct CreateCommunityPage;

impl LazyRoute for CreateCommunityPage {
    fn data() -> Self {
        Self
    }

    async fn view(_this: Self) -> AnyView {
        let (i18n, viewer, acting) = (use_i18n(), use_viewer(), use_page());
        if !signed_in() {
            return view! { <LogInFirst /> }.into_any();
        }
        let form = FormOf::<Create>::new();
        let fields = DetailFields::new(*form, |name| {
            if name == "level" {
                "open".to_owned()
            } else {
                String::new()
            }
        });
        let slug = RwSignal::new(form.remembered("slug").unwrap_or_default());
        // The address follows the name until it is written by hand.
        let own_slug = RwSignal::new(slug.with_untracked(|slug| !slug.is_empty()));
        Effect::new(move |before: Option<()>| {
            let suggested = fields.name.with(|name| suggest_slug(name));
            if before.is_some() && !own_slug.get_untracked() {
                slug.set(suggested);
            }
        });
        form.on_success(move |community| {
            let path = community.path();
            viewer.update(|viewer| {
                if let Some(viewer) = viewer {
                    viewer.communities.push(community);
                }
            });
            acting.go(path);
        });
        let title = move || t_string!(i18n, communities.create_title);
        let address = use_site().absolute("/c/");
        let hint = move || format!("{address}{}", slug.get());
        view! {
            <Page title>
                <PageHeader
                    title
                    back_href="/communities"
                />
                <section class="community-form" aria-label=title>
                    <Form state=form fields=FIELDS submit=move || t_string!(i18n, communities.create)>
                        <RequestKey />
                        <NameField fields />
                        <TextField
                            name="slug"
                            label=move || t_string!(i18n, communities.address)
                            hint
                            value=slug
                            error=form.field_error(Field::Slug)
                            maxlength=MAX_SLUG as u32
                            autocomplete="off"
                            required=true
                            on_input=move |typed: String| own_slug.set(!typed.is_empty())
                        />
                        <Details fields />
                        <RuleFields
                            rules=rules_of(*form, Vec::new())
                            title_error=form.field_error(Field::RuleTitle)
                            detail_error=form.field_error(Field::RuleDetail)
                        />
                    </Form>
                </section>
            </Page>
        }
        .into_any()
    }
}
