use super::{
    api::{EndOtherSessions, EndSession, sessions},
    frame::{Group, Section, SettingsFrame},
};
use base::{
    api::ApiResult,
    form::{Form, FormOf},
    form_error::FormError,
    initial_state::use_now,
    loaded::{Waiting, loaded},
};
use leptos::prelude::*;
use leptos_router::LazyRoute;
use locales::{I18nContext, Locale, t, t_string, use_i18n};
use types::SessionView;
use ui::{Badge, Button, ButtonKind, ButtonSize, Icon, IconName, SkeletonKind, Tone};

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
    let end = FormOf::<EndSession>::new();
    let end_others = FormOf::<EndOtherSessions>::new();
    end.on_success(move |()| list.refetch());
    end_others.on_success(move |()| list.refetch());
    let found = move |sessions: Vec<SessionView>| {
        let alone = sessions.len() < 2;
        view! {
            <ul class="sessions-list">
                {sessions.into_iter().map(|session| view! { <Row session end /> }).collect_view()}
            </ul>
            {(!alone)
                .then(|| {
                    view! {
                        <Form
                            state=end_others
                            submit=move || t_string!(i18n, settings.end_others)
                            kind=ButtonKind::Secondary
                            icon=IconName::LogOut
                        />
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
            {loaded(
                list,
                Waiting::skeleton(SkeletonKind::Line, 3).kept(),
                move |sessions| found(sessions).into_any(),
            )}
        </Group>
    }
}

#[component]
fn Row(session: SessionView, end: FormOf<EndSession>) -> impl IntoView {
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
                        <Form state=end class="" quiet=true>
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
                        </Form>
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
