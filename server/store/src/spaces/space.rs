//! Spaces as they are made and as their rooms are kept. Who may know of one stands in the SQL function
//! `visible_spaces(viewer)`; lists in `lists.rs`, what single people have to do with one in `people.rs`.

use crate::{
    OrError, Store, audience::of_space, communities::access::take_public_account, jobs, limits, numbers::known, outbox,
    request_keys, spaces::mixing::to_mix,
};
use sqlx::{PgConnection, Postgres, Transaction};
use types::{
    AccountId, Error, Field, MAX_PLANNED_SPACES, NotificationKind, NumberEnum, Result, Rule, SpaceAudience, SpaceDraft,
    SpaceId, SpaceMaySpeak, SpacePhase, SpaceRole, live::Event, number_enum,
};

/// Spaces that one account starts or plans in a day.
pub const STARTED_A_DAY: u32 = 30;

/// A room as it is to be kept.
#[derive(Clone, Debug)]
pub struct SpaceSnapshot {
    pub host: AccountId,
    pub phase: SpacePhase,
    pub may_speak: SpaceMaySpeak,
    pub recording: bool,
    pub listeners: u32,
    /// Those with a microphone, the host first.
    pub stage: Vec<(AccountId, SpaceRole)>,
    /// Those who were put out for good.
    pub barred: Vec<AccountId>,
    /// The room itself, as JSON; none when it is over.
    pub room: Option<String>,
}

/// What is told with a snapshot, in its transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpaceNews {
    /// Those who show it or follow its people ask again.
    pub changed: bool,
    /// It begins within half an hour: to those who asked to be reminded.
    pub soon: bool,
    /// It began: to them, to the invited, and to those who follow its founder.
    pub started: bool,
}

/// `spaces.phase`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PhaseKind {
    Upcoming,
    Live,
    Ended,
}

number_enum!(PhaseKind {
    Upcoming = 0,
    Live = 1,
    Ended = 2,
});

pub(crate) fn phase_of(number: i16, at: i64) -> Result<SpacePhase> {
    Ok(match known(number)? {
        PhaseKind::Upcoming => SpacePhase::Upcoming { at },
        PhaseKind::Live => SpacePhase::Live { since: at },
        PhaseKind::Ended => SpacePhase::Ended { at },
    })
}

fn phase_number(phase: SpacePhase) -> (i16, i64) {
    let (kind, at) = match phase {
        SpacePhase::Upcoming { at } => (PhaseKind::Upcoming, at),
        SpacePhase::Live { since } => (PhaseKind::Live, since),
        SpacePhase::Ended { at } => (PhaseKind::Ended, at),
    };
    (kind.number(), at)
}

impl Store {
    pub fn next_space_id(&self) -> SpaceId {
        SpaceId(self.next_id())
    }

    /// Makes a space of a checked draft, with its room, and tells the guests. Refuses protected accounts, audiences that
    /// are not the founder's, guests whom nobody knows, a second live space and the eleventh planned one. Answers the
    /// space, or where the draft came before under its key, the one made then.
    pub async fn create_space(
        &self,
        space: SpaceId,
        founder: AccountId,
        draft: &SpaceDraft,
        room: &SpaceSnapshot,
    ) -> Result<SpaceId> {
        let mut transaction = self.pool().begin().await.or_error()?;
        if let Some(made) =
            request_keys::take_for(&mut transaction, founder, "space", draft.key.as_deref(), draft, space.0).await?
        {
            return Ok(SpaceId(made));
        }
        // Taken by the founder's row: tries at the same time count one another.
        take_public_account(&mut transaction, founder).await?;
        require_audience(&mut transaction, founder, draft.audience).await?;
        let guests = guest_ids(&mut transaction, founder, &draft.guests).await?;
        let (audience, audience_id) = of_space(draft.audience);
        let (phase, at) = phase_number(room.phase);
        sqlx::query_scalar!(
            "insert into spaces (id, founder_id, host_id, name, topics, audience, audience_id, may_speak, recording, phase,
                                 planned_at, started_at, room)
             select $1, $2, $2, $3, $4, $5, $6, $7, $8, $9,
                    case $9::smallint when 0 then at end, case $9::smallint when 1 then at end, $11::text::jsonb
             from to_timestamp($10::bigint / 1000.0) as at
             where $9::smallint <> 0
                or (select count(*) from spaces where founder_id = $2 and phase = 0 and deleted_at is null) < $12
             returning id",
            space.0,
            founder.0,
            draft.name,
            &draft.topics,
            audience,
            audience_id,
            room.may_speak.number(),
            room.recording,
            phase,
            at,
            room.room,
            i64::from(MAX_PLANNED_SPACES)
        )
        .fetch_optional(&mut *transaction)
        .await
        .or_error()?
        .ok_or_else(|| {
            let max = MAX_PLANNED_SPACES;
            Error::invalid(Field::Form, Rule::TooManySpaces { max })
        })?;
        limits::consume(&mut transaction, founder, "space_new", 86_400, STARTED_A_DAY).await?;
        sqlx::query!(
            "insert into space_guests (space_id, account_id) select $1, unnest($2::bigint[])",
            space.0,
            &guests
        )
        .execute(&mut *transaction)
        .await
        .or_error()?;
        self.write(&mut transaction, space, room).await?;
        self.notify(
            &mut transaction,
            NotificationKind::SpaceInvited,
            &guests,
            founder,
            space.0,
        )
        .await?;
        let event = Event::SpaceChanged { space_id: space };
        outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        if matches!(room.phase, SpacePhase::Live { .. }) {
            let event = Event::SpaceStarted { space_id: space };
            outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        }
        transaction.commit().await.or_error()?;
        Ok(space)
    }

    /// Keeps a room as it is now, with what is told of it. A phase never goes back; `NotFound` where the space is over or
    /// gone, `SpaceIsLive` where its founder has another one live.
    pub async fn save_space(&self, space: SpaceId, room: &SpaceSnapshot, news: SpaceNews) -> Result<()> {
        let mut transaction = self.pool().begin().await.or_error()?;
        self.write(&mut transaction, space, room).await?;
        for (kind, wanted) in [
            (NotificationKind::SpaceSoon, news.soon),
            (NotificationKind::SpaceStarted, news.started),
        ] {
            if wanted {
                self.remind(&mut transaction, space, kind).await?;
            }
        }
        if news.started {
            let event = Event::SpaceStarted { space_id: space };
            outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        }
        if news.changed {
            let event = Event::SpaceChanged { space_id: space };
            outbox::enqueue(&mut transaction, self.next_id(), &event).await?;
        }
        transaction.commit().await.or_error()
    }

    async fn remind(&self, connection: &mut PgConnection, space: SpaceId, kind: NotificationKind) -> Result<()> {
        let row = sqlx::query!(
            r#"select s.founder_id,
                      array(
                          select r.account_id from space_reminders r where r.space_id = s.id
                          union
                          select g.account_id from space_guests g where g.space_id = s.id and $2
                      ) as "recipients!"
               from spaces s where s.id = $1"#,
            space.0,
            kind == NotificationKind::SpaceStarted
        )
        .fetch_one(&mut *connection)
        .await
        .or_error()?;
        self.notify(connection, kind, &row.recipients, AccountId(row.founder_id), space.0)
            .await
    }

    /// Rooms that are not over, as they were kept last.
    pub async fn open_rooms(&self) -> Result<Vec<SpaceId>> {
        let rows = sqlx::query_scalar!("select id from spaces where phase < 2 and deleted_at is null order by id")
            .fetch_all(self.pool())
            .await
            .or_error()?;
        Ok(rows.into_iter().map(SpaceId).collect())
    }

    /// One of them; `NotFound` where it is over.
    pub async fn open_room(&self, space: SpaceId) -> Result<String> {
        sqlx::query_scalar!(
            r#"select room::text as "room!" from spaces where id = $1 and phase < 2 and deleted_at is null"#,
            space.0
        )
        .fetch_one(self.pool())
        .await
        .or_error()
    }

    /// Ends a space whose room cannot be read any more.
    pub async fn end_space(&self, space: SpaceId) -> Result<()> {
        sqlx::query!(
            "update spaces set phase = 2, ended_at = now(), room = null where id = $1 and phase < 2",
            space.0
        )
        .execute(self.pool())
        .await
        .or_error()?;
        Ok(())
    }
}

impl Store {
    /// One statement: the space, those who got a microphone or were put out, those who gave it back. A recording that is over
    /// waits to be mixed.
    async fn write(&self, connection: &mut PgConnection, space: SpaceId, room: &SpaceSnapshot) -> Result<()> {
        let (phase, at) = phase_number(room.phase);
        let stage = (0..).zip(&room.stage);
        let (mut people, mut roles, mut seats): (Vec<i64>, Vec<i16>, Vec<i16>) = Default::default();
        for (seat, (person, role)) in stage {
            people.push(person.0);
            roles.push(role.number());
            seats.push(seat);
        }
        let barred: Vec<i64> = room.barred.iter().map(|person| person.0).collect();
        sqlx::query_scalar!(
            "with saved as (
             update spaces
             set host_id = $2, phase = $3, may_speak = $5, recording = $6, listeners = $7, room = $8::text::jsonb,
                 planned_at = case $3::smallint when 0 then to_timestamp($4::bigint / 1000.0) else planned_at end,
                 started_at = case $3::smallint when 1 then to_timestamp($4::bigint / 1000.0) else started_at end,
                 ended_at = case $3::smallint when 2 then to_timestamp($4::bigint / 1000.0) end,
                 replay = case
                     when $3::smallint = 2 and phase = 1 and $6 then 1
                     else replay end
             where id = $1 and deleted_at is null and (phase < 2 and phase <= $3::smallint)
             returning id
         ), known as (
             select person, role, seat, false as barred
             from unnest($9::bigint[], $10::smallint[], $11::smallint[]) as stage (person, role, seat)
             union all
             select person, 0, 0, true from unnest($12::bigint[]) as out (person)
         ), written as (
             insert into space_people as p (space_id, account_id, role, seat, barred)
             select saved.id, known.person, known.role, known.seat, known.barred from saved, known
             on conflict (space_id, account_id) do update
                 set role = excluded.role, seat = excluded.seat, barred = excluded.barred
                 where (p.role, p.seat, p.barred) is distinct from (excluded.role, excluded.seat, excluded.barred)
         ), gone as (
             update space_people p set role = 0, seat = 0
             from saved
             where p.space_id = saved.id and p.role > 0 and not p.account_id = any($9) and not p.account_id = any($12)
         )
         select id from saved",
            space.0,
            room.host.0,
            phase,
            at,
            room.may_speak.number(),
            room.recording,
            i32::try_from(room.listeners).unwrap_or(i32::MAX),
            room.room,
            &people,
            &roles,
            &seats,
            &barred
        )
        .fetch_one(&mut *connection)
        .await
        .or_error()?;
        // Asked for where nothing was recorded, it is done at once.
        if phase == 2 && room.recording {
            jobs::ask_for(connection, self.next_id(), &to_mix(space)).await?;
        }
        Ok(())
    }
}

async fn require_audience(
    transaction: &mut Transaction<'_, Postgres>,
    founder: AccountId,
    audience: SpaceAudience,
) -> Result<()> {
    let (number, id) = of_space(audience);
    let own = sqlx::query_scalar!(
        r#"select case $2::smallint
                      when 2 then exists (
                          select 1 from circles c where c.id = $3 and c.owner_id = $1 and c.closed_at is null)
                      when 3 then takes_part($1, $3)
                      else true end as "own!""#,
        founder.0,
        number,
        id
    )
    .fetch_one(&mut **transaction)
    .await
    .or_error()?;
    if own {
        Ok(())
    } else {
        Err(Error::invalid(Field::Audience, Rule::SpaceAudience))
    }
}

/// Whom these handles name, for the one who invites.
pub(crate) async fn guest_ids(
    transaction: &mut Transaction<'_, Postgres>,
    founder: AccountId,
    handles: &[String],
) -> Result<Vec<i64>> {
    if handles.is_empty() {
        return Ok(Vec::new());
    }
    let mut guests = sqlx::query_scalar!(
        r#"select a.id as "id!"
           from unnest($2::text[]) as named (wanted)
           join visible_accounts($1) a on a.id = account_named(named.wanted)
           where a.id <> $1"#,
        founder.0,
        handles
    )
    .fetch_all(&mut **transaction)
    .await
    .or_error()?;
    let all_known = guests.len() == handles.len();
    // Somebody may be named twice, by the handle of today and the one before.
    guests.sort_unstable();
    guests.dedup();
    if all_known {
        Ok(guests)
    } else {
        Err(Error::invalid(Field::Guests, Rule::HandleUnknown))
    }
}
