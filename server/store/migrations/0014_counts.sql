-- ── numbers that agree with lists ────────────────────────────────────────────────────────────
-- A mark is counted while whoever made it is there for everybody: a like or a repost while its account is active and
-- public, a follow while both are active, a membership while the member is active. The numbers kept (`post_stats`,
-- `accounts.followers` and `following`) are those of counted rows; a row and its number move in one statement. What a
-- single viewer does not see, or sees besides, is taken off and added when it is read.
alter table likes add column counted boolean not null default true;
alter table reposts add column counted boolean not null default true;
alter table follows add column counted boolean not null default true;
alter table circle_members add column counted boolean not null default true;
alter table community_members add column counted boolean not null default true;
-- members who are away; they keep their place
alter table communities
    add column away integer not null default 0,
    add constraint communities_away_form check (away between 0 and members);

update likes l set counted = false from accounts a where a.id = l.account_id and (a.status <> 0 or a.protected);
update reposts r set counted = false from accounts a where a.id = r.account_id and (a.status <> 0 or a.protected);
update follows f set counted = false
from accounts a
where a.id in (f.follower_id, f.followee_id) and a.status <> 0;
update circle_members m set counted = false from accounts a where a.id = m.account_id and a.status <> 0;
update community_members m set counted = false from accounts a where a.id = m.account_id and a.status <> 0;

update post_stats s set likes = greatest(s.likes - gone.number, 0)
from (select post_id, count(*)::integer as number from likes where not counted group by post_id) gone
where gone.post_id = s.post_id;
update post_stats s set reposts = greatest(s.reposts - gone.number, 0)
from (select post_id, count(*)::integer as number from reposts where not counted group by post_id) gone
where gone.post_id = s.post_id;
update accounts a set followers = greatest(a.followers - gone.number, 0)
from (select followee_id, count(*)::integer as number from follows where not counted group by followee_id) gone
where gone.followee_id = a.id;
update accounts a set following = greatest(a.following - gone.number, 0)
from (select follower_id, count(*)::integer as number from follows where not counted group by follower_id) gone
where gone.follower_id = a.id;
update communities c set away = gone.number
from (select community_id, count(*)::integer as number from community_members where not counted group by community_id) gone
where gone.community_id = c.id;

create index likes_uncounted on likes (post_id, account_id) where not counted;
create index reposts_uncounted on reposts (post_id, account_id) where not counted;
create index circle_members_away on circle_members (circle_id) where not counted;

-- Accounts that a block parts from the viewer, in either direction.
create function parted_from(viewer bigint) returns table (id bigint)
    language sql stable parallel safe
as $$
    select blocked_id from blocks where blocker_id = viewer
    union
    select blocker_id from blocks where blocked_id = viewer
$$;

-- How many members a community has for the viewer: those who are there, without those whom a block parts from them.
create function members_for(viewer bigint, community bigint) returns integer
    language plpgsql stable parallel safe
as $$
begin
    return (
        select c.members - c.away - (
            select count(*)::integer
            from parted_from(viewer) parted
            join community_members m on m.community_id = c.id and m.account_id = parted.id and m.counted
        )
        from communities c
        where c.id = community
    );
end
$$;

-- ── who stands in for an admin who is away ───────────────────────────────────────────────────
-- A role stays with its account while that is deactivated or suspended. Where no admin is left who is there, somebody
-- stands in until one is back; `role_before` tells what they were.
alter table community_members
    add column stands_in boolean not null default false,
    add column role_before smallint not null default 0,
    add constraint community_members_stand_in_form
        check (role_before between 0 and 1 and (not stands_in or role = 2));

-- ── posts of circles, told quietly ───────────────────────────────────────────────────────────
-- Kind 40: somebody whom the recipient does not follow shared something with a circle that the recipient is in.
-- Subject: the post.
alter table notifications drop constraint if exists notifications_kind_known,
    add constraint notifications_kind_known check (kind between 0 and 63);

-- Who does not want to be told of the circle posts of whom.
create table quiet_circles (
    account_id bigint not null,
    owner_id   bigint not null,
    since      timestamptz not null default now(),
    primary key (account_id, owner_id)
);
create index quiet_circles_owner on quiet_circles (owner_id);

-- ── reply rules ──────────────────────────────────────────────────────────────────────────────
-- Whether the viewer may answer in the conversation that begins with `root`. In a community only those who take part.
-- The rule ends when the first post is deleted; where that was taken away with its author's account, everybody who sees
-- a post of the conversation may, and in a community the caller asks for membership.
create or replace function may_reply(viewer bigint, root bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return coalesce(
        (
            select (r.audience <> 3 or takes_part(viewer, r.audience_id))
                and (
                    r.deleted_at is not null
                    or r.author_id = viewer
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

-- What was written in a community does not stand on profiles, pinned neither.
update accounts a set pinned_post_id = null
from posts p
where p.id = a.pinned_post_id and p.audience = 3;
