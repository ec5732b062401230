//! Takes events from the outbox, applies them, tells the open pages.

use crate::{deliver::Batch, hub::Hub};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use types::Result;

/// How often an idle worker looks: the delay of live updates, and one indexed look-up each.
const PACE: Duration = Duration::from_millis(150);
/// Pause after a failure, such as a database that is away.
const PAUSE: Duration = Duration::from_secs(1);
pub const BATCH: i64 = 200;

/// Runs until `ended`. Events that were under way then are taken again at the next start.
pub async fn run(hub: Hub, ended: CancellationToken) {
    loop {
        let pause = match ended.run_until_cancelled(work(&hub)).await {
            None => return,
            Some(Ok(taken)) if taken == BATCH as usize => Duration::ZERO,
            Some(Ok(_)) => PACE,
            Some(Err(error)) => {
                tracing::warn!(%error, "events wait");
                PAUSE
            }
        };
        if ended.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            return;
        }
    }
}

/// One batch; answers how many events it took. An event that fails is tried again later, the others go on.
async fn work(hub: &Hub) -> Result<usize> {
    let envelopes = hub.store.take_events(BATCH).await?;
    let Some(cursor) = envelopes.last().map(|envelope| envelope.id) else {
        return Ok(0);
    };
    let mut done = Vec::with_capacity(envelopes.len());
    let mut batch = Batch::default();
    for envelope in &envelopes {
        let applied = async {
            let moved = hub.store.apply_event(envelope).await?;
            hub.deliver(envelope, moved, &mut batch).await
        };
        match applied.await {
            Ok(()) => done.push(envelope.id),
            Err(error) => tracing::warn!(id = envelope.id, %error, "an event is tried again"),
        }
    }
    hub.store.finish_events(&done).await?;
    hub.finish(batch, cursor).await?;
    Ok(envelopes.len())
}
