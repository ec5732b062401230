//! What runs beside the requests. What has to be done, and what is done once for all servers, are jobs of the database
//! (the crate `jobs`): their names and bounds stand here. What concerns the memory of this server alone is repeated by it.

use crate::{http::limits::Limiter, spaces::recordings};
use ::jobs::{Kind, Outcome, Policy, Queue, Timing};
use base::services::Services;
use std::{future::Future, sync::Arc, time::Duration};
use store::jobs::JobFigures;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use types::Result;

/// Recordings become one file each. It takes a second for each minute of talk.
pub const MIX: Policy = Policy {
    deadline: Duration::from_secs(2 * 3600),
    first_pause: Duration::from_secs(60),
    ..Policy::new(store::jobs::MIX)
};
/// Mails are written and handed over. For half an hour of a mail server that is away.
pub const MAIL: Policy = Policy {
    at_once: 8,
    tries: 8,
    first_pause: Duration::from_secs(15),
    ..Policy::new(store::jobs::MAIL)
};
/// Whoever asked for a new password is looked up: one at a time, and in the same time whether they exist.
pub const RESET: Policy = Policy::new(store::jobs::RESET);
/// What is over is deleted.
pub const CLEAN: [Policy; 6] = [
    hourly("clean_events"),
    hourly("clean_sessions"),
    hourly("clean_accounts"),
    hourly("clean_recordings"),
    hourly("clean_media"),
    hourly("clean_jobs"),
];

const fn hourly(name: &'static str) -> Policy {
    Policy {
        deadline: Duration::from_secs(1800),
        every: Some(Duration::from_secs(3600)),
        ..Policy::new(name)
    }
}

/// The jobs of this server.
pub fn queue(services: &Services) -> Queue {
    let [events, sessions, accounts, old_recordings, media, jobs] = CLEAN;
    let store = &services.store;
    let kinds = [
        Kind::new(MIX, with(services, recordings::mix)).when_given_up(with(services, recordings::give_up)),
        Kind::new(
            MAIL,
            with(services, |services, work| async move {
                app::accounts::send_mail(&services, work.payload)
                    .await
                    .map(|()| Outcome::Done)
            }),
        ),
        Kind::new(
            RESET,
            with(services, |services, work| async move {
                app::accounts::look_up_reset(&services, work.payload)
                    .await
                    .map(|()| Outcome::Done)
            }),
        ),
        Kind::new(
            events,
            cleaning(store, |store| async move { store.delete_old_events().await.map(drop) }),
        ),
        Kind::new(
            sessions,
            cleaning(store, |store| async move {
                store.delete_expired_sessions().await?;
                store.delete_expired_space_tokens().await.map(drop)
            }),
        ),
        Kind::new(
            accounts,
            cleaning(
                store,
                |store| async move { store.delete_expired_accounts().await.map(drop) },
            ),
        ),
        Kind::new(
            old_recordings,
            cleaning(services, |services| async move { recordings::sweep(&services).await }),
        ),
        Kind::new(
            media,
            cleaning(services, |services| async move {
                services.media.sweep(&services.store).await.map(drop)
            }),
        ),
        Kind::new(
            jobs,
            cleaning(store, |store| async move { store.delete_failed_jobs().await.map(drop) }),
        ),
    ];
    Queue::new(services.store.clone(), kinds, Timing::DEFAULT)
}

/// A handler that gets the services with its work.
fn with<F>(
    services: &Services,
    work: impl Fn(Services, ::jobs::Work) -> F + Send + Sync + 'static,
) -> impl Fn(::jobs::Work) -> F + Send + Sync + 'static {
    let services = services.clone();
    move |job| work(services.clone(), job)
}

/// A handler that needs no more than `of`, and is done when it ends.
fn cleaning<T: Clone + Send + Sync + 'static, F>(
    of: &T,
    work: impl Fn(T) -> F + Send + Sync + 'static,
) -> impl Fn(::jobs::Work) -> futures::future::BoxFuture<'static, Result<Outcome>> + Send + Sync + 'static
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let of = of.clone();
    move |_| {
        let cleaned = work(of.clone());
        Box::pin(async move { cleaned.await.map(|()| Outcome::Done) })
    }
}

/// Starts everything.
pub fn start(tasks: &TaskTracker, ended: &CancellationToken, services: &Services, limiter: &Arc<Limiter>) {
    tasks.spawn(live::run(services.hub.clone(), ended.clone()));
    tasks.spawn(services.spaces.clone().run(ended.clone()));
    tasks.spawn(queue(services).run(ended.clone()));
    let limiter = limiter.clone();
    repeat(tasks, ended, Duration::from_secs(60), "limits", move || {
        let limiter = limiter.clone();
        async move {
            limiter.prune();
            Ok(())
        }
    });
    let store = services.store.clone();
    repeat(tasks, ended, Duration::from_secs(10), "ids", move || {
        let store = store.clone();
        async move { store.note_ids().await }
    });
}

/// Runs `work` now and then every `pace`; what goes wrong is logged and tried again the next time.
fn repeat<F>(
    tasks: &TaskTracker,
    ended: &CancellationToken,
    pace: Duration,
    name: &'static str,
    work: impl Fn() -> F + Send + 'static,
) where
    F: Future<Output = Result<()>> + Send,
{
    let ended = ended.clone();
    tasks.spawn(async move {
        let mut ticks = interval(pace);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while ended.run_until_cancelled(ticks.tick()).await.is_some() {
            match ended.run_until_cancelled(work()).await {
                Some(Err(error)) => tracing::warn!(task = name, %error, "it did not succeed"),
                Some(Ok(())) => {}
                None => return,
            }
        }
    });
}

/// What operators' machines are told: name, how many wait, seconds for which the oldest does, how many were given up.
/// Names of which there is none are told as well, so that a number goes back to none.
pub fn figures(found: &[JobFigures]) -> Vec<(String, f64, f64, f64)> {
    let mut told: Vec<(String, f64, f64, f64)> = found
        .iter()
        .map(|of| (of.name.clone(), of.waiting as f64, of.oldest, of.failed as f64))
        .collect();
    for policy in CLEAN.iter().chain([&MIX, &MAIL, &RESET]) {
        if !found.iter().any(|of| of.name == policy.name) {
            told.push((policy.name.to_owned(), 0.0, 0.0, 0.0));
        }
    }
    told
}
