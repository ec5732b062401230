//! What the room tells, and what the page makes of it.

use super::{Voice, call, captions};
use crate::api;
use leptos::{prelude::*, task::spawn_local};
use locales::t_string;
use std::time::Duration;
use types::{AccountId, SpaceId, SpacePhase, live::ServerMessage};
use ui::ToastKind;

/// How long a reaction floats, and how many do at a time.
const FLOATS: Duration = Duration::from_millis(2800);
const MOST_FLOATING: usize = 40;

/// A reaction on its way up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floating {
    pub number: u64,
    pub account: AccountId,
    pub emoji: String,
}

/// Steps of loudness for the eye, 0 to 4, of a level from 0 (as loud as can be) to 127.
fn level(level: u8) -> u8 {
    match level {
        0..25 => 4,
        25..38 => 3,
        38..50 => 2,
        50..127 => 1,
        _ => 0,
    }
}

impl Voice {
    /// Takes one message about a room; what lasts stands in the events already.
    pub(super) fn hear(self, message: &ServerMessage) {
        match message {
            ServerMessage::Room { space, room, mine } => {
                if self.left.get_untracked() == Some(*space) {
                    self.left.set(None);
                }
                if self.current.get_untracked() != Some(*space) {
                    return;
                }
                if matches!(room.phase, SpacePhase::Ended { .. }) {
                    self.over(*space, false);
                    return;
                }
                if self.hoped.get_untracked() == Some(mine.muted) {
                    self.hoped.set(None);
                }
                if let Some(call) = call::current() {
                    call.follow_place(mine);
                }
            }
            ServerMessage::SpaceOut { space, removed } => self.over(*space, *removed),
            ServerMessage::SpaceRefused { space, refusal } => {
                self.hoped.set(None);
                if let Some(call) = call::current().filter(|call| call.space == *space) {
                    let news = self.events.rooms.with_untracked(|rooms| rooms.get(space).cloned());
                    if let Some(news) = news {
                        call.follow_place(&news.mine);
                    }
                }
                self.tell_refusal(*refusal);
            }
            ServerMessage::Voices { space, levels } if self.current.get_untracked() == Some(*space) => {
                let levels = levels
                    .iter()
                    .map(|(account, loudness)| (*account, level(*loudness)))
                    .filter(|(_, step)| *step > 0)
                    .collect();
                if self.levels.with_untracked(|shown| *shown != levels) {
                    self.levels.set(levels);
                }
            }
            ServerMessage::Reaction {
                space,
                account_id,
                emoji,
            } if self.current.get_untracked() == Some(*space) => self.float(*account_id, emoji.clone()),
            ServerMessage::Caption { space, caption } if self.current.get_untracked() == Some(*space) => {
                captions::show(self, caption);
            }
            _ => {}
        }
    }

    fn float(self, account: AccountId, emoji: String) {
        let number = self.next_number();
        self.reactions.update(|reactions| {
            if reactions.len() >= MOST_FLOATING {
                reactions.remove(0);
            }
            reactions.push(Floating { number, account, emoji });
        });
        set_timeout(
            move || {
                self.reactions
                    .update(|reactions| reactions.retain(|floating| floating.number != number))
            },
            FLOATS,
        );
    }

    /// The person is out, or the space is over; not by a press here, which needs no words.
    fn over(self, space: SpaceId, removed: bool) {
        if self.current.get_untracked() != Some(space) {
            self.events.forget(space);
            self.events.change(space);
            return;
        }
        self.go_out(space);
        let i18n = self.acting.i18n;
        if removed {
            self.tell(ToastKind::Info, t_string!(i18n, spaces.room.removed).to_string());
            self.events.change(space);
            return;
        }
        spawn_local(async move {
            let ended = matches!(api::card(space).await, Ok(card) if matches!(card.phase, SpacePhase::Ended { .. }));
            let text = if ended {
                t_string!(i18n, spaces.room.ended).to_string()
            } else {
                t_string!(i18n, spaces.room.left_elsewhere).to_string()
            };
            self.tell(ToastKind::Info, text);
            self.events.change(space);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn louder_is_more() {
        let steps: Vec<u8> = [127, 90, 45, 30, 10, 0].map(level).into();
        assert_eq!(steps, [0, 1, 2, 3, 4, 4]);
    }
}
