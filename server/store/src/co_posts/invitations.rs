//! Writing a post together: looking for a co-author, inviting, answering, leaving. Whoever deletes the row of an
//! invitation has decided about it, so that accepting and withdrawing at once never both happen. What ends co-posts from
//! outside (blocks, closed accounts, protection) stands in `endings.rs`.

use crate::{
    OrError, Store,
    cards::CardRow,
    limits, locks,
    numbers::known,
    outbox,
    posts::{
        parts::{PhotoPlace, add_mentions, add_tags, attach_photos, count_post, resolve_mentions},
        writing::{POSTS_PER_DAY, POSTS_PER_HALF_HOUR, validate},
    },
    request_keys,
};
use sqlx::{PgConnection, types::Json};
use std::collections::HashMap;
use types::{
    AccountId, Audience, CO_POSTS, CoAuthorCandidate, CoAuthorStanding, CoPostDeed, CoPostInvitation,
    CoPostInvitations, Error, Field, InvitationId, MediaId, NewPost, NumberEnum, Photo, PostId, Result, Rule,
    live::Event, text,
};

/// Invitations listed at once, of those received and of those sent.
pub const LISTED: i64 = 100;

impl Store {
    /// People whom the author could look for: followers, or by the beginning of handle or name anybody, those who can be
    /// co-author first and for the others why not.
    pub async fn co_author_candidates(
        &self,
        author: AccountId,
        query: &str,
        limit: i64,
    ) -> Result<Vec<CoAuthorCandidate>> {
        let query = query.trim().trim_start_matches('@');
        let rows = sqlx::query!(
            r#"select a.id as "id!", a.handle as "handle!", a.display_name as "display_name!", a.avatar,
                      a.protected as "protected!", f.since is not null as "follows!", me.protected as "author_protected!"
               from accounts me
               cross join visible_accounts($1) a
               left join follows f on f.follower_id = a.id and f.followee_id = $1
               where me.id = $1 and a.id <> $1
                 and case when $2 = '' then f.since is not null else a.id in (select accounts_called($2)) end
               order by (f.since is not null and not a.protected) desc, f.since desc nulls last, a.followers desc, a.id
               limit $3"#,
            author.0,
            query,
            limit
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let candidates = rows.into_iter().map(|row| {
            let standing = CoAuthorStanding {
                author_protected: row.author_protected,
                protected: row.protected,
                follows: row.follows,
            };
            CoAuthorCandidate {
                card: CardRow {
                    id: row.id,
                    handle: row.handle,
                    display_name: row.display_name,
                    avatar: row.avatar,
                    protected: row.protected,
                }
                .into(),
                bar: standing.bar(),
            }
        });
        Ok(candidates.collect())
    }

    /// Sends what was written to a co-author to be; nothing is published. It counts against the limits on posts now, not
    /// when it is accepted. Refuses with `Invalid` what cannot be posted, what is not for everybody or refers to another
    /// post, somebody who cannot be co-author, and an account for which the operator has not opened co-posts.
    pub async fn invite_co_author(
        &self,
        inviter: AccountId,
        invitee: AccountId,
        new: &NewPost,
        country: Option<&str>,
    ) -> Result<InvitationId> {
        if new.audience != Audience::Public || new.reply_to.is_some() || new.quote_of.is_some() {
            return Err(Error::invalid(Field::CoAuthor, Rule::CoPostPublicOnly));
        }
        let text = text::clean_text(&new.text);
        validate(&text, new)?;
        let id = InvitationId(self.next_id());
        let mut transaction = self.pool().begin().await.or_error()?;
        let key = new.key.as_deref();
        if let Some(made) =
            request_keys::take_for(&mut transaction, inviter, "co_post", key, &(&text, invitee), id.0).await?
        {
            return Ok(InvitationId(made));
        }
        limits::consume(&mut transaction, inviter, "post_day", 86_400, POSTS_PER_DAY).await?;
        limits::consume(&mut transaction, inviter, "post_half_hour", 1800, POSTS_PER_HALF_HOUR).await?;
        locks::lock_pair(&mut transaction, inviter, invitee).await?;
        match standing(&mut transaction, inviter, invitee).await? {
            None => return Err(Error::invalid(Field::CoAuthor, Rule::CoAuthorUnknown)),
            Some(standing) => {
                if let Some(bar) = standing.bar() {
                    return Err(Error::invalid(Field::CoAuthor, bar.rule()));
                }
            }
        }
        let invited = sqlx::query!(
            "insert into co_post_invitations (id, inviter_id, invitee_id, text, reply_rule)
             select $1, $2, $3, $4, $5 where feature_open($6, $2, $7)",
            id.0,
            inviter.0,
            invitee.0,
            text,
            new.reply_rule.number(),
            CO_POSTS,
            country,
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        if invited.rows_affected() == 0 {
            return Err(Error::invalid(Field::CoAuthor, Rule::CoPostsClosed));
        }
        attach_photos(&mut transaction, inviter, PhotoPlace::Invitation(id), &new.photos).await?;
        let event = Event::CoPostInvited {
            invitation_id: id,
            inviter_id: inviter,
            invitee_id: invitee,
        };
        outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        transaction.commit().await.or_error()?;
        Ok(id)
    }

    /// The invitations that wait for an answer of the account or of others.
    pub async fn co_post_invitations(&self, account: AccountId) -> Result<CoPostInvitations> {
        let rows = sqlx::query!(
            r#"select i.id as "id!", i.text as "text!", i.reply_rule as "reply_rule!", i.inviter_id = $1 as "sent!",
                      one.id as "inviter_id!", one.handle as "inviter_handle!", one.display_name as "inviter_name!",
                      one.avatar as inviter_avatar, one.protected as "inviter_protected!",
                      two.id as "invitee_id!", two.handle as "invitee_handle!", two.display_name as "invitee_name!",
                      two.avatar as invitee_avatar, two.protected as "invitee_protected!",
                      exists (select 1 from follows f where f.follower_id = two.id and f.followee_id = one.id)
                          as "follows!"
               from (
                   (select * from co_post_invitations where inviter_id = $1 order by id desc limit $2)
                   union all
                   (select * from co_post_invitations where invitee_id = $1 order by id desc limit $2)
               ) i
               join visible_accounts($1) one on one.id = i.inviter_id
               join visible_accounts($1) two on two.id = i.invitee_id
               order by i.id desc"#,
            account.0,
            LISTED
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut photos = self.invitation_photos(&ids).await?;
        let mut invitations = CoPostInvitations::default();
        for row in rows {
            let standing = CoAuthorStanding {
                author_protected: row.inviter_protected,
                protected: row.invitee_protected,
                follows: row.follows,
            };
            let invitation = CoPostInvitation {
                id: InvitationId(row.id),
                inviter: CardRow {
                    id: row.inviter_id,
                    handle: row.inviter_handle,
                    display_name: row.inviter_name,
                    avatar: row.inviter_avatar,
                    protected: row.inviter_protected,
                }
                .into(),
                invitee: CardRow {
                    id: row.invitee_id,
                    handle: row.invitee_handle,
                    display_name: row.invitee_name,
                    avatar: row.invitee_avatar,
                    protected: row.invitee_protected,
                }
                .into(),
                entities: text::parse(&row.text).entities,
                text: row.text,
                photos: photos.remove(&row.id).unwrap_or_default(),
                reply_rule: known(row.reply_rule)?,
                bar: standing.bar(),
            };
            if row.sent {
                invitations.sent.push(invitation);
            } else {
                invitations.received.push(invitation);
            }
        }
        Ok(invitations)
    }

    async fn invitation_photos(&self, ids: &[i64]) -> Result<HashMap<i64, Vec<Photo>>> {
        let rows = sqlx::query!(
            r#"select invitation_id as "invitation_id!", id, key, width, height, blurhash, alt
               from media where invitation_id = any($1)
               order by invitation_id, position"#,
            ids
        )
        .fetch_all(self.pool())
        .await
        .or_error()?;
        let mut photos = HashMap::<i64, Vec<Photo>>::new();
        for row in rows {
            photos.entry(row.invitation_id).or_default().push(Photo {
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

    /// Publishes what the account was invited to, in one transaction, as a post of the inviter with the account beside
    /// them. `NotFound` for what does not wait for the account any more; `Invalid` while one of the two stands in the
    /// way, and then it goes on waiting.
    pub async fn accept_co_post(&self, invitee: AccountId, invitation: InvitationId) -> Result<PostId> {
        let inviter = sqlx::query_scalar!(
            "select inviter_id from co_post_invitations where id = $1 and invitee_id = $2",
            invitation.0,
            invitee.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()?;
        let inviter = AccountId(inviter);
        let mut transaction = self.pool().begin().await.or_error()?;
        // Blocks, closing and protection wait for this, or this for them.
        locks::lock_pair(&mut transaction, inviter, invitee).await?;
        let standing = standing(&mut transaction, inviter, invitee)
            .await?
            .ok_or(Error::NotFound)?;
        if let Some(bar) = standing.bar() {
            return Err(Error::invalid(Field::Form, bar.rule()));
        }
        let waiting = sqlx::query!(
            "delete from co_post_invitations where id = $1 and invitee_id = $2 returning text, reply_rule",
            invitation.0,
            invitee.0
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        let post = self.next_post_id();
        let authors = (inviter, invitee);
        publish(
            &mut transaction,
            post,
            invitation,
            authors,
            &waiting.text,
            waiting.reply_rule,
        )
        .await?;
        for event in [
            Event::PostCreated {
                post_id: post,
                author_id: inviter,
            },
            Event::CoPostAccepted {
                post_id: post,
                invitation_id: invitation,
                inviter_id: inviter,
                invitee_id: invitee,
            },
        ] {
            outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        }
        transaction.commit().await.or_error()?;
        Ok(post)
    }

    /// Refuses an invitation, which deletes what was written. `NotFound` for what does not wait for the account.
    pub async fn decline_co_post(&self, invitee: AccountId, invitation: InvitationId) -> Result<()> {
        self.end_invitation(invitee, invitation, CoPostDeed::Decline).await
    }

    /// Takes an own invitation back. `NotFound` for what was answered already.
    pub async fn withdraw_co_post(&self, inviter: AccountId, invitation: InvitationId) -> Result<()> {
        self.end_invitation(inviter, invitation, CoPostDeed::Withdraw).await
    }

    /// Leaves a co-post, which becomes its inviter's alone. `NotFound` for what the account is no co-author of.
    pub async fn leave_co_post(&self, co_author: AccountId, post: PostId) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        sqlx::query!("select from accounts where id = $1 for update", co_author.0)
            .execute(&mut *transaction)
            .await
            .or_error()?;
        let post = sqlx::query_scalar!(
            r#"select p.id as "id!" from visible_posts($1) p where p.id = $2 and p.co_author_id = $1"#,
            co_author.0,
            post.0
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        if self.remove_co_author(&mut transaction, &[post], true).await? == 0 {
            return Err(Error::NotFound);
        }
        transaction.commit().await.or_error()
    }
}

/// How the two stand to each other now; none where they do not exist for each other.
async fn standing(
    connection: &mut PgConnection,
    author: AccountId,
    other: AccountId,
) -> Result<Option<CoAuthorStanding>> {
    sqlx::query_as!(
        CoAuthorStanding,
        r#"select me.protected as "author_protected!", a.protected as "protected!",
                  exists (select 1 from follows f where f.follower_id = $2 and f.followee_id = $1) as "follows!"
           from accounts me
           join visible_accounts($1) a on a.id = $2
           where me.id = $1 and me.status = 0 and a.id <> $1"#,
        author.0,
        other.0
    )
    .fetch_optional(connection)
    .await
    .or_error()
}

/// The post by two, as any other with its photos, tags and mentions, counted at both.
async fn publish(
    connection: &mut PgConnection,
    post: PostId,
    invitation: InvitationId,
    (inviter, invitee): (AccountId, AccountId),
    text: &str,
    reply_rule: i16,
) -> Result<()> {
    let mut entities = text::parse(text).entities;
    let mentioned = resolve_mentions(connection, inviter, text, &mut entities).await?;
    sqlx::query!(
        "with attached as (
             update media set post_id = $1, invitation_id = null where invitation_id = $7 returning id
         )
         insert into posts (id, author_id, co_author_id, text, entities, audience, root_id, reply_rule, has_media)
         select $1, $2, $3, $4, $5, 0, $1, $6, exists (select 1 from attached)",
        post.0,
        inviter.0,
        invitee.0,
        text,
        Json(&entities) as _,
        reply_rule,
        invitation.0,
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    add_tags(connection, post, text, &entities).await?;
    add_mentions(connection, post, &mentioned).await?;
    count_post(connection, inviter, 1).await?;
    count_post(connection, invitee, 1).await
}
