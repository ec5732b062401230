//! The database of one run: the named one, or the private one with its data folder.

use crate::{
    Failure,
    config::Config,
    ops::{
        data_folder::DataFolder,
        postgres::{EmbeddedPostgres, Tuning},
    },
};
use std::time::Duration;
use store::Store;
use tokio::{
    task::spawn_blocking,
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How often the private Postgres is looked after: one look into its folder and one into /proc.
const WATCH_PACE: Duration = Duration::from_millis(200);

/// An open database. Call [`Self::close`] at the end.
pub struct Database {
    pub store: Store,
    embedded: Option<EmbeddedPostgres>,
    folder: Option<DataFolder>,
}

impl Database {
    /// Opens it for a command that may run beside a server of the same data folder, whose Postgres it then uses.
    pub fn open(config: &Config) -> Result<Self, Failure> {
        Self::prepare(config, false)
    }

    /// Opens it for a server, which has the data folder for itself.
    pub fn open_alone(config: &Config) -> Result<Self, Failure> {
        Self::prepare(config, true)
    }

    fn prepare(config: &Config, alone: bool) -> Result<Self, Failure> {
        let folder = match DataFolder::take(&config.data)? {
            Ok(folder) => Some(folder),
            Err(in_use) if alone => {
                return Err(Failure::new(format!(
                    "the data folder {} is in use by another piaf ({}); end that one, or name another folder with --data",
                    config.data.display(),
                    in_use.by
                )));
            }
            Err(_) => None,
        };
        let data = std::fs::canonicalize(&config.data)?;
        let (url, embedded) = match &config.database.url {
            Some(url) => (url.clone(), None),
            None => {
                let tuning = Tuning {
                    connections: config.database.connections + 8,
                    durable: true,
                };
                let postgres = EmbeddedPostgres::start(&data, tuning)?;
                (postgres.url(EmbeddedPostgres::DATABASE), Some(postgres))
            }
        };
        let store = Store::new(&url, config.database.connections).map_err(|_| Failure {
            message: "database_url: wants an address such as postgres://user@host/piaf".into(),
            code: 2,
        })?;
        Ok(Self {
            store,
            embedded,
            folder,
        })
    }

    /// Brings the schema to the newest version.
    pub async fn migrate(&self) -> Result<(), Failure> {
        self.store
            .migrate()
            .await
            .map_err(|error| Failure::new(format!("the database cannot be brought up to date: {error}")))
    }

    /// Keeps the private Postgres running: one that crashed, or that the system killed for its memory, is started again.
    /// Ends with the server.
    pub fn watch(&self, tasks: &TaskTracker, ended: &CancellationToken) {
        let (Some(postgres), true) = (self.embedded.clone(), self.folder.is_some()) else {
            return;
        };
        let ended = ended.clone();
        tasks.spawn(async move {
            while ended.run_until_cancelled(sleep(WATCH_PACE)).await.is_some() {
                if postgres.is_running() {
                    continue;
                }
                tracing::error!("the private database is gone: it is started again");
                let postgres = postgres.clone();
                match spawn_blocking(move || postgres.restart()).await {
                    Ok(Ok(())) => tracing::info!("the private database runs again"),
                    Ok(Err(error)) => tracing::error!(%error, "the private database was not started"),
                    Err(error) => tracing::error!(%error, "the private database was not started"),
                }
            }
        });
    }

    /// Closes the connections and stops the private Postgres, unless it belongs to a server that runs on.
    pub async fn close(self) {
        if timeout(Duration::from_secs(1), self.store.note_ids()).await.is_err() {
            tracing::warn!("the last id was not noted");
        }
        let _ = timeout(Duration::from_secs(2), self.store.pool().close()).await;
        let Some(postgres) = self.embedded.filter(|_| self.folder.is_some()) else {
            return;
        };
        match spawn_blocking(move || postgres.stop()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "the private database was not stopped"),
            Err(error) => tracing::error!(%error, "the private database was not stopped"),
        }
    }
}
