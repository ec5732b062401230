//! The queue: takes jobs as there is room for them, wakes when something is asked for.

use crate::{
    kind::{Kind, Policy},
    run,
};
use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use store::{Store, jobs::JobsAskedFor};
use tokio::{task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;
use types::Result;

/// How fast the queue reacts. The defaults let a crashed server's jobs be taken again within 20 s: they are held no longer
/// than [`Self::hold`], and looked for every [`Self::look`].
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// For so long a job is held at a time.
    pub hold: Duration,
    /// And so often it is said that the work goes on.
    pub beat: Duration,
    /// How often an idle queue looks, where nothing wakes it.
    pub look: Duration,
}

impl Timing {
    pub const DEFAULT: Self = Self {
        hold: Duration::from_secs(15),
        beat: Duration::from_secs(3),
        look: Duration::from_secs(2),
    };
}

impl Default for Timing {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Pause after a failure, such as a database that is away.
const PAUSE: Duration = Duration::from_secs(1);

/// The jobs of one server. Clones share their clock.
#[derive(Clone)]
pub struct Queue {
    pub(crate) store: Store,
    pub(crate) kinds: Arc<[Kind]>,
    pub(crate) timing: Timing,
    ahead: Arc<AtomicU64>,
}

/// What runs on this server.
#[derive(Default)]
struct Running {
    tasks: JoinSet<&'static str>,
    counts: HashMap<&'static str, usize>,
}

impl Running {
    fn begin(&mut self, name: &'static str, work: impl Future<Output = ()> + Send + 'static) {
        *self.counts.entry(name).or_default() += 1;
        self.tasks.spawn(async move {
            work.await;
            name
        });
    }

    /// Until one of them ends; false when none runs.
    async fn ended(&mut self) -> bool {
        match self.tasks.join_next().await {
            Some(Ok(name)) => {
                if let Some(count) = self.counts.get_mut(name) {
                    *count -= 1;
                }
                true
            }
            // They catch what panics in a handler, and nobody aborts them.
            Some(Err(error)) => {
                tracing::error!(%error, "a job ended without a word");
                true
            }
            None => false,
        }
    }

    fn free(&self, policy: &Policy) -> usize {
        let running = self.counts.get(policy.name).copied().unwrap_or_default();
        policy.at_once.saturating_sub(running)
    }
}

impl Queue {
    pub fn new(store: Store, kinds: impl Into<Arc<[Kind]>>, timing: Timing) -> Self {
        Self {
            store,
            kinds: kinds.into(),
            timing,
            ahead: Arc::default(),
        }
    }

    /// What the queue takes for the time runs ahead of the database's clock by so much from now on. For tests.
    pub fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.ahead.fetch_add(by, Ordering::Relaxed);
    }

    pub(crate) fn ahead(&self) -> Duration {
        Duration::from_millis(self.ahead.load(Ordering::Relaxed))
    }

    /// Takes and does jobs until `ended`. What runs then is told to stop, and is let go of for the next start.
    pub async fn run(self, ended: CancellationToken) {
        let mut running = Running::default();
        let mut asked_for = None;
        let mut prepared = false;
        while !ended.is_cancelled() {
            if !prepared {
                prepared = self.prepare().await.is_ok();
            }
            let pause = match self.take(&mut running, usize::MAX, &ended).await {
                Ok(_) => self.timing.look,
                Err(error) => {
                    tracing::warn!(%error, "jobs wait");
                    PAUSE
                }
            };
            if asked_for.is_none() {
                asked_for = self.store.jobs_asked_for().await.ok();
            }
            tokio::select! {
                () = ended.cancelled() => break,
                () = sleep(pause) => {}
                heard = next(&mut asked_for) => if heard.is_err() { asked_for = None },
                true = running.ended() => {}
            }
        }
        while running.ended().await {}
    }

    /// Does everything whose time has come, of each name one after the other, and ends when nothing is left; answers how
    /// many that were. For tests.
    pub async fn run_due(&self) -> Result<usize> {
        let (mut running, mut count) = (Running::default(), 0);
        let ended = CancellationToken::new();
        loop {
            count += self.take(&mut running, 1, &ended).await?;
            if !running.ended().await {
                return Ok(count);
            }
        }
    }

    /// Sees that what repeats is there.
    pub async fn prepare(&self) -> Result<()> {
        for kind in self.kinds.iter() {
            if let Some(every) = kind.policy.every {
                self.store.repeat_job(kind.policy.name, every).await?;
            }
        }
        Ok(())
    }

    /// Begins as many jobs as there is room for, and at most so many of a name; answers how many.
    async fn take(&self, running: &mut Running, most: usize, ended: &CancellationToken) -> Result<usize> {
        let kinds = self.kinds.iter().map(|kind| &kind.policy);
        let kinds = kinds.map(|policy| (policy.name, running.free(policy).min(most)));
        let wanted: Vec<(&str, usize)> = kinds.filter(|(_, free)| *free > 0).collect();
        if wanted.is_empty() {
            return Ok(0);
        }
        let taken = self.store.take_jobs(&wanted, self.timing.hold, self.ahead()).await?;
        let count = taken.len();
        for job in taken {
            let Some(kind) = self.kinds.iter().find(|kind| kind.policy.name == job.name).cloned() else {
                continue;
            };
            running.begin(kind.policy.name, run::one(self.clone(), kind, job, ended.child_token()));
        }
        Ok(count)
    }
}

/// Until something was asked for; for ever where nothing tells of that.
async fn next(asked_for: &mut Option<JobsAskedFor>) -> Result<()> {
    match asked_for {
        Some(asked_for) => asked_for.next().await,
        None => std::future::pending().await,
    }
}
