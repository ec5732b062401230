//! What a person asks for with a press: told to the server, and a refusal is said.

use crate::{
    api::{ApiError, ApiResult},
    context::PageContext,
    in_flight::InFlight,
};
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, pin::Pin};

type Answer<T> = Pin<Box<dyn Future<Output = ApiResult<T>>>>;

impl PageContext {
    /// Does it, then runs `done`.
    pub fn run<T: 'static>(self, action: impl Future<Output = ApiResult<T>> + 'static, done: impl FnOnce(T) + 'static) {
        spawn_local(finish(self, None, Box::pin(action), Box::new(done)));
    }

    /// The same, not while `busy`: a second press does nothing.
    pub fn run_once<T: 'static>(
        self,
        busy: RwSignal<bool>,
        action: impl Future<Output = ApiResult<T>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if busy.try_get_untracked() == Some(false) {
            busy.set(true);
            spawn_local(finish(self, Some(busy), Box::pin(action), Box::new(done)));
        }
    }
}

/// The buttons may have gone until the answer comes.
async fn finish<T>(page: PageContext, busy: Option<RwSignal<bool>>, action: Answer<T>, done: Box<dyn FnOnce(T)>) {
    let answer = action.await;
    if let Some(busy) = busy {
        let _ = busy.try_set(false);
    }
    match answer {
        Ok(value) => done(value),
        Err(error) => page.refused(&error),
    }
}

/// What one switches: shown at once, then told to the server.
pub struct Optimistic<T: 'static> {
    /// What is shown now; nothing where it is not shown any more.
    get: Box<dyn Fn() -> Option<T>>,
    set: Box<dyn Fn(&T)>,
    send: Box<dyn Fn(T) -> Answer<()>>,
}

impl<T: Clone + PartialEq + 'static> Optimistic<T> {
    pub fn new<F>(
        get: impl Fn() -> Option<T> + 'static,
        set: impl Fn(&T) + 'static,
        send: impl Fn(T) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = ApiResult<()>> + 'static,
    {
        Self {
            get: Box::new(get),
            set: Box::new(set),
            send: Box::new(move |wish| -> Answer<()> { Box::pin(send(wish)) }),
        }
    }

    /// Presses while a request about `what` is under way are kept: the last wish is sent when it is back. What the
    /// server refuses is taken back with a message.
    pub fn wish(self, page: PageContext, in_flight: &InFlight, what: u8, wish: &T) {
        let Some(was) = (self.get)() else { return };
        (self.set)(wish);
        if in_flight.begin(what) {
            let in_flight = in_flight.clone();
            spawn_local(async move {
                if let Err(error) = self.fulfil(was).await {
                    page.refused(&error);
                }
                in_flight.end(what);
            });
        }
    }

    async fn fulfil(&self, mut confirmed: T) -> Result<(), ApiError> {
        while let Some(wish) = (self.get)().filter(|wish| *wish != confirmed) {
            if let Err(error) = (self.send)(wish.clone()).await {
                (self.set)(&confirmed);
                return Err(error);
            }
            confirmed = wish;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{cell::RefCell, rc::Rc};
    use types::Error;

    /// Runs the loop from `shown`; `press` is what the person does while the first request is under way.
    fn after(shown: u8, press: Option<u8>, refuses: Option<u8>) -> (u8, Vec<u8>, bool) {
        let (now, sent) = (Rc::new(RefCell::new(shown)), Rc::new(RefCell::new(Vec::new())));
        let (get, set, press_on, log) = (now.clone(), now.clone(), now.clone(), sent.clone());
        let switch = Optimistic::new(
            move || Some(*get.borrow()),
            move |value| *set.borrow_mut() = *value,
            move |value| {
                log.borrow_mut().push(value);
                if let (Some(press), 1) = (press, log.borrow().len()) {
                    *press_on.borrow_mut() = press;
                }
                std::future::ready(if refuses == Some(value) {
                    Err(ApiError(Error::Forbidden))
                } else {
                    Ok(())
                })
            },
        );
        let answer = futures::executor::block_on(switch.fulfil(0));
        let (now, sent) = (*now.borrow(), sent.borrow().clone());
        (now, sent, answer.is_ok())
    }

    #[test]
    fn the_last_wish_wins() {
        assert_eq!(after(1, None, None), (1, vec![1], true));
        assert_eq!(after(1, Some(2), None), (2, vec![1, 2], true));
        // Back to what it was before the answer came: that is told as well.
        assert_eq!(after(1, Some(0), None), (0, vec![1, 0], true));
    }

    #[test]
    fn what_is_refused_is_taken_back_to_what_the_server_knows() {
        assert_eq!(after(1, None, Some(1)), (0, vec![1], false));
        assert_eq!(after(1, Some(2), Some(2)), (1, vec![1, 2], false));
    }

    #[test]
    fn requests_about_one_thing_do_not_overlap() {
        let one = InFlight::default();
        let same = one.clone();
        assert!(one.begin(0) && one.begin(3) && !same.begin(0) && same.is_any());
        one.end(0);
        assert!(same.begin(0));
        one.end(0);
        one.end(3);
        assert!(!same.is_any());
    }
}
