use super::{
    api::{EndOtherSessions, EndSession, sessions},
    frame::{Group, Section, SettingsFrame},
};
use base::{
    api::{ApiError, ApiResult, PageAccount},
    form_error::FormError,
    forms::FormState,
    initial_state::use_now,
    load_failed::LoadFailed,
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{I18nContext, Locale, t, t_string, use_i18n};
use types::SessionView;
use ui::{Badge, Button, ButtonSize, Icon, IconName, Skeleton, SkeletonKind, Tone};

/// Where the account is signed in.
pub struct SessionsPage {
    list: Resource<ApiResult<Vec<SessionView>>>,
}

impl LazyRoute for SessionsPage {
    fn data() -> Self {
        Self {
            list: Resource::new(|| (), |()| sessions()),
        }
    }

    async fn view(this: Self) -> AnyView {
        view! {
            <SettingsFrame section=Some(Section::Sessions)>
                <Sessions list=this.list />
            </SettingsFrame>
        }
        .into_any()
    }
}

#[component]
fn Sessions(list: Resource<ApiResult<Vec<SessionView>>>) -> impl IntoView {
    let i18n = use_i18n();
    let end = FormState::<EndSession>::new();
    let end_others = FormState::<EndOtherSessions>::new();
    end.on_success(move |()| list.refetch());
    end_others.on_success(move |()| list.refetch());
    let loading = move || {
        view! { <Skeleton kind=SkeletonKind::Line count=3 label=move || t_string!(i18n, common.loading) /> }
    };
    let found = move |sessions: Vec<SessionView>| {
        let alone = sessions.len() < 2;
        view! {
            <ul class="sessions-list">
                {sessions.into_iter().map(|session| view! { <Row session end /> }).collect_view()}
            </ul>
            {(!alone)
                .then(|| {
                    view! {
                        <ActionForm action=end_others.action attr:class="form">
                            <PageAccount />
                            <FormError message=end_others.other_error(&[]) />
                            <div class="form__actions">
                                <Button submit=true icon=IconName::LogOut busy=end_others.pending()>
                                    {t!(i18n, settings.end_others)}
                                </Button>
                            </div>
                        </ActionForm>
                    }
                })}
        }
    };
    view! {
        <Group
            title=move || t_string!(i18n, settings.sessions)
            text=move || t_string!(i18n, settings.sessions_lead)
        >
            <FormError message=end.other_error(&[]) />
            <Transition fallback=loading>
                {move || Suspend::new(async move {
                    match list.await {
                        Ok(sessions) => found(sessions).into_any(),
                        Err(ApiError(error)) => {
                            view! { <LoadFailed error retry=move |()| list.refetch() /> }.into_any()
                        }
                    }
                })}
            </Transition>
        </Group>
    }
}

#[component]
fn Row(session: SessionView, end: FormState<EndSession>) -> impl IntoView {
    let (i18n, now) = (use_i18n(), use_now());
    let SessionView {
        id,
        current,
        device,
        place,
        used_milliseconds,
    } = session;
    let phone = ["Android", "iPhone"].iter().any(|name| device.contains(name));
    let name = move |device: &str| match device.split_once(" on ") {
        Some((browser, system)) => t_string!(
            i18n,
            settings.device,
            browser = browser.to_owned(),
            system = system.to_owned()
        )
        .to_string(),
        None if device.is_empty() => t_string!(i18n, settings.device_unknown).to_owned(),
        None => device.to_owned(),
    };
    let (shown, spoken) = (device.clone(), device);
    let used = move || {
        if current {
            t_string!(i18n, settings.used_now).to_owned()
        } else {
            ago(i18n, now.get() - used_milliseconds)
        }
    };
    view! {
        <li class="sessions-list__item" data-current=current>
            <Icon name=if phone { IconName::Phone } else { IconName::Device } />
            <div class="sessions-list__body">
                <strong>{move || name(&shown)}</strong>
                " "
                {current
                    .then(|| view! { <Badge tone=Tone::Success>{t!(i18n, settings.this_device)}</Badge> })}
                <p>
                    <bdi>{place}</bdi>
                    " · "
                    {used}
                </p>
            </div>
            {(!current)
                .then(|| {
                    view! {
                        <ActionForm action=end.action>
                            <PageAccount />
                            <input type="hidden" name="session_id" value=id.to_string() />
                            <Button
                                submit=true
                                size=ButtonSize::Small
                                label=move || {
                                    t_string!(i18n, settings.end_session_of, device = name(&spoken)).to_string()
                                }
                            >
                                {t!(i18n, settings.end_session)}
                            </Button>
                        </ActionForm>
                    }
                })}
        </li>
    }
}

/// How long ago, in words. `milliseconds` may be a little negative where clocks differ.
fn ago(i18n: I18nContext<Locale>, milliseconds: i64) -> String {
    let minutes = u32::try_from(milliseconds / 60_000).unwrap_or(0);
    match minutes {
        0 => t_string!(i18n, settings.used_now).to_owned(),
        1..60 => t_string!(i18n, settings.minutes_ago, count = minutes).to_string(),
        60..1440 => t_string!(i18n, settings.hours_ago, count = minutes / 60).to_string(),
        _ => t_string!(i18n, settings.days_ago, count = minutes / 1440).to_string(),
    }
}
