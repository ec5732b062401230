//! All SQL of Piaf. Functions take plain values and answer `types::Result`; one file per feature. Every read of posts
//! goes through the SQL functions `visible_posts(viewer)` and `listed_posts(viewer)` of the migrations: the one rule.

#[cfg(target_family = "wasm")]
compile_error!("crate store belongs to the server");

mod account_closing;
mod account_locks;
mod accounts;
mod cards;
mod circle_notices;
mod circles;
mod clock;
mod co_post_ends;
mod co_posts;
mod communities;
mod community_invitations;
mod community_lists;
mod community_members;
mod community_roles;
mod community_stand_ins;
mod conversations;
mod counted;
mod credentials;
mod demo;
mod error;
mod events;
mod fan_out;
mod features;
mod feeds;
mod hydrate;
mod ids;
pub mod jobs;
mod known_browsers;
pub mod limits;
#[cfg(test)]
mod locking;
mod mail_tokens;
mod measures;
mod media;
mod mentions;
mod moderation;
mod moderation_lists;
mod notices;
mod notifications;
pub mod outbox;
pub mod passwords;
mod post_parts;
mod posts;
mod profiles;
mod reactions;
mod relations;
mod reply_control;
mod reports;
mod request_keys;
mod sealed;
mod search;
mod search_parameters;
mod secrets;
mod sessions;
mod space_captions;
mod space_guests;
mod space_lists;
mod space_people;
mod space_recordings;
mod spaces;
mod timelines;
mod trends;

pub use accounts::NewAccount;
pub use credentials::{Authenticated, Caller};
pub use demo::{DemoAccount, DemoCircle, DemoMark, DemoMarkKind, DemoPost};
pub use error::{OrError, internal};
pub use fan_out::NewPostFacts;
pub use features::FeatureFor;
pub use feeds::{FeedFacts, watchable};
pub use ids::{IdGenerator, first_id_at};
pub use known_browsers::KNOWN_BROWSER_DAYS;
pub use mail_tokens::{MailTokenKind, Recipient};
pub use media::{MediaFile, MediaKind, MediaSweep, NewMedia};
pub use outbox::{Envelope, Lane};
pub use posts::{POSTS_PER_DAY, POSTS_PER_HALF_HOUR};
pub use profiles::{OwnList, ProfileChange, ProfileLookup};
pub use sessions::{FoundSession, NewSession, SESSION_DAYS, new_browser};
pub use space_captions::CaptionLine;
pub use space_lists::SpaceList;
pub use space_people::{SpaceAdmission, SpaceClient, SpaceFace};
pub use space_recordings::{Hearable, Track};
pub use spaces::{SpaceNews, SpaceSnapshot};

/// What is bounded here, for the table of all bounds.
pub mod bounds {
    pub use crate::{
        accounts::{HANDLE_DAYS, RENAMINGS_PER_DAY},
        circles::MOST_CIRCLES,
        co_posts::LISTED as CO_POST_INVITATIONS_LISTED,
        communities::FOUNDED_A_DAY,
        community_invitations::REQUESTS as JOIN_REQUESTS_LISTED,
        conversations::{MAX_ANCESTORS, MAX_THREAD, REPLIES},
        counted::BATCH as RECOUNTED_AT_A_TIME,
        credentials::{NEARBY_SECONDS, TRIES_FROM_ADDRESS, TRIES_FROM_EVERYWHERE, TRIES_FROM_NETWORK},
        events::{MOST_TOLD_OF_SPACE, TOLD_AGAIN_DAYS},
        feeds::{MOST_TOLD as FEED_TOLD, NEWEST_LOOKED_AT as FEED_LOOKED_AT},
        hydrate::{EXACT_MARKS, EXACT_REPLIES, MARKS_LOOKED_AT},
        known_browsers::{KNOWN_BROWSER_DAYS, MOST_BROWSERS},
        limits::MARKS_AN_HOUR,
        mail_tokens::MAILS_PER_HOUR,
        media::{UNATTACHED_FOR, UPLOADS_PER_HOUR},
        notifications::ROWS as NOTIFICATIONS_READ,
        post_parts::MAX_TAG,
        posts::MAX_CHARACTERS,
        profiles::MOST_COUNTED as PROFILE_POSTS_COUNTED,
        relations::FOLLOWS_A_DAY,
        reports::REPORTS_A_DAY,
        request_keys::{KEY_DAYS, MAX_KEY},
        sealed::SEALED,
        search::TOP_MATCHES,
        sessions::{MOST_ACCOUNTS, MOST_SESSIONS},
        space_guests::INVITED_A_DAY,
        space_people::TOKEN_HOURS,
        spaces::STARTED_A_DAY,
        timelines::{HOME_ROUNDS, MAX_LIMIT},
    };
}

use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, sync::Arc, time::Duration};
use types::{AccountId, MediaId, NotificationId, PostId, SessionId};

/// Longest time of one query, waiting for locks with it, in seconds.
pub const QUERY_SECONDS: u32 = 20;
/// Longest time that a transaction may rest, in seconds.
pub const REST_SECONDS: u32 = 30;
/// Longest wait for a connection to the database.
pub const CONNECTION_WAIT: Duration = Duration::from_secs(2);

/// The connection to Postgres. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: PgPool,
    ids: Arc<IdGenerator>,
    trends: Arc<trends::TrendCache>,
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
            .connect_lazy_with(options);
        Ok(Self {
            pool,
            ids: Arc::new(IdGenerator::new(0)),
            trends: Arc::default(),
        })
    }

    /// Brings the schema to the newest version, and the ids to where they were.
    pub async fn migrate(&self) -> Result<(), sqlx::migrate::MigrateError> {
        sqlx::migrate!("./migrations").run(&self.pool).await?;
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
