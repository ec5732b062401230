//! Writing posts: create, delete, pin. What people do with posts stands in `reactions.rs`.

use crate::{OrError, Store, limits, outbox, reply_control::reply_rule_number};
use sqlx::{PgConnection, types::Json};
use types::{
    AccountId, Audience, CircleId, Error, Field, MAX_ALT, MAX_PHOTOS, NewPhoto, NewPost, PostId, Result, Rule, handle,
    live::Event,
    text::{self, Entity},
};

/// Posts a day and in each half hour of it (product contract §4).
pub const POSTS_PER_DAY: u32 = 2400;
pub const POSTS_PER_HALF_HOUR: u32 = 50;
/// Characters that the column holds; a URL weighs 23 however long it is, so the weighted length does not bound this.
const MAX_CHARACTERS: usize = 4000;
/// Characters of a hashtag that the columns hold; the weighted length allows twice as many.
const MAX_TAG: usize = 140;
/// `posts.audience` of a post for a circle.
const CIRCLE: i16 = 2;

/// What the database needs to know of the posts that a new one refers to.
struct Target {
    author_id: i64,
    root_id: i64,
    public: bool,
    audience: i16,
    audience_id: Option<i64>,
    may_reply: bool,
}

impl Target {
    /// The circle that it was written in.
    fn circle(&self) -> Option<CircleId> {
        self.audience_id.filter(|_| self.audience == CIRCLE).map(CircleId)
    }
}

impl Store {
    /// Publishes a post in one transaction: the post, its tags, mentions and photos, the counts of what it answers and
    /// quotes, and the event for all that follows. Refuses with `Invalid` what is too long or empty, with `NotFound`
    /// targets that the author may not see and photos that are not theirs to attach, with `RateLimited` beyond
    /// [`POSTS_PER_DAY`] and [`POSTS_PER_HALF_HOUR`].
    pub async fn create_post(&self, author: AccountId, new: &NewPost) -> Result<PostId> {
        let text = text::clean_text(&new.text);
        let entities = validate(&text, new)?;
        let id = self.next_post_id();
        let mut transaction = self.pool().begin().await.or_error()?;
        let connection = &mut *transaction;

        limits::consume(connection, author, "post_day", 86_400, POSTS_PER_DAY).await?;
        limits::consume(connection, author, "post_half_hour", 1800, POSTS_PER_HALF_HOUR).await?;
        // Takes the author's row, so that a change of protection waits for this post or this post for the change.
        let protected = sqlx::query_scalar!(
            "select protected from accounts where id = $1 and status = 0 for update",
            author.0
        )
        .fetch_optional(&mut *connection)
        .await
        .or_error()?
        .ok_or(Error::NotSignedIn)?;
        let parent = match new.reply_to {
            Some(parent) => Some(target(connection, author, parent).await?),
            None => None,
        };
        if parent.as_ref().is_some_and(|parent| !parent.may_reply) {
            return Err(Error::invalid(Field::Form, Rule::RepliesClosed));
        }
        let audience = audience(connection, author, new.audience, parent.as_ref(), protected).await?;
        if let Some(quoted) = new.quote_of
            && !target(connection, author, quoted).await?.public
        {
            return Err(Error::invalid(Field::Form, Rule::CannotQuote));
        }

        sqlx::query!(
            "insert into posts (id, author_id, text, entities, audience, reply_to_id, reply_to_author_id, root_id,
                                quote_of_id, has_media, audience_id, reply_rule)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            id.0,
            author.0,
            text,
            Json(&entities) as _,
            audience_number(audience),
            new.reply_to.map(|id| id.0),
            parent.as_ref().map(|parent| parent.author_id),
            parent.as_ref().map_or(id.0, |parent| parent.root_id),
            new.quote_of.map(|id| id.0),
            !new.photos.is_empty(),
            audience_id(audience),
            reply_rule_number(new.reply_rule),
        )
        .execute(&mut *connection)
        .await
        .or_error()?;

        attach_photos(connection, author, id, &new.photos).await?;
        add_tags(connection, id, &text, &entities).await?;
        add_mentions(connection, author, id, &text, &entities).await?;
        count(
            connection,
            author,
            audience_number(audience),
            new.reply_to,
            new.quote_of,
            1,
        )
        .await?;
        outbox::enqueue(
            connection,
            self.next_id(),
            &Event::PostCreated {
                post_id: id,
                author_id: author,
            },
        )
        .await?;
        transaction.commit().await.or_error()?;
        Ok(id)
    }

    /// Deletes a post of the author: gone from every surface with the commit, because every read asks for `deleted_at`.
    pub async fn delete_post(&self, author: AccountId, post: PostId) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        let connection = &mut *transaction;
        let gone = sqlx::query!(
            "update posts set deleted_at = now() where id = $1 and author_id = $2 and deleted_at is null
             returning audience, reply_to_id, quote_of_id",
            post.0,
            author.0
        )
        .fetch_optional(&mut *connection)
        .await
        .or_error()?
        .ok_or(Error::NotFound)?;
        sqlx::query!(
            "update accounts
             set pinned_post_id = nullif(pinned_post_id, $2)
             where id = $1",
            author.0,
            post.0
        )
        .execute(&mut *connection)
        .await
        .or_error()?;
        count(
            connection,
            author,
            gone.audience,
            gone.reply_to_id.map(PostId),
            gone.quote_of_id.map(PostId),
            -1,
        )
        .await?;
        outbox::enqueue(
            connection,
            self.next_id(),
            &Event::PostDeleted {
                post_id: post,
                author_id: author,
            },
        )
        .await?;
        transaction.commit().await.or_error()
    }

    /// Pins one of the account's own posts to its profile, in place of another; `None` unpins.
    pub async fn pin_post(&self, account: AccountId, post: Option<PostId>) -> Result<()> {
        let changed = sqlx::query!(
            "update accounts set pinned_post_id = $2
             where id = $1
               and ($2::bigint is null
                    or exists (select 1 from posts p where p.id = $2 and p.author_id = $1 and p.deleted_at is null))",
            account.0,
            post.map(|post| post.0)
        )
        .execute(self.pool())
        .await
        .or_error()?;
        if changed.rows_affected() == 1 {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }
}

/// As `posts.audience` keeps it.
pub(crate) fn audience_number(audience: Audience) -> i16 {
    match audience {
        Audience::Public => 0,
        Audience::Followers => 1,
        Audience::Circle(_) => CIRCLE,
    }
}

/// The group that the number is of.
fn audience_id(audience: Audience) -> Option<i64> {
    match audience {
        Audience::Circle(circle) => Some(circle.0),
        Audience::Public | Audience::Followers => None,
    }
}

/// For whom a new post really is: in a circle's conversation for the circle, by a protected account for its followers
/// at most. `NotFound` for a circle of somebody else, `AudienceOfReply` for one that an answer would begin.
async fn audience(
    connection: &mut PgConnection,
    author: AccountId,
    wanted: Audience,
    parent: Option<&Target>,
    protected: bool,
) -> Result<Audience> {
    if let Some(circle) = parent.and_then(Target::circle) {
        return Ok(Audience::Circle(circle));
    }
    match wanted {
        Audience::Circle(_) if parent.is_some() => Err(Error::invalid(Field::Audience, Rule::AudienceOfReply)),
        Audience::Circle(circle) => {
            // Shared with other posts, so that giving the circle up waits for this one.
            sqlx::query_scalar!(
                "select id from circles where id = $1 and owner_id = $2 and closed_at is null for share",
                circle.0,
                author.0
            )
            .fetch_one(connection)
            .await
            .or_error()?;
            Ok(wanted)
        }
        _ if protected => Ok(Audience::Followers),
        _ => Ok(wanted),
    }
}

/// The entities of a text that may be posted with what else the post holds.
fn validate(text: &str, new: &NewPost) -> Result<Vec<Entity>> {
    if new.photos.len() > MAX_PHOTOS {
        return Err(Error::invalid(
            Field::Media,
            Rule::MediaTooMany { max: MAX_PHOTOS as u32 },
        ));
    }
    if new.photos.iter().any(|photo| photo.alt.chars().count() > MAX_ALT) {
        return Err(Error::invalid(Field::Alt, Rule::TooLong { max: MAX_ALT as u32 }));
    }
    if text.is_empty() {
        return if new.photos.is_empty() {
            Err(Error::invalid(Field::Text, Rule::TextEmpty))
        } else {
            Ok(Vec::new())
        };
    }
    let parsed = text::parse(text);
    if parsed.weighted_length > text::MAX_WEIGHTED_LENGTH || text.chars().count() > MAX_CHARACTERS {
        return Err(Error::invalid(
            Field::Text,
            Rule::TooLong {
                max: text::MAX_WEIGHTED_LENGTH,
            },
        ));
    }
    if !parsed.valid {
        return Err(Error::invalid(Field::Text, Rule::TextInvalid));
    }
    Ok(parsed.entities)
}

async fn target(connection: &mut PgConnection, author: AccountId, post: PostId) -> Result<Target> {
    sqlx::query_as!(
        Target,
        r#"select p.author_id as "author_id!", p.root_id as "root_id!",
                  (p.audience = 0 and not a.protected) as "public!",
                  p.audience as "audience!", p.audience_id, may_reply($1, p.root_id) as "may_reply!"
           from visible_posts($1) p
           join accounts a on a.id = p.author_id
           where p.id = $2"#,
        author.0,
        post.0
    )
    .fetch_optional(connection)
    .await
    .or_error()?
    .ok_or(Error::NotFound)
}

/// All or none: a photo of somebody else, or one that another post has, does not exist here.
async fn attach_photos(
    connection: &mut PgConnection,
    author: AccountId,
    post: PostId,
    photos: &[NewPhoto],
) -> Result<()> {
    if photos.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = photos.iter().map(|photo| photo.id.0).collect();
    let alts: Vec<String> = photos.iter().map(|photo| text::clean_text(&photo.alt)).collect();
    let attached = sqlx::query!(
        "update media m set post_id = $1, position = (wanted.position - 1)::smallint, alt = wanted.alt
         from unnest($3::bigint[], $4::text[]) with ordinality as wanted(id, alt, position)
         where m.id = wanted.id and m.owner_id = $2 and m.kind = 0 and m.post_id is null",
        post.0,
        author.0,
        &ids,
        &alts
    )
    .execute(connection)
    .await
    .or_error()?;
    if attached.rows_affected() == photos.len() as u64 {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

async fn add_tags(connection: &mut PgConnection, post: PostId, text: &str, entities: &[Entity]) -> Result<()> {
    let written: Vec<String> = entities
        .iter()
        .filter_map(|entity| entity.tag(text))
        .map(|tag| cut(tag, MAX_TAG))
        .collect();
    if written.is_empty() {
        return Ok(());
    }
    let tags: Vec<String> = written.iter().map(|tag| cut(&text::tag_key(tag), MAX_TAG)).collect();
    sqlx::query!(
        "insert into post_tags (tag, post_id, written)
         select tag, $1, written from unnest($2::text[], $3::text[]) as named(tag, written)
         on conflict do nothing",
        post.0,
        &tags,
        &written
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}

/// Only of accounts that exist for the author.
async fn add_mentions(
    connection: &mut PgConnection,
    author: AccountId,
    post: PostId,
    text: &str,
    entities: &[Entity],
) -> Result<()> {
    let handles: Vec<String> = entities
        .iter()
        .filter_map(|entity| entity.handle(text))
        .map(handle::key)
        .collect();
    if handles.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into post_mentions (account_id, post_id)
         select a.id, $2 from visible_accounts($1) a where a.handle_key = any($3) and a.id <> $1
         on conflict do nothing",
        author.0,
        post.0,
        &handles
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

/// Counts a post where everybody who sees the number may see the post: a public one at its author, what it answers and
/// what it quotes; one of a circle at what it answers, which is of the same circle.
async fn count(
    connection: &mut PgConnection,
    author: AccountId,
    audience: i16,
    reply_to: Option<PostId>,
    quote_of: Option<PostId>,
    by: i32,
) -> Result<()> {
    if audience == CIRCLE {
        return count_references(connection, reply_to, None, by).await;
    }
    if audience != audience_number(Audience::Public) {
        return Ok(());
    }
    sqlx::query!(
        "update accounts set posts = greatest(posts + $2, 0) where id = $1",
        author.0,
        by
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    count_references(connection, reply_to, quote_of, by).await
}

/// Rows are taken in the order of their ids, so that two posts which refer to each other's targets
/// never wait for one another.
async fn count_references(
    connection: &mut PgConnection,
    reply_to: Option<PostId>,
    quote_of: Option<PostId>,
    by: i32,
) -> Result<()> {
    let mut steps = [(reply_to, true), (quote_of, false)];
    steps.sort();
    for (target, is_reply) in steps {
        let Some(target) = target else { continue };
        let (replies, quotes) = if is_reply { (by, 0) } else { (0, by) };
        sqlx::query!(
            "insert into post_stats as s (post_id, replies, quotes)
             values ($1, greatest($2, 0), greatest($3, 0))
             on conflict (post_id) do update
             set replies = greatest(s.replies + $2, 0), quotes = greatest(s.quotes + $3, 0)",
            target.0,
            replies,
            quotes
        )
        .execute(&mut *connection)
        .await
        .or_error()?;
    }
    Ok(())
}
