-- ── communities ──────────────────────────────────────────────────────────────────────────────
create table communities (
    id          bigint primary key,
    slug        varchar(30) not null constraint communities_slug_form check (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'),
    name        varchar(30) not null constraint communities_name_filled check (length(name) > 0),
    description varchar(160) not null default '',
    -- a banner that an admin uploaded
    cover       varchar(64),
    topics      varchar(30)[] not null default '{}' constraint communities_topics_limit check (cardinality(topics) <= 5),
    -- 0 open, 1 request, 2 invite
    join_level  smallint not null default 0 constraint communities_join_level_known check (join_level between 0 and 2),
    -- so many first posts of a new member wait for a moderator
    hold_first  smallint not null default 0 constraint communities_hold_first_limit check (hold_first between 0 and 10),
    -- posts with links wait for a moderator during so many days after joining
    hold_links  smallint not null default 0 constraint communities_hold_links_limit check (hold_links between 0 and 30),
    -- move with the rows of community_members in one statement
    members     integer not null default 0 constraint communities_members_positive check (members >= 0),
    admins      integer not null default 0,
    -- closed by the last one who left or by the platform
    closed_at   timestamptz,
    search      tsvector not null generated always as (to_tsvector('simple', name || ' ' || description)) stored,
    -- whoever is there, one of them answers for it
    constraint communities_has_admin check (admins > 0 or members = 0)
);
create unique index communities_slug_unique on communities (slug);
create index communities_search on communities using gin (search);
create index communities_cover on communities (cover) where cover is not null;
create index communities_topics on communities using gin (topics) where closed_at is null;
create index communities_members on communities (members desc, id) where closed_at is null;

create table community_rules (
    community_id bigint not null,
    position     smallint not null constraint community_rules_limit check (position between 0 and 9),
    title        varchar(60) not null constraint community_rules_title_filled check (length(title) > 0),
    detail       varchar(240) not null default '',
    primary key (community_id, position)
);

create table community_members (
    community_id bigint not null,
    account_id   bigint not null,
    -- 0 member, 1 moderator, 2 admin
    role         smallint not null default 0 constraint community_members_role_known check (role between 0 and 2),
    since        timestamptz not null default now(),
    -- invitations given; the limit is for members, moderators give as many as they like
    invited      smallint not null default 0 constraint community_members_invited_limit check (role > 0 or invited <= 5),
    primary key (community_id, account_id)
);
create index community_members_account on community_members (account_id, community_id);
create index community_members_roles on community_members (community_id, role) where role > 0;

-- An invitation stays after it was used: who leaves may come back with it. Who is removed loses it.
create table community_invitations (
    community_id bigint not null,
    account_id   bigint not null,
    inviter_id   bigint not null,
    since        timestamptz not null default now(),
    primary key (community_id, account_id)
);
create index community_invitations_account on community_invitations (account_id);

create table community_requests (
    community_id bigint not null,
    account_id   bigint not null,
    message      varchar(280) not null default '',
    asked_at     timestamptz not null default now(),
    primary key (community_id, account_id)
);
create index community_requests_account on community_requests (account_id);

-- Who was removed comes back only when a moderator lets them: by a request, or by an invitation of a moderator. Until
-- `banned_until` they cannot ask either.
create table community_removals (
    community_id bigint not null,
    account_id   bigint not null,
    banned_until timestamptz,
    primary key (community_id, account_id)
);

-- The public log. action: 0 post hidden, 1 post shown again, 2 post approved, 3 post refused, 4 member removed,
-- 5 member banned, 6 ban lifted, 7 request accepted, 8 request refused, 9 role changed, 10 rules changed, 11 settings
-- changed, 12 report dismissed.
create table community_log (
    id           bigint primary key,
    community_id bigint not null,
    actor_id     bigint not null,
    action       smallint not null check (action between 0 and 12),
    account_id   bigint,
    post_id      bigint,
    -- a rule's title as it was, or the moderator's words
    reason       varchar(280) not null default '',
    -- of a role: the new one; of a ban: days, 0 for good
    number       integer not null default 0
);
create index community_log_community on community_log (community_id, id desc);

-- reason: 0 a rule of the community; the platform's: 1 spam, 2 abuse, 3 hate, 4 violence, 5 sexual, 6 self-harm,
-- 7 illegal, 8 something else. 0 goes to the community's moderators, others to the operators.
create table reports (
    id           bigint primary key,
    reporter_id  bigint not null,
    -- of a post, or of the community as a whole
    post_id      bigint,
    community_id bigint,
    reason       smallint not null constraint reports_reason_known check (reason between 0 and 8),
    rule         varchar(60) not null default '',
    note         varchar(500) not null default '',
    handled_at   timestamptz,
    handled_by   bigint,
    -- 0 dismissed, 1 acted upon
    outcome      smallint check (outcome in (0, 1)),
    constraint reports_of_something check (post_id is not null or community_id is not null),
    constraint reports_to_moderators check (reason <> 0 or (post_id is not null and community_id is not null))
);
create index reports_open_community on reports (community_id, id) where handled_at is null and reason = 0;
create index reports_open_platform on reports (id) where handled_at is null and reason > 0;
create unique index reports_once on reports (reporter_id, coalesce(post_id, 0), coalesce(community_id, 0), (reason = 0))
    where handled_at is null;

alter table posts
    -- in a community: 0 shown, 1 waits for a moderator, 2 hidden by one
    add column held smallint not null default 0
        constraint posts_held_form check (held between 0 and 2 and (held = 0 or audience = 3)),
    add constraint posts_community_named check (audience <> 3 or audience_id is not null);
create index posts_community on posts (audience_id, id desc)
    where audience = 3 and reply_to_id is null and deleted_at is null;
create index posts_community_held on posts (audience_id, id) where audience = 3 and held = 1 and deleted_at is null;
create index posts_community_author on posts (audience_id, author_id, id) where audience = 3 and deleted_at is null;
-- What stands on a profile and in the home of followers, without stepping over what was written in communities.
create index posts_author_listed on posts (author_id, id desc) where deleted_at is null and audience <> 3;

-- The functions that answer yes or no are plpgsql: it keeps their plans for the session, where one in SQL that is not
-- inlined is planned anew by each query.
create function moderates(viewer bigint, community bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return exists (
        select 1 from community_members m
        where m.community_id = community and m.account_id = viewer and m.role > 0);
end
$$;

-- Whether somebody stands between the account and a moderator: a block in either direction bars.
create function barred_by_moderator(viewer bigint, community bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return exists (
        select 1
        from community_members m
        where m.community_id = community and m.role > 0 and m.account_id <> viewer
          and (exists (select 1 from blocks b where b.blocker_id = m.account_id and b.blocked_id = viewer)
               or exists (select 1 from blocks b where b.blocker_id = viewer and b.blocked_id = m.account_id)));
end
$$;

-- Whether the viewer may post, reply, like and repost in the community.
create function takes_part(viewer bigint, community bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return exists (
        select 1
        from community_members m
        join communities c on c.id = m.community_id and c.closed_at is null
        join accounts a on a.id = m.account_id and a.status = 0 and not a.protected
        where m.community_id = community and m.account_id = viewer)
        and not barred_by_moderator(viewer, community);
end
$$;

-- Posts that the viewer may see. A protected account's posts are for its followers whatever they say. In a circle even
-- the own replies are gone for somebody who is no longer in it. A co-post is not there for those whom a block parts
-- from either author. Anybody reads a community, but what waits or was hidden there only its author and moderators do.
create or replace function visible_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from posts p
    join accounts a on a.id = p.author_id
    where p.deleted_at is null
      and a.status = 0
      and (
          (p.author_id = viewer and p.audience in (0, 1))
          or (
              not exists (select 1 from blocks b where b.blocker_id = p.author_id and b.blocked_id = viewer)
              and not exists (select 1 from blocks b where b.blocker_id = viewer and b.blocked_id = p.author_id)
              and (
                  p.co_author_id is null
                  or (
                      not exists (select 1 from blocks b where b.blocker_id = p.co_author_id and b.blocked_id = viewer)
                      and not exists (
                          select 1 from blocks b where b.blocker_id = viewer and b.blocked_id = p.co_author_id)
                  )
              )
              and (
                  (p.audience = 0 and not a.protected)
                  or (
                      p.audience in (0, 1)
                      and exists (select 1 from follows f where f.follower_id = viewer and f.followee_id = p.author_id)
                  )
                  or (
                      p.audience in (2, 3)
                      and (
                          p.author_id = viewer
                          or not a.protected
                          or exists (
                              select 1 from follows f where f.follower_id = viewer and f.followee_id = p.author_id)
                      )
                      and case p.audience
                          when 2 then circle_admits(viewer, p.audience_id, p.author_id)
                          else
                              exists (select 1 from communities c where c.id = p.audience_id and c.closed_at is null)
                              and (p.held = 0 or p.author_id = viewer or moderates(viewer, p.audience_id))
                          end
                  )
              )
          )
      )
$$;

-- What lists made for the viewer may show: nothing by the muted.
create or replace function listed_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from visible_posts(viewer) p
    where not exists (select 1 from mutes m where m.muter_id = viewer and m.muted_id = p.author_id)
      and (p.co_author_id is null
           or not exists (select 1 from mutes m where m.muter_id = viewer and m.muted_id = p.co_author_id))
$$;

-- What lists outside communities may show: posts of communities are found in their community and by its members.
create function found_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from listed_posts(viewer) p
    where p.audience <> 3
       or exists (select 1 from community_members m where m.community_id = p.audience_id and m.account_id = viewer)
$$;

-- Posts of others that stand on the viewer's home by themselves: those of people they follow, replies only among these
-- people and themselves, and what begins a conversation in a community of theirs. The condition that home.sql reads
-- from indexes.
create function home_posts(viewer bigint) returns setof posts
    language sql stable parallel safe
as $$
    select p.*
    from listed_posts(viewer) p
    where case
        when p.audience = 3 then
            p.reply_to_id is null
            and exists (
                select 1 from community_members m where m.community_id = p.audience_id and m.account_id = viewer)
        else
            exists (
                select 1 from follows f
                where f.follower_id = viewer and f.followee_id in (p.author_id, p.co_author_id))
            and (
                p.reply_to_id is null
                or p.reply_to_author_id in (viewer, p.author_id)
                or exists (
                    select 1 from follows f where f.follower_id = viewer and f.followee_id = p.reply_to_author_id)
            )
        end
$$;

-- Whether the viewer may answer in the conversation that begins with `root`. In a community only those who take part.
-- Where the first post was taken away with its author's account, everybody who sees a post of it may.
create or replace function may_reply(viewer bigint, root bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return coalesce(
        (
            select (r.audience <> 3 or takes_part(viewer, r.audience_id))
                and (
                    r.author_id = viewer
                    or r.co_author_id is not distinct from viewer
                    or (
                        r.reply_rule <> 3
                        and exists (
                            select 1 from post_mentions m where m.post_id = r.id and m.account_id = viewer)
                    )
                    or (
                        (r.replies_close_at is null or r.replies_close_at > now())
                        and (
                            r.reply_rule = 0
                            or (
                                r.reply_rule = 1
                                and exists (
                                    select 1 from follows f
                                    where f.follower_id = r.author_id and f.followee_id = viewer)
                            )
                        )
                    )
                )
            from posts r
            where r.id = root
        ),
        true
    );
end
$$;
