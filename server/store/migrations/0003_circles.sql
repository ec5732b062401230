-- ── circles ──────────────────────────────────────────────────────────────────────────────────
create table circles (
    id        bigint primary key,
    owner_id  bigint not null,
    name      varchar(40) not null constraint circles_name_filled check (length(name) > 0),
    emoji     varchar(32) not null default '',
    -- moves with the rows of circle_members in one statement; the constraint is what holds the limit
    members   integer not null default 0 constraint circles_members_limit check (members between 0 and 150),
    -- given up, with its posts kept for their author alone: nobody is in it any more, and nobody can be
    closed_at timestamptz
);
create index circles_owner on circles (owner_id, id) where closed_at is null;

create table circle_members (
    circle_id  bigint not null,
    account_id bigint not null,
    since      timestamptz not null default now(),
    primary key (circle_id, account_id)
);
create index circle_members_account on circle_members (account_id, circle_id);

-- Who left a circle is not put into one by that owner again.
create table circle_leavers (
    owner_id   bigint not null,
    account_id bigint not null,
    primary key (owner_id, account_id)
);

alter table posts add constraint posts_circle_named check (audience <> 2 or audience_id is not null);
create index posts_circle on posts (audience_id, id desc) where audience = 2 and deleted_at is null;

-- The number that a profile shows is for everybody: it counts public posts.
update accounts a
set posts = (select count(*) from posts p where p.author_id = a.id and p.deleted_at is null and p.audience = 0);

-- Whether a post of the circle, by this author, is there for the viewer as far as the circle decides. A closed circle
-- leaves its owner what the owner wrote. Not inlined: asked only for posts of circles.
create function circle_admits(viewer bigint, circle bigint, author bigint) returns boolean
    language sql stable parallel safe
as $$
    select exists (
        select 1
        from circles c
        join visible_accounts(viewer) owner on owner.id = c.owner_id
        where c.id = circle
          and (
              (c.owner_id = viewer and (c.closed_at is null or author = viewer))
              or (c.closed_at is null
                  and exists (select 1 from circle_members m where m.circle_id = c.id and m.account_id = viewer))
          )
    )
$$;

-- Posts that the viewer may see. A protected account's posts are for its followers whatever they say. In a circle even
-- the own replies are gone for somebody who is no longer in it.
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
                  (p.audience = 0 and not a.protected)
                  or (
                      p.audience in (0, 1)
                      and exists (select 1 from follows f where f.follower_id = viewer and f.followee_id = p.author_id)
                  )
                  or (
                      p.audience = 2
                      and (
                          p.author_id = viewer
                          or not a.protected
                          or exists (
                              select 1 from follows f where f.follower_id = viewer and f.followee_id = p.author_id)
                      )
                      and circle_admits(viewer, p.audience_id, p.author_id)
                  )
              )
          )
      )
$$;
