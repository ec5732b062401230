//! The list of shortcuts.

use leptos::prelude::*;
use locales::{t, t_string, use_i18n};
use ui::{Dialog, DialogSize};

/// A line: what it does, and its keys, pressed one after the other.
type Line = (&'static str, &'static [&'static str]);

#[component]
pub fn ShortcutsDialog(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let groups = move || {
        let moving = vec![
            (t_string!(i18n, shortcuts.next), &["j"][..]),
            (t_string!(i18n, shortcuts.previous), &["k"]),
            (t_string!(i18n, shortcuts.open), &["o"]),
            (t_string!(i18n, shortcuts.load), &["."]),
        ];
        let acting = vec![
            (t_string!(i18n, shortcuts.new_post), &["n"][..]),
            (t_string!(i18n, shortcuts.send), &["Ctrl", "Enter"]),
            (t_string!(i18n, shortcuts.like), &["l"]),
            (t_string!(i18n, shortcuts.reply), &["r"]),
            (t_string!(i18n, shortcuts.repost), &["t"]),
            (t_string!(i18n, shortcuts.bookmark), &["b"]),
        ];
        let going = vec![
            (t_string!(i18n, shortcuts.home), &["g", "h"][..]),
            (t_string!(i18n, shortcuts.explore), &["g", "e"]),
            (t_string!(i18n, shortcuts.notifications), &["g", "n"]),
            (t_string!(i18n, shortcuts.profile), &["g", "p"]),
            (t_string!(i18n, shortcuts.search), &["/"]),
            (t_string!(i18n, shortcuts.help), &["?"]),
        ];
        view! {
            {table(t_string!(i18n, shortcuts.moving), moving)}
            {table(t_string!(i18n, shortcuts.acting), acting)}
            {table(t_string!(i18n, shortcuts.going), going)}
        }
    };
    view! {
        <Dialog
            open
            title=move || t_string!(i18n, shortcuts.title)
            size=DialogSize::Large
        >
            <div class="shortcuts-groups">{groups}</div>
            <p class="dialog__text">{t!(i18n, shortcuts.hint)}</p>
        </Dialog>
    }
}

fn table(caption: &'static str, lines: Vec<Line>) -> AnyView {
    let rows = lines.into_iter().map(|(does, keys)| {
        let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd> " " }).collect_view();
        view! {
            <tr>
                <th scope="row">{does}</th>
                <td>{keys}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <table class="shortcuts">
            <caption>{caption}</caption>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
