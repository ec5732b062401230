//! What operators do about reports: nothing, or an end to a post, an account or a community.

use crate::{
    OrError, Store,
    accounts::closing::AccountStatus,
    moderation::reports::{handle_of_platform, handle_of_rules, require_impartial, require_operator},
    outbox,
};
use sqlx::PgConnection;
use types::{AccountId, CommunityId, Error, NotificationKind, OperatorAction, PostId, Reported, Result, live::Event};

impl Store {
    /// Settles the open reports of something; whoever reported it is told. Of two operators at once the second gets
    /// `Conflict`. `Forbidden` for suspending an operator and for reports about themselves, `NotFound` for everybody but operators and for measures that
    /// do not fit what was reported.
    pub async fn settle_reports(&self, operator: AccountId, reported: Reported, measure: OperatorAction) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        require_operator(&mut transaction, operator).await?;
        require_impartial(&mut transaction, operator, reported).await?;
        let acted_upon = measure != OperatorAction::Dismiss;
        let mut handled = handle_of_platform(&mut transaction, operator, reported, acted_upon).await?;
        if handled.is_empty() {
            return Err(Error::Conflict);
        }
        match (measure, reported) {
            (OperatorAction::Dismiss, _) => {}
            (OperatorAction::DeletePost, Reported::Post(post)) => {
                self.erase_post(&mut transaction, None, post).await?;
                handled.extend(handle_of_rules(&mut transaction, operator, post, true).await?);
            }
            (OperatorAction::SuspendAuthor, Reported::Post(post)) => {
                let author = author_to_suspend(&mut transaction, post).await?;
                let from = [AccountStatus::Active, AccountStatus::Deactivated];
                self.change_status(&mut transaction, author, &from, AccountStatus::Suspended)
                    .await?;
            }
            (OperatorAction::CloseCommunity, Reported::Community(community)) => {
                self.close_community(&mut transaction, community).await?;
            }
            _ => return Err(Error::NotFound),
        }
        let kind = if acted_upon {
            NotificationKind::ReportActedUpon
        } else {
            NotificationKind::ReportDismissed
        };
        self.notify_decisions(&mut transaction, kind, &handled).await?;
        transaction.commit().await.or_error()
    }

    /// The community and its posts are gone for everybody; members are told.
    async fn close_community(&self, connection: &mut PgConnection, community: CommunityId) -> Result<()> {
        sqlx::query_scalar!(
            "update communities set closed_at = now() where id = $1 and closed_at is null returning id",
            community.0
        )
        .fetch_optional(&mut *connection)
        .await
        .or_error()?
        .ok_or(Error::Conflict)?;
        let members = sqlx::query_scalar!(
            "select account_id from community_members where community_id = $1",
            community.0
        )
        .fetch_all(&mut *connection)
        .await
        .or_error()?;
        let told: Vec<_> = members.into_iter().map(|member| (member, community.0)).collect();
        self.notify_decisions(connection, NotificationKind::CommunityClosed, &told)
            .await?;
        let event = Event::CommunityClosed {
            community_id: community,
        };
        outbox::enqueue(connection, self.next_id(), &event).await
    }
}

async fn author_to_suspend(connection: &mut PgConnection, post: PostId) -> Result<AccountId> {
    let author = sqlx::query!(
        "select a.id, a.role from posts p join accounts a on a.id = p.author_id where p.id = $1",
        post.0
    )
    .fetch_one(connection)
    .await
    .or_error()?;
    if author.role == 1 {
        return Err(Error::Forbidden);
    }
    Ok(AccountId(author.id))
}
