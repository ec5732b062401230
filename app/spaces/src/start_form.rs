//! The form that starts a space or plans one.

use super::{
    api::Start,
    guests_field::GuestsField,
    when::{from_local, to_local},
};
use base::{
    api::RequestKey,
    context::use_page,
    form::{Form, FormOf},
    initial_state::{use_now, use_viewer},
    space_links::space_door,
};
use leptos::prelude::*;
use locales::{I18nContext, Locale, t, t_string};
use std::time::Duration;
use types::{Field, MAX_SPACE_NAME, SpaceAudience, SpaceName, Viewer};
use ui::{Icon, IconName, InputKind, RadioGroup, Select, SelectOption, Switch, TextField, escape_text};

const FIELDS: &[Field] = &[
    Field::SpaceName,
    Field::Topics,
    Field::Audience,
    Field::Guests,
    Field::SpaceTime,
];
const HOUR: i64 = 3_600_000;
/// Hours from now that are offered without script, where the page does not know the reader's clock.
const LATER: [i64; 6] = [1, 3, 6, 24, 48, 168];
/// Sent for a time that is none: the server names what is wrong.
const NO_TIME: &str = "?";

/// Leads to the space when it stands.
#[component]
pub fn StartForm() -> impl IntoView {
    let acting = use_page();
    let (i18n, viewer, door) = (acting.i18n, use_viewer(), space_door(acting));
    let form = FormOf::<Start>::new();
    form.on_success(move |space| {
        let name = SpaceName {
            id: space,
            name: String::new(),
        };
        door.run(name.path());
    });
    let value = |name: &str, first: &str| RwSignal::new(form.remembered(name).unwrap_or_else(|| first.to_owned()));
    let name = value("name", "");
    let topics = value("topics", "");
    let protected = viewer.with_untracked(|viewer| viewer.as_ref().is_some_and(|viewer| viewer.card.protected));
    let audience = value("audience", if protected { "followers" } else { "public" });
    let guests = value("guests", "");
    let may_speak = value("may_speak", "everyone");
    let recording = RwSignal::new(form.remembered("recording").is_some());
    let audiences = Memo::new(move |_| {
        viewer.with(|viewer| {
            viewer
                .as_ref()
                .map(|viewer| {
                    let mut options = audiences(i18n, viewer);
                    // As in the composer: a choice that is not possible any more does not become another.
                    let label = t_string!(i18n, posts.audience_unavailable);
                    audience.with(|chosen| keep_chosen(&mut options, chosen, label));
                    options
                })
                .unwrap_or_default()
        })
    });
    let speakers = Signal::derive(move || {
        let option = |value: &str, label: &str, hint: &str| SelectOption::new(value, label).with_hint(hint);
        vec![
            option(
                "everyone",
                t_string!(i18n, spaces.start.speak_everyone),
                t_string!(i18n, spaces.start.speak_everyone_hint),
            ),
            option(
                "followed",
                t_string!(i18n, spaces.start.speak_followed),
                t_string!(i18n, spaces.start.speak_followed_hint),
            ),
            option(
                "invited",
                t_string!(i18n, spaces.start.speak_invited),
                t_string!(i18n, spaces.start.speak_invited_hint),
            ),
        ]
    });
    let schedule = Schedule::new(form.remembered("at"));
    let for_invited = move || audience.with(|audience| audience == "invited");
    let hydrated = schedule.hydrated;
    let label = move || {
        if schedule.later.get() {
            t_string!(i18n, spaces.start.plan)
        } else {
            t_string!(i18n, spaces.start.now)
        }
    };
    view! {
        <Form
            state=form
            fields=FIELDS
            class="form space-form"
            submit=label
        >
            <RequestKey />
            <TextField
                name="name"
                label=move || t_string!(i18n, spaces.start.name)
                placeholder=move || t_string!(i18n, spaces.start.name_hint)
                value=name
                error=form.field_error(Field::SpaceName)
                maxlength=MAX_SPACE_NAME as u32
                counter=true
                autocomplete="off"
                autofocus=true
                required=true
            />
            <TextField
                name="topics"
                label=move || t_string!(i18n, spaces.start.topics)
                hint=move || t_string!(i18n, spaces.start.topics_hint)
                value=topics
                error=form.field_error(Field::Topics)
                autocomplete="off"
            />
            <Select
                name="audience"
                label=move || t_string!(i18n, spaces.start.audience)
                options=audiences
                value=audience
                error=form.field_error(Field::Audience)
            />
            // Without script it always stands here.
            <div hidden=move || hydrated.get() && !for_invited()>
                <GuestsField value=guests error=form.field_error(Field::Guests) />
            </div>
            <RadioGroup
                name="may_speak"
                legend=move || t_string!(i18n, spaces.start.may_speak)
                options=speakers
                value=may_speak
            />
            <Switch
                name="recording"
                label=move || t_string!(i18n, spaces.start.record)
                hint=move || t_string!(i18n, spaces.start.record_hint)
                checked=recording
            />
            <ScheduleFields schedule error=form.field_error(Field::SpaceTime) />
            <p class="space-form__note">
                <Icon name=IconName::Info />
                {t!(i18n, spaces.start.muted_note)}
            </p>
        </Form>
    }
}

fn audiences(i18n: I18nContext<Locale>, viewer: &Viewer) -> Vec<SelectOption> {
    let option = |audience: SpaceAudience, label: String| SelectOption::new(audience.to_string(), label);
    let everyone = (!viewer.card.protected)
        .then(|| option(SpaceAudience::Public, t_string!(i18n, spaces.start.everyone).to_owned()));
    let followers = option(
        SpaceAudience::Followers,
        t_string!(i18n, spaces.start.followers).to_owned(),
    );
    let circles = viewer.circles.iter().map(|circle| {
        let label = if circle.emoji.is_empty() {
            circle.name.clone()
        } else {
            format!("{} {}", circle.emoji, circle.name)
        };
        option(SpaceAudience::Circle(circle.id), label)
    });
    let communities = viewer
        .communities
        .iter()
        .map(|community| option(SpaceAudience::Community(community.id), community.name.clone()));
    let invited = option(SpaceAudience::Invited, t_string!(i18n, spaces.start.invited).to_owned());
    everyone
        .into_iter()
        .chain([followers])
        .chain(circles)
        .chain(communities)
        .chain([invited])
        .collect()
}

/// When it begins, as the form holds it.
#[derive(Clone, Copy)]
struct Schedule {
    hydrated: RwSignal<bool>,
    later: RwSignal<bool>,
    /// As the field for date and time has it: where the reader is.
    local: RwSignal<String>,
    /// What a page without script was sent back with.
    sent: StoredValue<String>,
}

impl Schedule {
    fn new(sent: Option<String>) -> Self {
        let sent = sent.unwrap_or_default();
        let schedule = Self {
            hydrated: RwSignal::new(false),
            later: RwSignal::new(!sent.is_empty()),
            local: RwSignal::new(String::new()),
            sent: StoredValue::new(sent),
        };
        let now = use_now();
        Effect::new(move |_| {
            schedule.hydrated.set(true);
            // The next full hour but one is as good a guess as any.
            let guess = (now.get_untracked() / HOUR + 2) * HOUR;
            let first = schedule.sent.get_value().parse().unwrap_or(guess);
            // After the field has taken over what stood in it.
            let fill = move || drop(schedule.local.try_set(to_local(first)));
            set_timeout(fill, Duration::ZERO);
        });
        schedule
    }

    /// For the server: milliseconds since 1970, or nothing for now.
    fn at(self) -> String {
        if !self.later.get() {
            return String::new();
        }
        let local = self.local.get();
        if !self.hydrated.get() {
            return self.sent.get_value();
        }
        from_local(&local).map_or_else(|| NO_TIME.to_owned(), |at| at.to_string())
    }
}

#[component]
fn ScheduleFields(schedule: Schedule, error: Signal<Option<String>>) -> impl IntoView {
    let i18n = use_page().i18n;
    // Without script the list below has this name.
    let name = move || schedule.hydrated.get().then_some("at");
    view! {
        <div class="needs-script stack">
            <Switch
                name="later"
                label=move || t_string!(i18n, spaces.start.schedule)
                hint=move || t_string!(i18n, spaces.start.schedule_hint)
                checked=schedule.later
            />
            <div hidden=move || !schedule.later.get()>
                <TextField
                    name="local"
                    kind=InputKind::DateTime
                    label=move || t_string!(i18n, spaces.start.time)
                    value=schedule.local
                    error
                />
            </div>
            <input type="hidden" name=name value=move || schedule.at() />
        </div>
        <PlainSchedule sent=schedule.sent.get_value() error />
    }
}

/// Some hours from now, for pages without script.
#[component]
fn PlainSchedule(sent: String, error: Signal<Option<String>>) -> impl IntoView {
    let i18n = use_page().i18n;
    let now = use_now().get_untracked();
    let label = escape_text(t_string!(i18n, spaces.start.schedule));
    let option = |value: String, chosen: bool, text: &str| {
        let chosen = if chosen { " selected" } else { "" };
        format!("<option value=\"{value}\"{chosen}>{}</option>", escape_text(text))
    };
    let mut options = option(String::new(), false, t_string!(i18n, spaces.start.now));
    // What was chosen before counts from the moment at which it was.
    let sent = sent.parse::<i64>().ok();
    for hours in LATER {
        let time = now + hours * HOUR;
        let before = sent.filter(|sent| (sent - time).abs() < HOUR / 2);
        options.push_str(&option(
            before.unwrap_or(time).to_string(),
            before.is_some(),
            &super::when::starts_in(i18n, now, time),
        ));
    }
    let error = error
        .get_untracked()
        .map(|error| escape_text(&error))
        .unwrap_or_default();
    // As text, like the inputs for photos.
    let html = format!(
        "<div class=\"field\"><label>{label} <select class=\"field__input\" name=\"at\">{options}</select></label>\
         <p class=\"field-error\">{error}</p></div>"
    );
    view! { <noscript inner_html=html></noscript> }
}

/// Puts what is chosen in front where the options do not have it: the browser would choose the first one.
fn keep_chosen(options: &mut Vec<SelectOption>, chosen: &str, label: &str) {
    if !options.iter().any(|option| option.value == chosen) {
        options.insert(0, SelectOption::new(chosen, label));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_that_is_not_offered_any_more_is_no_other() {
        let mut options = vec![SelectOption::new("public", "Everyone")];
        keep_chosen(&mut options, "public", "Gone");
        assert_eq!(options.len(), 1);
        keep_chosen(&mut options, "circle-7", "Gone");
        let values: Vec<_> = options.iter().map(|option| option.value.as_str()).collect();
        assert_eq!(values, ["circle-7", "public"]);
    }
}
