use super::{
    api::{self, Delete, OwnCircle, Rename},
    fields::{CircleFields, FIELDS},
    members::Members,
};
use crate::side_column::{SideColumn, SideData};
use base::{
    api::{ApiError, ApiResult, PageAccount},
    context::use_page,
    form_error::FormError,
    forms::FormState,
    initial_state::{signed_in, use_viewer},
    load_failed::failed_page,
    page::Page,
};
use leptos::prelude::*;
use leptos_router::{
    LazyRoute,
    components::Redirect,
    hooks::{use_params_map, use_query_map},
};
use locales::{t, t_string, use_i18n};
use types::{Circle, CircleId, Error, Field, MAX_CIRCLE_MEMBERS};
use ui::{Button, ButtonKind, PageHeader, RadioGroup, SelectOption, Skeleton, SkeletonKind, ToastKind};

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
            return view! { <Redirect path="/login?next=%2Fcircles" /> }.into_any();
        };
        let waiting = move || {
            view! {
                <Page title=move || t_string!(i18n, circles.title)>
                    <Skeleton kind=SkeletonKind::Person count=5 label=move || t_string!(i18n, common.loading) />
                </Page>
            }
        };
        view! {
            <Suspense fallback=waiting>
                {move || Suspend::new(async move {
                    match circle.await {
                        Ok(own) => view! { <CircleView own side /> }.into_any(),
                        Err(error) => failed_page(error.0, move |()| circle.refetch()),
                    }
                })}
            </Suspense>
        }
        .into_any()
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
            <PageHeader title subtitle back_href="/circles" back_label=move || t_string!(i18n, common.back) />
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
    let form = FormState::<Rename>::new();
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
        <section class="circle-form">
            <h2 class="circle-form__title">{t!(i18n, circles.rename_title)}</h2>
            <ActionForm action=form.action attr:class="form" attr:novalidate="">
                <PageAccount />
                <input type="hidden" name="circle_id" value=id />
                <CircleFields
                    name
                    emoji
                    name_error=form.field_error(Field::CircleName)
                    emoji_error=form.field_error(Field::Emoji)
                    other_error=form.other_error(FIELDS)
                />
                <div class="form__actions">
                    <Button submit=true busy=form.pending()>
                        {t!(i18n, common.save)}
                    </Button>
                </div>
            </ActionForm>
        </section>
    }
}

/// What happens to the posts is asked before.
#[component]
fn DeleteForm(circle: CircleId) -> impl IntoView {
    let (i18n, viewer, acting) = (use_i18n(), use_viewer(), use_page());
    let form = FormState::<Delete>::new();
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
        <section class="circle-form" data-tone="danger">
            <h2 class="circle-form__title">{t!(i18n, circles.delete_title)}</h2>
            <p class="muted">{t!(i18n, circles.delete_text)}</p>
            <ActionForm action=form.action attr:class="form">
                <PageAccount />
                <FormError message=form.other_error(&[]) />
                <input type="hidden" name="circle_id" value=circle.to_string() />
                <RadioGroup
                    name="delete_posts"
                    legend=move || t_string!(i18n, circles.posts_question)
                    options
                    initial="false"
                />
                <div class="form__actions">
                    <Button kind=ButtonKind::Danger submit=true busy=form.pending()>
                        {t!(i18n, circles.delete)}
                    </Button>
                </div>
            </ActionForm>
        </section>
    }
}
