//! An instance for one test: its own database, its own folders, the real router. See [`TestApp`].

mod browser;
mod clock;
mod database;
mod empty_database;
mod fixture;
mod queries;
mod recording;
mod space;
mod test_user;
mod waiting;

pub use browser::{Answer, Browser, encode};
pub use empty_database::EmptyDatabase;
pub use fixture::{CommunityFixture, RULE, kinds};
pub use queries::Queries;
pub use recording::{Talk, act, fetch, hears, mixed, sound, tone};
pub use space::{Voice, draft, offer, open, page, until};
pub use test_user::TestUser;
pub use waiting::{eventually, eventually_blocking, retry_while_busy};

use axum::Router;
use base::services::{Assets, Mail, SendMail, Services};
use jobs::Queue;
use server::{
    config::Config,
    http::{
        connections::{self, Connections},
        layers::Layers,
        pace::Pace,
    },
    ops::application,
};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};
use store::{Lane, Store};
use tokio::net::TcpListener;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

/// The password of everybody in tests.
pub const PASSWORD: &str = "correct horse battery";

/// A running instance without a network: requests go straight into the router.
pub struct TestApp {
    pub store: Store,
    pub services: Services,
    router: Router,
    config: Config,
    /// Runs when a test says so.
    pub jobs: Queue,
    mails: Arc<Mutex<Vec<Mail>>>,
    folder: PathBuf,
    _database: database::TestDatabase,
}

impl TestApp {
    /// An empty instance. Limits by network address are off, since all tests come from one.
    pub async fn new() -> Self {
        Self::with(&[("sign_ups_per_hour", "0"), ("log_ins_per_hour", "0")]).await
    }

    /// An empty instance with these settings (by key).
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        let database = database::TestDatabase::create().await;
        Self::on(database, settings).await
    }

    /// An instance whose database does not answer.
    pub async fn without_database() -> Self {
        Self::at("postgres:///piaf?host=/nonexistent&user=piaf").await
    }

    /// An instance on a database that the test brings and empties itself.
    pub async fn at(url: &str) -> Self {
        Self::on(database::TestDatabase::at(url), &[]).await
    }

    async fn on(database: database::TestDatabase, settings: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(&database.name);
        let mut flags: BTreeMap<String, String> = settings
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        // Any free one: many instances run side by side.
        flags.insert("voice_listen".to_owned(), "127.0.0.1:0".to_owned());
        flags.insert("data".to_owned(), folder.display().to_string());
        flags.insert("site".to_owned(), folder.join("site").display().to_string());
        let config = Config::load(&flags, None, &BTreeMap::new()).expect("settings");
        let store = Store::new(&database.url, 6).expect("database address");
        let mails: Arc<Mutex<Vec<Mail>>> = Arc::default();
        let services =
            application::services(&config, store.clone(), collect(&mails), Assets::default()).expect("services");
        let router = application::application(&config, services.clone(), &Layers::new(&config));
        Self {
            store,
            jobs: server::ops::jobs::queue(&services),
            services,
            router,
            config,
            mails,
            folder,
            _database: database,
        }
    }

    /// The same instance after a restart of the program: its memory is empty.
    pub fn restart(&mut self) {
        self.services = application::services(
            &self.config,
            self.store.clone(),
            collect(&self.mails),
            Assets::default(),
        )
        .expect("services");
        self.jobs = server::ops::jobs::queue(&self.services);
        self.router = application::application(&self.config, self.services.clone(), &Layers::new(&self.config));
    }

    /// Moves somebody's browser to the restarted instance.
    pub fn again(&self, someone: &mut TestUser) {
        someone.browser = someone.browser.at(self.router.clone());
    }

    /// Somebody who comes for the first time, with an empty cookie jar.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// The router itself, for requests that no browser makes.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// Opens a page as somebody who is signed out.
    pub async fn get(&self, path: &str) -> Answer {
        self.browser().get(path).await
    }

    /// Sends a plain form as somebody who is signed out.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.browser().post_form(path, fields).await
    }

    /// Signs up `handle` through the form, with a display name and an address made of it. The browser is signed in.
    pub async fn sign_up(&self, handle: &str) -> Browser {
        let browser = self.browser();
        let email = format!("{handle}@piaf.example");
        let fields = [
            ("handle", handle),
            ("display_name", handle),
            ("email", email.as_str()),
            ("password", PASSWORD),
        ];
        let answer = browser.post_form("/api/accounts/sign_up", &fields).await;
        assert_eq!(answer.status, 303, "sign-up of {handle}: {}", answer.body);
        assert!(
            !answer.is_refused_form(),
            "sign-up of {handle} was refused: {:?}",
            answer.form_memory()
        );
        browser
    }

    /// Applies every event that waits, as the worker does.
    pub async fn settle(&self) {
        loop {
            let mut events = Vec::new();
            for lane in Lane::ALL {
                events.extend(self.store.take_events(lane, 500).await.expect("events"));
            }
            if events.is_empty() {
                return;
            }
            for event in &events {
                self.store.apply_event(event).await.expect("an applied event");
            }
            let ids: Vec<i64> = events.iter().map(|event| event.id).collect();
            self.store.finish_events(&ids).await.expect("finished events");
        }
    }

    /// Does every job whose time has come.
    pub async fn work_through(&self) {
        // Also what is only to be looked at again after a moment.
        self.jobs.advance(Duration::from_secs(1));
        self.jobs.run_due().await.expect("jobs");
    }

    /// Listens on a port of its own, for what needs a connection that stays.
    pub async fn listen(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("address");
        let service = self.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        address
    }

    /// Listens as the server does, with its bounds for connections, and with these deadlines. Ends with the guard.
    pub fn serve(&self, per_address: usize, pace: Pace) -> (SocketAddr, DropGuard) {
        let listener = connections::listen(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
        let address = listener.local_addr().expect("address");
        let layers = Layers::paced(&self.config, pace);
        let router = application::application(&self.config, self.services.clone(), &layers);
        let connections = Connections::new(10_000, per_address, layers.proxies.trusted.clone(), pace);
        let ended = CancellationToken::new();
        let until = ended.clone();
        tokio::spawn(async move { connections.accept(listener, router, &TaskTracker::new(), &until).await });
        (address, ended.drop_guard())
    }

    /// What was sent by mail so far, and what waits to be sent.
    pub async fn mails(&self) -> Vec<Mail> {
        // A reset begins some time later; a mail is asked for by it.
        self.jobs.advance(Duration::from_secs(3));
        self.work_through().await;
        self.mails.lock().expect("mails").clone()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn collect(mails: &Arc<Mutex<Vec<Mail>>>) -> SendMail {
    let mails = mails.clone();
    Arc::new(move |mail| {
        mails.lock().expect("mails").push(mail);
        Box::pin(std::future::ready(Ok(())))
    })
}
