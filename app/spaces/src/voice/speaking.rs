//! The speaking half of a call. Listening goes on untouched, whatever happens here.

use super::{
    call::{Call, is_final, with},
    leg::Leg,
    microphone::Microphone,
};
use leptos::{prelude::*, task::spawn_local};
use std::{rc::Rc, time::Duration};
use types::{Error, MyPlace, SpaceAction, SpaceRole};
use web_sys::RtcPeerConnectionState;

/// Pause before a speaking connection that was lost is offered anew.
const PAUSE: Duration = Duration::from_millis(400);

impl Call {
    /// Opens the microphone, connects it, and is heard.
    pub fn unmute(self: &Rc<Self>) {
        if self.voice.by_program.get_untracked() {
            self.send(SpaceAction::Unmute);
            return;
        }
        self.wants_to_speak.set(true);
        self.voice.trouble.set(None);
        self.speak();
    }

    pub fn mute(&self) {
        self.wants_to_speak.set(false);
        self.follow_wish();
        self.send(SpaceAction::Mute);
    }

    /// Does what is missing for the person to be heard: microphone, connection, word to the room. Also after the
    /// listening connection came back.
    pub fn speak(self: &Rc<Self>) {
        let is_wanted = self.has_microphone() || self.wants_to_speak.get();
        if self.over.get() || self.speaking_under_way.get() || !is_wanted {
            return;
        }
        // Comes back here once there is something to speak beside, and a place to speak in.
        if self.listening.borrow().is_none() || self.voice.role_untracked(self.space) < Some(SpaceRole::Speaker) {
            return;
        }
        self.speaking_under_way.set(true);
        self.voice.opening.set(true);
        let call = self.clone();
        spawn_local(async move {
            let answer = call.open_and_offer().await;
            call.speaking_under_way.set(false);
            call.voice.opening.set(false);
            if call.over.get() {
                return;
            }
            match answer {
                Ok(()) if call.wants_to_speak.get() => {
                    call.follow_wish();
                    call.send(SpaceAction::Unmute);
                }
                Ok(()) => call.follow_wish(),
                Err(Some(error)) if is_final(&error) => {
                    call.stop_speaking();
                    call.voice.tell_refused(error);
                }
                Err(Some(_)) => call.speak_later(),
                // The page says what is wrong with the microphone.
                Err(None) => call.stop_speaking(),
            }
        });
    }

    /// None for a microphone that does not open.
    async fn open_and_offer(self: &Rc<Self>) -> Result<(), Option<Error>> {
        if !self.has_microphone() {
            match Microphone::open().await {
                Ok(microphone) if !self.over.get() => self.take_microphone(microphone),
                Ok(_) => return Ok(()),
                Err(trouble) => {
                    self.voice.trouble.set(Some(trouble));
                    return Err(None);
                }
            }
        }
        let stands = self.speaking.borrow().as_ref().is_some_and(|leg| !leg.is_over());
        // After a new listening connection the server may be another: then the old one is of no use.
        if stands && self.speaking_since.get() == self.generation.get() {
            return Ok(());
        }
        // `track.clone()` would be the browser's own, which makes another track.
        let Some(track) = self
            .microphone
            .borrow()
            .as_ref()
            .map(|microphone| Clone::clone(&microphone.track))
        else {
            return Ok(());
        };
        let leg = Leg::speaking(&track)?;
        let weak = Rc::downgrade(self);
        leg.watch(move |state| {
            let lost = matches!(
                state,
                RtcPeerConnectionState::Disconnected | RtcPeerConnectionState::Failed | RtcPeerConnectionState::Closed
            );
            if lost {
                with(&weak, |call| {
                    drop(call.speaking.take());
                    if call.wants_to_speak.get() {
                        call.speak_later();
                    } else {
                        // Muted there is no haste: the next press opens it again.
                        call.stop_speaking();
                    }
                });
            }
        });
        leg.offer(&format!("/spaces/{}/whip", self.space)).await?;
        self.speaking_since.set(self.generation.get());
        drop(self.speaking.replace(Some(leg)));
        Ok(())
    }

    fn speak_later(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        set_timeout(move || with(&weak, Self::speak), PAUSE);
    }

    /// Sound goes out only while it is wanted.
    fn follow_wish(&self) {
        let on = self.wants_to_speak.get();
        if let Some(microphone) = &*self.microphone.borrow() {
            microphone.track.set_enabled(on);
        }
        let sending = on && self.speaking.borrow().is_some();
        self.voice.sending.set(sending);
        if let Some(session) = &*self.session.borrow() {
            session.microphone(sending);
        }
    }

    /// Turns the microphone off and lets it go.
    pub fn stop_speaking(&self) {
        self.wants_to_speak.set(false);
        drop((self.speaking.take(), self.microphone.take()));
        self.follow_wish();
        self.voice.hoped.set(None);
    }

    /// What the room says of the own place.
    pub fn follow_place(self: &Rc<Self>, mine: &MyPlace) {
        if mine.role < Some(SpaceRole::Speaker) {
            self.stop_speaking();
        } else if mine.muted && self.wants_to_speak.get() && self.voice.hoped.get_untracked().is_none() {
            // A host did it.
            self.wants_to_speak.set(false);
            self.follow_wish();
        } else if self.wants_to_speak.get() && self.speaking.borrow().is_none() {
            self.speak();
        }
    }

    /// Another microphone was chosen.
    pub fn change_microphone(self: &Rc<Self>) {
        if self.microphone.borrow().is_none() {
            return;
        }
        self.open_again(false);
    }

    /// The device is gone while the call goes on. Who is muted gets another one with the next press; whoever speaks goes
    /// on with the next device, or is told that there is none.
    fn microphone_ended(self: &Rc<Self>) {
        drop(self.microphone.take());
        if self.wants_to_speak.get() {
            self.open_again(true);
        }
    }

    fn open_again(self: &Rc<Self>, was_lost: bool) {
        let call = self.clone();
        spawn_local(async move {
            match Microphone::open().await {
                Ok(_) if call.over.get() => {}
                // Asked for by a press meanwhile.
                Ok(_) if was_lost && call.has_microphone() => {}
                Ok(microphone) => {
                    call.take_microphone(microphone);
                    call.follow_wish();
                    if was_lost {
                        call.voice.tell_next_microphone();
                    }
                }
                Err(trouble) => {
                    call.voice.trouble.set(Some(trouble));
                    if was_lost && !call.over.get() {
                        call.stop_speaking();
                        call.send(SpaceAction::Mute);
                    }
                }
            }
        });
    }

    fn has_microphone(&self) -> bool {
        self.microphone
            .borrow()
            .as_ref()
            .is_some_and(|microphone| !microphone.is_over())
    }

    /// Speaks by this one from now on, also over a connection that stands.
    fn take_microphone(self: &Rc<Self>, microphone: Microphone) {
        let weak = Rc::downgrade(self);
        microphone.watch(move || with(&weak, Self::microphone_ended));
        if let Some(leg) = &*self.speaking.borrow() {
            leg.replace(&microphone.track);
        }
        drop(self.microphone.replace(Some(microphone)));
    }
}
