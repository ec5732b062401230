//! The first-run path: picture, bio, a few people to follow. Each step can be skipped; all of it works without script.

use super::api::{self, FinishWelcome, SetBio};
use crate::{
    media::{PictureKind, ProfilePicture},
    relations::PeopleRows,
};
use base::{
    api::ApiResult,
    context::use_page,
    form::{Form, FormOf},
    forms::leave_for,
    initial_state::{signed_in, use_site, use_viewer},
    loaded::when_ready,
    log_in_first::LogInFirst,
    page::Page,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{I18nContext, Locale, t, t_string, use_i18n};
use types::{Field, MAX_BIO, Person};
use ui::{Button, ButtonKind, ButtonLink, Skeleton, SkeletonKind, TextArea};

/// `/welcome?step=picture|bio|people`
#[derive(Clone, Copy)]
pub struct WelcomePage {
    /// None for visitors.
    people: Option<Resource<ApiResult<Vec<Person>>>>,
    step: Memo<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Picture,
    Bio,
    People,
}

impl Step {
    const ALL: [Self; 3] = [Self::Picture, Self::Bio, Self::People];

    fn parse(word: Option<&str>) -> Self {
        match word {
            Some("bio") => Self::Bio,
            Some("people") => Self::People,
            _ => Self::Picture,
        }
    }

    fn title(self, i18n: I18nContext<Locale>, site: String) -> String {
        match self {
            Self::Picture => t_string!(i18n, profiles.welcome_picture, site = site),
            Self::Bio => t_string!(i18n, profiles.welcome_bio).to_owned(),
            Self::People => t_string!(i18n, profiles.welcome_people).to_owned(),
        }
    }

    fn lead(self, i18n: I18nContext<Locale>) -> &'static str {
        match self {
            Self::Picture => t_string!(i18n, profiles.welcome_picture_text),
            Self::Bio => t_string!(i18n, profiles.welcome_bio_text),
            Self::People => t_string!(i18n, profiles.welcome_people_text),
        }
    }
}

impl LazyRoute for WelcomePage {
    fn data() -> Self {
        let query = use_query_map();
        let step = Memo::new(move |_| query.with(|query| Step::parse(query.get("step").as_deref())));
        let people = signed_in().then(|| {
            Resource::new_blocking(
                move || step.get() == Step::People,
                |wanted| async move { if wanted { api::suggested().await } else { Ok(Vec::new()) } },
            )
        });
        Self { people, step }
    }

    async fn view(this: Self) -> AnyView {
        let (i18n, site) = (use_i18n(), use_site());
        let Some(people) = this.people else {
            return view! { <LogInFirst /> }.into_any();
        };
        let step = this.step;
        let title = move || step.get().title(i18n, site.name());
        let steps = Step::ALL
            .into_iter()
            .enumerate()
            .map(|(index, entry)| {
                let is_done = move || (step.get() as usize > index).then_some("");
                let current = move || (step.get() == entry).then_some("step");
                view! {
                    <li data-done=is_done aria-current=current>
                        {index + 1}
                    </li>
                }
            })
            .collect_view();
        view! {
            <Page title wide=true>
                <section class="onboarding">
                    <ol class="onboarding__steps" aria-label=move || t_string!(i18n, profiles.steps)>
                        {steps}
                    </ol>
                    <h1 class="onboarding__title">{title}</h1>
                    <p class="onboarding__lead">{move || step.get().lead(i18n)}</p>
                    {move || match step.get() {
                        Step::Picture => view! { <PictureStep /> }.into_any(),
                        Step::Bio => view! { <BioStep /> }.into_any(),
                        Step::People => view! { <PeopleStep people /> }.into_any(),
                    }}
                </section>
            </Page>
        }
        .into_any()
    }
}

#[component]
fn PictureStep() -> impl IntoView {
    let (i18n, viewer) = (use_i18n(), use_viewer());
    let card = viewer.with_untracked(|viewer| viewer.as_ref().map(|viewer| viewer.card.clone()));
    // Without script the page comes back with the picture, with script it is here.
    let has_picture = move || viewer.with(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.card.avatar.is_some()));
    view! {
        {card
            .map(|card| {
                view! { <ProfilePicture kind=PictureKind::Avatar current=card.avatar name=card.display_name /> }
            })}
        <div class="onboarding__actions">
            <Leave />
            {move || {
                let (kind, label) = if has_picture() {
                    (ButtonKind::Primary, t_string!(i18n, profiles.next))
                } else {
                    (ButtonKind::Secondary, t_string!(i18n, profiles.skip))
                };
                view! {
                    <ButtonLink href="/welcome?step=bio" kind>
                        {label}
                    </ButtonLink>
                }
            }}
        </div>
    }
}

#[component]
fn BioStep() -> impl IntoView {
    let (i18n, acting) = (use_i18n(), use_page());
    let form = FormOf::<SetBio>::new();
    form.on_success(move |()| acting.go("/welcome?step=people"));
    let bio = RwSignal::new(form.remembered("bio").unwrap_or_default());
    view! {
        <Form state=form fields=&[Field::Bio] submit=move || t_string!(i18n, profiles.next) wide=true>
            <TextArea
                name="bio"
                label=move || t_string!(i18n, profiles.bio)
                hint=move || t_string!(i18n, profiles.bio_hint)
                value=bio
                error=form.field_error(Field::Bio)
                maxlength=MAX_BIO as u32
                counter=true
                rows=3
            />
        </Form>
        <div class="onboarding__actions">
            <Leave />
            <ButtonLink href="/welcome?step=people">{t!(i18n, profiles.skip)}</ButtonLink>
        </div>
    }
}

#[component]
fn PeopleStep(people: Resource<ApiResult<Vec<Person>>>) -> impl IntoView {
    let i18n = use_i18n();
    let waiting = move || {
        view! { <Skeleton kind=SkeletonKind::Person count=3 /> }
    };
    let rows = when_ready(waiting, move || async move {
        // Nobody to offer is no failure of the first visit.
        let people = people.await.unwrap_or_default();
        if people.is_empty() {
            view! { <p class="muted">{t!(i18n, profiles.nobody_to_follow)}</p> }.into_any()
        } else {
            view! { <PeopleRows people /> }.into_any()
        }
    });
    view! {
        {rows}
        <Finish primary=true />
    }
}

/// Ends the path at once.
#[component]
fn Leave() -> impl IntoView {
    view! { <Finish primary=false /> }
}

#[component]
fn Finish(primary: bool) -> impl IntoView {
    let i18n = use_i18n();
    let form = FormOf::<FinishWelcome>::new();
    // Home as the server makes it: with the posts of the people just followed.
    form.on_success(|()| leave_for("/home"));
    let kind = if primary {
        ButtonKind::Primary
    } else {
        ButtonKind::Quiet
    };
    let label = move || {
        if primary {
            t_string!(i18n, profiles.finish)
        } else {
            t_string!(i18n, profiles.skip_all)
        }
    };
    view! {
        <Form state=form class="">
            <Button kind submit=true wide=primary busy=form.pending()>
                {label}
            </Button>
        </Form>
    }
}
