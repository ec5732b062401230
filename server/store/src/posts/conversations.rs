//! One conversation: the way up from a post to its root, and what was answered to it.

use crate::{OrError, Store};
use types::{AccountId, Conversation, Error, Page, Post, PostId, Result};

/// Posts shown above the one in focus, replies on one page.
pub const MAX_ANCESTORS: i32 = 30;
pub const REPLIES: usize = 20;
/// Length up to which the author's own continuation of a post stands directly below it.
pub const MAX_THREAD: i32 = 25;

/// Where a page of replies ends: the sort key of its last row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// 0: the author's own thread, 1: everybody else.
    rank: i32,
    /// Less is earlier: the negative of likes, reposts, quotes and replies; 0 in the author's thread.
    order: i32,
    id: i64,
}

impl Place {
    const START: Self = Self {
        rank: -1,
        order: 0,
        id: 0,
    };

    fn write(self) -> String {
        format!("{}.{}.{}", self.rank, self.order, self.id)
    }

    fn read(cursor: &str) -> Option<Self> {
        let mut parts = cursor.splitn(3, '.');
        Some(Self {
            rank: parts.next()?.parse().ok()?,
            order: parts.next()?.parse().ok()?,
            id: parts.next()?.parse().ok()?,
        })
    }
}

/// A post on the way up.
struct Step {
    id: i64,
    deleted: bool,
}

/// After how many of the ancestors shown something was deleted; once for what was deleted side by side.
fn deleted_after(path: &[Step], ancestors: &[Post]) -> Vec<u32> {
    let mut places = Vec::new();
    let mut shown = 0;
    for step in path {
        if step.deleted {
            if places.last() != Some(&shown) {
                places.push(shown);
            }
        } else if ancestors.iter().any(|post| post.id.0 == step.id) {
            shown += 1;
        }
    }
    places
}

impl Store {
    /// The post in focus, what it answers (root first, at most 30, ending where one is not visible) and a page of
    /// replies: the author's own thread first, then by engagement; without those of muted people. Missing and
    /// invisible are `NotFound` alike. A cursor that cannot be read starts from the top.
    /// `hidden` asks for the replies that were put out of the way, in place of the others.
    pub async fn conversation(
        &self,
        viewer: AccountId,
        post_id: PostId,
        cursor: Option<&str>,
        hidden: bool,
    ) -> Result<Conversation> {
        let after = cursor.and_then(Place::read).unwrap_or(Place::START);
        // First of all whether the viewer may see it: what is hidden takes no step more than what is missing.
        let path = self.path_to(viewer, post_id).await?;
        let ((replies, next), hidden) = futures::try_join!(
            self.replies(viewer, post_id, after, hidden),
            self.hidden_replies(viewer, post_id)
        )?;
        let mut ids: Vec<PostId> = path
            .iter()
            .filter(|step| !step.deleted)
            .map(|step| PostId(step.id))
            .collect();
        ids.extend(replies);
        let mut above = self.hydrate(viewer, &ids).await?;
        // Found by its id, because what was deleted a moment ago is missing from the answer.
        let place = above
            .iter()
            .position(|post| post.id == post_id)
            .ok_or(Error::NotFound)?;
        let items = above.split_off(place + 1);
        let focus = above.pop().ok_or(Error::NotFound)?;
        Ok(Conversation {
            deleted_after: deleted_after(&path, &above),
            ancestors: above,
            focus,
            replies: Page { items, next },
            hidden,
        })
    }

    /// From the topmost ancestor down to the post itself: those that the viewer may see, and what was deleted between.
    async fn path_to(&self, viewer: AccountId, post_id: PostId) -> Result<Vec<Step>> {
        let path = sqlx::query_as!(
            Step,
            r#"with recursive path (id, reply_to_id, steps, deleted) as (
                   select p.id, p.reply_to_id, 0, false from visible_posts($1) p where p.id = $2
                   union all
                   select up.id, up.reply_to_id, path.steps + 1, up.deleted
                   from path
                   cross join lateral (
                       select p.id, p.reply_to_id, false as deleted
                       from visible_posts($1) p
                       where p.id = path.reply_to_id
                       union all
                       select p.id, p.reply_to_id, true
                       from deleted_posts($1) p
                       where p.id = path.reply_to_id
                   ) up
                   where path.steps < $3
               )
               select id as "id!", deleted as "deleted!" from path order by steps desc"#,
            viewer.0,
            post_id.0,
            MAX_ANCESTORS
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        if path.is_empty() {
            Err(Error::NotFound)
        } else {
            Ok(path)
        }
    }

    /// A page of replies and the cursor of the next.
    async fn replies(
        &self,
        viewer: AccountId,
        post_id: PostId,
        after: Place,
        hidden: bool,
    ) -> Result<(Vec<PostId>, Option<String>)> {
        let mut places = sqlx::query_file_as!(
            Place,
            "src/posts/replies.sql",
            viewer.0,
            post_id.0,
            MAX_THREAD,
            after.rank,
            after.order,
            after.id,
            REPLIES as i64 + 1,
            hidden
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let more = places.len() > REPLIES;
        places.truncate(REPLIES);
        let next = places.last().filter(|_| more).map(|place| place.write());
        Ok((places.into_iter().map(|place| PostId(place.id)).collect(), next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_says_where_the_page_ends() {
        let place = Place {
            rank: 1,
            order: -42,
            id: i64::MAX,
        };
        assert_eq!(Place::read(&place.write()), Some(place));
        for cursor in ["", "1", "1.2", "1.2.x", "99999999999.1.1", "1.1.1.1"] {
            assert_eq!(Place::read(cursor), None, "{cursor}");
        }
    }
}
