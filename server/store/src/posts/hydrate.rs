//! From ids to posts: the second step of every read, and the place where the one rule of visibility is asked, once for
//! all callers. Three queries, however many posts: the posts, the posts they quote, all photos; one more where posts
//! mention somebody, and two where they lead to spaces.

use crate::{
    OrError, Store,
    audience::post_audience,
    numbers::known,
    posts::mentions::{Mentions, mentions},
    spaces::lists::space_cards,
};
use sqlx::{PgConnection, types::Json};
use std::collections::HashMap;
use types::{
    AccountCard, AccountId, Audience, CommunityId, CommunityName, Counts, Error, Marks, MediaId, ModerationState,
    Parent, Photo, Post, PostCircle, PostCommunity, PostId, ReplyControl, Result, linked_space, text::Entity,
};

/// Replies, and quotes, of one post that are counted one by one as the viewer sees them, likes, and reposts, with which
/// it is the same, and marks of protected accounts that are looked at for that. They stand in `hydrate.sql`: the plan is
/// made for any numbers, and would be worse for numbers that it does not know.
pub const EXACT_REPLIES: u32 = 100;
pub const EXACT_MARKS: u32 = 2000;
pub const MARKS_LOOKED_AT: u32 = 1000;

/// One post with its author, as the database answers it.
pub(crate) struct Row {
    id: i64,
    author_id: i64,
    handle: String,
    display_name: String,
    avatar: Option<String>,
    protected: bool,
    text: String,
    entities: Json<Vec<Entity>>,
    language: String,
    audience: i16,
    audience_id: Option<i64>,
    circle_owner: Option<String>,
    circle_name: Option<String>,
    community_slug: Option<String>,
    community_name: Option<String>,
    takes_part: Option<bool>,
    moderates: Option<bool>,
    held: i16,
    co_author_id: Option<i64>,
    co_author_handle: Option<String>,
    co_author_name: Option<String>,
    co_author_avatar: Option<String>,
    root_id: i64,
    quote_of_id: Option<i64>,
    parent_id: Option<i64>,
    parent_author_id: Option<i64>,
    parent_handle: Option<String>,
    replies: i32,
    reposts: i32,
    quotes: i32,
    likes: i32,
    liked: bool,
    reposted: bool,
    bookmarked: bool,
    pinned: bool,
    reply_rule: i16,
    replies_close_at: Option<i64>,
    replies_closed: bool,
    conversation_mine: bool,
    may_reply: bool,
    hidden: bool,
}

impl Row {
    pub(crate) fn id(&self) -> PostId {
        PostId(self.id)
    }

    pub(crate) fn counts(&self) -> Counts {
        let count = |number: i32| u32::try_from(number).unwrap_or(0);
        Counts {
            replies: count(self.replies),
            reposts: count(self.reposts),
            quotes: count(self.quotes),
            likes: count(self.likes),
        }
    }

    fn parent(&self) -> Option<Parent> {
        Some(Parent {
            id: PostId(self.parent_id?),
            author_id: AccountId(self.parent_author_id?),
            author_handle: self.parent_handle.clone()?,
        })
    }

    fn co_author(&self) -> Option<AccountCard> {
        Some(AccountCard {
            id: AccountId(self.co_author_id?),
            handle: self.co_author_handle.clone()?,
            display_name: self.co_author_name.clone()?,
            avatar: self.co_author_avatar.clone(),
            // Only public accounts write together.
            protected: false,
        })
    }

    fn community(&self, held: ModerationState) -> Option<PostCommunity> {
        Some(PostCommunity {
            community: CommunityName {
                id: CommunityId(self.audience_id?),
                slug: self.community_slug.clone()?,
                name: self.community_name.clone()?,
            },
            takes_part: self.takes_part == Some(true),
            moderates: self.moderates == Some(true),
            held,
        })
    }

    fn audience(&self) -> Result<Audience> {
        Ok(match post_audience(self.audience, self.audience_id)? {
            Audience::Public if self.protected => Audience::Followers,
            audience => audience,
        })
    }

    /// Photos are handed out: the caller asks once for each appearance of a post.
    fn into_post(self, viewer: AccountId, photos: &HashMap<i64, Vec<Photo>>, mentions: &Mentions) -> Result<Post> {
        let (audience, held) = (self.audience()?, known(self.held)?);
        let everybody = matches!(audience, Audience::Public | Audience::Community(_));
        let shareable = everybody && !self.protected && held == ModerationState::Shown;
        Ok(Post {
            counts: self.counts(),
            parent: self.parent(),
            co_author: self.co_author(),
            community: self.community(held),
            photos: photos.get(&self.id).cloned().unwrap_or_default(),
            marks: Marks {
                liked: self.liked,
                reposted: self.reposted,
                bookmarked: self.bookmarked,
                mine: self.author_id == viewer.0,
                pinned: self.pinned,
            },
            id: PostId(self.id),
            author: AccountCard {
                id: AccountId(self.author_id),
                handle: self.handle,
                display_name: self.display_name,
                avatar: self.avatar,
                protected: self.protected,
            },
            entities: mentions.shown(&self.text, self.entities.0),
            text: self.text,
            language: self.language,
            audience,
            circle: self.circle_owner.map(|owner_handle| PostCircle {
                owner_handle,
                name: self.circle_name,
            }),
            root_id: PostId(self.root_id),
            replies: ReplyControl {
                rule: known(self.reply_rule)?,
                closes_at: self.replies_close_at,
                closed: self.replies_closed,
                // Of a conversation whose first post went with its author's account, the rows tell no rule.
                open: self.may_reply && self.takes_part != Some(false),
                mine: self.conversation_mine,
            },
            hidden: self.hidden,
            space: None,
            quote: None,
            quote_missing: false,
            shareable,
        })
    }
}

impl Store {
    /// The posts with these ids, in this order, as `viewer` sees them (0 is nobody). What the viewer may not see is
    /// left out. Quotes are followed one level.
    pub async fn hydrate(&self, viewer: AccountId, ids: &[PostId]) -> Result<Vec<Post>> {
        match ids {
            [] => Ok(Vec::new()),
            ids => hydrate(&mut *self.connection().await?, viewer, ids).await,
        }
    }

    /// One of them, or `NotFound`.
    pub async fn post(&self, viewer: AccountId, id: PostId) -> Result<Post> {
        self.hydrate(viewer, &[id]).await?.pop().ok_or(Error::NotFound)
    }
}

/// [`Store::hydrate`] on a connection.
pub(crate) async fn hydrate(connection: &mut PgConnection, viewer: AccountId, ids: &[PostId]) -> Result<Vec<Post>> {
    let rows = self::rows(connection, viewer, ids).await?;
    let quoted_ids: Vec<PostId> = rows.iter().filter_map(|row| row.quote_of_id.map(PostId)).collect();
    let quoted = self::rows(connection, viewer, &quoted_ids).await?;
    let all: Vec<i64> = rows.iter().chain(&quoted).map(|row| row.id).collect();
    let written = rows.iter().chain(&quoted).map(|row| (&*row.text, &**row.entities));
    let photos = self::photos(connection, &all).await?;
    let mentions = self::mentions(connection, viewer, written).await?;
    let quotes: HashMap<i64, Post> = quoted
        .into_iter()
        .map(|row| Ok((row.id, row.into_post(viewer, &photos, &mentions)?)))
        .collect::<Result<_>>()?;
    let posts = rows.into_iter().map(|row| {
        let quote_of = row.quote_of_id;
        let mut post = row.into_post(viewer, &photos, &mentions)?;
        post.quote = quote_of.and_then(|id| quotes.get(&id)).cloned().map(Box::new);
        post.quote_missing = quote_of.is_some() && post.quote.is_none();
        Ok(post)
    });
    let mut posts: Vec<Post> = posts.collect::<Result<_>>()?;
    add_spaces(connection, viewer, &mut posts).await?;
    Ok(posts)
}

/// Cards of the spaces to which posts lead.
async fn add_spaces(connection: &mut PgConnection, viewer: AccountId, posts: &mut [Post]) -> Result<()> {
    let linked: Vec<_> = posts.iter().map(|post| linked_space(&post.text)).collect();
    let wanted: Vec<_> = linked.iter().flatten().copied().collect();
    let cards = space_cards(connection, viewer, &wanted).await?;
    for (post, space) in posts.iter_mut().zip(linked) {
        post.space = cards.iter().find(|card| Some(card.id) == space).cloned().map(Box::new);
    }
    Ok(())
}

/// Replies and quotes are counted as the viewer sees them, as long as there are at most a hundred: a count must not
/// tell of a reply that does not exist for the viewer. Beyond that the kept number of public ones serves.
pub(crate) async fn rows(connection: &mut PgConnection, viewer: AccountId, ids: &[PostId]) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    sqlx::query_file_as!(Row, "src/posts/hydrate.sql", viewer.0, &ids)
        .fetch_all(connection)
        .await
        .or_error()
}

async fn photos(connection: &mut PgConnection, posts: &[i64]) -> Result<HashMap<i64, Vec<Photo>>> {
    let mut photos = HashMap::<i64, Vec<Photo>>::new();
    if posts.is_empty() {
        return Ok(photos);
    }
    let rows = sqlx::query!(
        r#"select post_id as "post_id!", id, key, width, height, blurhash, alt
               from media where post_id = any($1) and kind = 0
               order by post_id, position"#,
        posts
    )
    .fetch_all(connection)
    .await
    .or_error()?;
    for row in rows {
        photos.entry(row.post_id).or_default().push(Photo {
            id: MediaId(row.id),
            key: row.key,
            width: row.width.unsigned_abs(),
            height: row.height.unsigned_abs(),
            blurhash: row.blurhash,
            alt: row.alt,
        });
    }
    Ok(photos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_counts_as_far_as_it_is_said() {
        let query = include_str!("hydrate.sql");
        let count = |text: String| query.matches(&text).count();
        assert_eq!(count(format!("> {EXACT_REPLIES} then")), 2);
        assert_eq!(count(format!("limit {}\n", EXACT_REPLIES + 1)), 2);
        assert_eq!(count(format!("> {EXACT_MARKS} then")), 2);
        assert_eq!(count(format!("between 1 and {EXACT_MARKS})")), 2);
        assert_eq!(count(format!("limit {MARKS_LOOKED_AT})")), 2);
    }
}
