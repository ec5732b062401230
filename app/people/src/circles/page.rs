use super::{
    api::{self, Delete, OwnCircle, Rename},
    fields::{CircleFields, FIELDS},
    members::Members,
};
use crate::side_column::{SideColumn, SideData};
use base::{
    api::{ApiError, ApiResult},
    context::use_page,
    form::{Form, FormOf},
    initial_state::{signed_in, use_viewer},
    loaded::{Waiting, loaded},
    log_in_first::LogInFirst,
    page::Page,
};
use leptos::prelude::*;
use leptos_router::{
    LazyRoute,
    hooks::{use_params_map, use_query_map},
};
use locales::{t, t_string, use_i18n};
use types::{Circle, CircleId, Error, Field, MAX_CIRCLE_MEMBERS};
use ui::{ButtonKind, PageHeader, RadioGroup, SelectOption, Skeleton, SkeletonKind, ToastKind};

/// `/circles/{id}`: who is in one circle, its name, its end. `?q=` looks for people on pages without script.
#[derive(Clone, Copy)]
pub struct CirclePage {
    /// None for visitors.
    data: Option<(Resource<ApiResult<OwnCircle>>, SideData)>,
}

impl LazyRoute for CirclePage {
    fn data() -> Self {
        let (params, query) = (use_params_map(), use_query_map());
        let wanted = move || {
            let id = params.with(|params| params.get("circle_id").and_then(|id| id.parse::<CircleId>().ok()));
            (id, query.with(|query| query.get("q").unwrap_or_default()))
        };
        let load = move || {
            Resource::new_blocking(wanted, |(id, query)| async move {
                match id {
                    Some(id) => api::show(id, query).await,
                    None => Err(ApiError(Error::NotFound)),
                }
            })
        };
        Self {
            data: signed_in().then(|| (load(), SideData::load())),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let Some((circle, side)) = this.data else {
            return view! { <LogInFirst /> }.into_any();
        };
        let waiting = move || {
            view! {
                <Page title=move || t_string!(i18n, circles.title)>
                    <Skeleton kind=SkeletonKind::Person count=5 />
                </Page>
            }
        };
        loaded(circle, Waiting::page(waiting), move |own| {
            view! { <CircleView own side /> }.into_any()
        })
    }
}

#[component]
fn CircleView(own: OwnCircle, side: SideData) -> impl IntoView {
    let (i18n, viewer) = (use_i18n(), use_viewer());
    let circle = RwSignal::new(own.circle);
    // The composer and the list of circles know it too.
    Effect::new(move |before: Option<()>| {
        let now = circle.get();
        if before.is_some() {
            viewer.update(|viewer| {
                let known = viewer.iter_mut().flat_map(|viewer| viewer.circles.iter_mut());
                known
                    .filter(|known| known.id == now.id)
                    .for_each(|known| known.clone_from(&now));
            });
        }
    });
    let title = move || circle.with(Circle::title);
    let subtitle = move || {
        let members = circle.with(|circle| circle.members);
        t_string!(i18n, circles.members, count = members, max = MAX_CIRCLE_MEMBERS)
    };
    view! {
        <Page title aside=move || view! { <SideColumn data=side /> }>
            <PageHeader title subtitle back_href="/circles" />
            <Members circle members=own.members candidates=own.candidates />
            <RenameForm circle />
            <DeleteForm circle=circle.with_untracked(|circle| circle.id) />
        </Page>
    }
}

#[component]
fn RenameForm(circle: RwSignal<Circle>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let form = FormOf::<Rename>::new();
    let name = RwSignal::new(
        form.remembered("name")
            .unwrap_or_else(|| circle.with_untracked(|circle| circle.name.clone())),
    );
    let emoji = RwSignal::new(
        form.remembered("emoji")
            .unwrap_or_else(|| circle.with_untracked(|circle| circle.emoji.clone())),
    );
    form.on_success(move |renamed| {
        name.set(renamed.name.clone());
        emoji.set(renamed.emoji.clone());
        circle.set(renamed);
        acting.toasts.show(ToastKind::Success, t_string!(i18n, settings.saved));
    });
    let id = circle.with_untracked(|circle| circle.id.to_string());
    view! {
        <section class="form-section">
            <h2 class="form__title">{t!(i18n, circles.rename_title)}</h2>
            <Form state=form fields=FIELDS submit=move || t_string!(i18n, common.save) kind=ButtonKind::Secondary>
                <input type="hidden" name="circle_id" value=id />
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

/// What happens to the posts is asked before.
#[component]
fn DeleteForm(circle: CircleId) -> impl IntoView {
    let (i18n, viewer, acting) = (use_i18n(), use_viewer(), use_page());
    let form = FormOf::<Delete>::new();
    form.on_success(move |()| {
        viewer.update(|viewer| {
            if let Some(viewer) = viewer {
                viewer.circles.retain(|known| known.id != circle);
            }
        });
        acting.succeeded(t_string!(i18n, circles.deleted));
        acting.go("/circles");
    });
    let options = Signal::derive(move || {
        vec![
            SelectOption::new("false", t_string!(i18n, circles.keep_posts))
                .with_hint(t_string!(i18n, circles.keep_posts_hint)),
            SelectOption::new("true", t_string!(i18n, circles.delete_posts))
                .with_hint(t_string!(i18n, circles.delete_posts_hint)),
        ]
    });
    view! {
        <section class="form-section" data-tone="danger">
            <h2 class="form__title">{t!(i18n, circles.delete_title)}</h2>
            <p class="muted">{t!(i18n, circles.delete_text)}</p>
            <Form state=form submit=move || t_string!(i18n, circles.delete) kind=ButtonKind::Danger>
                <input type="hidden" name="circle_id" value=circle.to_string() />
                <RadioGroup
                    name="delete_posts"
                    legend=move || t_string!(i18n, circles.posts_question)
                    options
                    initial="false"
                />
            </Form>
        </section>
    }
}
