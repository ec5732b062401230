//! What a post brings along: photos, tags, mentions, and its place in the counts of what it refers to.

use crate::OrError;
use sqlx::PgConnection;
use types::{
    AccountId, Audience, Error, InvitationId, NewPhoto, PostId, Result, handle,
    text::{self, Entity, Mentioned},
};

/// Characters of a hashtag that the columns hold; the weighted length allows twice as many.
pub const MAX_TAG: usize = 140;

/// What photos belong to: a post, or what waits to become one.
pub(crate) enum PhotoPlace {
    Post(PostId),
    Invitation(InvitationId),
}

/// All or none: a photo of somebody else, or one that another post has, does not exist here.
pub(crate) async fn attach_photos(
    connection: &mut PgConnection,
    author: AccountId,
    place: PhotoPlace,
    photos: &[NewPhoto],
) -> Result<()> {
    if photos.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = photos.iter().map(|photo| photo.id.0).collect();
    let alts: Vec<String> = photos.iter().map(|photo| text::clean_text(&photo.alt)).collect();
    let (post, invitation) = match place {
        PhotoPlace::Post(post) => (Some(post.0), None),
        PhotoPlace::Invitation(invitation) => (None, Some(invitation.0)),
    };
    let attached = sqlx::query!(
        "update media m
         set post_id = $1, invitation_id = $5, position = (wanted.position - 1)::smallint, alt = wanted.alt
         from unnest($3::bigint[], $4::text[]) with ordinality as wanted(id, alt, position)
         where m.id = wanted.id and m.owner_id = $2 and m.kind = 0 and m.post_id is null
           and m.invitation_id is null",
        post,
        author.0,
        &ids,
        &alts,
        invitation
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

pub(crate) async fn add_tags(
    connection: &mut PgConnection,
    post: PostId,
    text: &str,
    entities: &[Entity],
) -> Result<()> {
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

/// Writes into the mentions of a text whom they are of, so that they lead to the account whatever it is called later.
/// Answers those who are told: accounts that exist for the author, without the author.
pub(crate) async fn resolve_mentions(
    connection: &mut PgConnection,
    author: AccountId,
    text: &str,
    entities: &mut [Entity],
) -> Result<Vec<i64>> {
    let handles: Vec<String> = entities
        .iter()
        .filter_map(|entity| entity.handle(text))
        .map(handle::key)
        .collect();
    if handles.is_empty() {
        return Ok(Vec::new());
    }
    let found = sqlx::query!(
        r#"select named.handle as "handle!", a.id as "id!",
                  exists (select 1 from visible_accounts($1) seen where seen.id = a.id) as "seen!"
           from unnest($2::text[]) as named (handle)
           join accounts a on a.id = account_named(named.handle)"#,
        author.0,
        &handles
    )
    .fetch_all(connection)
    .await
    .or_error()?;
    for entity in entities.iter_mut() {
        let named = entity.handle(text).map(handle::key);
        let account = found.iter().find(|row| Some(&row.handle) == named.as_ref());
        entity.mentioned = account.map(|row| Mentioned::Account(AccountId(row.id)));
    }
    let told = found.into_iter().filter(|row| row.seen && row.id != author.0);
    Ok(told.map(|row| row.id).collect())
}

pub(crate) async fn add_mentions(connection: &mut PgConnection, post: PostId, accounts: &[i64]) -> Result<()> {
    if accounts.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into post_mentions (account_id, post_id)
         select distinct account, $1::bigint from unnest($2::bigint[]) as account
         on conflict do nothing",
        post.0,
        accounts
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
pub(crate) async fn count(
    connection: &mut PgConnection,
    author: AccountId,
    audience: Audience,
    reply_to: Option<PostId>,
    quote_of: Option<PostId>,
    by: i32,
) -> Result<()> {
    match audience {
        Audience::Public => {
            count_post(connection, author, by).await?;
            count_references(connection, reply_to, quote_of, by).await
        }
        Audience::Circle(_) => count_references(connection, reply_to, None, by).await,
        Audience::Followers | Audience::Community(_) => Ok(()),
    }
}

/// At one of its authors.
pub(crate) async fn count_post(connection: &mut PgConnection, author: AccountId, by: i32) -> Result<()> {
    sqlx::query!(
        "update accounts set posts = greatest(posts + $2, 0) where id = $1",
        author.0,
        by
    )
    .execute(connection)
    .await
    .or_error()?;
    Ok(())
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
