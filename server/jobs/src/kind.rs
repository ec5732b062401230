//! What there is to do, and within which bounds.

use futures::future::BoxFuture;
use serde_json::Value;
use std::{fmt::Display, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// The bounds of the jobs of one name.
#[derive(Clone, Debug)]
pub struct Policy {
    pub name: &'static str,
    /// That run at once on one server.
    pub at_once: usize,
    /// Time for one try.
    pub deadline: Duration,
    /// Tries until it is given up; what repeats is never given up, and waits for its next time then.
    pub tries: u32,
    /// Pause after the first try that failed; each further one doubles it, up to the longest.
    pub first_pause: Duration,
    pub longest_pause: Duration,
    /// It comes again and again, once for all servers.
    pub every: Option<Duration>,
}

impl Policy {
    /// One at a time, a minute each; five tries with pauses from ten seconds.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            at_once: 1,
            deadline: Duration::from_secs(60),
            tries: 5,
            first_pause: Duration::from_secs(10),
            longest_pause: Duration::from_secs(3600),
            every: None,
        }
    }

    /// The pause after so many tries.
    pub(crate) fn pause(&self, tries: u32) -> Duration {
        let doubled = 1_u32.checked_shl(tries.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first_pause.saturating_mul(doubled).min(self.longest_pause)
    }
}

/// One job at work.
#[derive(Clone, Debug)]
pub struct Work {
    pub payload: Value,
    /// The server ends, or the job is another's by now: what cannot be dropped looks here.
    pub stop: CancellationToken,
}

/// What became of it, where nothing went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// It is not time yet: again after so much time, without counting as a try.
    Later(Duration),
}

pub(crate) type Handler = Arc<dyn Fn(Work) -> BoxFuture<'static, Result<Outcome, String>> + Send + Sync>;

/// The jobs of one name, and how they are done.
#[derive(Clone)]
pub struct Kind {
    pub(crate) policy: Policy,
    pub(crate) handler: Handler,
    pub(crate) given_up: Option<Handler>,
}

impl Kind {
    pub fn new<F, E>(policy: Policy, work: impl Fn(Work) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Outcome, E>> + Send + 'static,
        E: Display,
    {
        Self {
            policy,
            handler: handler(work),
            given_up: None,
        }
    }

    /// What is done when a job is given up. It may be done more than once.
    pub fn when_given_up<F, E>(self, work: impl Fn(Work) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Outcome, E>> + Send + 'static,
        E: Display,
    {
        Self {
            given_up: Some(handler(work)),
            ..self
        }
    }
}

fn handler<F, E>(work: impl Fn(Work) -> F + Send + Sync + 'static) -> Handler
where
    F: Future<Output = Result<Outcome, E>> + Send + 'static,
    E: Display,
{
    Arc::new(move |job| {
        let done = work(job);
        Box::pin(async move { done.await.map_err(|error| error.to_string()) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let policy = Policy {
            first_pause: Duration::from_secs(10),
            longest_pause: Duration::from_secs(60),
            ..Policy::new("one")
        };
        let seconds = |tries| policy.pause(tries).as_secs();
        assert_eq!([1, 2, 3, 4, 5].map(seconds), [10, 20, 40, 60, 60]);
        assert_eq!((seconds(40), seconds(u32::MAX)), (60, 60));
    }
}
