//! All SQL of Piaf. Functions take plain values and answer `types::Result`; one folder per feature. Every read of posts
//! goes through the SQL functions `visible_posts(viewer)` and `listed_posts(viewer)` of the folder `rules`: the one rule.

#[cfg(target_family = "wasm")]
compile_error!("crate store belongs to the server");

mod accounts;
mod audience;
mod cards;
mod clock;
mod co_posts;
mod communities;
mod demo;
mod error;
mod features;
mod ids;
pub mod jobs;
pub mod limits;
#[cfg(test)]
mod locking;
mod locks;
mod media;
mod moderation;
mod notifications;
mod number_columns;
mod numbers;
pub mod outbox;
mod paging;
mod people;
mod posts;
mod request_keys;
mod rules;
mod sealed;
mod secrets;
mod spaces;
mod timelines;

pub use accounts::account::NewAccount;
pub use accounts::credentials::{Authenticated, Caller};
pub use accounts::known_browsers::KNOWN_BROWSER_DAYS;
pub use accounts::mail_tokens::{MailTokenKind, Recipient};
pub use accounts::passwords;
pub use accounts::sessions::{FoundSession, NewSession, SESSION_DAYS, new_browser};
pub use demo::{DemoAccount, DemoCircle, DemoMark, DemoMarkKind, DemoPost};
pub use error::{OrError, internal};
pub use features::FeatureFor;
pub use ids::{IdGenerator, first_id_at};
pub use media::{MediaFile, MediaKind, MediaSweep, NewMedia};
pub use number_columns::number_columns;
pub use outbox::{Envelope, Lane};
pub use people::{
    lists::OwnList,
    profiles::{ProfileChange, ProfileLookup},
};
pub use posts::writing::{POSTS_PER_DAY, POSTS_PER_HALF_HOUR};
pub use spaces::captions::CaptionLine;
pub use spaces::lists::SpaceList;
pub use spaces::people::{SpaceAdmission, SpaceClient, SpaceFace};
pub use spaces::space::{SpaceNews, SpaceSnapshot};
pub use spaces::{mixing::Track, recordings::Hearable};
pub use timelines::fan_out::NewPostFacts;
pub use timelines::feeds::{FeedFacts, watchable};

/// What is bounded here, for the table of all bounds.
pub mod bounds {
    pub use crate::{
        accounts::{
            account::{HANDLE_DAYS, RENAMINGS_PER_DAY},
            credentials::{NEARBY_SECONDS, TRIES_FROM_ADDRESS, TRIES_FROM_EVERYWHERE, TRIES_FROM_NETWORK},
            known_browsers::{KNOWN_BROWSER_DAYS, MOST_BROWSERS},
            mail_tokens::MAILS_PER_HOUR,
            recount::BATCH as RECOUNTED_AT_A_TIME,
            sessions::{MOST_ACCOUNTS, MOST_SESSIONS},
        },
        co_posts::invitations::LISTED as CO_POST_INVITATIONS_LISTED,
        communities::{community::FOUNDED_A_DAY, invitations::REQUESTS as JOIN_REQUESTS_LISTED},
        limits::MARKS_AN_HOUR,
        media::{UNATTACHED_FOR, UPLOADS_PER_HOUR},
        moderation::reports::REPORTS_A_DAY,
        notifications::{
            events::{MOST_TOLD_OF_SPACE, TOLD_AGAIN_DAYS},
            list::ROWS as NOTIFICATIONS_READ,
        },
        paging::MAX_LIMIT,
        people::{circles::MOST_CIRCLES, profiles::MOST_COUNTED as PROFILE_POSTS_COUNTED, relations::FOLLOWS_A_DAY},
        posts::{
            conversations::{MAX_ANCESTORS, MAX_THREAD, REPLIES},
            hydrate::{EXACT_MARKS, EXACT_REPLIES, MARKS_LOOKED_AT},
            parts::MAX_TAG,
            writing::MAX_CHARACTERS,
        },
        request_keys::{KEY_DAYS, MAX_KEY},
        sealed::SEALED,
        spaces::{guests::INVITED_A_DAY, people::TOKEN_HOURS, space::STARTED_A_DAY},
        timelines::{
            feeds::{MOST_TOLD as FEED_TOLD, NEWEST_LOOKED_AT as FEED_LOOKED_AT},
            lists::HOME_ROUNDS,
            search::TOP_MATCHES,
        },
    };
}

use sqlx::{
    Connection, PgPool, Postgres,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, sync::Arc, time::Duration};
use types::{AccountId, MediaId, NotificationId, PostId, Result, SessionId};

/// Longest time of one query, waiting for locks with it, in seconds.
pub const QUERY_SECONDS: u32 = 20;
/// Longest time that a transaction may rest, in seconds.
pub const REST_SECONDS: u32 = 30;
/// Longest wait for a connection to the database.
pub const CONNECTION_WAIT: Duration = Duration::from_secs(2);
/// A connection that rested for longer is asked whether it still stands before it is used. A page sends its statements
/// within this time, and to ask before each of them costs as much as a small statement.
const UNTESTED_REST: Duration = Duration::from_millis(50);

/// The connection to Postgres. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: PgPool,
    ids: Arc<IdGenerator>,
    trends: Arc<timelines::trends::TrendCache>,
}

impl Store {
    /// Prepares a pool of at most `connections`; connects when first used, so that a database that is away at start
    /// is no reason to stop. Fails on an address that cannot be read.
    pub fn new(url: &str, connections: u32) -> Result<Self, sqlx::Error> {
        let options = PgConnectOptions::from_str(url)?
            .application_name("piaf")
            // A query that takes longer than this answers nobody any more.
            .options([
                ("statement_timeout", format!("{QUERY_SECONDS}s")),
                ("idle_in_transaction_session_timeout", format!("{REST_SECONDS}s")),
                // Compiling a statement takes longer than any of ours runs.
                ("jit", "off".to_owned()),
                // The one rule stands in nearly every query, and planning it anew costs more than running it: the home
                // takes 11.5 ms in place of 15.8.
                ("plan_cache_mode", "force_generic_plan".to_owned()),
            ]);
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(CONNECTION_WAIT)
            .idle_timeout(Duration::from_secs(300))
            .test_before_acquire(false)
            .before_acquire(|connection, resting| {
                Box::pin(async move { Ok(resting.idle_for < UNTESTED_REST || connection.ping().await.is_ok()) })
            })
            .connect_lazy_with(options);
        Ok(Self {
            pool,
            ids: Arc::new(IdGenerator::new(0)),
            trends: Arc::default(),
        })
    }

    /// Brings the schema to the newest version, the rules to those of this program, and the ids to where they were.
    pub async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        sqlx::migrate!("./migrations").run(&self.pool).await?;
        self.apply_rules().await?;
        Ok(self.resume_ids().await?)
    }

    /// Whether the database answers now.
    pub async fn is_ready(&self) -> bool {
        sqlx::query_scalar!("select 1 as one")
            .fetch_one(&self.pool)
            .await
            .is_ok()
    }

    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// One connection for statements that follow each other: it is handed over and tested once.
    pub(crate) async fn connection(&self) -> Result<PoolConnection<Postgres>> {
        self.pool.acquire().await.or_error()
    }

    pub fn next_id(&self) -> i64 {
        self.ids.next()
    }

    pub fn next_post_id(&self) -> PostId {
        PostId(self.next_id())
    }

    pub fn next_account_id(&self) -> AccountId {
        AccountId(self.next_id())
    }

    pub fn next_media_id(&self) -> MediaId {
        MediaId(self.next_id())
    }

    pub fn next_session_id(&self) -> SessionId {
        SessionId(self.next_id())
    }

    pub fn next_notification_id(&self) -> NotificationId {
        NotificationId(self.next_id())
    }
}
