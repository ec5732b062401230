//! Counting what is asked of the database.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::{Layer, layer::SubscriberExt};

/// Counts the statements that sqlx sends from this thread, until it goes.
pub struct Queries {
    count: Counter,
    _listening: DefaultGuard,
}

#[derive(Clone, Default)]
struct Counter(Arc<AtomicUsize>);

impl<S: tracing::Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Queries {
    pub fn listen() -> Self {
        let count = Counter::default();
        let _listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(count.clone()));
        Self { count, _listening }
    }

    /// Statements so far.
    pub fn number(&self) -> usize {
        self.count.0.load(Ordering::Relaxed)
    }
}
