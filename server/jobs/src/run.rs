//! One job, from its taking to what becomes of it.

use crate::{
    kind::{Kind, Outcome, Work},
    queue::Queue,
};
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, time::Duration};
use store::jobs::{HeldJob, LONGEST_ERROR, Next};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Time for a handler to end by itself once it is told to stop: when the server ends, and when the job is lost.
const LEAVE: Duration = Duration::from_secs(5);
const LEAVE_LOST: Duration = Duration::from_secs(2);
/// Tries to note what became of a job while the database is away; beyond them the hold ends by itself.
const NOTES: u32 = 5;

/// Does the job and notes what became of it. Ends at once when the job is lost.
pub(crate) async fn one(queue: Queue, kind: Kind, job: HeldJob, stop: CancellationToken) {
    let begun = Instant::now();
    // Told to stop with the server, and alone where it takes too long.
    let work = Work {
        payload: job.payload.clone(),
        stop: stop.child_token(),
    };
    // Whoever had it so often ended with it, and said nothing.
    if job.attempts > kind.policy.tries && kind.policy.every.is_none() {
        give_up(&queue, &kind, &job, work, "its worker ended without a word").await;
        return;
    }
    let mut working =
        Box::pin(AssertUnwindSafe(timeout(kind.policy.deadline, (kind.handler)(work.clone()))).catch_unwind());
    let ended = tokio::select! {
        ended = &mut working => Some(ended),
        () = lose(&queue, &job) => {
            work.stop.cancel();
            // Somebody else may have it: what it did so far counts for nothing.
            let _ = timeout(LEAVE_LOST, working).await;
            tracing::warn!(job = kind.policy.name, id = job.id, "a job was lost to another");
            return;
        }
        () = stop.cancelled() => timeout(LEAVE, &mut working).await.ok(),
    };
    let outcome = match ended {
        Some(Ok(Ok(outcome))) => outcome,
        Some(Ok(Err(_))) => {
            // What it does in a thread of its own goes on otherwise, beside the next try.
            work.stop.cancel();
            Err(format!("took longer than {} s", kind.policy.deadline.as_secs()))
        }
        Some(Err(_)) => {
            work.stop.cancel();
            Err("panicked".to_owned())
        }
        None => Err("was stopped".to_owned()),
    };
    let repeat = kind.policy.every.map(Next::Repeat);
    let (name, seconds) = (kind.policy.name, begun.elapsed().as_secs_f64());
    match outcome {
        Ok(Outcome::Done) => {
            metrics::histogram!("jobs_duration_seconds", "name" => name).record(seconds);
            metrics::counter!("jobs_total", "name" => name, "outcome" => "done").increment(1);
            match repeat {
                Some(next) => let_go(&queue, &job, &next, None).await,
                None => finish(&queue, &job).await,
            }
        }
        Ok(Outcome::Later(pause)) => let_go(&queue, &job, &Next::PutBack(pause), None).await,
        // The server ends: that says nothing of the job.
        Err(_) if stop.is_cancelled() => let_go(&queue, &job, &Next::PutBack(Duration::ZERO), None).await,
        Err(error) => {
            metrics::counter!("jobs_total", "name" => name, "outcome" => "failed").increment(1);
            tracing::warn!(job = name, id = job.id, tries = job.attempts, %error, "a job did not succeed");
            let pause = Next::Retry(kind.policy.pause(job.attempts));
            match repeat {
                _ if job.attempts < kind.policy.tries => let_go(&queue, &job, &pause, Some(&error)).await,
                Some(next) => let_go(&queue, &job, &next, Some(&error)).await,
                None => give_up(&queue, &kind, &job, work, &error).await,
            }
        }
    }
}

/// Goes on holding the job; ends when it is lost, or would be before long.
async fn lose(queue: &Queue, job: &HeldJob) {
    let timing = queue.timing;
    let mut held = Instant::now();
    while held.elapsed() + 2 * timing.beat < timing.hold {
        sleep(timing.beat).await;
        let asked = Instant::now();
        let held_on = timeout(timing.beat, queue.store.hold_job(job, timing.hold, queue.ahead()));
        match held_on.await {
            Ok(Ok(true)) => held = asked,
            Ok(Ok(false)) => return,
            Ok(Err(error)) => tracing::warn!(id = job.id, %error, "a job is not held longer"),
            Err(_) => tracing::warn!(id = job.id, "a job is not held longer: the database does not answer"),
        }
    }
}

async fn give_up(queue: &Queue, kind: &Kind, job: &HeldJob, work: Work, error: &str) {
    tracing::error!(job = kind.policy.name, id = job.id, %error, "a job is given up");
    metrics::counter!("jobs_total", "name" => kind.policy.name, "outcome" => "given_up").increment(1);
    if let Some(given_up) = &kind.given_up {
        let told = AssertUnwindSafe(timeout(kind.policy.deadline, given_up(work))).catch_unwind();
        if !matches!(told.await, Ok(Ok(Ok(_)))) && job.attempts <= 2 * kind.policy.tries {
            // It is taken again when the hold ends, and given up then.
            tracing::warn!(
                job = kind.policy.name,
                id = job.id,
                "that a job is given up was not noted"
            );
            return;
        }
    }
    let_go(queue, job, &Next::GiveUp, Some(error)).await;
}

async fn finish(queue: &Queue, job: &HeldJob) {
    for _ in 0..NOTES {
        match queue.store.finish_job(job).await {
            Ok(()) => return,
            Err(error) => tracing::warn!(id = job.id, %error, "the end of a job is not noted yet"),
        }
        sleep(Duration::from_secs(1)).await;
    }
}

async fn let_go(queue: &Queue, job: &HeldJob, next: &Next, error: Option<&str>) {
    let error = error.map(|error| error.chars().take(LONGEST_ERROR).collect::<String>());
    for _ in 0..NOTES {
        match queue
            .store
            .let_go_of_job(job, next, error.as_deref(), queue.ahead())
            .await
        {
            Ok(()) => return,
            Err(error) => tracing::warn!(id = job.id, %error, "the end of a job is not noted yet"),
        }
        sleep(Duration::from_secs(1)).await;
    }
}
