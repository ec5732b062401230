//! `/admin/reports`: what was reported to the operators. For everybody else the page does not exist.

use super::{
    api::{self, Settle},
    queue::{notes_view, reason_badge, who},
    words::reason_words,
};
use base::{
    api::ApiResult,
    context::use_page,
    form::{Form, FormOf},
    form_error::FormError,
    initial_state::use_viewer,
    loaded::{Waiting, loaded},
    not_found::NotFound,
    page::Page,
    time::PostTime,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map};
use locales::{I18nContext, Locale, t_string, use_i18n};
use people::side_column::{SideColumn, SideData};
use posts::PostCard;
use types::{Evidence, OperatorAction, PlatformReport, Reported};
use ui::{
    Badge, Button, ButtonKind, ButtonSize, ConfirmDialog, EmptyState, IconName, PageHeader, SkeletonKind, TabLink,
    Tabs, Tone,
};

#[derive(Clone, Copy)]
pub struct PlatformReportsPage {
    /// None for everybody but operators.
    data: Option<Data>,
}

#[derive(Clone, Copy)]
struct Data {
    handled: Memo<bool>,
    reports: Resource<ApiResult<Vec<PlatformReport>>>,
    side: SideData,
}

impl LazyRoute for PlatformReportsPage {
    fn data() -> Self {
        let operator = use_viewer().with_untracked(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.operator));
        Self {
            data: operator.then(|| {
                let query = use_query_map();
                let handled = Memo::new(move |_| query.with(|query| query.get("f").as_deref() == Some("handled")));
                Data {
                    handled,
                    reports: Resource::new_blocking(move || handled.get(), api::platform_reports),
                    side: SideData::load(),
                }
            }),
        }
    }

    async fn view(this: Self) -> AnyView {
        let i18n = use_i18n();
        let Some(Data { handled, reports, side }) = this.data else {
            return view! { <NotFound /> }.into_any();
        };
        let title = move || t_string!(i18n, moderation.platform_title);
        view! {
            <Page title aside=move || view! { <SideColumn data=side /> }>
                <PageHeader title>
                    <Tabs label=title>
                        <TabLink href="/admin/reports" current=Signal::derive(move || !handled.get())>
                            {move || t_string!(i18n, moderation.open_reports)}
                        </TabLink>
                        <TabLink href="/admin/reports?f=handled" current=handled>
                            {move || t_string!(i18n, moderation.handled_reports)}
                        </TabLink>
                    </Tabs>
                </PageHeader>
                {loaded(
                    reports,
                    Waiting::skeleton(SkeletonKind::Post, 3).kept(),
                    move |reports| list(i18n, reports, move || reports_again(this.data)).into_any(),
                )}
            </Page>
        }
        .into_any()
    }
}

fn reports_again(data: Option<Data>) {
    if let Some(data) = data {
        data.reports.refetch();
    }
}

fn list(
    i18n: I18nContext<Locale>,
    reports: Vec<PlatformReport>,
    again: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    if reports.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::Check
                title=move || t_string!(i18n, moderation.no_reports)
                text=move || t_string!(i18n, moderation.no_reports_text)
            />
        }
        .into_any();
    }
    let settled = Callback::new(move |()| again());
    let items = reports
        .into_iter()
        .map(|report| view! { <ReportItem report settled /> })
        .collect_view();
    view! { <ul class="moderation-items">{items}</ul> }.into_any()
}

#[component]
fn ReportItem(report: PlatformReport, settled: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let PlatformReport {
        id,
        evidence,
        reporters,
        reasons,
        notes,
        acted_upon,
    } = report;
    let subject = evidence.subject();
    let reasons = reasons
        .into_iter()
        .map(|(reason, count)| reason_badge(reason_words(i18n, &reason), count))
        .collect_view();
    let outcome = acted_upon.map(|acted| {
        let (tone, words) = if acted {
            (Tone::Success, t_string!(i18n, moderation.acted_upon))
        } else {
            (Tone::Neutral, t_string!(i18n, moderation.dismissed))
        };
        view! { <Badge tone>{words}</Badge> }
    });
    view! {
        <li class="moderation-item">
            {evidence_view(i18n, evidence)}
            <div class="moderation-item__case">
                <p class="moderation-item__reasons">
                    <strong>{t_string!(i18n, moderation.reporters, count = reporters)}</strong>
                    {reasons}
                    {outcome}
                    <span class="muted">
                        <PostTime milliseconds=id.milliseconds() />
                    </span>
                </p>
                {notes_view(notes)}
                {acted_upon.is_none().then(|| view! { <Measures subject settled /> })}
            </div>
        </li>
    }
}

fn evidence_view(i18n: I18nContext<Locale>, evidence: Evidence) -> AnyView {
    match evidence {
        Evidence::Post { post: Some(post), .. } => view! { <PostCard post=*post /> }.into_any(),
        Evidence::Post { author, text, .. } => {
            let (note, text) = match text {
                Some(text) => (t_string!(i18n, moderation.limited_post), text),
                None => (t_string!(i18n, moderation.deleted_post), String::new()),
            };
            view! {
                <div class="moderation-evidence">
                    {who(&author, None)}
                    {(!text.is_empty()).then(|| view! { <p dir="auto" class="moderation-evidence__text">{text}</p> })}
                    <p class="muted">{note}</p>
                </div>
            }
            .into_any()
        }
        Evidence::Community { community, description } => {
            let path = community.path();
            view! {
                <div class="moderation-evidence">
                    <h2 class="moderation-evidence__name">
                        <a href=path>
                            <bdi>{community.name}</bdi>
                        </a>
                    </h2>
                    <p dir="auto">{description}</p>
                </div>
            }
            .into_any()
        }
    }
}

/// What may be done; what cannot be taken back is asked once more.
#[component]
fn Measures(subject: Reported, settled: Callback<()>) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let (name, id) = match subject {
        Reported::Post(post) => ("post_id", post.to_string()),
        Reported::Community(community) => ("community_id", community.to_string()),
    };
    let form = FormOf::<Settle>::with(&[(name, id.clone())]);
    form.on_success(move |()| {
        acting.succeeded(t_string!(i18n, moderation.settled));
        settled.run(());
    });
    let measures: &[OperatorAction] = match subject {
        Reported::Post(_) => &[
            OperatorAction::Dismiss,
            OperatorAction::DeletePost,
            OperatorAction::SuspendAuthor,
        ],
        Reported::Community(_) => &[OperatorAction::Dismiss, OperatorAction::CloseCommunity],
    };
    let subject_id = StoredValue::new(id.clone());
    let (asking, chosen) = (RwSignal::new(false), RwSignal::new(OperatorAction::Dismiss));
    let send = move |measure: OperatorAction| {
        let id = subject_id.get_value();
        form.send(&[("measure", measure.name()), (name, &id)]);
    };
    let buttons = measures
        .iter()
        .map(|&measure| {
            let id = id.clone();
            let kind = if measure == OperatorAction::Dismiss {
                ButtonKind::Secondary
            } else {
                ButtonKind::Danger
            };
            let press = move |event: leptos::ev::SubmitEvent| {
                if measure != OperatorAction::Dismiss {
                    event.prevent_default();
                    chosen.set(measure);
                    asking.set(true);
                }
            };
            view! {
                <Form state=form class="" quiet=true before=press>
                    <input type="hidden" name="measure" value=measure.name() />
                    <input type="hidden" name=name value=id />
                    <Button kind size=ButtonSize::Small submit=true busy=form.pending()>
                        {move || measure_words(i18n, measure)}
                    </Button>
                </Form>
            }
        })
        .collect_view();
    view! {
        <FormError message=form.other_error(&[]) />
        <div class="moderation-actions">{buttons}</div>
        <ConfirmDialog
            open=asking
            title=move || measure_words(i18n, chosen.get())
            text=move || match chosen.get() {
                OperatorAction::SuspendAuthor => t_string!(i18n, moderation.suspend_explanation),
                OperatorAction::CloseCommunity => t_string!(i18n, moderation.close_explanation),
                _ => t_string!(i18n, moderation.delete_explanation),
            }
            confirm_label=move || measure_words(i18n, chosen.get())
            danger=true
            on_confirm=move |()| send(chosen.get_untracked())
        />
    }
}

fn measure_words(i18n: I18nContext<Locale>, measure: OperatorAction) -> &'static str {
    match measure {
        OperatorAction::Dismiss => t_string!(i18n, moderation.dismiss),
        OperatorAction::DeletePost => t_string!(i18n, moderation.delete_post),
        OperatorAction::SuspendAuthor => t_string!(i18n, moderation.suspend_author),
        OperatorAction::CloseCommunity => t_string!(i18n, moderation.close_community),
    }
}
