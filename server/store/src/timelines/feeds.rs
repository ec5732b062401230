//! Lists that open pages watch: whom a new post is told, and what a page that begins to watch has missed. The SQL
//! function `fed_posts` has the conditions of the lists; all of it goes through the one rule.

use crate::{OrError, Store};
use types::{AccountId, PostId, Result, live::Feed, text};

/// Posts that are looked at for a page which was away; what is older is loaded with the list.
pub const NEWEST_LOOKED_AT: i64 = 1_000;
/// Posts that a page is told at once.
pub const MOST_TOLD: i64 = 100;
/// Characters of a hashtag (`post_tags.tag`).
const LONGEST_TAG: usize = 140;

/// What decides in which lists a post may stand, before anybody's rights are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedFacts {
    pub author_id: i64,
    pub co_author_id: Option<i64>,
    pub audience: i16,
    pub audience_id: Option<i64>,
    pub is_reply: bool,
    pub has_media: bool,
    pub tags: Vec<String>,
}

impl FeedFacts {
    /// False for lists in which the post stands for nobody.
    pub fn fit(&self, feed: &Feed) -> bool {
        let is_by = |account: AccountId| self.author_id == account.0 || self.co_author_id == Some(account.0);
        match feed {
            Feed::Latest => self.audience == 0 && !self.is_reply,
            Feed::Tag { tag } => self.tags.contains(tag),
            Feed::ProfilePosts { account } => is_by(*account),
            Feed::ProfileReplies { account } => self.is_reply && self.author_id == account.0,
            Feed::ProfileMedia { account } => self.has_media && is_by(*account),
            Feed::Community { community, photos } => {
                self.audience == 3
                    && self.audience_id == Some(community.0)
                    && !self.is_reply
                    && (!photos || self.has_media)
            }
        }
    }
}

/// A list as it is watched: a hashtag in the form in which it is kept; none for what is no list.
pub fn watchable(feed: Feed) -> Option<Feed> {
    match feed {
        Feed::Tag { tag } => {
            let tag = text::tag_key(&tag);
            (!tag.contains('\0') && tag.chars().count() <= LONGEST_TAG).then_some(Feed::Tag { tag })
        }
        feed => Some(feed),
    }
}

/// As `fed_posts` names it: which list, of whom, which hashtag.
fn number(feed: &Feed) -> (i16, i64, &str) {
    match feed {
        Feed::Latest => (0, 0, ""),
        Feed::Tag { tag } => (1, 0, tag),
        Feed::ProfilePosts { account } => (2, account.0, ""),
        Feed::ProfileReplies { account } => (3, account.0, ""),
        Feed::ProfileMedia { account } => (4, account.0, ""),
        Feed::Community {
            community,
            photos: false,
        } => (5, community.0, ""),
        Feed::Community {
            community,
            photos: true,
        } => (6, community.0, ""),
    }
}

impl Store {
    /// What decides in which lists a post may stand; none where it is gone.
    pub async fn feed_facts(&self, post: PostId) -> Result<Option<FeedFacts>> {
        let row = sqlx::query!(
            r#"select p.author_id, p.co_author_id, p.audience, p.audience_id, p.reply_to_id is not null as "is_reply!",
                      p.has_media, array(select t.tag from post_tags t where t.post_id = p.id) as "tags!: Vec<String>"
               from posts p where p.id = $1 and p.deleted_at is null"#,
            post.0
        )
        .fetch_optional(self.pool())
        .await
        .or_error()?;
        Ok(row.map(|row| FeedFacts {
            author_id: row.author_id,
            co_author_id: row.co_author_id,
            audience: row.audience,
            audience_id: row.audience_id,
            is_reply: row.is_reply,
            has_media: row.has_media,
            tags: row.tags,
        }))
    }

    /// Those who watch (0 is nobody in particular) for whom the post stands in the list that they watch; nobody is told
    /// of an own post. Answers their places in `watchers`.
    pub async fn feed_readers(&self, post: PostId, watchers: &[(i64, Feed)]) -> Result<Vec<usize>> {
        let viewers: Vec<i64> = watchers.iter().map(|(viewer, _)| *viewer).collect();
        let (mut feeds, mut subjects, mut tags) = (Vec::new(), Vec::new(), Vec::new());
        for (_, feed) in watchers {
            let (feed, subject, tag) = number(feed);
            feeds.push(feed);
            subjects.push(subject);
            tags.push(tag.to_owned());
        }
        let places = sqlx::query_scalar!(
            r#"select w.place as "place!"
               from unnest($2::bigint[], $3::smallint[], $4::bigint[], $5::varchar[]) with ordinality
                   as w (viewer, feed, subject, tag, place)
               where exists (
                   select 1 from fed_posts(w.viewer, w.feed, w.subject, w.tag) p
                   where p.id = $1 and p.author_id <> w.viewer)"#,
            post.0,
            &viewers,
            &feeds,
            &subjects,
            &tags
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        Ok(places
            .into_iter()
            .filter_map(|place| usize::try_from(place).ok()?.checked_sub(1))
            .collect())
    }

    /// Posts of others that came into the list after this one, oldest first, with their authors.
    pub async fn feed_posts_after(
        &self,
        viewer: AccountId,
        feed: &Feed,
        after: PostId,
    ) -> Result<Vec<(PostId, AccountId)>> {
        let (number, subject, tag) = number(feed);
        let rows = sqlx::query!(
            r#"select p.id as "id!", p.author_id as "author_id!"
               from (select id from posts where id > $5 order by id desc limit $6) recent
               join fed_posts($1, $2, $3, $4) p on p.id = recent.id
               where p.author_id <> $1
               order by p.id desc
               limit $7"#,
            viewer.0,
            number,
            subject,
            tag,
            after.0,
            NEWEST_LOOKED_AT,
            MOST_TOLD
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let posts = rows.into_iter().rev();
        Ok(posts.map(|row| (PostId(row.id), AccountId(row.author_id))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use types::CommunityId;

    fn facts() -> FeedFacts {
        FeedFacts {
            author_id: 1,
            co_author_id: Some(2),
            audience: 0,
            audience_id: None,
            is_reply: false,
            has_media: false,
            tags: vec!["larks".to_owned()],
        }
    }

    #[test]
    fn a_post_fits_the_lists_in_which_it_may_stand() {
        let tag = |tag: &str| Feed::Tag { tag: tag.to_owned() };
        let posts = |account| Feed::ProfilePosts {
            account: AccountId(account),
        };
        for (feed, fits) in [
            (Feed::Latest, true),
            (tag("larks"), true),
            (tag("owls"), false),
            (posts(1), true),
            (posts(2), true),
            (posts(3), false),
            (Feed::ProfileReplies { account: AccountId(1) }, false),
            (Feed::ProfileMedia { account: AccountId(1) }, false),
            (
                Feed::Community {
                    community: CommunityId(1),
                    photos: false,
                },
                false,
            ),
        ] {
            assert_eq!(facts().fit(&feed), fits, "{feed:?}");
        }
    }

    #[test]
    fn a_hashtag_is_watched_as_it_is_kept() {
        let tag = |tag: &str| Feed::Tag { tag: tag.to_owned() };
        assert_eq!(watchable(tag("#Larks")), Some(tag("larks")));
        assert_eq!(watchable(tag("a\0b")), None);
        assert_eq!(watchable(tag(&"a".repeat(141))), None);
    }
}
