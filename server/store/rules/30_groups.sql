-- Who is in a circle or a community, as far as it decides what somebody sees and does.

-- Whether a post of the circle, by this author, is there for the viewer as far as the circle decides. A closed circle
-- leaves its owner what the owner wrote. In SQL it made a hidden post of a circle take measurably longer than a missing
-- one.
create or replace function circle_admits(viewer bigint, circle bigint, author bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return exists (
        select 1
        from circles c
        join visible_accounts(viewer) owner on owner.id = c.owner_id
        where c.id = circle
          and (
              (c.owner_id = viewer and (c.closed_at is null or author = viewer))
              or (c.closed_at is null
                  and exists (select 1 from circle_members m where m.circle_id = c.id and m.account_id = viewer))
          )
    );
end
$$;

-- Whether the viewer is a moderator of the community, or its admin.
create or replace function moderates(viewer bigint, community bigint) returns boolean
    language plpgsql stable parallel safe
as $$
begin
    return exists (
        select 1 from community_members m
        where m.community_id = community and m.account_id = viewer and m.role > 0);
end
$$;

-- Whether somebody stands between the account and a moderator: a block in either direction bars.
create or replace function barred_by_moderator(viewer bigint, community bigint) returns boolean
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
create or replace function takes_part(viewer bigint, community bigint) returns boolean
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

-- How many members a community has for the viewer: those who are there, without those whom a block parts from them.
create or replace function members_for(viewer bigint, community bigint) returns integer
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
