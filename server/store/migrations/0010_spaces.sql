-- ── spaces ───────────────────────────────────────────────────────────────────────────────────
create table spaces (
    id           bigint primary key,
    -- who made it: whose audience it is, and whose recording
    founder_id   bigint not null,
    -- who answers for it now
    host_id      bigint not null,
    name         varchar(70) not null constraint spaces_name_filled check (length(name) > 0),
    topics       varchar(30)[] not null default '{}' constraint spaces_topics_limit check (cardinality(topics) <= 3),
    -- 0 public, 1 followers, 2 circle, 3 community, 4 invited
    audience     smallint not null constraint spaces_audience_known check (audience between 0 and 4),
    audience_id  bigint constraint spaces_audience_named check ((audience in (2, 3)) = (audience_id is not null)),
    -- 0 everyone, 1 those whom the host follows, 2 the invited
    may_speak    smallint not null default 0 constraint spaces_may_speak_known check (may_speak between 0 and 2),
    recording    boolean not null,
    -- 0 planned, 1 live, 2 ended
    phase        smallint not null constraint spaces_phase_known check (phase between 0 and 2),
    planned_at   timestamptz constraint spaces_planned_form check (phase <> 0 or planned_at is not null),
    started_at   timestamptz constraint spaces_started_form check (phase <> 1 or started_at is not null),
    ended_at     timestamptz constraint spaces_ended_form check ((phase = 2) = (ended_at is not null)),
    -- how many listen
    listeners    integer not null default 0,
    -- the room as it stood when it was last told, while it is not over: who listens is kept nowhere else
    room         jsonb constraint spaces_room_form check ((phase = 2) = (room is null)),
    -- 0 none, 1 to be mixed, 2 ready, 3 deleted, 4 could not be mixed
    replay       smallint not null default 0 constraint spaces_replay_known check (replay between 0 and 4),
    replay_milliseconds integer not null default 0,
    -- what the host cut from the beginning
    replay_trimmed integer not null default 0
        constraint spaces_trim_form check (replay_trimmed between 0 and greatest(replay_milliseconds - 1000, 0)),
    deleted_at   timestamptz
);
create index spaces_open on spaces (phase, id) where phase < 2 and deleted_at is null;
create index spaces_founder on spaces (founder_id, id desc) where deleted_at is null;
create index spaces_replays on spaces (ended_at desc, id) where replay = 2 and deleted_at is null;
create index spaces_to_mix on spaces (id) where replay = 1;
-- one person is live once
create unique index spaces_live_once on spaces (founder_id) where phase = 1 and deleted_at is null;

-- Those with a microphone, now or before, and those who were put out. Who only listened stands here never.
create table space_people (
    space_id   bigint not null,
    account_id bigint not null,
    -- 1 speaker, 2 co-host, 3 host; 0 back among the listeners, or gone
    role       smallint not null default 0 constraint space_people_role_known check (role between 0 and 3),
    seat       smallint not null default 0,
    barred     boolean not null default false,
    primary key (space_id, account_id)
);
create index space_people_account on space_people (account_id, space_id) where role > 0;

create table space_guests (
    space_id   bigint not null,
    account_id bigint not null,
    primary key (space_id, account_id)
);
create index space_guests_account on space_guests (account_id, space_id);

create table space_reminders (
    space_id   bigint not null,
    account_id bigint not null,
    primary key (space_id, account_id)
);

-- For WebRTC clients other than the page; the session's end is theirs.
create table space_tokens (
    hash       bytea primary key,
    space_id   bigint not null,
    account_id bigint not null,
    session_id bigint not null,
    expires_at timestamptz not null
);
create index space_tokens_expired on space_tokens (expires_at);

-- One file of one voice: Ogg with Opus, as it came. A person who came back has several.
create table space_tracks (
    id           bigint primary key,
    space_id     bigint not null,
    account_id   bigint not null,
    -- milliseconds from the space's start
    starts       integer not null,
    milliseconds integer not null default 0,
    file         varchar(64) not null
);
create index space_tracks_space on space_tracks (space_id, starts);

-- When who spoke, in milliseconds from the replay's beginning.
create table space_voices (
    space_id   bigint not null,
    account_id bigint not null,
    starts     integer not null,
    ends       integer not null,
    primary key (space_id, starts, account_id)
);

create table space_captions (
    space_id   bigint not null,
    account_id bigint not null,
    number     integer not null,
    revision   integer not null,
    -- milliseconds from the space's start
    starts     integer not null,
    ends       integer not null,
    text       varchar(500) not null,
    primary key (space_id, account_id, number)
);
create index space_captions_space on space_captions (space_id, starts);

alter table accounts add column hides_listening boolean not null default false;

-- Spaces that the viewer may know of: enter, hear, see on a post. Blocks with the founder and with who is host now,
-- removal, and the audience, asked when read.
create function visible_spaces(viewer bigint) returns setof spaces
    language sql stable parallel safe
as $$
    select s.*
    from spaces s
    join accounts a on a.id = s.founder_id
    where s.deleted_at is null
      and a.status = 0
      and (
          s.founder_id = viewer
          or (
              not exists (select 1 from blocks b where b.blocker_id in (s.founder_id, s.host_id) and b.blocked_id = viewer)
              and not exists (
                  select 1 from blocks b where b.blocker_id = viewer and b.blocked_id in (s.founder_id, s.host_id))
              and not exists (
                  select 1 from space_people p where p.space_id = s.id and p.account_id = viewer and p.barred)
              and (
                  not a.protected
                  or exists (select 1 from follows f where f.follower_id = viewer and f.followee_id = s.founder_id)
              )
              and case s.audience
                  when 0 then true
                  when 1 then exists (
                      select 1 from follows f where f.follower_id = viewer and f.followee_id = s.founder_id)
                  when 2 then circle_admits(viewer, s.audience_id, s.founder_id)
                  when 3 then takes_part(viewer, s.audience_id)
                  else exists (select 1 from space_guests g where g.space_id = s.id and g.account_id = viewer)
                  end
          )
      )
$$;

-- Kinds of notifications: 26 invited to a private space, 27 a space begins within half an hour, 28 it started, 29 its
-- recording is ready (for its founder). Their subject is the space.
create or replace function notice_stands(viewer bigint, kind smallint, subject bigint, actor bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return case
        when kind in (24, 25) then
            exists (select 1 from reports r where r.id = subject and r.reporter_id = viewer)
        when kind between 26 and 29 then
            exists (
                select 1 from visible_spaces(viewer) s
                where s.id = subject
                  and case kind when 27 then s.phase = 0 when 29 then s.replay = 2 else true end)
        else
            exists (
                select 1 from communities c where c.id = subject and (c.closed_at is null) = (kind <> 20))
            and case kind
                when 12 then exists (
                    select 1 from community_invitations i where i.community_id = subject and i.account_id = viewer)
                when 13 then
                    moderates(viewer, subject)
                    and exists (
                        select 1 from community_requests q where q.community_id = subject and q.account_id = actor)
                else true
            end
    end;
end
$$;
