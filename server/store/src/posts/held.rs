//! Posts of a community that wait for a moderator, or are hidden by one.

use crate::OrError;
use sqlx::PgConnection;
use types::{
    AccountId, CommunityId, Error, Field, ModerationState, Result, Rule,
    text::{Entity, EntityKind},
};

/// Whether a new post waits for a moderator: one of the first of a member, or one with a link
/// by a member who is new; never those of moderators. Takes the membership, so that a removal waits for this post or
/// this post finds none: `MembersOnly`. The author's row is taken before, so that posts of one author count one another.
pub(crate) async fn held_at_first(
    connection: &mut PgConnection,
    author: AccountId,
    community: CommunityId,
    entities: &[Entity],
) -> Result<ModerationState> {
    sqlx::query!(
        "select from community_members where community_id = $1 and account_id = $2 for share",
        community.0,
        author.0
    )
    .execute(&mut *connection)
    .await
    .or_error()?;
    let membership = sqlx::query!(
        r#"select m.role, m.since > now() - make_interval(days => c.hold_links) as "is_new!",
                  (select count(*) from (
                       select 1 from posts p
                       where p.audience = 3 and p.audience_id = $1 and p.author_id = $2 and p.held = 0
                         and p.deleted_at is null
                       limit c.hold_first
                   ) shown) < c.hold_first as "is_first!"
           from community_members m join communities c on c.id = m.community_id and c.closed_at is null
           where m.community_id = $1 and m.account_id = $2"#,
        community.0,
        author.0
    )
    .fetch_optional(connection)
    .await
    .or_error()?
    .ok_or(Error::invalid(Field::Form, Rule::MembersOnly))?;
    let has_link = entities.iter().any(|entity| entity.kind == EntityKind::Url);
    let waits = membership.role == 0 && (membership.is_first || (has_link && membership.is_new));
    Ok(if waits {
        ModerationState::Waiting
    } else {
        ModerationState::Shown
    })
}
