use super::{
    api::Create,
    fields::{CircleFields, FIELDS},
};
use crate::side_column::{SideColumn, SideData};
use base::{
    context::use_page,
    form::{Form, FormOf},
    initial_state::{signed_in, use_viewer},
    log_in_first::LogInFirst,
    page::Page,
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{t, t_string, use_i18n};
use types::{Circle, Field, MAX_CIRCLE_MEMBERS};
use ui::{EmptyState, Icon, IconName, PageHeader};

/// `/circles`: the viewer's circles.
#[derive(Clone, Copy)]
pub struct CirclesPage {
    /// None for visitors.
    side: Option<SideData>,
}

impl LazyRoute for CirclesPage {
    fn data() -> Self {
        Self {
            side: signed_in().then(SideData::load),
        }
    }

    async fn view(this: Self) -> AnyView {
        let (i18n, viewer) = (use_i18n(), use_viewer());
        let Some(side) = this.side else {
            return view! { <LogInFirst /> }.into_any();
        };
        let circles = Memo::new(move |_| {
            viewer.with(|viewer| viewer.as_ref().map(|viewer| viewer.circles.clone()).unwrap_or_default())
        });
        let title = move || t_string!(i18n, circles.title);
        view! {
            <Page title aside=move || view! { <SideColumn data=side /> }>
                <PageHeader title subtitle=move || t_string!(i18n, circles.lead) />
                {move || {
                    circles
                        .with(Vec::is_empty)
                        .then(|| {
                            view! {
                                <EmptyState
                                    icon=IconName::Circles
                                    title=move || t_string!(i18n, circles.empty_title)
                                    text=move || t_string!(i18n, circles.empty_text)
                                />
                            }
                        })
                }}
                <ul class="circles">
                    <For each=move || circles.get() key=|circle| circle.clone() let:circle>
                        <li><CircleLink circle /></li>
                    </For>
                </ul>
                <NewCircle is_first=circles.with_untracked(Vec::is_empty) />
            </Page>
        }
        .into_any()
    }
}

#[component]
fn CircleLink(circle: Circle) -> impl IntoView {
    let i18n = use_i18n();
    let path = circle.path();
    let Circle {
        name, emoji, members, ..
    } = circle;
    let sign = if emoji.is_empty() {
        view! { <Icon name=IconName::Circles /> }.into_any()
    } else {
        emoji.into_any()
    };
    view! {
        <a class="circle-link" href=path>
            <span class="circle-link__sign" aria-hidden="true">{sign}</span>
            <span class="circle-link__text">
                <bdi class="circle-link__name">{name}</bdi>
                <span class="muted">
                    {move || t_string!(i18n, circles.members, count = members, max = MAX_CIRCLE_MEMBERS)}
                </span>
            </span>
            <Icon name=IconName::ChevronRight />
        </a>
    }
}

#[component]
fn NewCircle(is_first: bool) -> impl IntoView {
    let (i18n, viewer, acting) = (use_i18n(), use_viewer(), use_page());
    let form = FormOf::<Create>::new();
    let name = RwSignal::new(form.remembered("name").unwrap_or_else(|| {
        if is_first {
            t_string!(i18n, circles.first_name).to_owned()
        } else {
            String::new()
        }
    }));
    let emoji = RwSignal::new(form.remembered("emoji").unwrap_or_default());
    form.on_success(move |circle| {
        let path = circle.path();
        viewer.update(|viewer| {
            if let Some(viewer) = viewer {
                viewer.circles.push(circle);
            }
        });
        acting.go(path);
    });
    view! {
        <section class="form-section" aria-label=move || t_string!(i18n, circles.new_title)>
            <h2 class="form__title">{t!(i18n, circles.new_title)}</h2>
            <Form state=form fields=FIELDS submit=move || t_string!(i18n, circles.create)>
                <CircleFields
                    name
                    emoji
                    name_error=form.field_error(Field::CircleName)
                    emoji_error=form.field_error(Field::Emoji)
                />
            </Form>
        </section>
    }
}
