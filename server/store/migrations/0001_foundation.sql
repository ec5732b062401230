-- Ids are 63-bit and time-sortable (41 bits of milliseconds, 10 of node, 12 of sequence); creation times derive from them.
-- Keys of hot tables start with the account or the post; foreign keys never cross accounts on hot paths, so that the
-- tables can be spread over several servers later. Deletion is an event.

create function id_time(id bigint) returns timestamptz
    language sql immutable parallel safe
    return to_timestamp(((id >> 22) + 1735689600000) / 1000.0);

-- ── accounts ─────────────────────────────────────────────────────────────────────────────────
create table accounts (
    id                 bigint primary key,
    handle             varchar(15) not null constraint accounts_handle_form check (handle ~ '^[A-Za-z0-9_]{1,15}$'),
    handle_key         varchar(15) not null generated always as (lower(handle)) stored,
    -- what the handle looks like at a glance: refuses sam_ beside sam, paypa1 beside paypal
    handle_skeleton    varchar(40) not null,
    display_name       varchar(50) not null constraint accounts_display_name_filled check (length(display_name) > 0),
    bio                varchar(160) not null default '',
    place              varchar(30) not null default '',
    website            varchar(100) not null default '',
    birthday           date,
    avatar             varchar(64),
    banner             varchar(64),
    email              varchar(254) not null,
    email_key          varchar(254) not null generated always as (lower(email)) stored,
    email_verified_at  timestamptz,
    password_hash      varchar(256) not null,
    password_set_at    timestamptz not null default now(),
    protected          boolean not null default false,
    -- 0 person, 1 operator
    role               smallint not null default 0 constraint accounts_role_known check (role in (0, 1)),
    -- 0 active, 1 deactivated (may return for 30 days), 2 suspended
    status             smallint not null default 0 constraint accounts_status_known check (status in (0, 1, 2)),
    status_since       timestamptz not null default now(),
    -- null: as the browser asks
    language           varchar(8),
    shortcuts          boolean not null default true,
    onboarded          boolean not null default false,
    told_follows_public boolean not null default false,
    pinned_post_id     bigint,
    notifications_seen bigint not null default 0,
    followers          integer not null default 0,
    following          integer not null default 0,
    posts              integer not null default 0,
    search             tsvector not null generated always as
                           (to_tsvector('simple', handle || ' ' || display_name || ' ' || bio)) stored
);
create unique index accounts_handle_unique on accounts (handle_key);
create unique index accounts_email_unique on accounts (email_key);
create unique index accounts_skeleton_unique on accounts (handle_skeleton);
create index accounts_search on accounts using gin (search);
create index accounts_handle_prefix on accounts (handle_key text_pattern_ops);
create index accounts_followers on accounts (followers desc) where status = 0;

-- Handles given up: links redirect, and nobody else may take one for 30 days.
create table former_handles (
    handle_key varchar(15) primary key,
    account_id bigint not null,
    given_up_at timestamptz not null default now()
);
create index former_handles_account on former_handles (account_id);

-- Sessions of one browser share `browser`, which is what the account switcher offers.
create table sessions (
    id          bigint primary key,
    token_hash  bytea not null constraint sessions_token_unique unique check (length(token_hash) = 32),
    account_id  bigint not null,
    browser     bytea not null check (length(browser) = 16),
    device      varchar(120) not null,
    place       varchar(60) not null,
    used_at     timestamptz not null default now(),
    expires_at  timestamptz not null
);
create index sessions_account on sessions (account_id);
create unique index sessions_browser_account on sessions (browser, account_id);

-- Links sent by mail. kind: 0 verify e-mail, 1 reset password.
create table mail_tokens (
    token_hash bytea primary key check (length(token_hash) = 32),
    account_id bigint not null,
    kind       smallint not null check (kind in (0, 1)),
    email      varchar(254) not null,
    expires_at timestamptz not null
);
create index mail_tokens_account on mail_tokens (account_id, kind);

-- ── relations ────────────────────────────────────────────────────────────────────────────────
create table follows (
    follower_id bigint not null,
    followee_id bigint not null,
    since       timestamptz not null default now(),
    primary key (follower_id, followee_id),
    constraint follows_not_self check (follower_id <> followee_id)
);
create index follows_followee on follows (followee_id, follower_id);

create table follow_requests (
    target_id    bigint not null,
    requester_id bigint not null,
    asked_at     timestamptz not null default now(),
    primary key (target_id, requester_id),
    constraint follow_requests_not_self check (target_id <> requester_id)
);
create index follow_requests_requester on follow_requests (requester_id);

create table blocks (
    blocker_id bigint not null,
    blocked_id bigint not null,
    since      timestamptz not null default now(),
    primary key (blocker_id, blocked_id),
    constraint blocks_not_self check (blocker_id <> blocked_id)
);
create index blocks_blocked on blocks (blocked_id, blocker_id);

create table mutes (
    muter_id bigint not null,
    muted_id bigint not null,
    since    timestamptz not null default now(),
    primary key (muter_id, muted_id),
    constraint mutes_not_self check (muter_id <> muted_id)
);

-- ── posts ────────────────────────────────────────────────────────────────────────────────────
create table posts (
    id          bigint primary key,
    author_id   bigint not null,
    text        varchar(4000) not null,
    -- [{"kind": …, "start": …, "end": …}] in byte offsets of `text`
    entities    jsonb not null default '[]',
    language    varchar(8) not null default '',
    -- 0 public, 1 followers, 2 circle, 3 community, 4 subscribers, 5 mentioned; the last four name their group
    audience    smallint not null default 0 constraint posts_audience_known check (audience between 0 and 5),
    audience_id bigint,
    reply_to_id bigint,
    reply_to_author_id bigint,
    -- first post of the conversation; its own id for a post that answers nothing
    root_id     bigint not null,
    quote_of_id bigint,
    has_media   boolean not null default false,
    deleted_at  timestamptz,
    search      tsvector not null generated always as (to_tsvector('simple', text)) stored
);
create index posts_author on posts (author_id, id desc) where deleted_at is null;
create index posts_author_media on posts (author_id, id desc) where deleted_at is null and has_media;
create index posts_replies on posts (reply_to_id, id) where deleted_at is null and reply_to_id is not null;
create index posts_root on posts (root_id, id) where deleted_at is null;
create index posts_quotes on posts (quote_of_id, id desc) where deleted_at is null and quote_of_id is not null;
create index posts_public on posts (id desc) where deleted_at is null and audience = 0;
create index posts_search on posts using gin (search);

create table post_stats (
    post_id bigint primary key,
    replies integer not null default 0,
    reposts integer not null default 0,
    quotes  integer not null default 0,
    likes   integer not null default 0
);

create table likes (
    account_id bigint not null,
    post_id    bigint not null,
    id         bigint not null,
    primary key (account_id, post_id)
);
create index likes_post on likes (post_id, id desc);
create index likes_account on likes (account_id, id desc);

create table reposts (
    account_id bigint not null,
    post_id    bigint not null,
    id         bigint not null,
    primary key (account_id, post_id)
);
create index reposts_post on reposts (post_id, id desc);
create index reposts_account on reposts (account_id, id desc);

create table bookmarks (
    account_id bigint not null,
    post_id    bigint not null,
    id         bigint not null,
    primary key (account_id, post_id)
);
create index bookmarks_account on bookmarks (account_id, id desc);

create table post_tags (
    tag     varchar(140) not null,
    post_id bigint not null,
    -- as written, for display
    written varchar(140) not null,
    primary key (tag, post_id)
);
create index post_tags_post on post_tags (post_id);

create table post_mentions (
    account_id bigint not null,
    post_id    bigint not null,
    primary key (account_id, post_id)
);
create index post_mentions_post on post_mentions (post_id);

-- ── media ────────────────────────────────────────────────────────────────────────────────────
-- `key` is the unguessable part of the address. kind: 0 photo, 1 avatar, 2 banner.
create table media (
    id        bigint primary key,
    key       varchar(64) not null constraint media_key_unique unique,
    owner_id  bigint not null,
    kind      smallint not null check (kind in (0, 1, 2)),
    post_id   bigint,
    position  smallint not null default 0 check (position between 0 and 3),
    width     integer not null check (width > 0),
    height    integer not null check (height > 0),
    bytes     bigint not null,
    mime      varchar(40) not null,
    blurhash  varchar(120) not null,
    alt       varchar(1000) not null default ''
);
create index media_post on media (post_id, position) where post_id is not null;
create index media_owner on media (owner_id, id desc);

-- ── notifications ────────────────────────────────────────────────────────────────────────────
-- kind: 0 follow, 1 follow request, 2 like, 3 repost, 4 quote, 5 reply, 6 mention, 7 request accepted.
-- subject_id: the post liked or reposted, the new post for quote, reply and mention; 0 where there is none.
create table notifications (
    recipient_id bigint not null,
    id           bigint not null,
    kind         smallint not null check (kind between 0 and 7),
    actor_id     bigint not null,
    subject_id   bigint not null default 0,
    primary key (recipient_id, id)
);
create unique index notifications_once on notifications (recipient_id, kind, subject_id, actor_id);

-- ── events and limits ────────────────────────────────────────────────────────────────────────
-- Written in the transaction that caused it; the worker takes what is undone, the live hub resumes from `id`.
create table outbox (
    id        bigint primary key,
    event     jsonb not null,
    created   timestamptz not null default now(),
    attempts  smallint not null default 0,
    retry_at  timestamptz not null default now(),
    done_at   timestamptz
);
create index outbox_undone on outbox (retry_at, id) where done_at is null;
create index outbox_done on outbox (done_at) where done_at is not null;

-- One row per account, action and time slot; a conditional upsert holds the limit.
create table rate_counters (
    account_id bigint not null,
    action     varchar(20) not null,
    slot       timestamptz not null,
    used       integer not null,
    primary key (account_id, action, slot)
);

-- ── the one rule ─────────────────────────────────────────────────────────────────────────────
-- Both functions are plain selects, so that the planner inlines them like a view with a parameter. Viewer 0 is nobody.

-- Accounts that exist for the viewer: active, and no block in either direction.
create function visible_accounts(viewer bigint) returns setof accounts
    language sql stable parallel safe
as $$
    select a.*
    from accounts a
    where a.status = 0
      and not exists (select 1 from blocks b where b.blocker_id = a.id and b.blocked_id = viewer)
      and not exists (select 1 from blocks b where b.blocker_id = viewer and b.blocked_id = a.id)
$$;

-- Posts that the viewer may see. A protected account's posts are for its followers whatever they say.
create function visible_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from posts p
    join accounts a on a.id = p.author_id
    where p.deleted_at is null
      and a.status = 0
      and (
          p.author_id = viewer
          or (
              not exists (select 1 from blocks b where b.blocker_id = p.author_id and b.blocked_id = viewer)
              and not exists (select 1 from blocks b where b.blocker_id = viewer and b.blocked_id = p.author_id)
              and (
                  (p.audience = 0 and not a.protected)
                  or (
                      p.audience in (0, 1)
                      and exists (select 1 from follows f where f.follower_id = viewer and f.followee_id = p.author_id)
                  )
              )
          )
      )
$$;

-- What lists made for the viewer may show: not the muted, neither as author nor as the author answered.
create function listed_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from visible_posts(viewer) p
    where not exists (select 1 from mutes m where m.muter_id = viewer and m.muted_id = p.author_id)
$$;
