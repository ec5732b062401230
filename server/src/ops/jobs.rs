//! What runs beside the requests: each job at its own pace, none twice at a time, all ended with the server.

use crate::{http::limits::Limiter, spaces::recordings};
use app::services::Services;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Starts all jobs.
pub fn start(tasks: &TaskTracker, ended: &CancellationToken, services: &Services, limiter: &Arc<Limiter>) {
    let limiter = limiter.clone();
    repeat(tasks, ended, Duration::from_secs(60), "limits", move || {
        let limiter = limiter.clone();
        async move {
            limiter.prune();
            Ok(())
        }
    });
    tasks.spawn(live::run(services.hub.clone(), ended.clone()));
    tasks.spawn(services.spaces.clone().run(ended.clone()));
    let store = services.store.clone();
    repeat(tasks, ended, Duration::from_secs(10), "ids", move || {
        let store = store.clone();
        async move { store.note_ids().await }
    });
    let store = services.store.clone();
    repeat(tasks, ended, Duration::from_secs(3600), "events", move || {
        let store = store.clone();
        async move { store.delete_old_events().await.map(drop) }
    });
    let store = services.store.clone();
    repeat(tasks, ended, Duration::from_secs(3600), "sessions", move || {
        let store = store.clone();
        async move {
            store.delete_expired_sessions().await?;
            store.delete_expired_space_tokens().await.map(drop)
        }
    });
    let store = services.store.clone();
    repeat(tasks, ended, Duration::from_secs(3600), "accounts", move || {
        let store = store.clone();
        async move { store.delete_expired_accounts().await.map(drop) }
    });
    let (mixing, stop) = (services.clone(), ended.clone());
    repeat(tasks, ended, Duration::from_secs(3), "replays", move || {
        let (services, stop) = (mixing.clone(), stop.clone());
        async move { recordings::mix_due(&services, move || stop.is_cancelled()).await }
    });
    let recorded = services.clone();
    repeat(tasks, ended, Duration::from_secs(3600), "recordings", move || {
        let services = recorded.clone();
        async move { recordings::sweep(&services).await }
    });
    let services = services.clone();
    repeat(tasks, ended, Duration::from_secs(3600), "media", move || {
        let services = services.clone();
        async move { services.media.sweep(&services.store).await.map(drop) }
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
    F: Future<Output = types::Result<()>> + Send,
{
    let ended = ended.clone();
    tasks.spawn(async move {
        let mut ticks = interval(pace);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while ended.run_until_cancelled(ticks.tick()).await.is_some() {
            match ended.run_until_cancelled(work()).await {
                Some(Err(error)) => tracing::warn!(job = name, %error, "a job did not succeed"),
                Some(Ok(())) => {}
                None => return,
            }
        }
    });
}
