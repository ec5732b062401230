//! Takes events from the outbox, applies them, tells the open pages. Each lane has a loop of its own, so that what takes
//! something away from somebody never waits behind likes; numbers are gathered by a third.

use crate::hub::Hub;
use std::{collections::HashSet, time::Duration};
use store::Lane;
use tokio_util::sync::CancellationToken;
use types::{AccountId, Result, live::Event};

/// How often an idle loop looks: the delay of live updates, and one indexed look-up each.
const PACE: Duration = Duration::from_millis(150);
/// Pause after a failure, such as a database that is away.
const PAUSE: Duration = Duration::from_secs(1);
/// The least time between two tellings of numbers: a storm of likes costs as much as a few.
pub const GATHERING: Duration = Duration::from_millis(500);
pub const BATCH: i64 = 200;

/// Runs until `ended`. Events that were under way then are taken again at the next start.
pub async fn run(hub: Hub, ended: CancellationToken) {
    tokio::join!(
        follow(&hub, Lane::Revoking, &ended),
        follow(&hub, Lane::Other, &ended),
        gather(&hub, &ended)
    );
}

async fn follow(hub: &Hub, lane: Lane, ended: &CancellationToken) {
    loop {
        let pause = match ended.run_until_cancelled(work(hub, lane)).await {
            None => return,
            Some(Ok(taken)) if taken == BATCH as usize => Duration::ZERO,
            Some(Ok(_)) => PACE,
            Some(Err(error)) => {
                tracing::warn!(lane = lane.name(), %error, "events wait");
                PAUSE
            }
        };
        if ended.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            return;
        }
    }
}

/// One batch; answers how many events it took. An event that fails is tried again later, the others go on.
async fn work(hub: &Hub, lane: Lane) -> Result<usize> {
    let mut envelopes = hub.store.take_events(lane, BATCH).await?;
    if envelopes.is_empty() {
        return Ok(0);
    }
    // Whoever is out goes before what they may still see is looked through.
    envelopes.sort_by_key(|envelope| !matches!(envelope.event, Event::SessionsEnded { .. }));
    let mut done = Vec::with_capacity(envelopes.len());
    let mut changed = HashSet::new();
    for envelope in &envelopes {
        let applied = async {
            let moved = hub.store.apply_event(envelope).await?;
            hub.deliver(envelope, moved).await
        };
        match applied.await {
            Ok(viewer) => {
                changed.extend(viewer);
                done.push(envelope.id);
            }
            Err(error) => tracing::warn!(id = envelope.id, %error, "an event is tried again"),
        }
    }
    // Once for each person, however many events of the batch are about them. Where this fails all are tried again.
    for viewer in changed {
        hub.tell_standing(AccountId(viewer)).await?;
    }
    hub.store.finish_events(&done).await?;
    Ok(envelopes.len())
}

/// Tells numbers at once, and then no more often than every [`GATHERING`].
async fn gather(hub: &Hub, ended: &CancellationToken) {
    loop {
        if ended.run_until_cancelled(hub.moved.wait()).await.is_none() {
            return;
        }
        let pause = match ended.run_until_cancelled(hub.tell_moved()).await {
            None => return,
            Some(Ok(())) => GATHERING,
            Some(Err(error)) => {
                tracing::warn!(%error, "numbers wait");
                PAUSE
            }
        };
        if ended.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            return;
        }
    }
}
