-- What stands on the home of $1 before the entry $2 (the id of a post or of a repost), as it was at the moment of the id
-- $3; $4 entries at most. Sources are the people followed (what they posted, alone or together, and reposted) and
-- the communities joined. Only the $4 sources whose newest entry is newest can have one among the $4 newest: their
-- latest entries are merged, and the thousand others cost one look at an index each.
-- `shown` is false for what the viewer may not see, for posts of communities that the viewer is not in (a repost does not
-- carry them out) and for posts that stand further up already.
with followed as materialized (
    select a.id
    from follows f
    join visible_accounts($1) a on a.id = f.followee_id
    where f.follower_id = $1
      and not exists (select 1 from mutes m where m.muter_id = $1 and m.muted_id = a.id)
    union all
    select $1::bigint
),
sources as (
    select f.id as account_id, null::bigint as community_id, greatest(post.id, together.id, repost.id) as newest
    from followed f
    left join lateral (
        select p.id
        from posts p
        where p.author_id = f.id and p.deleted_at is null and p.audience <> 3 and p.id < $2
          and (p.reply_to_id is null
               or p.reply_to_author_id = f.id
               or p.reply_to_author_id in (select id from followed))
        order by p.id desc
        limit 1
    ) post on true
    left join lateral (
        select p.id
        from posts p
        where p.co_author_id = f.id and p.deleted_at is null and p.id < $2
          and p.author_id not in (select id from followed)
        order by p.id desc
        limit 1
    ) together on true
    left join lateral (
        select r.id
        from reposts r
        where r.account_id = f.id and r.id < $2 and f.id <> $1
        order by r.id desc
        limit 1
    ) repost on true
    where greatest(post.id, together.id, repost.id) is not null
    union all
    select null, m.community_id, post.id
    from community_members m
    cross join lateral (
        select p.id
        from posts p
        where p.audience = 3 and p.audience_id = m.community_id and p.reply_to_id is null and p.deleted_at is null
          and p.id < $2
        order by p.id desc
        limit 1
    ) post
    where m.account_id = $1
    order by newest desc
    limit $4
),
entries as (
    select e.id, e.post_id, e.reposter_id
    from sources s
    cross join lateral (
        (
            select p.id, p.id as post_id, null::bigint as reposter_id
            from posts p
            where p.author_id = s.account_id and p.deleted_at is null and p.audience <> 3 and p.id < $2
              and (p.reply_to_id is null
                   or p.reply_to_author_id = s.account_id
                   or p.reply_to_author_id in (select id from followed))
            order by p.id desc
            limit $4
        )
        union all
        (
            -- what both authors are followed for stands there by its author
            select p.id, p.id, null
            from posts p
            where p.co_author_id = s.account_id and p.deleted_at is null and p.id < $2
              and p.author_id not in (select id from followed)
            order by p.id desc
            limit $4
        )
        union all
        (
            select r.id, r.post_id, r.account_id
            from reposts r
            where r.account_id = s.account_id and r.id < $2 and s.account_id <> $1
            order by r.id desc
            limit $4
        )
        union all
        (
            select p.id, p.id, null
            from posts p
            where p.audience = 3 and p.audience_id = s.community_id and p.reply_to_id is null
              and p.deleted_at is null and p.id < $2
            order by p.id desc
            limit $4
        )
    ) e
    order by e.id desc
    limit $4
)
select
    e.id as "id!",
    e.post_id as "post_id!",
    e.reposter_id,
    (
        exists (
            select 1 from listed_posts($1) p
            where p.id = e.post_id
              and (p.audience <> 3
                   or exists (
                       select 1 from community_members m where m.community_id = p.audience_id and m.account_id = $1))
        )
        and not exists (
            select 1
            from reposts r
            where r.post_id = e.post_id and r.id > e.id and r.id <= $3
              and r.account_id <> $1 and r.account_id in (select id from followed)
        )
    ) as "shown!"
from entries e
order by e.id desc
