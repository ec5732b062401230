//! Writing posts: create, delete, pin. What people do with posts stands in `reactions.rs`.

use crate::{
    OrError, Store,
    audience::{of_post, post_audience},
    limits,
    locks::lock_authors,
    outbox,
    posts::{
        held::held_at_first,
        parts::{PhotoPlace, add_mentions, add_tags, attach_photos, count, count_post, resolve_mentions},
    },
    request_keys,
};
use sqlx::{PgConnection, types::Json};
use types::{
    AccountId, Audience, CommunityId, Error, Field, MAX_ALT, MAX_PHOTOS, ModerationState, NewPost, NumberEnum, Post,
    PostId, Result, Rule,
    live::Event,
    text::{self, Entity},
};

/// Posts a day and in each half hour of it (product contract §4).
pub const POSTS_PER_DAY: u32 = 2400;
pub const POSTS_PER_HALF_HOUR: u32 = 50;
/// Characters that the column holds; a URL weighs 23 however long it is, so the weighted length does not bound this.
pub const MAX_CHARACTERS: usize = 4000;

/// What the database needs to know of the posts that a new one refers to.
struct Target {
    author_id: i64,
    root_id: i64,
    /// May be carried further: anybody may read it.
    shareable: bool,
    audience: i16,
    audience_id: Option<i64>,
    may_reply: bool,
}

impl Target {
    /// The circle or community that it was written in: what answers it stays there.
    fn group(&self) -> Result<Option<Audience>> {
        let audience = post_audience(self.audience, self.audience_id)?;
        Ok(match audience {
            Audience::Circle(_) | Audience::Community(_) => Some(audience),
            Audience::Public | Audience::Followers => None,
        })
    }
}

impl Store {
    /// Publishes a post in one transaction: the post, its tags, mentions and photos, the counts of what it answers and
    /// quotes, and the event for all that follows. Refuses with `Invalid` what is too long or empty, with `NotFound`
    /// targets that the author may not see and photos that are not theirs to attach, with `RateLimited` beyond
    /// [`POSTS_PER_DAY`] and [`POSTS_PER_HALF_HOUR`]. What comes again under its key is answered and not made.
    pub async fn create_post(&self, author: AccountId, new: &NewPost) -> Result<PostId> {
        let text = text::clean_text(&new.text);
        let mut entities = validate(&text, new)?;
        let id = self.next_post_id();
        let mut transaction = self.pool().begin().await.or_error()?;
        let connection = &mut *transaction;

        let key = new.key.as_deref();
        // Photos are left out: a form without script sends its files anew each time.
        let content = (&text, new.reply_to, new.quote_of, new.audience);
        if let Some(made) = request_keys::take_for(connection, author, "post", key, &content, id.0).await? {
            return Ok(PostId(made));
        }
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
            && !target(connection, author, quoted).await?.shareable
        {
            return Err(Error::invalid(Field::Form, Rule::CannotQuote));
        }

        let held = match audience {
            Audience::Community(community) => held_at_first(connection, author, community, &entities).await?,
            _ => ModerationState::Shown,
        };
        let mentioned = resolve_mentions(connection, author, &text, &mut entities).await?;
        let (audience_number, audience_id) = of_post(audience);
        sqlx::query!(
            "insert into posts (id, author_id, text, entities, audience, reply_to_id, reply_to_author_id, root_id,
                                quote_of_id, has_media, audience_id, reply_rule, held)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            id.0,
            author.0,
            text,
            Json(&entities) as _,
            audience_number,
            new.reply_to.map(|id| id.0),
            parent.as_ref().map(|parent| parent.author_id),
            parent.as_ref().map_or(id.0, |parent| parent.root_id),
            new.quote_of.map(|id| id.0),
            !new.photos.is_empty(),
            audience_id,
            new.reply_rule.number(),
            held.number(),
        )
        .execute(&mut *connection)
        .await
        .or_error()?;

        attach_photos(connection, author, PhotoPlace::Post(id), &new.photos).await?;
        add_tags(connection, id, &text, &entities).await?;
        add_mentions(connection, id, &mentioned).await?;
        count(connection, author, audience, new.reply_to, new.quote_of, 1).await?;
        if let Audience::Community(community) = audience
            && held != ModerationState::Shown
        {
            self.tell_waiting(connection, community, author, id).await?;
        }
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

    /// Publishes a post and answers it as its author sees it: what every composer asks for, with script or without.
    pub async fn publish(&self, author: AccountId, new: &NewPost) -> Result<Post> {
        let id = self.create_post(author, new).await?;
        self.post(author, id).await
    }

    /// Deletes a post of the author: gone from every surface with the commit, because every read asks for `deleted_at`.
    pub async fn delete_post(&self, author: AccountId, post: PostId) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        self.erase_post(&mut transaction, Some(author), post).await?;
        transaction.commit().await.or_error()
    }

    /// Deletes a post of `author`, or of anybody.
    pub(crate) async fn erase_post(
        &self,
        connection: &mut PgConnection,
        author: Option<AccountId>,
        post: PostId,
    ) -> Result<()> {
        // Whose numbers change, in one order, before the post.
        lock_authors(connection, post).await?;
        let gone = sqlx::query!(
            "update posts set deleted_at = now()
             where id = $1 and author_id = coalesce($2, author_id) and deleted_at is null
             returning author_id, audience, audience_id, reply_to_id, quote_of_id, co_author_id",
            post.0,
            author.map(|author| author.0)
        )
        .fetch_optional(&mut *connection)
        .await
        .or_error()?
        .ok_or(Error::NotFound)?;
        let author = AccountId(gone.author_id);
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
        if let Some(co_author) = gone.co_author_id {
            count_post(connection, AccountId(co_author), -1).await?;
        }
        count(
            connection,
            author,
            post_audience(gone.audience, gone.audience_id)?,
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
        .await
    }

    /// Pins one of the account's own posts to its profile, in place of another; `None` unpins.
    pub async fn pin_post(&self, account: AccountId, post: Option<PostId>) -> Result<()> {
        let changed = sqlx::query!(
            "update accounts set pinned_post_id = $2
             where id = $1
               and ($2::bigint is null
                    -- what was written in a community does not stand on profiles
                    or exists (
                        select 1 from posts p
                        where p.id = $2 and p.author_id = $1 and p.deleted_at is null and p.audience <> 3))",
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

/// For whom a new post is: for those whom its writer chose, or for fewer, never for anybody else. What answers a post of
/// a circle or a community stays there, and what a protected account writes is for its followers at most. Refuses at the
/// audience: `AudienceGone` for a circle that is not the author's or not any more, `AudienceOfReply` for another group
/// than that of the conversation, `BarredByModerator` and `MembersOnly` in a community that the author takes no part in.
async fn audience(
    connection: &mut PgConnection,
    author: AccountId,
    wanted: Audience,
    parent: Option<&Target>,
    protected: bool,
) -> Result<Audience> {
    let of_conversation = parent.map(Target::group).transpose()?.flatten();
    let is_group = matches!(wanted, Audience::Circle(_) | Audience::Community(_));
    let audience = match of_conversation {
        // Who chose everybody is content with fewer; who chose some is not with others.
        Some(group) if wanted == group || wanted == Audience::Public => group,
        None if !is_group || parent.is_none() => wanted,
        _ => return Err(Error::invalid(Field::Audience, Rule::AudienceOfReply)),
    };
    match audience {
        Audience::Community(community) => {
            take_part(connection, author, community).await?;
            Ok(audience)
        }
        // Whoever sees a post of the conversation is in the circle.
        Audience::Circle(_) if of_conversation.is_some() => Ok(audience),
        Audience::Circle(circle) => {
            // Shared with other posts, so that giving the circle up waits for this one.
            sqlx::query_scalar!(
                "select id from circles where id = $1 and owner_id = $2 and closed_at is null for share",
                circle.0,
                author.0
            )
            .fetch_optional(connection)
            .await
            .or_error()?
            .ok_or(Error::invalid(Field::Audience, Rule::AudienceGone))?;
            Ok(audience)
        }
        Audience::Public | Audience::Followers if protected => Ok(Audience::Followers),
        Audience::Public | Audience::Followers => Ok(audience),
    }
}

/// Refuses who may not post in the community, with what stands in the way.
async fn take_part(connection: &mut PgConnection, author: AccountId, community: CommunityId) -> Result<()> {
    let stands = sqlx::query!(
        r#"select takes_part($1, $2) as "takes_part!", barred_by_moderator($1, $2) as "barred!""#,
        author.0,
        community.0
    )
    .fetch_one(connection)
    .await
    .or_error()?;
    match (stands.takes_part, stands.barred) {
        (true, _) => Ok(()),
        (false, true) => Err(Error::invalid(Field::Audience, Rule::BarredByModerator)),
        (false, false) => Err(Error::invalid(Field::Audience, Rule::MembersOnly)),
    }
}

/// The entities of a text that may be posted with what else the post holds.
pub(crate) fn validate(text: &str, new: &NewPost) -> Result<Vec<Entity>> {
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
                  (p.audience in (0, 3) and p.held = 0 and not a.protected) as "shareable!",
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
