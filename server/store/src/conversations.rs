//! One conversation: the way up from a post to its root, and what was answered to it.

use crate::{OrError, Store};
use types::{AccountId, Conversation, Error, Page, PostId, Result};

/// Posts shown above the one in focus, replies on one page.
const MAX_ANCESTORS: i32 = 30;
const REPLIES: usize = 20;
/// Length up to which the author's own continuation of a post stands directly below it.
const MAX_THREAD: i32 = 25;

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
        let mut ids = self.path_to(viewer, post_id).await?;
        let ((replies, next), hidden) = futures::try_join!(
            self.replies(viewer, post_id, after, hidden),
            self.hidden_replies(viewer, post_id)
        )?;
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
            ancestors: above,
            focus,
            replies: Page { items, next },
            hidden,
        })
    }

    /// From the topmost visible ancestor down to the post itself.
    async fn path_to(&self, viewer: AccountId, post_id: PostId) -> Result<Vec<PostId>> {
        let ids = sqlx::query_scalar!(
            r#"with recursive path (id, reply_to_id, steps) as (
                   select p.id, p.reply_to_id, 0 from visible_posts($1) p where p.id = $2
                   union all
                   select p.id, p.reply_to_id, path.steps + 1
                   from path join visible_posts($1) p on p.id = path.reply_to_id
                   where path.steps < $3
               )
               select id as "id!" from path order by steps desc"#,
            viewer.0,
            post_id.0,
            MAX_ANCESTORS
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        if ids.is_empty() {
            Err(Error::NotFound)
        } else {
            Ok(ids.into_iter().map(PostId).collect())
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
            "src/replies.sql",
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
