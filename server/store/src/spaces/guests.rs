//! Inviting people to a private space that is planned or live already.

use crate::{OrError, Store, limits, outbox, spaces::space::guest_ids};
use types::{
    AccountId, Error, Field, MAX_SPACE_GUESTS, NotificationKind, Result, Rule, SpaceId, SpaceRefusal, live::Event,
};

/// Times that one account invites more people in a day.
pub const INVITED_A_DAY: u32 = 200;

impl Store {
    /// Invites people by their checked handles, for the host or a co-host. Those who are invited already are told nothing
    /// again. `NotFound` for spaces of which the inviter may not know.
    pub async fn invite_to_space(&self, inviter: AccountId, space: SpaceId, handles: &[String]) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        // Taken by the space's row: invitations at the same time count one another.
        sqlx::query!("select from spaces where id = $1 for update", space.0)
            .execute(&mut *transaction)
            .await
            .or_error()?;
        let row = sqlx::query!(
            r#"select s.audience = 4 and s.phase < 2 as "open!",
                      s.host_id = $2 or exists (
                          select 1 from space_people p
                          where p.space_id = s.id and p.account_id = $2 and p.role >= 2 and not p.barred) as "hosts!"
               from spaces s
               where s.id = $1 and exists (select 1 from visible_spaces($2) v where v.id = s.id)"#,
            space.0,
            inviter.0
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        if !row.open || !row.hosts {
            let refusal = SpaceRefusal::NotAllowed;
            return Err(Error::invalid(Field::Form, Rule::Space { refusal }));
        }
        limits::consume(&mut transaction, inviter, "space_invite", 86_400, INVITED_A_DAY).await?;
        let guests = guest_ids(&mut transaction, inviter, handles).await?;
        let invited = sqlx::query_scalar!(
            "insert into space_guests (space_id, account_id)
             select $1, guest from unnest($2::bigint[]) as guest
             where guest not in (select founder_id from spaces where id = $1)
             on conflict do nothing
             returning account_id",
            space.0,
            &guests
        )
        .fetch_all(&mut *transaction)
        .await
        .or_error()?;
        let all = sqlx::query_scalar!(
            r#"select count(*) as "count!" from space_guests where space_id = $1"#,
            space.0
        )
        .fetch_one(&mut *transaction)
        .await
        .or_error()?;
        if all > MAX_SPACE_GUESTS as i64 {
            let max = MAX_SPACE_GUESTS as u32;
            return Err(Error::invalid(Field::Guests, Rule::TooMany { max }));
        }
        self.notify(
            &mut transaction,
            NotificationKind::SpaceInvited,
            &invited,
            inviter,
            space.0,
        )
        .await?;
        let event = Event::SpaceChanged { space_id: space };
        outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        transaction.commit().await.or_error()
    }
}
