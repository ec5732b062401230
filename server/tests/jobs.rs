//! Jobs: none is lost with its server, none runs twice at a time, and what fails is tried again and then given up.

use crate::support::TestApp;
use futures::future::BoxFuture;
use jobs::{Kind, Outcome, Policy, Queue, Timing, Work};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use store::{Store, jobs::NewJob};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

const NAME: &str = "test";
/// Longer than anything here takes on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn policy() -> Policy {
    Policy {
        tries: 3,
        at_once: 4,
        ..Policy::new(NAME)
    }
}

type Done = BoxFuture<'static, Result<Outcome, String>>;

fn queue(app: &TestApp, work: impl Fn(Work) -> Done + Send + Sync + 'static) -> Queue {
    Queue::new(app.store.clone(), [Kind::new(policy(), work)], Timing::DEFAULT)
}

/// A queue that notes what it was given, and does it well.
fn noting(app: &TestApp) -> (Queue, Arc<Mutex<Vec<Value>>>) {
    let noted: Arc<Mutex<Vec<Value>>> = Arc::default();
    let notes = noted.clone();
    let queue = queue(app, move |work| {
        notes.lock().unwrap().push(work.payload);
        Box::pin(async { Ok(Outcome::Done) })
    });
    (queue, noted)
}

async fn ask(store: &Store, job: NewJob) {
    store.ask_for_job(&job).await.unwrap();
}

async fn left(store: &Store) -> i64 {
    sqlx::query_scalar("select count(*) from jobs where name = $1 and failed_at is null")
        .bind(NAME)
        .fetch_one(store.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_job_whose_server_is_gone_is_done_by_another_within_twenty_seconds() {
    let app = TestApp::new().await;
    let begun = Arc::new(Semaphore::new(0));
    let begins = begun.clone();
    let crashing = queue(&app, move |_| {
        begins.add_permits(1);
        Box::pin(std::future::pending())
    });
    ask(&app.store, NewJob::new(NAME, json!(1))).await;
    let server = tokio::spawn(crashing.run(CancellationToken::new()));
    let _began = tokio::time::timeout(PATIENCE, begun.acquire()).await.unwrap().unwrap();
    // As a crash: nothing is let go of.
    server.abort();
    assert!(server.await.unwrap_err().is_cancelled());
    let (other, noted) = noting(&app);
    assert_eq!(other.run_due().await, Ok(0), "it is held");
    let Timing { hold, look, .. } = Timing::DEFAULT;
    assert!(hold + look < seconds(20));
    other.advance(hold);
    assert_eq!(other.run_due().await, Ok(1));
    assert_eq!(left(&app.store).await, 0);
    assert_eq!(*noted.lock().unwrap(), [json!(1)]);
}

#[tokio::test]
async fn who_lost_a_job_changes_nothing_of_it_any_more() {
    let app = TestApp::new().await;
    ask(&app.store, NewJob::new(NAME, json!(1))).await;
    let take = async |ahead| {
        app.store
            .take_jobs(&[(NAME, 9)], seconds(15), seconds(ahead))
            .await
            .unwrap()
    };
    let first = take(0).await.remove(0);
    assert!(take(10).await.is_empty(), "it is held");
    assert_eq!(app.store.hold_job(&first, seconds(15), seconds(10)).await, Ok(true));
    assert!(take(20).await.is_empty(), "and was held longer");
    let second = take(26).await.remove(0);
    assert_eq!((first.attempts, second.attempts), (1, 2));
    assert_eq!(app.store.hold_job(&first, seconds(15), seconds(26)).await, Ok(false));
    app.store.finish_job(&first).await.unwrap();
    let next = store::jobs::Next::GiveUp;
    app.store.let_go_of_job(&first, &next, None, seconds(0)).await.unwrap();
    assert_eq!(app.store.hold_job(&second, seconds(15), seconds(26)).await, Ok(true));
    app.store.finish_job(&second).await.unwrap();
    assert_eq!(left(&app.store).await, 0);
}

#[tokio::test]
async fn a_key_stands_for_one_job_that_waits_and_for_one_more_while_it_runs() {
    let app = TestApp::new().await;
    let (queue, noted) = noting(&app);
    for payload in [1, 2] {
        ask(
            &app.store,
            NewJob::new(NAME, json!(payload)).keyed("a").delayed(seconds(60)),
        )
        .await;
    }
    ask(&app.store, NewJob::new(NAME, json!(3)).keyed("b")).await;
    assert_eq!(queue.run_due().await, Ok(1), "the other one waits");
    // Asked for at once after all.
    ask(&app.store, NewJob::new(NAME, json!(4)).keyed("a")).await;
    assert_eq!(queue.run_due().await, Ok(1));
    assert_eq!(*noted.lock().unwrap(), [json!(3), json!(4)]);
    // While somebody works on it, whatever becomes of that.
    for fails in [false, true] {
        let asked = Arc::new(Mutex::new(0));
        let (store, count) = (app.store.clone(), asked.clone());
        let queue = self::queue(&app, move |_| {
            let (store, count) = (store.clone(), count.clone());
            Box::pin(async move {
                let first = {
                    let mut count = count.lock().unwrap();
                    *count += 1;
                    *count == 1
                };
                if first {
                    ask(&store, NewJob::new(NAME, json!(6)).keyed("a")).await;
                }
                match first && fails {
                    true => Err("not this time".to_owned()),
                    false => Ok(Outcome::Done),
                }
            })
        });
        ask(&app.store, NewJob::new(NAME, json!(5)).keyed("a")).await;
        assert_eq!(queue.run_due().await, Ok(2), "once more");
        assert_eq!(left(&app.store).await, 0);
        assert_eq!(*asked.lock().unwrap(), 2);
    }
}

#[tokio::test]
async fn what_fails_is_tried_again_less_and_less_often_and_then_given_up() {
    let app = TestApp::new().await;
    let tries: Arc<Mutex<Vec<Value>>> = Arc::default();
    let given_up: Arc<Mutex<Vec<Value>>> = Arc::default();
    let (tried, told) = (tries.clone(), given_up.clone());
    let kind = Kind::new(policy(), move |work| {
        tried.lock().unwrap().push(work.payload.clone());
        async move {
            match work.payload.as_i64() {
                Some(1) => Err("no luck".to_owned()),
                Some(2) => panic!("a bug"),
                _ => Ok(Outcome::Done),
            }
        }
    })
    .when_given_up(move |work| {
        told.lock().unwrap().push(work.payload);
        async { Ok::<_, String>(Outcome::Done) }
    });
    let queue = Queue::new(app.store.clone(), [kind], Timing::DEFAULT);
    for payload in 1..=3 {
        ask(&app.store, NewJob::new(NAME, json!(payload))).await;
    }
    assert_eq!(queue.run_due().await, Ok(3), "what panics ends nothing else");
    for pause in [10, 20] {
        queue.advance(seconds(pause - 5));
        assert_eq!(queue.run_due().await, Ok(0));
        queue.advance(seconds(5));
        assert_eq!(queue.run_due().await, Ok(2));
    }
    queue.advance(seconds(100_000));
    assert_eq!(queue.run_due().await, Ok(0), "given up");
    let mut given_up = given_up.lock().unwrap().clone();
    given_up.sort_by_key(Value::as_i64);
    assert_eq!(given_up, [json!(1), json!(2)]);
    let failed = app.store.failed_jobs(10).await.unwrap();
    let mut errors: Vec<(&str, u32)> = failed.iter().map(|job| (&*job.error, job.attempts)).collect();
    errors.sort_unstable();
    assert_eq!(errors, [("no luck", 3), ("panicked", 3)]);
    let figures = app.store.job_figures().await.unwrap();
    assert!(
        figures
            .iter()
            .any(|of| of.name == NAME && (of.waiting, of.failed) == (0, 2)),
        "{figures:?}"
    );

    // The operator has one tried again, and the rest goes after two weeks.
    let again = failed.iter().find(|job| job.error == "panicked").unwrap().id;
    assert_eq!(app.store.retry_failed_job(again).await, Ok(true));
    assert_eq!(app.store.retry_failed_job(again).await, Ok(false), "it waits");
    assert_eq!(queue.run_due().await, Ok(1));
    sqlx::query("update jobs set failed_at = failed_at - interval '15 days'")
        .execute(app.store.pool())
        .await
        .unwrap();
    assert_eq!(app.store.delete_failed_jobs().await, Ok(1));
}

#[tokio::test]
async fn a_job_that_ends_its_server_each_time_is_given_up_unseen() {
    let app = TestApp::new().await;
    ask(&app.store, NewJob::new(NAME, json!(1))).await;
    for ahead in [0, 20, 40] {
        let taken = app
            .store
            .take_jobs(&[(NAME, 1)], seconds(15), seconds(ahead))
            .await
            .unwrap();
        assert_eq!(taken.len(), 1);
    }
    let (queue, noted) = noting(&app);
    queue.advance(seconds(60));
    assert_eq!(queue.run_due().await, Ok(1));
    assert!(noted.lock().unwrap().is_empty());
    assert_eq!(app.store.failed_jobs(9).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_do_each_job_once_and_no_more_at_a_time_than_they_may() {
    const JOBS: usize = 120;
    let app = TestApp::new().await;
    for number in 0..JOBS {
        ask(&app.store, NewJob::new(NAME, json!(number))).await;
    }
    let runs: Arc<Mutex<HashMap<i64, usize>>> = Arc::default();
    let all = Arc::new(Semaphore::new(0));
    let ended = CancellationToken::new();
    let mut servers = Vec::new();
    for _ in 0..2 {
        let (runs, all, here) = (runs.clone(), all.clone(), Arc::new(Semaphore::new(policy().at_once)));
        let queue = queue(&app, move |work| {
            let (runs, all, here) = (runs.clone(), all.clone(), here.clone());
            Box::pin(async move {
                let _place = here.try_acquire().expect("no more than it may");
                // The others get their chance.
                tokio::task::yield_now().await;
                *runs.lock().unwrap().entry(work.payload.as_i64().unwrap()).or_default() += 1;
                all.add_permits(1);
                Ok(Outcome::Done)
            })
        });
        servers.push(tokio::spawn(queue.run(ended.clone())));
    }
    let _all = tokio::time::timeout(PATIENCE, all.acquire_many(JOBS as u32))
        .await
        .unwrap()
        .unwrap();
    ended.cancel();
    for server in servers {
        server.await.unwrap();
    }
    assert_eq!(left(&app.store).await, 0);
    let runs = runs.lock().unwrap();
    assert!(runs.len() == JOBS && runs.values().all(|count| *count == 1), "{runs:?}");
}

#[tokio::test]
async fn what_runs_when_a_server_ends_is_left_for_the_next_and_does_not_count() {
    let app = TestApp::new().await;
    let begun = Arc::new(Semaphore::new(0));
    let begins = begun.clone();
    let ending = queue(&app, move |work| {
        begins.add_permits(1);
        Box::pin(async move {
            work.stop.cancelled().await;
            Err("half way".to_owned())
        })
    });
    // Asked for after the queue began: it is woken.
    let ended = CancellationToken::new();
    let server = tokio::spawn(ending.run(ended.clone()));
    ask(&app.store, NewJob::new(NAME, json!(1))).await;
    let _began = tokio::time::timeout(PATIENCE, begun.acquire()).await.unwrap().unwrap();
    ended.cancel();
    tokio::time::timeout(PATIENCE, server).await.unwrap().unwrap();
    let taken = app
        .store
        .take_jobs(&[(NAME, 1)], seconds(15), seconds(0))
        .await
        .unwrap();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].attempts, 1);
}

#[tokio::test]
async fn what_repeats_is_there_once_and_comes_again() {
    let app = TestApp::new().await;
    let count = Arc::new(Mutex::new(0));
    let counted = count.clone();
    let repeating = Policy {
        every: Some(seconds(3600)),
        ..policy()
    };
    let kind = Kind::new(repeating, move |_| {
        *counted.lock().unwrap() += 1;
        async { Err::<Outcome, _>("always") }
    });
    let queue = Queue::new(app.store.clone(), [kind], Timing::DEFAULT);
    for _ in 0..2 {
        queue.prepare().await.unwrap();
    }
    assert_eq!(queue.run_due().await, Ok(1));
    for pause in [10, 20] {
        queue.advance(seconds(pause));
        assert_eq!(queue.run_due().await, Ok(1));
    }
    // Never given up.
    queue.advance(seconds(3500));
    assert_eq!(queue.run_due().await, Ok(0));
    queue.advance(seconds(100));
    assert_eq!(queue.run_due().await, Ok(1));
    assert_eq!(left(&app.store).await, 1);
    assert_eq!(*count.lock().unwrap(), 4);
}

#[tokio::test]
async fn operators_see_how_jobs_stand() {
    let app = TestApp::with(&[("metrics_token", "a-token-of-twenty-letters")]).await;
    ask(&app.store, NewJob::new(NAME, json!(1))).await;
    let browser = app.browser();
    let request = browser
        .request(http::Method::GET, "/metrics")
        .header(http::header::AUTHORIZATION, "Bearer a-token-of-twenty-letters");
    let metrics = browser.send(request, axum::body::Body::empty()).await.body;
    for gauge in ["piaf_jobs_waiting", "piaf_jobs_oldest_seconds", "piaf_jobs_failed"] {
        assert!(metrics.contains(&format!("{gauge}{{name=\"{NAME}\"}}")), "{metrics}");
    }
}
