//! What the host does with a recording: cutting its beginning, deleting it.

use super::{
    super::{
        api,
        space_context::SpaceContext,
        when::{clock, from_clock},
    },
    player::Player,
};
use base::{
    context::use_page,
    plain_forms::{asked_first, plain_form},
};
use leptos::{ev::SubmitEvent, prelude::*};
use locales::{t, t_string};
use ui::{Button, ButtonKind, ConfirmDialog, Dialog, DialogSize, EmptyState, IconName, TextField};

/// Where the voices could not be made into one file: the founder can have it tried again.
#[component]
pub(super) fn Unmixed(here: SpaceContext, is_mine: bool) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let id = here.page.with_untracked(|page| page.card.id);
    let busy = RwSignal::new(false);
    let again = move |_| acting.run_once(busy, api::mix_again(id), move |()| here.refresh());
    let text = move || {
        if is_mine {
            t_string!(i18n, spaces.replay.failed_mine)
        } else {
            t_string!(i18n, spaces.replay.failed_text)
        }
    };
    view! {
        <EmptyState icon=IconName::Warning title=move || t_string!(i18n, spaces.replay.failed_title) text>
            {is_mine
                .then(|| {
                    view! {
                        <Button icon=IconName::Refresh busy on_click=again>
                            {t!(i18n, spaces.replay.mix_again)}
                        </Button>
                    }
                })}
        </EmptyState>
    }
}

/// `trimmed` is what is cut already, in milliseconds.
#[component]
pub(super) fn HostTools(here: SpaceContext, player: Player, trimmed: u32) -> impl IntoView {
    let acting = use_page();
    let i18n = acting.i18n;
    let id = here.page.with_untracked(|page| page.card.id);
    let (busy, trimming, deleting) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let start = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let ask_begin = move |_| {
        start.set(clock(player.position.get_untracked()));
        error.set(None);
        trimming.set(true);
    };
    let trim = move |milliseconds: u32| {
        acting.run_once(busy, api::trim(id, milliseconds), move |()| {
            let _ = trimming.try_set(false);
            acting.succeeded(t_string!(i18n, spaces.replay.trimmed));
            here.refresh();
        });
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        match start.with_untracked(|start| from_clock(start)) {
            Some(begin) if begin < player.length => trim(trimmed + begin),
            _ => error.set(Some(t_string!(i18n, spaces.replay.trim_error).to_owned())),
        }
    };
    let delete = move |()| {
        acting.run_once(busy, api::delete_replay(id), move |()| {
            acting.succeeded(t_string!(i18n, spaces.replay.deleted));
            here.refresh();
        });
    };
    let plain_delete = asked_first(
        t_string!(i18n, spaces.replay.delete),
        t_string!(i18n, spaces.replay.delete_question).to_owned(),
        t_string!(i18n, spaces.replay.delete_text).to_owned(),
        plain_form::<api::DeleteReplay>(
            vec![("space", id.to_string())],
            t_string!(i18n, spaces.replay.delete),
            ButtonKind::Danger,
        ),
    );
    view! {
        <div class="without-script">{plain_delete}</div>
        <div class="replay__tools needs-script">
            <Button icon=IconName::Clock on_click=ask_begin>
                {t!(i18n, spaces.replay.trim)}
            </Button>
            <Button kind=ButtonKind::Quiet icon=IconName::Trash on_click=move |_| deleting.set(true)>
                {t!(i18n, spaces.replay.delete)}
            </Button>
        </div>
        <Dialog
            open=trimming
            title=move || t_string!(i18n, spaces.replay.trim)
            size=DialogSize::Small
        >
            <form class="form" novalidate on:submit=submit>
                <p class="muted">{t!(i18n, spaces.replay.trim_text)}</p>
                <TextField
                    name="begin"
                    label=move || t_string!(i18n, spaces.replay.trim_at)
                    hint=move || t_string!(i18n, spaces.replay.trim_hint)
                    value=start
                    error
                    autocomplete="off"
                    verbatim=true
                />
                <div class="form__actions">
                    {(trimmed > 0)
                        .then(|| {
                            view! {
                                <Button kind=ButtonKind::Quiet busy on_click=move |_| trim(0)>
                                    {t!(i18n, spaces.replay.untrim)}
                                </Button>
                            }
                        })}
                    <Button kind=ButtonKind::Primary submit=true busy>
                        {t!(i18n, common.save)}
                    </Button>
                </div>
            </form>
        </Dialog>
        <ConfirmDialog
            open=deleting
            title=move || t_string!(i18n, spaces.replay.delete_question)
            text=move || t_string!(i18n, spaces.replay.delete_text)
            confirm_label=move || t_string!(i18n, spaces.replay.delete)
            danger=true
            on_confirm=delete
        />
    }
}
