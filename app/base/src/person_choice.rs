//! Somebody to be chosen from a list.

use leptos::{prelude::*, text_prop::TextProp};
use types::AccountCard;
use ui::{Avatar, AvatarSize};

/// Face and names as one button. `bar` says why they cannot be chosen: then they are none.
#[component]
pub fn PersonChoice(
    card: AccountCard,
    /// What choosing them does.
    #[prop(into)]
    label: TextProp,
    #[prop(optional)] bar: Option<TextProp>,
    #[prop(into)] on_choose: Callback<AccountCard>,
) -> AnyView {
    let is_barred = bar.is_some();
    let who = view! {
        <Avatar src=card.face() name=card.display_name.clone() size=AvatarSize::Small />
        <span class="person-choice__text">
            <bdi class="person-choice__name">{card.display_name.clone()}</bdi>
            <span class="person-choice__handle">"@"{card.handle.clone()}</span>
            {bar.map(|bar| view! { <span class="person-choice__bar">{move || bar.get()}</span> })}
        </span>
    };
    if is_barred {
        return view! { <div class="person-choice" data-barred="">{who}</div> }.into_any();
    }
    view! {
        <button
            type="button"
            class="person-choice"
            aria-label=move || label.get()
            on:click=move |_| on_choose.run(card.clone())
        >
            {who}
        </button>
    }
    .into_any()
}
