//! What one does about somebody: shown at once, then told to the server, taken back with a message when it refuses.
//! Every view of a person reads how things stand from here, so that all of them move together.

use super::api;
use base::{
    api::{ApiError, ApiResult},
    context::PageContext,
    in_flight::InFlight,
    initial_state::use_viewer,
    remembered::{Remembered, Shared},
};
use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};
use locales::t_string;
use types::{AccountCard, AccountId, Error, Relation, Viewer};

/// People remembered at most; beyond that those go that no view holds.
const REMEMBERED: usize = 500;

/// Something that the viewer does about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationAction {
    Follow,
    Unfollow,
    RemoveFollower,
    Block,
    Unblock,
    Mute,
    Unmute,
    /// Is not told any more of what they share with circles, or is told again.
    QuietCircles,
    HearCircles,
}

impl RelationAction {
    /// Address that a plain form posts to, with the field `account_id`.
    pub fn path(self) -> &'static str {
        match self {
            Self::Follow => api::Follow::PATH,
            Self::Unfollow => api::Unfollow::PATH,
            Self::RemoveFollower => api::RemoveFollower::PATH,
            Self::Block => api::Block::PATH,
            Self::Unblock => api::Unblock::PATH,
            Self::Mute => api::Mute::PATH,
            Self::Unmute => api::Unmute::PATH,
            Self::QuietCircles => api::QuietCircles::PATH,
            Self::HearCircles => api::HearCircles::PATH,
        }
    }

    /// How things stand if the server agrees.
    fn apply(self, relation: Relation, protected: bool) -> Relation {
        let mut after = relation;
        match self {
            Self::Follow if protected => after.requested = true,
            Self::Follow => after.following = true,
            Self::Unfollow => (after.following, after.requested) = (false, false),
            Self::RemoveFollower => after.follows_me = false,
            Self::Block => {
                after = Relation {
                    blocking: true,
                    muting: relation.muting,
                    quiet_circles: relation.quiet_circles,
                    ..Relation::default()
                }
            }
            Self::Unblock => after.blocking = false,
            Self::Mute => after.muting = true,
            Self::Unmute => after.muting = false,
            Self::QuietCircles => after.quiet_circles = true,
            Self::HearCircles => after.quiet_circles = false,
        }
        after
    }

    async fn send(self, account: AccountId) -> ApiResult<Relation> {
        match self {
            Self::Follow => api::follow(account).await,
            Self::Unfollow => api::unfollow(account).await,
            Self::RemoveFollower => api::remove_follower(account).await,
            Self::Block => api::block(account).await,
            Self::Unblock => api::unblock(account).await,
            Self::Mute => api::mute(account).await,
            Self::Unmute => api::unmute(account).await,
            Self::QuietCircles => api::quiet_circles(account).await,
            Self::HearCircles => api::hear_circles(account).await,
        }
    }
}

/// How the viewer and one person stand to each other. Clones share it.
#[derive(Clone)]
pub struct RelationState {
    pub relation: ArcRwSignal<Relation>,
    in_flight: InFlight,
}

impl Shared for RelationState {
    fn is_shared(&self) -> bool {
        self.in_flight.is_shared()
    }
}

/// In context of every page.
#[derive(Clone, Copy)]
pub struct People {
    /// What was done last, after the server agreed.
    pub done: RwSignal<Option<(AccountId, RelationAction)>>,
    /// Whom the question *Block?* is about.
    pub(super) asked_to_block: RwSignal<Option<AccountCard>>,
    viewer: RwSignal<Option<Viewer>>,
    states: Remembered<AccountId, RelationState>,
}

pub(super) fn provide() -> People {
    let people = People {
        done: RwSignal::new(None),
        asked_to_block: RwSignal::new(None),
        viewer: use_viewer(),
        states: Remembered::new(REMEMBERED),
    };
    provide_context(people);
    people
}

pub fn use_people() -> People {
    use_context().unwrap_or_else(provide)
}

impl People {
    /// The shared state. What the server said last wins over what was known, except while a press is on its way.
    pub fn state(&self, account: AccountId, relation: Relation) -> RelationState {
        if let Some(state) = self.states.get(account) {
            if !state.in_flight.is_any() && state.relation.get_untracked() != relation {
                state.relation.set(relation);
            }
            return state;
        }
        let state = RelationState {
            relation: ArcRwSignal::new(relation),
            in_flight: InFlight::default(),
        };
        self.states.insert(account, state.clone());
        state
    }

    /// The shared state of somebody of whom nothing may be known yet.
    pub fn known(&self, account: AccountId) -> RelationState {
        let known = self.states.get(account);
        known.unwrap_or_else(|| self.state(account, Relation::default()))
    }

    /// Asks before blocking.
    pub fn ask_to_block(&self, card: AccountCard) {
        self.asked_to_block.set(Some(card));
    }
}

/// Does it. Presses while one is on its way are left out.
pub fn act(acting: PageContext, people: People, card: &AccountCard, deed: RelationAction) {
    if !acting.may_act() {
        return;
    }
    let state = people.known(card.id);
    if !state.in_flight.begin(0) {
        return;
    }
    let before = state.relation.get_untracked();
    state.relation.set(deed.apply(before, card.protected));
    let card = card.clone();
    spawn_local(async move {
        let answer = deed.send(card.id).await;
        state.in_flight.end(0);
        match answer {
            Ok(relation) => {
                state.relation.set(relation);
                tell(acting, people, &card, deed);
                people.done.set(Some((card.id, deed)));
            }
            Err(error) => {
                state.relation.set(before);
                refused(acting, deed, &error);
            }
        }
    });
}

/// What follows on the page, in words where nothing else shows it.
fn tell(acting: PageContext, people: People, card: &AccountCard, deed: RelationAction) {
    let (i18n, handle) = (acting.i18n, card.handle.clone());
    match deed {
        RelationAction::Follow => tell_once(acting, people, card),
        RelationAction::Unfollow => {}
        RelationAction::RemoveFollower => acting.succeeded(t_string!(i18n, profiles.follower_removed, handle = handle)),
        RelationAction::Block => {
            acting.events.remove_account(card.id);
            acting.succeeded(t_string!(i18n, profiles.blocked, handle = handle));
        }
        RelationAction::Unblock => acting.succeeded(t_string!(i18n, profiles.unblocked, handle = handle)),
        RelationAction::Mute => {
            acting.events.muted_account.set(Some(card.id));
            acting.succeeded(t_string!(i18n, profiles.muted, handle = handle));
        }
        RelationAction::Unmute => acting.succeeded(t_string!(i18n, profiles.unmuted, handle = handle)),
        RelationAction::QuietCircles => acting.succeeded(t_string!(i18n, profiles.circles_quiet, handle = handle)),
        RelationAction::HearCircles => acting.succeeded(t_string!(i18n, profiles.circles_heard, handle = handle)),
    }
}

/// The first follow ever says that follows are public. A message and no question: it can be undone, and nothing stands
/// in the way of what one was about to do.
fn tell_once(acting: PageContext, people: People, card: &AccountCard) {
    let is_told = |viewer: &Option<Viewer>| viewer.as_ref().is_none_or(|viewer| viewer.told_follows_public);
    if people.viewer.with_untracked(is_told) {
        return;
    }
    people.viewer.update(|viewer| {
        if let Some(viewer) = viewer {
            viewer.told_follows_public = true;
        }
    });
    let card = card.clone();
    acting.toasts.show_with_action(
        ui::ToastKind::Info,
        t_string!(acting.i18n, profiles.follows_public),
        t_string!(acting.i18n, profiles.undo),
        Callback::new(move |()| act(acting, people, &card, RelationAction::Unfollow)),
    );
}

fn refused(acting: PageContext, deed: RelationAction, error: &ApiError) {
    match error.0 {
        Error::RateLimited { retry_after } if deed == RelationAction::Follow => {
            let text = t_string!(acting.i18n, profiles.follow_limit, count = retry_after.div_ceil(3600));
            acting.toasts.show(ui::ToastKind::Error, text);
        }
        _ => acting.refused(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocking_ends_everything_else_but_a_mute() {
        let close = Relation {
            following: true,
            follows_me: true,
            muting: true,
            ..Relation::default()
        };
        let expected = Relation {
            blocking: true,
            muting: true,
            ..Relation::default()
        };
        assert_eq!(RelationAction::Block.apply(close, false), expected);
        assert!(RelationAction::Follow.apply(Relation::default(), true).requested);
        assert!(RelationAction::Follow.apply(Relation::default(), false).following);
    }
}
