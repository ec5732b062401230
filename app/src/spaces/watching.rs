//! Asking again when a space changed.

use base::{
    live::{use_live, watch},
    space_events::use_space_events,
};
use leptos::prelude::*;
use std::time::Duration;
use types::{SpaceId, live::Topic};

/// What follows several changes at once runs when they rest.
const REST: Duration = Duration::from_millis(300);

/// Says that the space is on the page for as long as the owner lives, and runs `again` whenever it changed or too much
/// was missed.
pub(super) fn watch_space(space: SpaceId, again: Callback<()>) {
    watch(Topic::Space(space));
    when_changed(move |changed| changed == space, again);
}

/// Runs `again` after any space changed of which the page is told, once for several.
pub(super) fn watch_spaces(again: Callback<()>) {
    let turn = StoredValue::new(0_u32);
    let rested = Callback::new(move |()| {
        turn.update_value(|turn| *turn += 1);
        let now = turn.get_value();
        set_timeout(
            move || {
                if turn.try_get_value() == Some(now) {
                    again.run(());
                }
            },
            REST,
        );
    });
    when_changed(|_| true, rested);
}

fn when_changed(is_meant: impl Fn(SpaceId) -> bool + Send + Sync + 'static, again: Callback<()>) {
    let (changed, resyncs) = (use_space_events().changed, use_live().resyncs);
    Effect::new(move |before: Option<(Option<u32>, u32)>| {
        let missed = resyncs.get();
        let (space, turn) = changed.get().unzip();
        if let Some((last_turn, last_missed)) = before
            && (missed != last_missed || turn != last_turn && space.is_some_and(&is_meant))
        {
            again.run(());
        }
        (turn, missed)
    });
}
