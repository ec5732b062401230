//! Serving: from the start to the last answer. At the end, what runs gets ten seconds.

use crate::{
    Failure,
    config::{Config, Http},
    http::{
        connections::{self, Connections},
        health,
        layers::Layers,
        pace::Pace,
    },
    ops::{application, database::Database, jobs, mail::Mailer},
};
use std::{io::Write, net::SocketAddr, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Time for what runs when the server is told to end.
pub const DRAIN_TIME: Duration = Duration::from_secs(9);
/// Pause between tries to reach a database that is away at the start.
const MIGRATION_PAUSE: Duration = Duration::from_secs(2);

/// Runs the server until it is told to end.
pub async fn serve(mut config: Config) -> Result<(), Failure> {
    let ended = end_signal()?;
    let assets = application::assets(&config.site.folder)?;
    let listener = connections::listen(config.http.listen).map_err(|error| {
        Failure::new(format!(
            "cannot listen on {}: {error}; choose another address with --listen",
            config.http.listen
        ))
    })?;
    config.bound_to(listener.local_addr()?);
    let opening = config.clone();
    let database = tokio::task::spawn_blocking(move || Database::open_alone(&opening))
        .await
        .map_err(Failure::new)??;
    let outcome = run(&config, &database, listener, assets, &ended).await;
    database.close().await;
    outcome
}

async fn run(
    config: &Config,
    database: &Database,
    listener: TcpListener,
    assets: base::services::Assets,
    ended: &CancellationToken,
) -> Result<(), Failure> {
    let mailer = Mailer::new(&config.mail, &config.data).map_err(|error| Failure::new(format!("mail: {error}")))?;
    let layers = Layers::new(config);
    let services = application::services(config, database.store.clone(), mailer.into_send_mail(), assets)?;
    let router = application::application(config, services.clone(), &layers);
    let tasks = TaskTracker::new();
    for warning in health::warnings(config) {
        tracing::warn!("{warning}");
    }
    if let Some(address) = config.http.metrics.listen {
        health::open_metrics(address, database.store.clone(), &tasks, ended).await?;
    }
    database.watch(&tasks, ended);
    if migrate(database).await? {
        jobs::start(&tasks, ended, &services, &layers.limiter);
    } else {
        // The database is away: pages say so meanwhile, and everything goes on once it is back.
        let (store, ended, jobs_of, services) =
            (database.store.clone(), ended.clone(), tasks.clone(), services.clone());
        tasks.spawn(async move {
            loop {
                if ended.run_until_cancelled(sleep(MIGRATION_PAUSE)).await.is_none() {
                    return;
                }
                match store.migrate().await {
                    Ok(()) => break,
                    Err(error) => tracing::warn!(%error, "the database is still away"),
                }
            }
            tracing::info!("the database is there");
            jobs::start(&jobs_of, &ended, &services, &layers.limiter);
        });
    }
    let mut output = std::io::stdout();
    writeln!(output, "Piaf is at {}", config.site.url).and_then(|()| output.flush())?;
    let most = connections::affordable(config.http.connections);
    let proxies = layers.proxies.trusted.clone();
    let connections = Connections::new(most, config.http.connections_per_address, proxies, Pace::DEFAULT);
    connections.accept(listener, router, &tasks, ended).await;
    services.hub.close();
    let recorder = services.recorder.clone();
    let written = tokio::task::spawn_blocking(move || recorder.close());
    tracing::info!("ending: what runs may finish");
    tasks.close();
    if written.await.is_err() {
        tracing::warn!("the end of a recording was not written");
    }
    if timeout(DRAIN_TIME, tasks.wait()).await.is_err() {
        tracing::warn!(open = tasks.len(), "not everything finished in time");
    }
    Ok(())
}

/// True when the schema is the newest; false when the database does not answer; an error when it refuses.
async fn migrate(database: &Database) -> Result<bool, Failure> {
    match database.store.migrate().await {
        Ok(()) => Ok(true),
        Err(error) if !database.store.is_ready().await => {
            tracing::warn!(%error, "the database is away");
            Ok(false)
        }
        Err(error) => Err(Failure::new(format!(
            "the database cannot be brought up to date: {error}"
        ))),
    }
}

/// Cancelled by the first SIGTERM, SIGINT or SIGHUP (its terminal was closed); the second ends the process at once.
fn end_signal() -> Result<CancellationToken, Failure> {
    let ended = CancellationToken::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut hangup = signal(SignalKind::hangup())?;
    let token = ended.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {}, _ = hangup.recv() => {} }
            if token.is_cancelled() {
                std::process::exit(130);
            }
            token.cancel();
        }
    });
    Ok(ended)
}

impl Config {
    /// Takes the port that the system chose where port 0 was asked for.
    pub fn bound_to(&mut self, address: SocketAddr) {
        let Http { listen, .. } = &mut self.http;
        if listen.port() == 0 && self.site.url.authority.ends_with(":0") {
            let host = self.site.url.host().to_owned();
            self.site.url.authority = format!("{host}:{}", address.port());
        }
        *listen = address;
    }
}
